"""Whether the claim keeps together what the quotes keep together: whose share, which date, which country's minister."""

from collections.abc import Iterator, Sequence

from assistant.ask.support.align import Alignment
from assistant.ask.support.amounts import Amount
from assistant.ask.support.anchors import Anchor, anchors, chunks, written
from assistant.ask.support.grammar import auxiliary, finite, verbal
from assistant.ask.support.reading import Reading, Word

Home = tuple[int, int]  # (quote, chunk)

_PREPOSITIONS = frozenset(
    "after before since until during with without apres avant depuis pendant avec sans lors".split()
)
_AND = frozenset({"and", "et"})


def binding_fault(alignment: Alignment) -> str:
    """The first name and quantity that the claim joins though the quotes give each to another; "" if none.

    They never stand in one chunk of a quote, the chunk of one has a rival of the other, and the other way round.
    """
    claim_anchors = anchors(alignment.claim)
    known = [anchors(quote) for quote in alignment.quotes]
    for one, other in _pairs(claim_anchors):
        if _is_parted(alignment, one, other, known):
            first, second = (written(alignment.claim, anchor) for anchor in (one, other))
            return f"{first} and {second} do not belong together in the quote"
    return _word_fault(alignment, claim_anchors, known)


def _pairs(found: Sequence[Anchor]) -> Iterator[tuple[Anchor, Anchor]]:
    """Each anchor with the nearest of every other kind."""
    for one in found:
        for kind in {anchor.kind for anchor in found} - {one.kind}:
            others = [anchor for anchor in found if anchor.kind == kind]
            yield one, min(others, key=lambda anchor: (abs(anchor.at - one.at), anchor.at < one.at))


def _is_parted(alignment: Alignment, one: Anchor, other: Anchor, known: Sequence[Sequence[Anchor]]) -> bool:
    homes = [_homes(anchor, known) for anchor in (one, other)]
    if not all(homes) or set(homes[0]) & set(homes[1]):
        return False
    beside = [anchor for anchor in anchors(alignment.claim) if anchor.chunk in (one.chunk, other.chunk)]
    counted = [anchor for anchor in beside if not isinstance(anchor.quantity, Amount)] if one.run else beside
    if not _has_rival(homes[0], other, counted, known):
        return False
    foreign = bool(one.run) and all(_has_other_subject(alignment, home) for home in homes[1])
    return foreign or _has_rival(homes[1], one, beside, known)


def _homes(anchor: Anchor, known: Sequence[Sequence[Anchor]]) -> list[Home]:
    """(quote, chunk) of every place of an anchor."""
    return [(n, a.chunk) for n, found in enumerate(known) for a in found if anchor.stands_for(a)]


def _has_rival(
    homes: Sequence[Home], anchor: Anchor, claim: Sequence[Anchor], known: Sequence[Sequence[Anchor]]
) -> bool:
    """Whether a chunk has another of the anchor's kind, which the claim does not have beside it."""
    return any(
        a.kind == anchor.kind and (n, a.chunk) in homes and not any(c.stands_for(a) for c in claim)
        for n, found in enumerate(known)
        for a in found
    )


def _word_fault(alignment: Alignment, claim: Sequence[Anchor], known: Sequence[Sequence[Anchor]]) -> str:
    """A quantity that the claim tells in words of another one's chunk only.

    Its own chunk in the quotes has words apart from the other one's, and the claim has none of them.
    """
    for anchor in claim:
        homes = set(_homes(anchor, known))
        beside = any(a.chunk == anchor.chunk and a.kind == anchor.kind and a is not anchor for a in claim)
        if anchor.quantity is None or len(homes) != 1 or beside:
            continue
        home = homes.pop()
        borrowed = (_borrowed(alignment, anchor, home, rival) for rival in _rivals(anchor, home, known[home[0]]))
        word = next((word for word in borrowed if word is not None), None)
        if word is not None:
            return f"{written(alignment.claim, anchor)} does not belong to '{word.written}' in the quote"
    return ""


def _rivals(anchor: Anchor, home: Home, known: Sequence[Anchor]) -> list[Home]:
    """The chunks of the same quote that have another quantity of the anchor's kind and not the anchor."""
    others = [other for other in known if other.kind == anchor.kind and other.chunk != home[1]]
    return [(home[0], other.chunk) for other in others if not anchor.stands_for(other)]


def _borrowed(alignment: Alignment, anchor: Anchor, home: Home, rival: Home) -> Word | None:
    """The first word of the anchor's chunk of the claim that only the rival's chunk has, if no word is its own."""
    quote = alignment.quotes[home[0]]
    own, other = _chunk_words(quote, home[1]), _chunk_words(quote, rival[1])
    elliptic = _is_elliptic(quote, home[1])
    own_keys = {key for word in own for key in word.keys}
    other_keys = {key for word in other for key in word.keys}
    claim = alignment.claim
    said = [word for word in _chunk_words(claim, anchor.chunk) if not (elliptic and verbal(claim, word))]
    alone = any(not word.light and not word.keys & other_keys for word in own) or _names_other(alignment, home)
    borrowed = [word for word in said if word.keys & other_keys and not (word.keys & own_keys or word.light)]
    verb = next((word for word in borrowed if verbal(claim, word)), None)
    if verb is not None and not elliptic and finite(quote, own[0].clause if own else -1):
        return verb
    if any(word.keys & own_keys - other_keys for word in said):
        return None
    return next((word for word in borrowed if alone), None)


def _names_other(alignment: Alignment, home: Home) -> bool:
    """Whether a chunk has names, none of which is in the claim."""
    names = [anchor for anchor in anchors(alignment.quotes[home[0]]) if anchor.run and anchor.chunk == home[1]]
    said = anchors(alignment.claim)
    return bool(names) and not any(one.stands_for(name) for name in names for one in said)


def _has_other_subject(alignment: Alignment, home: Home) -> bool:
    """Whether a chunk's verb has a subject of common words, none of which is in the claim."""
    quote = alignment.quotes[home[0]]
    words = [word for word in quote.words if chunks(quote)[word.at] == home[1]]
    verb = next((word for word in words if verbal(quote, word)), None)
    subject = [word for word in words if verb is not None and word.at < verb.at and word.content and not word.capital]
    said = {key for word in alignment.claim.words for key in word.keys}
    return bool(subject) and not any(word.keys & said for word in subject)


def _chunk_words(reading: Reading, chunk: int) -> list[Word]:
    """The words of a chunk but stop words, names and quantities."""
    return [
        word
        for word in reading.words
        if chunks(reading)[word.at] == chunk and not (word.stop or word.capital or word.quantity)
    ]


def _is_elliptic(reading: Reading, chunk: int) -> bool:
    """Whether a chunk has no verb and is joined to the one before it."""
    words = [word for word in reading.words if chunks(reading)[word.at] == chunk]
    opening = words[0].folded in _AND or (words[0].gap.strip() == "," and words[0].folded not in _PREPOSITIONS)
    return opening and not any(verbal(reading, w) or auxiliary(reading, w) for w in words)
