"""The values of a sentence that may answer a question: numbers, dates and names, and whether two can both be right."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.ask.expect import Kind, answering_words
from assistant.ask.quote import Question
from assistant.ask.support.amounts import SCALES, Amount
from assistant.ask.support.dates import Date
from assistant.ask.support.reading import Reading, read
from assistant.language import fold

# A value marked as approximate agrees with one within this share of it; one with a bound, with one this far beyond.
ROUNDING = Decimal("0.02")
BEYOND = Decimal("0.25")
_DURATION = frozenset(("month", "day", "minute"))
_TYPES: dict[Kind, type] = {"amount": Amount, "date": Date}
NAMED: frozenset[Kind] = frozenset({"person", "place"})
_CHOICE = re.compile(r"\b(?:or|ou) (?:\w+ ){0,2}\d")
_ASKS_DATE = re.compile(r"\bdates?\b|\bwhat (?:day|year)\b|\bquel(?:le)? (?:jour|annee)\b")
_ASKS_AMOUNT = re.compile(
    r"\b(?:numbers?|figures|prices?|costs?|amounts?|sums?|how (?:many|much)|"
    r"prix|nombre|chiffres|montants?|couts?|combien)\b"
)
# A question that asks what each of several sources says.
DOUBTS = re.compile(
    r"\b(?:sources?|press|presse|differ(?:s|ed|ing)?|disagree\w*|contradict\w*|versions?|selon qui|contredi\w*|"
    r"diverg\w*|which is (?:right|true|correct)|lequel est|laquelle est|"
    r"(?:two|both|different|several|deux|plusieurs|differente?s) (?:\w+ )?(?:dates|figures|numbers|chiffres|nombres))\b"
)
_HOW_LONG = re.compile(r"\bhow (?:long|old)\b|\bcombien de temps\b|\bduree\b|\bduration\b|\bage\b")


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A quantity or a name at the words `first` to `last` of a sentence."""

    meant: Amount | Date | frozenset[str]
    first: int
    last: int
    written: str


def values_of(reading: Reading, question: Question, sources: Sequence[range]) -> Iterator[Value]:
    """The values of the kind asked for, in order; the dates that tell when a source spoke are none."""
    types = types_asked(question)
    if not types:
        yield from _names(reading, question)
    long = bool(_HOW_LONG.search(fold(question.text)))
    for quantity in reading.quantities:
        first, last = reading.word_at(quantity.start).at, reading.word_at(quantity.end - 1).at
        if isinstance(quantity, Date):
            wanted = not any(first in source for source in sources)
        else:
            period = quantity.unit in _DURATION
            one = quantity.value == 1 or (period and not reading.text[quantity.start].isdigit())
            wanted = not quantity.ordinal and period == long and not one
        if wanted and isinstance(quantity, types):
            yield Value(quantity, first, last, reading.flat[quantity.start : quantity.end])


def types_asked(question: Question) -> tuple[type, ...]:
    """The types of quantity asked for, by the kind of question or else those it names; () where it asks for a name.

    A question of another kind asks for an amount where it names one, for a date where it names a day or a choice.
    """
    if question.kind in _TYPES:
        return (_TYPES[question.kind],)
    asked = read(question.text)
    doubt = bool(DOUBTS.search(asked.flat))
    choice = bool(_CHOICE.search(asked.flat))
    if question.kind in NAMED and not (choice or doubt):
        return ()
    days = any(isinstance(q, Date) and (q.day or choice) for q in asked.quantities) or _ASKS_DATE.search(asked.flat)
    numbers = any(isinstance(q, Amount) and not q.ordinal for q in asked.quantities) or _ASKS_AMOUNT.search(asked.flat)
    if doubt and not (days or numbers):
        return (Date, Amount)
    return (Date,) * bool(days) + (Amount,) * bool(numbers)


def _names(reading: Reading, question: Question) -> Iterator[Value]:
    for start, end in answering_words(reading.text, question.text, question.kind):
        first, last = reading.word_at(start).at, reading.word_at(end - 1).at
        words = [word for word in reading.words[first : last + 1] if not word.stop and len(word.folded) > 1]
        telling = [word.folded for word in words]
        if not all(word.known or any(key[0] == "@" for key in word.keys) for word in words):
            yield Value(frozenset(telling), first, last, reading.flat[start:end])


def agree(one: Value, other: Value) -> bool:
    """Whether one value may be the other: a coarser date, a rounded figure, within a bound, part of a name."""
    here, there = one.meant, other.meant
    if isinstance(here, Amount) and isinstance(there, Amount):
        if here.unit != there.unit:
            return False
        return (
            here.value == there.value or _bears(one, here, other, there.value) or _bears(other, there, one, here.value)
        )
    if isinstance(here, Date) and isinstance(there, Date):
        pairs = ((here.day, there.day), (here.month, there.month), (here.year, there.year))
        return all(a == b or 0 in (a, b) for a, b in pairs)
    return isinstance(here, frozenset) and isinstance(there, frozenset) and bool(here & there)


def conflict(one: Value, other: Value) -> bool:
    """Whether both cannot be right of one thing; values of two kinds or units are not compared."""
    if isinstance(one.meant, Amount) and isinstance(other.meant, Amount) and one.meant.unit != other.meant.unit:
        return False
    return type(one.meant) is type(other.meant) and not agree(one, other)


def _bears(rough: Value, amount: Amount, exact: Value, there: Decimal) -> bool:
    """Whether an amount is rounded or bounded so that the other one, of value `there`, is meant by it."""
    value = amount.value
    beyond = (there - value) / value if value else Decimal(0)
    if amount.bound in ("over", "at least"):
        return 0 <= beyond <= BEYOND
    if amount.bound in ("under", "at most"):
        return -BEYOND <= beyond <= 0
    worded = not rough.written[:1].isdigit() and amount.unit == "%"
    if amount.bound == "about" or worded:
        return abs(beyond) <= ROUNDING
    return _step(rough) > _step(exact) and abs(there - value) <= _step(rough) / 2


def _step(amount: Value) -> Decimal:
    """What the last figure of a number with a scale or decimals counts; 1 for a whole number."""
    figures = re.search(r"\d+(?:[.,]\d{1,2}(?!\d))?", amount.written)
    scale = next((SCALES[word] for word in re.findall(r"[a-z]+", amount.written) if word in SCALES), 0)
    decimals = len(re.split("[.,]", figures[0])[1]) if figures and re.search("[.,]", figures[0]) else 0
    return Decimal(1).scaleb(scale - decimals)
