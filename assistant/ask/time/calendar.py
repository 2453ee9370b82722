"""The last day of a period as English and French name it: a day, month, quarter, season or year, or a part of one."""

import re
from calendar import monthrange
from datetime import date, timedelta

from assistant.ask.support.dates import MONTHS, Date

# Thirds, for want of a rule: "early 2025" is over on 30 April, "mid-2025" on 31 August, "late 2025" with the year.
THIRD_OF_YEAR = 4
THIRD_OF_MONTH = 10

_EDGES = {
    "early": 1,
    "start": 1,
    "beginning": 1,
    "debut": 1,
    "mid": 2,
    "middle": 2,
    "mi": 2,
    "milieu": 2,
    "late": 3,
    "end": 3,
    "close": 3,
    "fin": 3,
}
_SEASONS = {"spring": 5, "printemps": 5, "summer": 8, "ete": 8, "autumn": 11, "fall": 11, "automne": 11}
_WINTERS = ("winter", "hiver")
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0, "premier": 1, "deuxieme": 2, "troisieme": 3}
_ORDER |= {"quatrieme": 4, "dernier": 0, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "1er": 1, "2e": 2, "3e": 3, "4e": 4}
_NTH = rf"(?:{'|'.join(_ORDER)})"
_WEEKDAYS = "mon tues wednes thurs fri satur sun".split()
_JOURS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()

EDGE = rf"(?:{'|'.join(_EDGES)})"
SEASON = rf"(?:{'|'.join([*_SEASONS, *_WINTERS])})"
WEEKDAY = rf"(?:(?:{'|'.join(_WEEKDAYS)})day|{'|'.join(_JOURS)})"
QUARTER = rf"(?:{_NTH} (?:quarter|trimestre)|[qt][1-4])"
HALF = rf"(?:{_NTH} (?:half|semestre)|[hs][12])"

_EDGE_WORD = re.compile(rf"\b{EDGE}\b")
_SEASON_WORD = re.compile(rf"\b{SEASON}\b")
_QUARTER_WORD = re.compile(rf"\b{QUARTER}\b")
_HALF_WORD = re.compile(rf"\b{HALF}\b")


def has_part(words: str) -> bool:
    """Whether folded words name a part of what follows them: its end, a quarter, a season."""
    return any(word.search(words) for word in (_EDGE_WORD, _SEASON_WORD, _QUARTER_WORD, _HALF_WORD))


def last_day(named: Date, words: str = "") -> date | None:
    """The last day of a date with a year, or of the part of it that the folded words in front of it name.

    None for a date without a year or that the calendar does not have, and for a winter, which lies in two years.
    """
    if not 1 <= named.year <= 9999 or named.month > 12:
        return None
    if named.day:
        return _day(named.year, named.month, named.day)
    edge = _EDGES[found[0]] if (found := _EDGE_WORD.search(words)) else 3
    if named.month:
        return (
            _month_end(named.year, named.month) if edge == 3 else date(named.year, named.month, edge * THIRD_OF_MONTH)
        )
    if (season := _SEASON_WORD.search(words)) is not None:
        return None if season[0] in _WINTERS else _month_end(named.year, _SEASONS[season[0]])
    for pattern, months in ((_QUARTER_WORD, 3), (_HALF_WORD, 6)):
        if (found := pattern.search(words)) is not None:
            return _month_end(named.year, months * (_nth(found[0]) or 12 // months))
    return _month_end(named.year, edge * THIRD_OF_YEAR)


def first_day(named: Date) -> date | None:
    """The first day of a date with a year; None for one that the calendar does not have."""
    return _day(named.year, named.month or 1, named.day or 1) if named.year else None


def last_of_winter(to_year: int) -> date:
    """The last day of a winter that is given with both its years."""
    return _month_end(to_year, 2)


def last_day_back(unit: str, today: date) -> date | None:
    """The last day of the latest such period that was over before today: "year", "mois", "summer", "mars".

    None for a unit that is none of these.
    """
    if unit in MONTHS or unit in _SEASONS:
        month = MONTHS.get(unit) or _SEASONS[unit]
        end = _month_end(today.year, month)
        return end if end < today else _month_end(today.year - 1, month)
    if unit in ("year", "an", "annee"):
        return date(today.year - 1, 12, 31)
    if unit in ("month", "mois"):
        return today.replace(day=1) - timedelta(days=1)
    if unit in ("week", "semaine"):
        return today - timedelta(days=today.isoweekday())
    return None


def _nth(words: str) -> int:
    order = words.split()[0]
    return _ORDER[order] if order in _ORDER else int(order[1])


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
