from datetime import date

import pytest

from metrics.months import months_before


@pytest.mark.parametrize(
    ("on", "months", "before"),
    [
        (date(2025, 11, 17), 12, date(2024, 11, 17)),
        (date(2025, 5, 31), 3, date(2025, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 15), 1, date(2024, 12, 15)),
    ],
)
def test_months_are_counted_back_to_the_same_day_or_the_last_of_a_shorter_month(on, months, before):
    assert months_before(on, months) == before
