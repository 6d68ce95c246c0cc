"""The paperwork that waits: reminders and deadlines, from the store, the register and the clinic's own rules."""

from datetime import date
from pathlib import Path

from domain.clinic import Clinic
from domain.deadline import DeadlineRule
from domain.deadline_table import parse_deadlines, with_own
from domain.reminder import SOON_DAYS, PlanClassOf, Reminder, reminders
from store.clinic_folder import read_texts
from store.payer_readers import read_watched_authorizations
from store.register import read_packet_log
from store.snapshot import Snapshot


def read_deadline_rules(folder: Path) -> tuple[DeadlineRule, ...]:
    """The shipped rules, and the clinic's own from `deadlines/*.toml`. Raises ClinicError for a file that cannot be used."""
    own = (rule for name, text in read_texts(folder, "deadlines") for rule in parse_deadlines(text, name))
    return with_own(own)


def plan_class_of(clinic: Clinic) -> PlanClassOf:
    """The kind of plan of each payer, as clinic.toml declares it."""
    classes: dict[str, str | None] = {payer.code: payer.plan_class for payer in clinic.payers}
    return lambda payer: classes.get(payer or "")


def read_reminders(
    folder: Path, snapshot: Snapshot, clinic: Clinic, as_of: date, soon_days: int = SOON_DAYS
) -> tuple[Reminder, ...]:
    """Everything of the paperwork that is due on a day or within days after it, or lies, most pressing first."""
    watched = read_watched_authorizations(snapshot, as_of)
    rows = list(watched.itertuples(index=False))
    classes = plan_class_of(clinic)
    return reminders(rows, read_packet_log(folder), read_deadline_rules(folder), classes, as_of, soon_days)
