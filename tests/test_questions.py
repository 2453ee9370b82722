"""Days as they are typed."""

from datetime import date

import pytest

from assistant.errors import QuestionError
from assistant.questions import as_day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2025-03-01", date(2025, 3, 1)),
        ("2025-03", date(2025, 3, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2025-02", date(2025, 2, 28)),
        ("2025", date(2025, 12, 31)),
    ],
)
def test_a_month_or_a_year_is_its_last_day(typed: str, day: date) -> None:
    assert as_day(typed, "--as-of") == day


@pytest.mark.parametrize(
    "typed",
    [
        *("", "yesterday", "2025-13", "2025-00", "2025-02-30", "2025-02-00", "0000", "25-03-01", "20250301"),
        *("2025-3-1", "2025-03-01T00:00", " 2025", "2025\n", "٢٠٢٥", "2025-W01-1", "2025-03-01-01"),
        *(2025, None, ["2025"]),
    ],
)
def test_what_is_no_day_is_told_with_what_is(typed: object) -> None:
    with pytest.raises(QuestionError) as told:
        as_day(typed, "--as-of")
    assert str(told.value) == f"--as-of is {typed!r}, expected a day (2025-03-01), a month (2025-03) or a year."
