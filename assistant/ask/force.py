"""What is in force on a day: the state of a text, its authority, and what a sentence cannot have known that day."""

from datetime import date

from assistant.ask.support.dates import Date
from assistant.ask.support.reading import read
from assistant.ask.time.calendar import first_day
from assistant.documents import Authority, State

_WEIGHTS: dict[Authority, float] = {"treaty": 1.0, "government": 0.8, "research": 0.6, "briefing": 0.4, "press": 0.2}


def state(
    valid_from: date | None,
    valid_to: date | None,
    published: date | None,
    authority: Authority,
    replaced: bool,
    as_of: date,
) -> State:
    """The state of a text on the day `as_of`; both its first and its last day of validity count as in force.

    `replaced`: one of the texts that replace it is in force that day (the caller looks; a text without dates counts).
    A validity that is known decides before what replaced it. Without `valid_from`, a text published later was not
    there yet, except a briefing: it is written after what it tells, so its date is no evidence. Without any date a
    text is in force unless replaced.
    """
    if valid_from is not None and valid_from > as_of:
        return "not_yet"
    if valid_to is not None:
        over: State = "replaced" if replaced else "ended"
        return over if valid_to < as_of else "in_force"
    if valid_from is None and authority != "briefing" and published is not None and published > as_of:
        return "not_yet"
    return "replaced" if replaced else "in_force"


def came_later(sentence: str, as_of: date) -> bool:
    """Whether every day, month or year that a sentence gives, in English or French, begins after `as_of`.

    A date without its year counts with the year beside it ("8 to 10 July 2025") and not at all if there is none. False
    for a sentence without dates. A plan for a later day ("capability for 2028") came later by this measure.
    """
    later = _later(sentence, as_of)
    return bool(later) and all(later)


def tells_later(sentence: str, as_of: date) -> bool:
    """Whether any of its dates lies wholly after `as_of`; as `came_later` otherwise."""
    return any(_later(sentence, as_of))


def _later(sentence: str, as_of: date) -> list[bool]:
    firsts = [first_day(found) for found in read(sentence).quantities if isinstance(found, Date) and found.year]
    return [first > as_of for first in firsts if first is not None]


def weight(authority: Authority) -> float:
    """How far a text of that authority is preferred (0–1): treaty, government, research, briefing, press, in fifths.

    An order in equal steps, not a measured trust.
    """
    return _WEIGHTS[authority]
