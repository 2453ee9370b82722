"""Numbers, amounts of money, shares and measures as a text writes them, with what bounds them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.ask.support import numerals
from assistant.documents import Language

Bound = Literal["", "about", "exactly", "over", "at least", "under", "at most"]

_POWERS = {3: "thousand thousands k mille millier milliers", 6: "million millions m mn", 12: "trillion trillions tn"}
_POWERS[9] = "billion billions bn milliard milliards md mds"
SCALES = {word: power for power, words in _POWERS.items() for word in words.split()}
SCALE = f"(?:{'|'.join(sorted(SCALES, key=len, reverse=True))})"
CURRENCIES = {
    "GBP": r"£|gbp|pounds?(?: sterling)?|livres?(?: sterling| britanniques)?|sterling",
    "EUR": r"€|eur|euros?",
    "USD": r"us\$|\$|usd|(?:us |american )?dollars?(?: americains)?",
}
_MONEY = "|".join(f"(?:{forms})" for forms in CURRENCIES.values())
# (words, what is counted in, how many of those one is)
_MEASURES: tuple[tuple[str, str, str], ...] = (
    (r"percentage points?|points? de pourcentage", "points", "1"),
    (r"%|per ?cent|pour ?cent", "%", "1"),
    (r"twh", "MWh", "1000000"),
    (r"gwh|gigawatt-?heures?|gigawatt-?hours?", "MWh", "1000"),
    (r"mwh", "MWh", "1"),
    (r"tw|terawatts?", "MW", "1000000"),
    (r"gw|gigawatts?", "MW", "1000"),
    (r"mw|megawatts?", "MW", "1"),
    (r"kw|kilowatts?", "MW", "0.001"),
    (r"exaflops?", "petaflops", "1000"),
    (r"petaflops?", "petaflops", "1"),
    (r"kms?|kilometres?|kilometers?", "m", "1000"),
    (r"metres?|meters?|m", "m", "1"),
    (r"miles?", "mile", "1"),
    (r"hectares?|ha", "hectare", "1"),
    (r"tonnes?|tons?", "tonne", "1"),
    (r"kg|kilograms?|kilogrammes?", "kg", "1"),
    (r"ans?|annees?|years?", "month", "12"),
    (r"mois|months?", "month", "1"),
    (r"weeks?|semaines?", "day", "7"),
    (r"days?|jours?|journees?", "day", "1"),
    (r"hours?|heures?", "minute", "60"),
    (r"minutes?", "minute", "1"),
)
_UNIT = "|".join(f"(?:{words})" for words, _, _ in _MEASURES)
_OF = r"(?:de |d')?"
_END = r"(?!\w)"

_AMOUNT = re.compile(
    rf"(?P<sign>(?:{_MONEY}) ?)?(?<![\w.,])(?P<number>{numerals.FIGURES})(?:[ -]?(?P<scale>{SCALE}){_END})?"
    rf"(?:[ -]?{_OF}(?P<money>{_MONEY}){_END}|[ -]?(?P<unit>{_UNIT}){_END})?"
)
_AFTER_WORDS = re.compile(
    rf"(?:[ -]?(?P<scale>{SCALE}){_END})?(?:[ -]{_OF}(?P<money>{_MONEY}){_END}|[ -](?P<unit>{_UNIT}){_END})?"
)
_ONE = re.compile(rf"\b(?:an?|une?|one|per|par|each|every|chaque)[ -](?P<unit>{_UNIT}){_END}")
_HALF = re.compile(rf"\b(?:half an? |un demi-)(?P<scale>million|billion|milliard)(?: {_OF}(?P<money>{_MONEY}))?\b")
_FRACTIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(words), share)
    for words, share in (
        (r"\bthree[ -]quarters\b|\btrois quarts\b", "75"),
        (r"\btwo[ -]thirds\b|\bdeux tiers\b", "66.67"),
        (r"\b(?:one|a)[ -]third\b|\bun tiers\b", "33.33"),
        (r"\b(?:one|a)[ -]quarter\b|\bun quart\b", "25"),
        (r"\bhalf\b(?! a | of (?:the )?year)|\bmoitie\b", "50"),
    )
)
_BOUNDS: tuple[tuple[Bound, str], ...] = (
    ("at least", "at least|no (?:fewer|less) than|a minimum of|au moins|au minimum|pas moins|minimum de"),
    (
        "at most",
        "at most|no more than|not more than|up to|a maximum of|within|not exceed|au plus|au maximum|jusqu'a|"
        "pas plus|maximum de|dans les|d'ici|pas depasser",
    ),
    ("under", "less than|fewer than|below|under|moins|inferieure?s? a|en dessous"),
    (
        "over",
        "more than|over|above|older than|exceeding|exceeds?|exceeded|upwards of|plus|superieure?s? a|depassent|"
        "depasser?|au-dela",
    ),
    ("exactly", "exactly|precisely|exactement|precisement|tout juste"),
    (
        "about",
        "about|around|approximately|roughly|some|nearly|almost|close to|circa|near|environ|quelques?|pres|autour|"
        "approximativement|a peu pres|presque|une",
    ),
)
_BEFORE = tuple(
    (bound, re.compile(rf"(?:^|[ (\"«'])(?:{words})(?: ?{_OF}(?:some |the |les |l')?)$")) for bound, words in _BOUNDS
)
_BEHIND: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (
        "at least",
        re.compile(r"^ (?:(?:\w+ )?(?:au moins|au minimum|at least|minimum)|or (?:more|older|over)|ou plus)\b"),
    ),
    (
        "at most",
        re.compile(r"^ (?:(?:\w+ )?(?:au plus|au maximum|at most|maximum)|or (?:less|fewer|younger|under)|ou moins)\b"),
    ),
    ("about", re.compile(r"^ (?:or so|environ)\b")),
)
BOUND_LETTERS = 30
# "Over three years" is a time, not a bound.
_TIME = re.compile(r"(?:years?|months?|weeks?|days?|hours?|ans?|annees?|mois|semaines?|jours?)$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number at (start, end) of a text. `unit` is a currency code, a measure, or empty for a bare number.

    `value` is in that unit (`4 GW`: 4000 MW). `ordinal`: a place in an order (`37th`).
    """

    value: Decimal
    unit: str
    bound: Bound
    ordinal: bool
    start: int
    end: int


def amounts(flat: str, language: Language, taken: list[tuple[int, int]]) -> Iterator[Amount]:
    """The amounts of a folded text, none over another or over the ranges `taken`; in no order."""
    used = list(taken)
    for finder in (_fractions, _ordinals, _halves, _figures, _numerals, _ones):
        found = [amount for amount in finder(flat, language) if not _overlaps(amount, used)]
        used += [(amount.start, amount.end) for amount in found]
        yield from found


def _overlaps(amount: Amount, used: list[tuple[int, int]]) -> bool:
    return any(amount.start < end and start < amount.end for start, end in used)


def _figures(flat: str, language: Language) -> Iterator[Amount]:
    for match in _AMOUNT.finditer(flat):
        money = match["money"] or (match["sign"] or "").strip()
        scale, unit = match["scale"], match["unit"]
        if scale in ("m", "k") and not money:
            scale, unit = None, unit or ("m" if scale == "m" else None)
        grouped = not (match["scale"] and language == "fr") and unit not in ("%", "per cent", "pour cent")
        yield _amount(numerals.figures(match["number"], grouped), scale, money, unit, flat, match.span())


def _numerals(flat: str, language: Language) -> Iterator[Amount]:
    for match in numerals.SPELLED[language].finditer(flat):
        after = _AFTER_WORDS.match(flat, match.end())
        value = numerals.spelled(match[0], language)
        if after is None or (value is None and not after["scale"]):
            continue
        span = match.start(), after.end()
        yield _amount(value or Decimal(1), after["scale"], after["money"] or "", after["unit"], flat, span)


def _ones(flat: str, language: Language) -> Iterator[Amount]:
    """`a month`, `par an`: one."""
    for match in _ONE.finditer(flat):
        yield _amount(Decimal(1), None, "", match["unit"], flat, match.span())


def _ordinals(flat: str, language: Language) -> Iterator[Amount]:
    for match in numerals.ORDINAL[language].finditer(flat):
        value = numerals.ordinal(match, language)
        if value is not None:
            yield Amount(value, "", "", True, *match.span())


def _fractions(flat: str, language: Language) -> Iterator[Amount]:
    for pattern, share in _FRACTIONS:
        for match in pattern.finditer(flat):
            yield Amount(Decimal(share), "%", _bound(flat, *match.span()), False, *match.span())


def _halves(flat: str, language: Language) -> Iterator[Amount]:
    for match in _HALF.finditer(flat):
        yield _amount(Decimal("0.5"), match["scale"], match["money"] or "", None, flat, match.span())


def _amount(
    value: Decimal, scale: str | None, money: str, unit: str | None, flat: str, span: tuple[int, int]
) -> Amount:
    if scale:
        value = value.scaleb(SCALES[scale])
    name = next((code for code, forms in CURRENCIES.items() if money and re.fullmatch(forms, money)), "")
    if unit:
        name, factor = next((name, factor) for words, name, factor in _MEASURES if re.fullmatch(words, unit))
        value *= Decimal(factor)
    return Amount(value.normalize(), name, _bound(flat, *span), False, *span)


def _bound(flat: str, start: int, end: int) -> Bound:
    before, behind = flat[max(0, start - BOUND_LETTERS) : start], flat[end : end + BOUND_LETTERS]
    if before.endswith("over ") and _TIME.search(flat[start:end]):
        return ""
    found = [bound for bound, pattern in _BEHIND if pattern.search(behind)]
    return next((bound for bound, pattern in _BEFORE if pattern.search(before)), "") if not found else found[0]
