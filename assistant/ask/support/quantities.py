"""Numbers, dates, amounts of money, shares and measures of a text, and whether one text has those of another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from assistant.ask.support.amounts import CURRENCIES, SCALE, SCALES, Amount, Bound, amounts
from assistant.ask.support.dates import Date, dates
from assistant.documents import Language

Quantity = Date | Amount

# Which bounds of a quote bear a bound of a claim.
_BORNE: dict[Bound, tuple[Bound, ...]] = {
    "": ("", "about", "exactly"),
    "about": ("about", "", "exactly"),
    "exactly": ("", "exactly"),
    "over": ("over",),
    "at least": ("at least", "over"),
    "under": ("under",),
    "at most": ("at most", "under"),
}
# Numbers below this may take the scale of a range's end: "62–63 million".
LARGEST_UNSCALED = 1000
_RANGE = re.compile(r" ?(?:-|–|to|a) ?")
_SCALED = re.compile(rf"[\d ]({SCALE})(?!\w)")
_NO_NOUN = re.compile(
    r"\W*$|[,.;:)]| (?:a|au|selon|pour|sur|et|en|dont|du|par|etaient|sont|seront|devaient|ont|avaient|for|in|at|"
    r"of which|from|by|to|and|according|as|over|on|was|is|were|will|would|have|had|should|are)\b"
)


def quantities(text: str, flat: str, language: Language) -> list[Quantity]:
    """The quantities of a text in order, none over another. `flat` is the text folded, of the same length."""
    days = list(dates(text, flat))
    found: list[Quantity] = [*days, *amounts(flat, language, [(day.start, day.end) for day in days])]
    in_order = list(_ranges(sorted(found, key=lambda quantity: quantity.start), flat))
    return list(_with_year(list(_with_currency(in_order, flat))))


def missing(claim: Sequence[Quantity], quotes: Sequence[Sequence[Quantity]]) -> tuple[Quantity, bool] | None:
    """The first quantity of a claim that no quote has, and whether one has it with another bound; None if none lacks.

    A first is judged as a word of scope.
    """
    for quantity in claim:
        if isinstance(quantity, Amount) and quantity.ordinal and quantity.value == 1:
            continue
        near = {_bears(quantity, other) for found in quotes for other in found}
        if "yes" not in near:
            return quantity, "bound" in near
    return None


def same(one: Quantity, other: Quantity) -> bool:
    """Whether the second says what the first says, bounds aside."""
    if isinstance(one, Date) or isinstance(other, Date):
        return isinstance(one, Date) and isinstance(other, Date) and one.stands_in(other)
    return (one.value, one.unit, one.ordinal) == (other.value, other.unit, other.ordinal)


def _bears(one: Quantity, other: Quantity) -> Literal["yes", "bound", "no"]:
    if isinstance(one, Date) or isinstance(other, Date):
        return "yes" if _bears_date(one, other) else "no"
    aged = (one.unit, other.unit) == ("", "month") and one.value * 12 == other.value
    if not aged and not same(one, other):
        return "no"
    return "yes" if other.bound in _BORNE[one.bound] else "bound"


def _bears_date(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities, one of them a date, say the same; a year may have been read as a number."""
    if isinstance(one, Date) and isinstance(other, Date):
        return one.stands_in(other)
    date, number = (one, other) if isinstance(one, Date) else (other, one)
    if not isinstance(date, Date) or not isinstance(number, Amount) or number.ordinal:
        return False
    return (date.day, date.month) == (0, 0) and number.unit == "" and number.value == date.year


def _ranges(found: Sequence[Quantity], flat: str) -> Iterator[Quantity]:
    """`£62–63 million`: the numbers of a range have one unit and one scale."""
    for before, quantity, after in zip([None, *found], found, [*found[1:], None], strict=False):
        if isinstance(quantity, Amount) and isinstance(after, Amount) and _joined(quantity, after, flat):
            yield _like(quantity, after, flat)
        elif isinstance(quantity, Amount) and isinstance(before, Amount) and _joined(before, quantity, flat):
            yield replace(quantity, unit=quantity.unit or before.unit)
        else:
            yield quantity


def _joined(first: Amount, second: Amount, flat: str) -> bool:
    return bool(_RANGE.fullmatch(flat[first.end : second.start]))


def _like(first: Amount, second: Amount, flat: str) -> Amount:
    scale = _SCALED.search(flat[second.start : second.end])
    scaled = _SCALED.search(flat[first.start : first.end])
    shift = SCALES[scale[1]] if scale and not scaled and first.value < LARGEST_UNSCALED else 0
    return replace(first, value=first.value.scaleb(shift).normalize(), unit=first.unit or second.unit)


def _with_currency(found: Sequence[Quantity], flat: str) -> Iterator[Quantity]:
    """`8.6 million pounds, of which 2.5 million`: a number of millions without a noun is money like that before it.

    A currency that the text names apart ("in pounds, …") goes before.
    """
    apart = _currency_apart(found, flat)
    unit = ""
    for quantity in found:
        if isinstance(quantity, Amount):
            if quantity.unit in CURRENCIES:
                unit = quantity.unit
            elif unit and not quantity.unit and _is_bare_scale(quantity, flat):
                quantity = replace(quantity, unit=apart or unit)
        yield quantity


def _currency_apart(found: Sequence[Quantity], flat: str) -> str:
    """The currency that a text names outside its amounts; "" if none."""
    for code, forms in CURRENCIES.items():
        for match in re.finditer(rf"\b(?:{forms})\b", flat):
            if not any(quantity.start <= match.start() < quantity.end for quantity in found):
                return code
    return ""


def _is_bare_scale(amount: Amount, flat: str) -> bool:
    scaled = re.search(rf"[\d ]{SCALE}$", flat[amount.start : amount.end])
    return bool(scaled) and bool(_NO_NOUN.match(flat[amount.end :]))


def _with_year(found: Sequence[Quantity]) -> Iterator[Quantity]:
    """`on 6 August 2025 or on 5 August`: a day without a year is of the only year that the text gives."""
    years = {quantity.year for quantity in found if isinstance(quantity, Date) and quantity.year}
    year = years.pop() if len(years) == 1 else 0
    for quantity in found:
        yield replace(quantity, year=quantity.year or year) if isinstance(quantity, Date) else quantity
