"""The policies that come with the product: what payers ask for, as dated data with its sources."""

from datetime import date
from functools import cache
from pathlib import Path

from domain.measures import MEASURES
from domain.policy import Policy
from domain.policy_table import own_policies, parse_policy

_FOLDER = Path(__file__).with_name("policies")


@cache
def shipped_policies() -> tuple[Policy, ...]:
    """Every shipped policy, by code and then by date; read once."""
    files = sorted(_FOLDER.glob("*.toml"))
    found = own_policies((file.name, parse_policy(file.read_text("utf-8"), file.name, MEASURES)) for file in files)
    return tuple(sorted(found, key=lambda one: (one.code, one.effective_from or date.min)))
