"""Which words of the quotes stand for which words of the claim."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.ask.support.quantities import same
from assistant.ask.support.reading import Reading, Word

CLAUSE, SENTENCE = 1.0, 0.5
SAME_WORD = 0.2

# Capitalised words of titles and papers that may be told in other words.
_GENERIC = frozenset(
    """minister ministers secretary ministry department president chair director head chief executive prime agreement
    treaty treaties deal accord pact government state parliament commission summit partnership programme scheme plan
    ministre ministres ministere president directeur gouvernement etat accord traite sommet partenariat plan""".split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """A word of a quote."""

    quote: int
    reading: Reading
    word: Word


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """A claim and the quotes it cites. `found`: where each word of the claim may stand; `best`: where it does.

    Of several places the best is in the clause, then the sentence, that has most of the claim's clause.
    """

    claim: Reading
    quotes: tuple[Reading, ...]
    found: Mapping[int, tuple[Place, ...]]
    best: Mapping[int, Place]

    def sentence(self) -> tuple[int, int] | None:
        """(quote, sentence) that has most of the claim; None if none has any of it."""
        counted = Counter((p.quote, p.word.sentence) for at in self.found for p in _once(self.found[at]))
        return counted.most_common(1)[0][0] if counted else None

    def beside(self, at: int) -> list[Place]:
        """The places of a word in the sentence of its best one."""
        best = self.best[at]
        return [p for p in self.found[at] if (p.quote, p.word.sentence) == (best.quote, best.word.sentence)]


def align(claim: Reading, quotes: Sequence[Reading]) -> Alignment:
    """Align a claim with its quotes."""
    index: dict[str, list[Place]] = {}
    for number, quote in enumerate(quotes):
        for word in quote.words:
            for key in word.keys:
                index.setdefault(key, []).append(Place(number, quote, word))
    places = {word.at: _places(claim, word, index) for word in claim.words}
    found = {at: there for at, there in places.items() if there}
    scores = _scores(claim, quotes, found)
    best = {at: max(places, key=lambda p: _rank(claim.words[at], p, scores)) for at, places in found.items()}
    return Alignment(claim, tuple(quotes), found, best)


def _places(claim: Reading, word: Word, index: Mapping[str, Sequence[Place]]) -> tuple[Place, ...]:
    places = [place for key in word.keys for place in index.get(key, ()) if _may_stand(claim, word, key, place)]
    return tuple({(place.quote, place.word.at): place for place in places}.values())


def _may_stand(claim: Reading, word: Word, key: str, place: Place) -> bool:
    return key[0] not in "#+~" or not _is_proper(word) or place.reading.language != claim.language


def _is_proper(word: Word) -> bool:
    """Whether a word is part of a name for which no other stands: Safety is not Security, but a Treaty is a deal."""
    return word.capital and word.folded not in _GENERIC


def _scores(
    claim: Reading, quotes: Sequence[Reading], found: Mapping[int, tuple[Place, ...]]
) -> Counter[tuple[int, ...]]:
    """How many words and quantities of each clause of the claim stand in each clause and sentence of the quotes."""
    scores: Counter[tuple[int, ...]] = Counter()
    for at, places in found.items():
        word = claim.words[at]
        if not word.stop:
            scores.update({(word.clause, 0, p.quote, p.word.clause) for p in places})
            scores.update({(word.clause, 1, p.quote, p.word.sentence) for p in places})
    for clause, number, other in _shared_quantities(claim, quotes):
        scores.update([(clause, 0, number, other.clause), (clause, 1, number, other.sentence)])
    return scores


def _shared_quantities(claim: Reading, quotes: Sequence[Reading]) -> Iterator[tuple[int, int, Word]]:
    for quantity in claim.quantities:
        clause = claim.word_at(quantity.start).clause
        for number, quote in enumerate(quotes):
            for other in quote.quantities:
                if same(quantity, other):
                    yield clause, number, quote.word_at(other.start)


def _rank(word: Word, place: Place, scores: Counter[tuple[int, ...]]) -> tuple[float, int, int]:
    clause = scores[word.clause, 0, place.quote, place.word.clause]
    sentence = scores[word.clause, 1, place.quote, place.word.sentence]
    literal = any(key[0] not in "#+" for key in word.keys & place.word.keys) + (word.folded == place.word.folded)
    return CLAUSE * clause + SENTENCE * sentence + SAME_WORD * literal, -place.quote, -place.word.at


def _once(places: Sequence[Place]) -> list[Place]:
    """One place per sentence."""
    return list({(place.quote, place.word.sentence): place for place in places}.values())
