"""Activity: how long the patient is up and doing things."""

from domain.measure import Better, Construct, Measure
from domain.measures.facts import RATING_FORMAT, default_change, percent
from domain.measures.sources import PRAGMATIC

TIME_ON_TASK = Measure(
    code="time_on_task",
    name="Time on task / uptime per day",
    short_name="Time on task",
    construct=Construct.ACTIVITY,
    lowest=0, highest=1440, step=5, unit="min/day", chart_highest=960,
    better=Better.HIGHER,
    physical_unit=True,
    meaningful_change=default_change(percent(30), population="none", source=PRAGMATIC, why="pragmatic; no published MCID"),
    licence=RATING_FORMAT,
    least_interval_days=7,
    notes="Minutes out of bed and active, or tolerated minutes for a named task. Weekly mean from at least 4 of 7 days "
    "(recalled; no source reached).",
)  # fmt: skip

ACTIVITY = (TIME_ON_TASK,)
