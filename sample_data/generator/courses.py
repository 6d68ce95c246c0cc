"""One patient's true course: correlated intake levels, correlated gains, a staircase in between."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sample_data.generator import figures as f
from sample_data.generator.figures import COURSE, FIGURES, Domain, Figure


@dataclass(frozen=True)
class Latent:
    """Standard normal positions of one patient in one episode. `severity` up is worse, `response` up is better."""

    severity: float
    response: float
    domain_severity: dict[Domain, float]
    domain_response: dict[Domain, float]
    own_severity: dict[str, float]
    own_response: dict[str, float]
    landing: int
    keeps: float


def draw_latent(rng: np.random.Generator, payer: str) -> Latent:
    mild = rng.random() < 0.012  # a few people at the good end of every scale: floor cases
    severity = -5.5 if mild else float(rng.normal()) + f.PAYER_SEVERITY[payer]
    response = float(rng.normal()) + f.PAYER_RESPONSE[payer]
    domain_severity, domain_response = _normal(rng, Domain), _normal(rng, Domain)
    own_severity, own_response = _normal(rng, FIGURES), _normal(rng, FIGURES)
    landing = int(rng.choice(3, p=f.LANDING_SHARES))
    keeps = f.RELAPSE_KEEPS if rng.random() < f.RELAPSE_SHARE else 1.0
    return Latent(severity, response, domain_severity, domain_response, own_severity, own_response, landing, keeps)


def _normal(rng: np.random.Generator, keys: Iterable) -> dict:
    names = list(keys)
    return dict(zip(names, map(float, rng.normal(size=len(names))), strict=True))


def _mix(overall: float, in_domain: float, own: float) -> float:
    return f.SHARED_OVERALL * overall + f.SHARED_IN_DOMAIN * in_domain + f.OWN * own


def share_of_gain(latent: Latent, domain: Domain, checkpoint: str) -> float:
    """Share of the gain at program end that is there at `checkpoint`: the mean course with this patient's landing."""
    if checkpoint == "intake":
        return 0.0
    gains, at = list(f.GAIN_BY[domain]), COURSE.index(checkpoint)
    if latent.landing == 0:
        gains[0] *= f.LANDING_REST
    if latent.landing == 1:
        gains[1] = gains[0] + f.LANDING_REST * (gains[1] - gains[0])
    return gains[at] * (latent.keeps if at > 2 else 1.0)


def true_level(latent: Latent, program: str, code: str, checkpoint: str) -> float:
    """Position in intake SDs; up is worse."""
    figure = FIGURES[code]
    start = math.sqrt(figure.reliability) * _mix(
        latent.severity, latent.domain_severity[figure.domain], latent.own_severity[code]
    )
    drawn = figure.spread * _mix(latent.response, latent.domain_response[figure.domain], latent.own_response[code])
    gain = figure.effect * f.PROGRAM_STRENGTH[program][figure.domain] + drawn
    return start - gain * share_of_gain(latent, figure.domain, checkpoint)


def observed_score(
    rng: np.random.Generator, latent: Latent, program: str, code: str, checkpoint: str, shock: float
) -> float:
    """One score on the measure's own scale: true level, the day's shock, measurement error, rounding, scale ends."""
    figure = FIGURES[code]
    error = math.sqrt(1 - figure.reliability) * float(rng.normal())
    return on_scale(figure, true_level(latent, program, code, checkpoint) + shock + error)


def on_scale(figure: Figure, level: float) -> float:
    """The score at `level` intake SDs worse than the mean."""
    value = figure.mean + (-level if figure.higher_is_better else level) * figure.sd
    return rounded(figure, math.exp(value) if figure.logarithmic else value)


def rounded(figure: Figure, value: float) -> float:
    grid = figure.step / figure.parts
    nearest = math.floor(value / grid + 0.5) * grid
    return round(min(max(nearest, figure.lowest), figure.highest), 2)


def day_shock(rng: np.random.Generator, flare: bool) -> float:
    return f.DAY_SHOCK_SD * float(rng.normal()) + (f.FLARE_SHOCK if flare else 0.0)


def global_rating(rng: np.random.Generator, gain_sd: float) -> int:
    """Global impression of change, 1 very much improved to 7 very much worse, from the mean gain in SDs."""
    return int(min(max(math.floor(4.2 - 1.25 * gain_sd + 0.75 * float(rng.normal()) + 0.5), 1), 7))


def mean_gain(latent: Latent, program: str, checkpoint: str, codes: tuple[str, ...]) -> float:
    """Mean true improvement since intake over `codes`, in intake SDs."""
    judged = [c for c in codes if c in FIGURES]
    return sum(
        true_level(latent, program, c, "intake") - true_level(latent, program, c, checkpoint) for c in judged
    ) / len(judged)
