"""Which role may do what: one table, asked on every call."""

from access.asker import AccessRefused, Asker, Role

_EVERYBODY = frozenset(Role)
_CARE = frozenset({Role.CLINICIAN, Role.ADMINISTRATOR})
_COHORT = frozenset({Role.CLINICIAN, Role.DIRECTOR, Role.ADMINISTRATOR})
_RECORDS = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})

PERMITTED: dict[str, frozenset[Role]] = {
    "read_worklist": _CARE,
    "read_checkpoints": _EVERYBODY,
    "read_patients": _CARE,
    "read_people": _CARE,
    "read_course": _CARE,
    "read_courses": _CARE,
    "read_episodes": _CARE,
    "read_appointments": _CARE,
    "read_observations": _CARE,
    "read_events": _CARE,
    "read_flags": _CARE,
    "read_source": _CARE,
    "read_paired_scores": _COHORT,
    "read_checkpoint_counts": _COHORT,
    "read_leaving_reasons": _COHORT,
    "read_measure_counts": _COHORT,
    "read_mean_course": _COHORT,
    "read_batches": _RECORDS,
    "read_rejected": _RECORDS,
    "read_waiting": _RECORDS,
    "read_conflicts": _RECORDS,
    "load_files": _RECORDS,
}
"""Roles that may take each action. What is not listed nobody may do."""


def authorize(asker: Asker, action: str, patient_id: str | None = None) -> None:
    """Let the action pass, or refuse it. `patient_id` is for rules about one's own patients.

    Raises:
        AccessRefused: none of the asker's roles may do this.
    """
    if not asker.roles & PERMITTED.get(action, frozenset()):
        raise AccessRefused(f"{asker.name} may not {action.replace('_', ' ')}.")
