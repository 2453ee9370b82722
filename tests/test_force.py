"""What is in force on a day, which authority is preferred, and which sentences speak only of later days."""

from datetime import date
from typing import get_args

import pytest

from assistant.ask.force import State, came_later, state, tells_later, weight
from assistant.documents import Authority

EARLY, DAY, LATE = date(2024, 1, 1), date(2025, 3, 31), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "published", "authority", "replaced", "expected"),
    [
        (None, None, None, "press", False, "in_force"),
        (EARLY, None, EARLY, "treaty", False, "in_force"),
        (DAY, None, None, "treaty", False, "in_force"),
        (EARLY, DAY, None, "treaty", False, "in_force"),
        (LATE, None, EARLY, "treaty", False, "not_yet"),
        (LATE, None, EARLY, "treaty", True, "not_yet"),
        (None, EARLY, None, "government", False, "ended"),
        (None, EARLY, None, "government", True, "replaced"),
        (None, EARLY, LATE, "government", False, "ended"),
        (None, LATE, None, "government", True, "in_force"),
        (None, None, None, "treaty", True, "replaced"),
        (EARLY, None, EARLY, "treaty", True, "replaced"),
        (None, None, LATE, "press", False, "not_yet"),
        (None, None, LATE, "government", False, "not_yet"),
        (None, None, LATE, "treaty", False, "not_yet"),
        (None, None, LATE, "research", False, "not_yet"),
        (None, None, LATE, "briefing", False, "in_force"),
        (None, None, LATE, "briefing", True, "replaced"),
        (EARLY, None, LATE, "press", False, "in_force"),
        (None, None, DAY, "press", False, "in_force"),
    ],
)
def test_validity_then_publication_then_replacement_decide(
    valid_from: date | None,
    valid_to: date | None,
    published: date | None,
    authority: Authority,
    replaced: bool,
    expected: State,
) -> None:
    assert state(valid_from, valid_to, published, authority, replaced, DAY) == expected


@pytest.mark.parametrize(
    ("sentence", "later"),
    [
        ("It was signed on 10 July 2025.", True),
        ("It was signed on 31 March 2025.", False),
        ("It was signed on 1 April 2025.", True),
        ("She took office in April 2025.", True),
        ("She took office in March 2025.", False),
        ("Trade grew in 2026.", True),
        ("Trade grew in 2025.", False),
        ("Agreed in 2024, it opened in July 2025.", False),
        ("Agreed in May 2025, it opened in July 2025.", True),
        ("The visit was from 8 to 10 July 2025.", True),
        ("The visit was on 8 July.", False),
        ("The visit was long.", False),
        ("", False),
        ("Il fut signé le 10 juillet 2025.", True),
        ("Il fut signé le 31 mars 2025.", False),
        ("Il fut signé le 1er avril 2025.", True),
        ("Elle est entrée en fonction en août 2025.", True),
        ("Elle est entrée en fonction en février 2025.", False),
        ("Les échanges ont crû en 2026.", True),
        ("Les échanges ont crû en 2025.", False),
        ("Conclu en 2024, il s'applique depuis juillet 2025.", False),
        ("La visite a duré du 8 au 10 juillet 2025.", True),
        ("La visite a été longue.", False),
    ],
)
def test_a_sentence_came_later_when_all_its_dates_do(sentence: str, later: bool) -> None:
    assert came_later(sentence, DAY) is later


def test_authorities_are_preferred_from_treaty_to_press() -> None:
    preferred = sorted(get_args(Authority), key=weight, reverse=True)
    assert preferred == ["treaty", "government", "research", "briefing", "press"]
    assert len({weight(authority) for authority in preferred}) == len(preferred)
    assert all(0 <= weight(authority) <= 1 for authority in preferred)


def test_a_sentence_tells_later_things_as_soon_as_one_of_its_dates_is_later() -> None:
    mixed = "The coalition had 35 members in January 2026, against 31 in July 2025."
    assert tells_later(mixed, date(2025, 7, 31))
    assert not came_later(mixed, date(2025, 7, 31))
    assert not tells_later(mixed, date(2026, 12, 31))
    assert not tells_later("It has 31 members.", date(2025, 7, 31))
