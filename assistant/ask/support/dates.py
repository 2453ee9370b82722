"""Dates as English and French write them, in words and in figures (day first)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTH_NAMES = (
    "january jan janvier janv",
    "february feb fevrier fevr",
    "march mar mars",
    "april apr avril avr",
    "may mai",
    "june jun juin",
    "july jul juillet juil",
    "august aug aout",
    "september sept sep septembre",
    "october oct octobre",
    "november nov novembre",
    "december dec decembre",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_FULL = frozenset(name for names in _MONTH_NAMES for name in names.split() if len(name) > 4) | frozenset(
    "may june july mai juin mars aout".split()
)
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b(?:\.(?= \d))?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er)?"
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_JOIN = r"(?: ?[-–] ?| (?:to|and|or|et|au|ou|a) |, )"

_FORMS = tuple(
    re.compile(rf"(?<![\w.,/-]){form}(?![\w/]|[.,]\d)")
    for form in (
        rf"(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)",
        rf"(?P<d>{_DAY})[./-](?P<m>1[0-2]|0?[1-9])[./-](?P<y>{_YEAR})",
        rf"(?P<days>{_DAY}(?:{_JOIN}{_DAY})*) (?:of )?(?P<month>{_MONTH})(?:,? (?:of |de )?(?P<y>{_YEAR}))?",
        rf"(?P<month>{_MONTH}) (?P<days>{_DAY}(?:{_JOIN}{_DAY})*)(?:,? (?P<y>{_YEAR}))?(?! ?(?:per cent|%|million))",
        rf"(?P<month>{_MONTH}),? (?:of |de )?(?P<y>{_YEAR})",
        rf"(?P<y>{_YEAR})[/-](?P<to>{_YEAR}|\d\d)",
        rf"(?P<y>{_YEAR})",
        rf"(?P<month>{_MONTH})",
    )
)
# A month alone, or a year in front of a noun, is a date only after such a word.
_BEFORE = re.compile(
    r"\b(?:in|of|by|from|since|until|till|during|early|late|mid|last|next|before|after|between|on|and|to|en|de|d'|des|"
    r"depuis|debut|fin|mi|jusqu'en|jusqu'a|a|au|avant|apres|entre|et|l'an|vers|courant|mois de)[ -]?$"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A day, month or year as written, at (start, end) of the text. 0 stands for what is not said."""

    day: int
    month: int
    year: int
    start: int
    end: int

    def stands_in(self, other: "Date") -> bool:
        """Whether the other date says everything that this one says."""
        own, there = (self.day, self.month, self.year), (other.day, other.month, other.year)
        return all(mine in (0, theirs) for mine, theirs in zip(own, there, strict=True))


def dates(text: str, flat: str) -> Iterator[Date]:
    """The dates of a text in order; `8–10 July 2025` gives both days. `flat` is the text folded, of the same length."""
    taken: list[tuple[int, int]] = []
    found: list[Date] = []
    for form in _FORMS:
        for match in form.finditer(flat):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken) or not _is_date(match, text, flat):
                continue
            taken.append((start, end))
            found += _read(match)
    yield from sorted(found, key=lambda date: (date.start, date.day))


def _is_date(match: re.Match[str], text: str, flat: str) -> bool:
    groups = match.groupdict()
    if groups.get("days") or groups.get("d") or groups.get("to"):
        return True
    named = text[match.start()].isupper() or flat[match.start() : match.end()] not in ("may", "march", "mars", "mar")
    if groups.get("month"):
        alone = not groups.get("y")
        short = match["month"] not in _FULL
        return named and not (alone and (short or not _BEFORE.search(flat[: match.start()])))
    return True


def _read(match: re.Match[str]) -> list[Date]:
    groups = match.groupdict()
    year = int(groups.get("y") or 0)
    month = MONTHS[groups["month"].rstrip(".")] if groups.get("month") else int(groups.get("m") or 0)
    if groups.get("days"):
        days = [int(day) for day in re.findall(r"\d+", groups["days"])]
    else:
        days = [int(re.sub(r"\D", "", groups.get("d") or "0"))]
    read = [Date(day, month, year, match.start(), match.end()) for day in days]
    if to := groups.get("to"):
        read.append(Date(0, 0, int(to) if len(to) == 4 else year // 100 * 100 + int(to), match.start(), match.end()))
    return read
