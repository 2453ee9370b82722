"""What a question says about time: the period it is placed in, and whether it asks about now or about then."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from assistant.ask.support.dates import MONTHS, Date, dates
from assistant.ask.support.numerals import ORDINAL, SPELLED, ordinal, spelled
from assistant.ask.time.calendar import (
    EDGE,
    HALF,
    QUARTER,
    SEASON,
    WEEKDAY,
    first_day,
    has_part,
    last_day,
    last_day_back,
    last_of_winter,
)
from assistant.ask.time.clause import is_compared, tells_which
from assistant.ask.time.view import View, view_of
from assistant.language import ASKING_WORDS, STOP_WORDS, content_words, fold


@dataclass(frozen=True, slots=True)
class AskedTime:
    """The time of a question.

    `as_of` is the last day of the one past period the question is placed in; None when it names none, several, or one
    that is not over on the day of asking. `explicit`: it asks for the state on that day ("as of", "à la date du"),
    not for what happened in a period ("in March 2025"). `phrase` is where the words that name the period stand in the
    question, None without `as_of`. `text` is the question without an explicit phrase, and otherwise (or if it says
    nothing else) the question unchanged.
    """

    as_of: date | None
    explicit: bool
    view: View | None
    phrase: tuple[int, int] | None
    text: str


@dataclass(frozen=True, slots=True)
class _Period:
    """A period at (start, end) of the question. `last` is None for one that is only half of what the question says."""

    last: date | None
    explicit: bool
    start: int
    end: int


_BEFORE_WORD = r"(?<![\w'’-])"
_LEAD = re.compile(
    _BEFORE_WORD
    + r"(?:(?P<as_of>as (?:of|at|on)|(?:as|how) (?:it|they|he|she|things|matters) (?:stood|was|were) (?:in|on|at|by))"
    r"|(?P<before>before|prior to|avant)"
    r"|(?P<on>on)|(?P<at>at)|(?P<by>by)|(?P<within>in|(?:early|late) in|during|throughout)"
    r"|(?P<a_la_date>(?:a la|en) date d[ue]|(?:(?<=, )|^)(?:etat|situation|position) (?:au|en)"
    r"|(?:(?<=etat )|(?<=situation )|(?<=position )|(?<=chiffres )|(?<=arrete )|(?<=a jour ))au"
    r"|tel(?:le)?s? qu'(?:il|elle|ils|elles) \w+ (?:en|au|le))"
    r"|(?P<au>au|a|sur)|(?P<le>le)|(?P<en>qu'en|en|durant|pendant|courant|dans le courant)"
    r"|(?=(?:debut|fin|mi)\b)) ?"
    rf"(?P<part>(?:(?:of |d'|de |du |the |l'|le |la |les )*"
    rf"(?:{EDGE}|{QUARTER}|{HALF}|{SEASON}|{WEEKDAY}|year|month|course|day|annee|an|mois|cours|courant|journee)"
    r"(?: of| de| du| d'(?=\w))?,?(?: |-|(?<=d')))*)"
    r"(?:du |de )?(?P<article>(?:the |le |la |l')*)$"
)
_DAY_IN_WORDS = re.compile(
    rf"(?:(?P<en>{re.sub(r'[?]P<[a-z]+>', '', ORDINAL['en'].pattern)})(?: day)? of|"
    rf"(?P<premier>premier)|(?P<fr>{SPELLED['fr'].pattern})) $"
)
_MONTH = "|".join(name for name in MONTHS if len(name) > 3)
_YEARS = ("year", "an", "annee")
_LAST = (
    rf"(?:in )?last (?P<last>year|month|week|{SEASON}|{_MONTH}|may)|(?:l'|le |la |en )?"
    rf"(?P<dernier>an|annee|mois|semaine|{SEASON}|{_MONTH}|mai) (?:derniere?|passee?)"
)
_RELATIVE = re.compile(
    _BEFORE_WORD + r"(?P<as_of>as (?:of|at) |(?:a la|en) date d')?"
    r"(?:(?P<as_today>(?<=of )today|(?<=at )today|(?<=d')aujourd'hui)|(?P<yesterday>yesterday|last night|hier)"
    rf"|(?:(?:at |by |in |a |en )?(?:the |la |le )?(?P<edge>{EDGE})(?:[ -]| of | de | d'))?"
    rf"(?:(?:in |en )?(?P<month>{_MONTH}|may|mai) (?:of |de )?)?(?:{_LAST}))\b"
)
# What in front of a period makes it a bound, or part of a name, and not the time of the question.
_BOUND = re.compile(
    r"\b(?:since|after|from|until|till|to|of|depuis|apres|des|vers|entre|between|than|de|du|d'|que|d'ici|partir|ici|"
    r"jusqu'(?:a|au|en)|the|over|against|contre|[a-z]+'s) ?$"
)
_JOINED = re.compile(r" ?- ?| (?:and|or|to|et|ou|a|au|puis) (?:in |en |le |on )?")
_OR_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th|er)? (?:or|and|to|ou|et|au) $")
_OR = re.compile(r" (?:or|ou) ")
_CHOICE = re.compile(r" (?:and|or|et|ou) ")
# A verb behind it makes it part of the subject: "which of the ships sold in 2024 are …".
_FINITE = frozenset("is are was were has have had do does did will would can could".split())
# What is dated rather than asked as of a date: "la lettre en date du 3 mai".
_DOCUMENT = re.compile(
    r"\b(?:lettre|courrier|message|note|avis|rapport|communique|declaration|accord|traite|convention|protocole|texte|"
    r"document|arrete|decret|loi|ordonnance|jugement|arret|decision|article|depeche)s? $"
)
# After an English period, any other small word makes it part of a name: "in July 2025 talks".
_FOLLOWING = STOP_WORDS["en"] | ASKING_WORDS | {"among", "within", "since", "despite", "according", "compared", "amid"}
_OPENING = re.compile(r"^\W*(?:(?:and|but|so|then|et|mais|donc|alors)\b\W*)*$")
_STATE = re.compile(
    r"^[ ,]*(?:(?:who|what|which(?: \w+){1,3}) (?:was|were|is|are)\b(?!(?: \w+)? \w+ed\b)"
    r"|(?:qui|quel(?:le)?s?(?: \w+){0,3}) (?:[ée]tai(?:en)?t|est|sont)\b(?! \w+ée?s?\b))",
    re.IGNORECASE,
)
_MID = re.compile(r"\b(mid|mi|early|late)-")
_SPACES = {"\u00a0": " ", "\u202f": " ", "’": "'", "ʼ": "'", "–": "-", "‑": "-"}


def read_time(question: str, today: date) -> AskedTime:
    """What a question says about time, read on the day `today`; dates in figures are day first.

    A date in a name ("the July 2025 summit", "l'accord de 2023"), a bound ("since", "depuis", "between"), a date that
    tells which thing is meant ("the text signed in 2023") and a day or month without its year are no period.
    "Early", "mid" and "late" are thirds of a month or year; "before March" ends on the last of February. Today is no
    period either: it gives the view "now", unless asked for in words ("as of today").
    """
    flat = _MID.sub(r"\1 ", "".join(_SPACES.get(c) or (fold(c) or c)[0] for c in question))
    period = _the_one([*_dated(question, flat), *_relative(flat, today)], today)
    view = view_of(question, flat, past=period is not None)
    if period is None:
        return AskedTime(None, False, view, None, question)
    text = _without(question, period) if period.explicit else question
    return AskedTime(period.last, period.explicit, view, (period.start, period.end), text)


def _the_one(periods: list[_Period], today: date) -> _Period | None:
    """The period asked about: an explicit one before the others, none if they differ or it is not over."""
    found = [period for period in periods if period.explicit] or periods
    if len({period.last for period in found}) != 1:
        return None
    return found[0] if found[0].last is not None and found[0].last <= today else None


def _dated(question: str, flat: str) -> Iterator[_Period]:
    written = [list(same) for _, same in groupby(dates(question, flat), key=lambda day: (day.start, day.end))]
    for earlier, same, later in zip([[], *written], written, [*written[1:], []], strict=False):
        named = _with_day_in_words(same[-1], flat)
        lead = _LEAD.search(flat[: named.start]) if named.year else None
        if lead is None or not _fits(lead, named, flat) or _is_name(question, lead, named):
            continue
        start = lead.start()
        explicit = _is_explicit(question, lead, named)
        neighbours = [(one, other) for one, other in ((earlier, same), (same, later)) if one and other]
        joined = any(_JOINED.fullmatch(flat[one[-1].end : other[0].start]) for one, other in neighbours)
        one_of_two = (
            _CHOICE.search(flat[same[0].start : named.end])
            or _OR.match(flat[named.end :])
            or _OR_DAY.search(flat[:start])
        )
        if joined or one_of_two or is_compared(flat, start):
            yield _Period(None, False, start, named.end)
        elif explicit or not (_BOUND.search(flat[:start]) or tells_which(question, flat, start)):
            yield _Period(_last(lead, same, named), explicit, start, named.end)


def _with_day_in_words(named: Date, flat: str) -> Date:
    """`le premier mars 2025`, `the thirty-first of March 2025`."""
    found = _DAY_IN_WORDS.search(flat[: named.start]) if named.month and not named.day else None
    if found is None:
        return named
    place = ORDINAL["en"].match(found["en"]) if found["en"] else None
    day = ordinal(place, "en") if place else 1 if found["premier"] else spelled(found["fr"], "fr")
    return replace(named, day=int(day), start=found.start()) if day else named


def _fits(lead: re.Match[str], named: Date, flat: str) -> bool:
    """Whether a preposition goes with such a date: on a day, in a month, at the end of a year."""
    part = has_part(lead["part"])
    if lead["article"] and not (named.day and not lead["en"]) and not lead["a_la_date"]:
        return False
    if lead[0].startswith("en date") and _DOCUMENT.search(flat[: lead.start()]):
        return False
    if lead["on"] or lead["le"]:
        return bool(named.day)
    if lead["at"] or lead["au"]:
        return bool(named.day or lead["part"])
    if lead["before"]:
        return not part
    return bool(lead["as_of"] or lead["by"] or lead["a_la_date"]) or not named.day


def _is_name(question: str, lead: re.Match[str], named: Date) -> bool:
    """Whether an English period goes on as a name: "in July 2025 talks"."""
    rest = question[named.end :]
    if re.match(r"[-'’%]", rest):
        return True
    following = re.match(r" (\w+)", rest)
    if following is None or not (lead["on"] or lead["at"] or lead["by"] or lead["within"] or lead["as_of"]):
        return False
    word = following[1]
    if word in _FINITE or word[0].isupper():
        return not _OPENING.match(fold(question[: lead.start()]))
    return word not in _FOLLOWING and not word.endswith("ly")


def _last(lead: re.Match[str], same: list[Date], named: Date) -> date | None:
    if lead["before"]:
        first = first_day(named)
        return first - timedelta(days=1) if first else None
    if len({day.year for day in same}) > 1:
        return last_of_winter(named.year) if re.search(r"winter|hiver", lead["part"]) else None
    return last_day(named, lead[0])


def _is_explicit(question: str, lead: re.Match[str], named: Date) -> bool:
    """Whether the state on a day is asked for: in so many words, or "On 3 May 2024, who was …"."""
    if lead["as_of"] or lead["a_la_date"]:
        return True
    opens = bool(_OPENING.match(fold(question[: lead.start()]))) and bool(lead["on"] or lead["le"])
    return opens and bool(_STATE.match(question[named.end :]))


def _relative(flat: str, today: date) -> Iterator[_Period]:
    """Periods that only the day of asking dates: "last year", "en mars dernier", "yesterday", "as of today"."""
    for found in _RELATIVE.finditer(flat):
        start, end = found.span()
        if re.match(r"['-]|-", flat[end:]) or _BOUND.search(flat[:start]) or tells_which(flat, flat, start):
            continue
        if found["as_today"]:
            yield _Period(today, True, start, end)
        elif found["yesterday"]:
            yield _Period(today - timedelta(days=1), bool(found["as_of"]), start, end)
        else:
            yield _Period(_last_back(found, today), bool(found["as_of"]), start, end)


def _last_back(found: re.Match[str], today: date) -> date | None:
    unit = found["last"] or found["dernier"]
    end = last_day_back(unit, today)
    if end is None or unit not in _YEARS:
        return end
    return last_day(Date(0, MONTHS.get(found["month"] or "", 0), end.year, 0, 0), found["edge"] or "")


def _without(question: str, period: _Period) -> str:
    """The question without the words of the period; the whole of it if they are all it says."""
    before, after = question[: period.start].rstrip(" ,"), question[period.end :]
    rest = re.sub(r"^[ ,]+(?=\w)", " ", after) if before else after.lstrip(" ,")
    text = (before + rest).strip()
    return text[:1].upper() + text[1:] if content_words(text) else question
