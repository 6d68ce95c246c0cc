"""Which role may do what: one table, asked on every call."""

from access.asker import AccessRefused, Asker, Role

_EVERYBODY = frozenset(Role)
_CARE = frozenset({Role.CLINICIAN, Role.ADMINISTRATOR})
_RECORDS = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})

PERMITTED: dict[str, frozenset[Role]] = {
    **dict.fromkeys(("checkpoints", "file_names", "shown_state"), _EVERYBODY),
    **dict.fromkeys(
        (
            "worklist",
            "closing_checkpoints",
            "patients",
            "people",
            "find_people",
            "course",
            "courses",
            "episodes",
            "appointments",
        ),
        _CARE,
    ),
    **dict.fromkeys(
        (
            "observations",
            "events",
            "goals",
            "authorizations",
            "medications",
            "dose_doubts",
            "flags",
            "source",
            "patient_sources",
            "versions",
            "as_known",
        ),
        _CARE,
    ),
    **dict.fromkeys(
        ("paired_scores", "checkpoint_counts", "leaving_reasons", "measure_counts", "mean_course"), _EVERYBODY
    ),
    **dict.fromkeys(("comparison_cells", "case_mix", "case_mix_baselines"), _EVERYBODY),
    "compare_clinicians": frozenset({Role.DIRECTOR}),
    **dict.fromkeys(("course_patterns", "who_left", "lasting_scores"), _EVERYBODY),
    **dict.fromkeys(("starting_scores", "first_improvement", "first_improvement_pair"), _EVERYBODY),
    **dict.fromkeys(("monthly_shares", "monthly_completeness", "early_response", "plan_changes"), _EVERYBODY),
    **dict.fromkeys(("similar", "past_courses", "entries", "entry_history", "record"), _CARE),
    **dict.fromkeys(
        ("packets", "packet_log", "patient_packets", "packet_versions", "packet", "packet_files", "reminders"), _CARE
    ),
    **dict.fromkeys(("save_draft", "mark_sent", "record_payer_decision"), _CARE),
    **dict.fromkeys(("conflict_groups", "settlements", "settle_conflict"), _CARE),
    **dict.fromkeys(("deadline_rules", "payer_decisions"), _EVERYBODY),
    "sign_packet": frozenset({Role.CLINICIAN}),
    **dict.fromkeys(("similar_rows", "intake_sums", "score_counts", "form_timing"), _EVERYBODY),
    **dict.fromkeys(("forms_outside", "site_months", "same_answers", "held"), _EVERYBODY),
    "rejected_counts": _RECORDS,
    **dict.fromkeys(
        ("batches", "rejected", "waiting", "conflicts", "lookalikes", "load", "unknown_medicines"), _RECORDS
    ),
}
"""Roles that may take each action. What is not listed nobody may do."""


def authorize(asker: Asker, action: str, patient_id: str | None = None) -> None:
    """Let the action pass, or refuse it. `patient_id` is for rules about one's own patients.

    Raises:
        AccessRefused: none of the asker's roles may do this.
    """
    if not asker.roles & PERMITTED.get(action, frozenset()):
        raise AccessRefused(f"{asker.name} may not see or do this: {action.replace('_', ' ')}.")
