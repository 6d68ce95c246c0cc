"""The whole clinic: everybody registered, their episodes and all that belongs to them."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from sample_data.generator import figures as f
from sample_data.generator.episodes import Episode, Score, Visit, draw_episode
from sample_data.generator.happenings import Dose, Night, add_happenings, block_scores, doses, nights
from sample_data.generator.people import Person, draw_person, pick, record_numbers
from sample_data.generator.setting import AS_OF, FIRST_START, generator_for, next_weekday
from sample_data.generator.staged import STORIES, Story, person_of, stage, staged_doses

DIED = {233: 41, 418: 260, 419: 130}
WITHDREW = {91: 70, 312: 150, 421: 25, 505: 33}
"""Person number → days after the start of the first episode. Few, as in any outpatient program (assumed)."""
REFERRED_ONLY = 6


@dataclass
class Case:
    """One person with everything simulated about them. `referral_visits`: intake booked, no episode yet."""

    person: Person
    registered_on: date
    died_on: date | None = None
    withdrew_on: date | None = None
    episodes: list[Episode] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=list)
    nights: list[Night] = field(default_factory=list)
    referral_visits: list[Visit] = field(default_factory=list)


def simulate() -> list[Case]:
    """Everybody, ordered by person number. The same on each run."""
    numbers = record_numbers(f.PEOPLE + len(STORIES) + REFERRED_ONLY)
    cases = [_case(n + 1, numbers[n]) for n in range(f.PEOPLE)]
    cases += [_staged_case(story, f.PEOPLE + 1 + i, numbers[f.PEOPLE + i]) for i, story in enumerate(STORIES)]
    first = f.PEOPLE + len(STORIES)
    return cases + [_referred_case(first + i + 1, numbers[first + i], i) for i in range(REFERRED_ONLY)]


def _case(number: int, record_number: str) -> Case:
    rng = generator_for(10, number)
    program = pick(rng, *zip(*f.PROGRAM_SHARES.items(), strict=True))
    person = draw_person(number, record_number, program)
    # Intakes grow a little over the two years (assumed): the square root leans towards later days.
    started = next_weekday(FIRST_START + timedelta(days=int(724 * float(rng.random()) ** 0.85)))
    case = Case(person, started - timedelta(days=int(rng.integers(20, 70))))
    excused = None
    if number in DIED:
        case.died_on = started + timedelta(days=DIED[number])
        excused = ("died", case.died_on)
    if number in WITHDREW:
        case.withdrew_on = started + timedelta(days=WITHDREW[number])
        excused = ("withdrew", case.withdrew_on)
    _enrol(case, program, started, excused)
    again = _second_start(rng, case)
    if again is not None:
        _enrol(case, pick(rng, ("interdisciplinary", "functional")), again, None)
    return case


def _enrol(case: Case, program: str, started: date, excused: tuple[str, date] | None) -> None:
    if excused is not None and excused[1] > AS_OF:
        case.died_on = case.withdrew_on = excused = None
    episode = draw_episode(case.person, len(case.episodes) + 1, program, started, excused)
    until = excused[1] if excused else AS_OF
    add_happenings(episode, until)
    episode.scores += block_scores(episode)
    one_form_a_day(case, episode)
    case.episodes.append(episode)
    case.doses += doses(episode, until)
    written = {night.morning for night in case.nights}
    case.nights += [night for night in nights(episode) if night.morning not in written]


def one_form_a_day(case: Case, episode: Episode) -> None:
    """Nobody fills in the same form twice a day, also when two visits or two episodes meet."""
    taken, kept = {_day_of(s) for earlier in case.episodes for s in earlier.scores}, []
    for score in episode.scores:
        if _day_of(score) not in taken:
            kept.append(score)
        taken.add(_day_of(score))
    episode.scores = kept


def _day_of(score: Score) -> tuple:
    return score.measure, score.on_date, score.occasion


def _second_start(rng, case: Case) -> date | None:
    """A new course of care some months after the first, for a few. Never for the dead or those who withdrew."""
    ended, wants = case.episodes[0].ending.ended, rng.random() < f.RE_ENROLLED_SHARE * 1.6
    if ended is None or not wants or case.died_on or case.withdrew_on:
        return None
    started = next_weekday(ended + timedelta(days=int(rng.integers(110, 380))))
    return started if started < AS_OF - timedelta(days=10) else None


def _staged_case(story: Story, number: int, record_number: str) -> Case:
    person = person_of(story, number, record_number)
    case = Case(person, story.started - timedelta(days=40))
    episode = stage(story, person)
    add_happenings(episode)
    own = {"flare", "care_plan_change", "medication_change", "case_conference", "procedure", "work_status"}
    kept = [e for e in episode.events if not (story.events and e.kind in own)]
    episode.events = sorted([*kept, *story.events], key=lambda e: (e.on_date, e.kind, e.detail))
    case.episodes.append(episode)
    case.doses += staged_doses(story, episode)
    case.nights += nights(episode)
    return case


def _referred_case(number: int, record_number: str, place: int) -> Case:
    """Registered, not started: some have their first visit in the coming two weeks, some are not booked."""
    rng = generator_for(10, number)
    case = Case(
        draw_person(number, record_number, "interdisciplinary"), AS_OF - timedelta(days=int(rng.integers(3, 40)))
    )
    if place < 4:
        case.referral_visits.append(
            Visit("intake", next_weekday(AS_OF + timedelta(days=2 + 3 * place)), time(9 + place, 20), None)
        )
    return case
