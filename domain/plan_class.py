"""Kinds of plan, as far as rules differ between them: which policies apply, and how long an appeal may take."""

from enum import StrEnum


class PlanClass(StrEnum):
    COMMERCIAL = "commercial"
    MEDICARE = "medicare"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    MEDICAID = "medicaid"
    WORKERS_COMP = "workers_comp"
    TRICARE = "tricare"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    PlanClass.COMMERCIAL: "commercial plan",
    PlanClass.MEDICARE: "Original Medicare",
    PlanClass.MEDICARE_ADVANTAGE: "Medicare Advantage",
    PlanClass.MEDICAID: "Medicaid",
    PlanClass.WORKERS_COMP: "workers' compensation",
    PlanClass.TRICARE: "TRICARE",
    PlanClass.OTHER: "another plan",
}
