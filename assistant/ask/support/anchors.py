"""The names and quantities of a text, and the chunks that keep them apart."""

from dataclasses import dataclass
from functools import lru_cache

from assistant.ask.support.dates import Date
from assistant.ask.support.grammar import auxiliary, finite, reduced, relative, verbal
from assistant.ask.support.names import Run, runs
from assistant.ask.support.quantities import Quantity, same
from assistant.ask.support.reading import Reading, Word

_AND = frozenset({"and", "et"})
_APPOSES = frozenset({"a", "an", "un", "une"})
_PLACES = frozenset({"in", "en", "au", "aux"})
_DIFFERS = ("different", "distinct", "separate")
_MONEY_OR_SHARE = frozenset({"%", "GBP", "EUR", "USD"})
# Words beside a country's name that make it no other name.
_OF_COUNTRY = frozenset({"government", "state", "great", "etat"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """A name or quantity at a word.

    Two of one kind can be exchanged: countries, titles, names, dates, numbers in one unit, shares and sums of money.
    """

    kind: str
    at: int
    chunk: int
    run: Run = ()
    quantity: Quantity | None = None

    def stands_for(self, other: "Anchor") -> bool:
        """Whether this anchor of a claim is that one of a quote."""
        if self.quantity is not None and other.quantity is not None:
            return same(self.quantity, other.quantity)
        return bool(self.run and other.run) and matches(self.run, other.run)


@lru_cache(maxsize=4096)
def chunks(reading: Reading) -> tuple[int, ...]:
    """The chunk of every word: clauses, parted at `and`, before a second verb when a quantity stands before it, and
    where quantities of two kinds come round again (`72 in 2019 | to 1,400 in 2024`).
    """
    kinds = {reading.word_at(quantity.start).at: quantity_kind(quantity) for quantity in reading.quantities}
    found: list[int] = []
    chunk, clause, verb = 0, 0, False
    counted: list[tuple[str, int]] = []
    for word in reading.words:
        if _parts(reading, word, clause, verb and bool(counted)):
            back = _goes_back(reading, word, found)
            chunk, counted, verb = max(found, default=-1) + 1 if back is None else back, [], False
        kind = kinds.get(word.at, "")
        if kind and _comes_round(kind, counted):
            chunk = max(found) + 1
            behind = counted[-1][1] + 1
            found[behind:] = [chunk] * (word.at - behind)
            counted = []
        if kind or (word.quantity and counted):
            counted.append((kind or counted[-1][0], word.at))
        clause, verb = word.clause, verb or verbal(reading, word)
        found.append(chunk)
    return tuple(found)


def _goes_back(reading: Reading, word: Word, found: list[int]) -> int | None:
    """The chunk that goes on at a word behind an aside: "Inria, the digital research institute, | holds 1%"."""
    opens = "," in word.gap and (verbal(reading, word) or auxiliary(reading, word))
    aside = reading.words[word.at - 1].clause if word.at else 0
    before = [other.at for other in reading.words[: word.at] if other.clause < aside]
    if not opens or not before or (finite(reading, aside) and not relative(reading, aside)):
        return None
    return found[before[-1]] if reading.words[before[-1]].sentence == word.sentence else None


def _parts(reading: Reading, word: Word, clause: int, told: bool) -> bool:
    """Whether a chunk begins at a word; `told`: the one before has a verb and a quantity."""
    placed = word.folded in _PLACES and word.at > 0 and reading.words[word.at - 1].capital
    new_clause = word.clause != clause and word.folded not in _APPOSES and not placed
    new_verb = told and verbal(reading, word) and not reduced(reading, word)
    return new_clause or word.folded in _AND or new_verb or _is_compared(reading, word)


def _comes_round(kind: str, counted: list[tuple[str, int]]) -> bool:
    return bool(counted) and counted[-1][0] != kind and any(seen == kind for seen, _ in counted)


def _is_compared(reading: Reading, word: Word) -> bool:
    """Whether `from` or `than` opens what something differs from."""
    before = reading.words[word.at - 1].folded if word.at else ""
    return word.folded in ("than", "unlike") or (word.folded in ("from", "de", "du") and before.startswith(_DIFFERS))


@lru_cache(maxsize=4096)
def anchors(reading: Reading) -> tuple[Anchor, ...]:
    """The names and quantities of a text in order."""
    where = chunks(reading)
    found = []
    for run in runs(reading):
        found.append(Anchor(name_kind(run), run[0].at, where[run[0].at], run=run))
    for quantity in reading.quantities:
        at = reading.word_at(quantity.start).at
        found.append(Anchor(quantity_kind(quantity), at, where[at], quantity=quantity))
    return tuple(sorted(found, key=lambda anchor: anchor.at))


def matches(one: Run, other: Run) -> bool:
    """Whether a name of the claim is one of the quote: all its words are there, or its last one, a surname."""
    said, known = _telling(one), _telling(other)
    if name_kind(one) == "country" or name_kind(other) == "country":
        return name_kind(one) == name_kind(other) and bool(_keys(said) & _keys(known))
    there = [word for word in said if any(word.keys & wanted.keys for wanted in known)]
    surname = said[-1] in there and not any(key[0] in "#+@&" for key in said[-1].keys)
    return len(there) == len(said) or surname


def _telling(run: Run) -> Run:
    """The words of a name that tell it apart."""
    return tuple(word for word in run if not (word.stop or (word.known and len(run) > 1 and word.light))) or run


def _keys(run: Run) -> set[str]:
    return {key for word in run for key in word.keys if key[0] in "=@&"}


def name_kind(run: Run) -> str:
    """ "country", "title" (common words alone) or "name"."""
    nations = [any(key[0] == "@" for key in word.keys) for word in run]
    if all(nation or word.folded in _OF_COUNTRY for word, nation in zip(run, nations, strict=True)):
        return "country"
    return "title" if all(word.known or nation for word, nation in zip(run, nations, strict=True)) else "name"


def quantity_kind(quantity: Quantity) -> str:
    """ "date", or what the number counts."""
    if isinstance(quantity, Date):
        return "date"
    unit = "share" if quantity.unit in _MONEY_OR_SHARE else quantity.unit
    return f"{'place' if quantity.ordinal else 'amount'} {unit}"


def written(reading: Reading, anchor: Anchor) -> str:
    """An anchor as its text has it."""
    if anchor.quantity is not None:
        return reading.text[anchor.quantity.start : anchor.quantity.end]
    return " ".join(word.written for word in anchor.run)
