"""Whether a claim denies what its quotes affirm, or states as done or due what they only allow, plan or pass on."""

from collections import Counter
from collections.abc import Iterator

from assistant.ask.support.align import Alignment, Place
from assistant.ask.support.anchors import chunks
from assistant.ask.support.dates import Date
from assistant.ask.support.grammar import auxiliary, is_going_on, past, reduced, verbal
from assistant.ask.support.modality import (
    Mode,
    announces,
    bears,
    hearsay,
    is_announced,
    is_conditional,
    mode_words,
    segment,
)
from assistant.ask.support.quantities import same
from assistant.ask.support.reading import Reading, Word
from assistant.ask.support.stance import any_denied, state_of, states

_LIGHT_VERBS = frozenset(
    """take took takes make made makes give gave gives get got gets go went goes come came comes put puts keep kept hold
    held prend prit fait donne donna met mit tient tint""".split()
)
DIFFERS = "negation differs"


def negation_fault(alignment: Alignment) -> str:
    """ "negation differs" where a verb, or a part, is denied on one side only; "" otherwise."""
    claim = alignment.claim
    if any(_verb_differs(alignment, word, place) for word, place in _verbs(alignment)):
        return DIFFERS
    if any(_chunk_differs(alignment, chunk) for chunk in set(chunks(claim))):
        return DIFFERS
    return DIFFERS if any(_denied_apart(alignment, word) for word in claim.words) else ""


def mode_fault(alignment: Alignment) -> str:
    """How the claim says it against how the quote does, where the quote does not bear it; "" otherwise."""
    claim = alignment.claim
    if _is_hearsay(alignment) and not any(hearsay(claim, word) for word in claim.words):
        return "modality: the quote only reports it from weak sources"
    faults = (_verb_mode_fault(alignment, word, place) for word, place in _told(alignment))
    return next((fault for fault in faults if fault), "") or _dated_otherwise(alignment)


def _verb_mode_fault(alignment: Alignment, word: Word, place: Place) -> str:
    claim = alignment.claim
    mode, there = state_of(claim, word).mode, state_of(place.reading, place.word).mode
    done = past(claim, word)
    if mode == "fact" and done and is_announced(place.reading, place.word):
        return f"modality: '{word.written}' is only announced in the quote"
    if done and is_going_on(place.reading, place.word) and not is_going_on(claim, word):
        return f"modality: '{word.written}' is still going on in the quote"
    if not is_conditional(claim, word) and is_conditional(place.reading, place.word):
        return f"modality: '{word.written}' is only a condition in the quote"
    if _is_borne(claim, word, place) or _is_marked_alike(alignment, mode, place):
        return ""
    return f"modality: '{mode}' in the claim, '{there}' in the quote"


def _verb_differs(alignment: Alignment, word: Word, place: Place) -> bool:
    """Whether one of a verb and its place is denied; not for "not A but B", participles, "from 2023 and not from …"."""
    here, there = state_of(alignment.claim, word), state_of(place.reading, place.word)
    if there.open or here.denied == there.denied or reduced(place.reading, place.word):
        return False
    return not (here.denied and _rest_denied_apart(alignment, word))


def _dated_otherwise(alignment: Alignment) -> str:
    """A date that the claim gives to what is done and the quote to another verb, of what is only planned."""
    claim = alignment.claim
    dates = [quantity for quantity in claim.quantities if isinstance(quantity, Date)]
    for word, place in _verbs(alignment):
        if not past(claim, word) or announces(word):
            continue
        beside = [date for date in dates if chunks(claim)[claim.word_at(date.start).at] == chunks(claim)[word.at]]
        if any(_is_of_plan(date, place) for date in beside):
            return f"modality: '{word.written}' is of another date in the quote"
    return ""


def _is_of_plan(date: Date, place: Place) -> bool:
    """Whether a date stands only in chunks of the quote that plan, apart from the place."""
    quote = place.reading
    homes = {chunks(quote)[quote.word_at(other.start).at] for other in quote.quantities if same(date, other)}
    apart = chunks(quote)[place.word.at] not in homes
    return bool(homes) and apart and all(_is_planned(quote, home) for home in homes)


def _is_planned(quote: Reading, chunk: int) -> bool:
    """Whether a chunk has a verb that is only planned or possible."""
    verbs = [word for word in quote.words if chunks(quote)[word.at] == chunk and verbal(quote, word)]
    return any(states(quote)[word.at].mode in ("plans", "may", "would", "should") for word in verbs)


def _rest_denied_apart(alignment: Alignment, verb: Word) -> bool:
    """Whether the quote denies apart what stands behind a denied verb of the claim: "from 2023 and not from …"."""
    rest = [w for w in alignment.claim.words[verb.at + 1 :] if w.at in alignment.best and w.content]
    places = [alignment.best[word.at] for word in rest]
    return bool(places) and all(state_of(place.reading, place.word).apart for place in places)


def _verbs(alignment: Alignment) -> Iterator[tuple[Word, Place]]:
    """The verbs of the claim that stand in the quotes."""
    claim = alignment.claim
    for word in claim.words:
        tells = verbal(claim, word) and not (auxiliary(claim, word) or reduced(claim, word))
        if tells and word.at in alignment.best:
            yield word, alignment.best[word.at]


def _told(alignment: Alignment) -> list[tuple[Word, Place]]:
    """What to compare of how things are told: the verbs, and a word of every chunk that has none of them."""
    claim = alignment.claim
    verbs = list(_verbs(alignment))
    done = {chunks(claim)[word.at] for word, _ in verbs}
    predicates = {chunks(claim)[word.at] for word in claim.words if auxiliary(claim, word)}
    rest: list[int | None] = [*sorted(predicates - done)] if verbs or predicates else [None]
    return verbs + [pair for chunk in rest for pair in _majority(alignment, chunk)]


def _majority(alignment: Alignment, chunk: int | None) -> list[tuple[Word, Place]]:
    """A word of a chunk's predicate, or of the claim, in the mode of most of them in the quotes; borne if any is."""
    claim = alignment.claim
    words = [word for word in claim.words if chunk is None or chunks(claim)[word.at] == chunk]
    start = next((word.at for word in words if auxiliary(claim, word)), -1)
    words = [word for word in words if word.at >= start] or words
    pairs = [(word, alignment.best[word.at]) for word in words if word.at in alignment.best and not word.stop]
    pairs = [pair for pair in pairs if state_of(claim, pair[0]).mode != "fact"] or pairs
    if not pairs:
        return []
    modes = Counter(state_of(place.reading, place.word).mode for _, place in pairs)
    mode = modes.most_common(1)[0][0]
    there = [pair for pair in pairs if state_of(pair[1].reading, pair[1].word).mode == mode]
    return [next((pair for pair in there if _is_borne(claim, *pair)), there[0])]


def _is_borne(claim: Reading, word: Word, place: Place) -> bool:
    return bears(state_of(claim, word).mode, state_of(place.reading, place.word).mode, past(place.reading, place.word))


def _is_marked_alike(alignment: Alignment, mode: Mode, place: Place) -> bool:
    """Whether the quote has, before any "but", the word by which the claim plans or promises: "pledged £40 million"."""
    if mode not in ("plans", "promises"):
        return False
    marked = [p for at in mode_words(alignment.claim, mode) for p in alignment.found.get(at, ())]
    here = segment(place.reading, place.word)
    return any(p.quote == place.quote and segment(p.reading, p.word) == here for p in marked)


def _chunk_differs(alignment: Alignment, chunk: int) -> bool:
    """Whether the quotes do not deny half of what a chunk of the claim denies, or deny half of its predicate."""
    claim = alignment.claim
    said = [w for w in claim.words if chunks(claim)[w.at] == chunk and w.at in alignment.best and _tells(w)]
    denied = [word for word in said if states(claim)[word.at].denied]
    gained = [word for word in denied if not _is_denied(alignment, word)]
    start = next((w.at for w in claim.words if chunks(claim)[w.at] == chunk and _is_predicate(claim, w)), -1)
    predicate = [word for word in said if word.at >= start]
    lost = [word for word in predicate if word not in denied and _is_only_denied(alignment, word)]
    agreed = any(verbal(claim, word) for word in denied if word not in gained)
    return len(gained) * 2 >= len(denied) + agreed > 0 or len(lost) * 2 >= len(predicate) > 0


def _tells(word: Word) -> bool:
    return not word.stop and (word.capital or not word.light)


def _is_predicate(claim: Reading, word: Word) -> bool:
    if auxiliary(claim, word) or word.folded in _LIGHT_VERBS:
        return True
    return verbal(claim, word) and not reduced(claim, word)


def _is_denied(alignment: Alignment, word: Word) -> bool:
    """Whether a quote denies the word somewhere, or the clause in which it stands."""
    place = alignment.best[word.at]
    if any_denied(place.reading, [place.word.clause]):
        return True
    return any(states(p.reading)[p.word.at].denied for p in alignment.found[word.at])


def _is_only_denied(alignment: Alignment, word: Word) -> bool:
    """Whether the quotes deny the word wherever the sentence that has most of the claim has it."""
    there = [states(place.reading)[place.word.at] for place in alignment.beside(word.at)]
    return all(state.denied and not state.open for state in there)


def _denied_apart(alignment: Alignment, word: Word) -> bool:
    """Whether every place of a word is denied apart ("and not France", "without the right") and the word is not."""
    if word.stop or word.at not in alignment.found or any_denied(alignment.claim, [word.clause]):
        return False
    if state_of(alignment.claim, word).denied:
        return False
    return all(state_of(place.reading, place.word).apart for place in alignment.beside(word.at))


def _is_hearsay(alignment: Alignment) -> bool:
    places = [place for at, place in alignment.best.items() if not alignment.claim.words[at].stop]
    passed_on = sum(hearsay(place.reading, place.word) for place in places)
    return passed_on * 2 > len(places)
