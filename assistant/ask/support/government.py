"""What governs a name: "staff in the UK", "President Macron", "the visit to France"."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.ask.support.align import Alignment, Place
from assistant.ask.support.anchors import anchors, matches
from assistant.ask.support.grammar import verbal
from assistant.ask.support.names import Run
from assistant.ask.support.reading import Reading, Word
from assistant.ask.support.stance import states

HEAD_WORDS = 4
NEAR_WORDS = 6
_PREPOSITIONS = frozenset(
    """in at to from of by for with against on into de d du des en a au aux dans par pour vers contre sur chez avec
    depuis""".split()
)
_WHOSE = frozenset({"of", "by", "de", "d", "du", "des", "par"})
_LEADING = frozenset({"to", "from", "into", "vers", "depuis"})
_ARTICLES = frozenset("the le la les l a an un une its their s".split())
_TITLES = frozenset(
    """president prime king queen chancellor minister secretary chair director commissioner general professor
    premier roi reine chanceliere chancelier ministre directeur presidente""".split()
)


@dataclass(frozen=True, slots=True)
class Governed:
    """A name and the content word that governs it by a preposition: `whose` by `of` or `by`, `where` by `in`, `at`."""

    head: Word
    run: Run
    kind: str
    whose: bool
    where: bool


def government_fault(alignment: Alignment) -> str:
    """The name that the claim puts behind a word which governs another of its kind in the quotes; "" if none."""
    for said in governed(alignment.claim):
        rivals = _rivals(alignment, said)
        place_only = said.where and said.kind != "country" and verbal(alignment.claim, said.head)
        if rivals and not place_only and not any(_is_one(said.run, rival) for rival in rivals):
            return f"roles: '{said.head.written}' goes with {rivals[0][-1].written} in the quote"
    return ""


def _rivals(alignment: Alignment, said: Governed) -> list[Run]:
    """The names of its kind that the same word governs in the quotes; none where the name itself is near the word."""
    places = alignment.found.get(said.head.at, ())
    if any(_is_near(place.reading, place.word, said) for place in places):
        return []
    there = [found for place in places for found in governed(place.reading) if found.head is place.word]
    return [found.run for found in there if found.kind == said.kind and not _is_denied(found, places)]


def _is_denied(found: Governed, places: Sequence[Place]) -> bool:
    """Whether the quote denies what the word governs: "not linked to A but to B"."""
    return any(p.word is found.head and states(p.reading)[found.run[0].at].denied for p in places)


@lru_cache(maxsize=4096)
def governed(reading: Reading) -> tuple[Governed, ...]:
    """Every name with the word that governs it: prepositions and articles alone stand between them."""
    return tuple(_governed(reading))


def _governed(reading: Reading) -> Iterator[Governed]:
    for anchor in anchors(reading):
        before = reading.words[max(0, anchor.at - HEAD_WORDS) : anchor.at]
        between = list(itertools.takewhile(lambda word: word.folded in _PREPOSITIONS | _ARTICLES, reversed(before)))
        prepositions = {word.folded for word in between} & _PREPOSITIONS
        if anchor.run and prepositions and len(between) < len(before):
            head = before[len(before) - len(between) - 1]
            if head.content and not head.capital and head.sentence == anchor.run[0].sentence:
                yield Governed(head, anchor.run, anchor.kind, prepositions <= _WHOSE, not prepositions & _LEADING)


def title_fault(alignment: Alignment) -> str:
    """The title that the claim gives to a person who has another one in the quotes; "" if none."""
    for person, titles in _titled(alignment.claim):
        there = [other for quote in alignment.quotes for run, other in _titled(quote) if _is_same(person, run)]
        if there and not any(_shares(titles, other) for other in there):
            return f"name {person[-1].written} has another title in the quote"
    return ""


def _titled(reading: Reading) -> Iterator[tuple[Run, Run]]:
    """Persons whose title stands right before them, with the title."""
    for anchor in anchors(reading):
        if anchor.kind != "name":
            continue
        before = reading.words[max(0, anchor.at - 2) : anchor.at]
        words = [w for w in (*before, *anchor.run) if w.folded in _TITLES and not (w in before and "," in w.gap)]
        rest = [word for word in anchor.run if word.folded not in _TITLES]
        if words and rest:
            yield tuple(rest), tuple(words)


def _is_same(one: Run, other: Run) -> bool:
    return one[-1].folded == other[-1].folded


def _shares(titles: Run, others: Run) -> bool:
    return any(one.keys & other.keys for one in titles for other in others)


def _is_one(one: Run, other: Run) -> bool:
    """Whether two names are one: they match, share a word, or the first is the acronym of the second."""
    initials = "".join(word.written[0] for word in other if not word.stop)
    shared = {word.folded for word in one} & {word.folded for word in other}
    capitals = "".join(c for c in one[0].written if c.isupper())
    return bool(shared) or matches(one, other) or (len(one) == 1 and capitals.startswith(initials[:2]))


def _is_near(reading: Reading, word: Word, said: Governed) -> bool:
    """Whether the name stands beside the word: on either side where it tells whose, else behind it."""
    first = -NEAR_WORDS if said.whose else 0
    return any(
        anchor.run and first <= anchor.at - word.at <= NEAR_WORDS and matches(said.run, anchor.run)
        for anchor in anchors(reading)
    )
