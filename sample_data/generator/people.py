"""People who do not exist: place-like surnames that nobody bears, common given names, made-up record numbers."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sample_data.generator.figures import NORTHGATE_SHARE, PAYER_SHARES
from sample_data.generator.setting import AS_OF, generator_for


def words(text: str) -> list[str]:
    return text.split()


WOMEN = words(
    "Ada Aisha Alma Amara Anita Beatriz Bianca Carla Celia Clara Dalia Diane Edith Elena Esther Fatima Flora Grace Hana Helen "
    "Ines Irene Ivy Jana Joan Judith Kamala Karin Lena Lidia Lucia Mabel Mai Marisol Marta Maya Mina Nadia Nora Olga "
    "Paula Priya Rosa Ruth Salma Selma Sofia Tamar Thea Uma Vera Viola Wanda Yara Yuki Zara"
)
MEN = words(
    "Aaron Abel Adil Amos Anton Ben Bruno Carlos Cyrus Dale Daniel Darius Dmitri Edwin Elias Emil Felix Franco Gael George "
    "Hakim Harold Hugo Idris Isaac Ivan Jamal Jonas Josef Kenji Kofi Lars Leo Luis Malik Marco Milo Nabil Niels Omar "
    "Oscar Pavel Pedro Quentin Rafael Ravi Rolf Samir Simon Stefan Theo Tomas Umar Victor Walter Xavier Yusuf Zoltan"
)
SURNAME_STARTS = words(
    "Alder Amber Ash Barley Birch Bramble Briar Cedar Clover Copper Cotton Crane Dun Elder Elm Fen Fern Flint Fox Gale Gorse "
    "Granite Grove Hazel Heather Heron Holly Ivy Juniper Larch Linden Maple Marsh Meadow Moss Oak Olive Otter Pebble Pine "
    "Quill Raven Reed River Rowan Sage Sand Sedge Shale Sorrel Star Stone Thistle Thorn Wheat Willow Winter Wren Yarrow"
)
SURNAME_ENDS = words(
    "bank bourne bridge brook by combe croft dale den field ford gate grove ham holme hurst land ley mere "
    "mont more ridge side stead stone ton vale wade ward well wick wood worth"
)
CLINICIANS = {"riverside": ("okafor", "lindqvist", "haddad"), "northgate": ("tanaka", "moreau")}


@dataclass(frozen=True)
class Person:
    """`number` orders people and seeds their streams; `record_number` is what the sources call them."""

    number: int
    record_number: str
    given_name: str
    surname: str
    birth_date: date
    sex: str
    site: str
    payer: str
    clinician: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.surname}"


def record_numbers(count: int) -> list[str]:
    """Distinct numbers such as S-104821, in no order that tells anything."""
    drawn = generator_for(1).choice(90_000, size=count, replace=False)
    return [f"S-{100_000 + int(n)}" for n in drawn]


def surname(rng: np.random.Generator) -> str:
    start, end = pick(rng, SURNAME_STARTS), pick(rng, SURNAME_ENDS)
    return start + end if start.lower() != end else start + "well"


def draw_person(number: int, record_number: str, program: str) -> Person:
    rng = generator_for(2, number)
    payer = pick(rng, *zip(*PAYER_SHARES[program].items(), strict=True))
    site = "northgate" if rng.random() < NORTHGATE_SHARE else "riverside"
    # Women are the majority of pain-clinic referrals in most registries (assumed 58 %).
    sex = pick(rng, ("female", "male", "other"), (0.58, 0.41, 0.01))
    given = pick(rng, WOMEN if sex == "female" else MEN if sex == "male" else WOMEN + MEN)
    return Person(
        number,
        record_number,
        given,
        surname(rng),
        birth_date(rng, payer),
        sex,
        site,
        payer,
        pick(rng, CLINICIANS[site]),
    )


def birth_date(rng: np.random.Generator, payer: str) -> date:
    mean, sd, low, high = (68, 6, 55, 86) if payer == "medicare" else (47, 10, 21, 66)
    years = min(max(rng.normal(mean, sd), low), high)
    return AS_OF - timedelta(days=int(years * 365.25) + int(rng.integers(0, 360)))


def pick(rng: np.random.Generator, options, shares=None):
    """One of `options`, by `shares`; a plain Python object, never a NumPy scalar."""
    return options[int(rng.choice(len(options), p=shares))]
