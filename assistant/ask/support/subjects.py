"""Whose the verb is: a claim may not give what one subject does to another, nor to one of another sentence."""

from collections import Counter
from collections.abc import Sequence

from assistant.ask.support.align import Alignment, Place
from assistant.ask.support.anchors import matches
from assistant.ask.support.government import governed
from assistant.ask.support.grammar import nominal, passive, reduced, verbal
from assistant.ask.support.names import Run, runs
from assistant.ask.support.reading import Reading, Word
from assistant.ask.support.roles import ARTICLES, has, places

_AND = frozenset({"and", "et"})
_ASIDE = frozenset("after before with of by to from apres avant avec de par sauf except like unlike".split())
_BE = frozenset("is was are were est etait sont etaient sera".split())
_CONTRASTS = frozenset("while whereas but tandis alors mais".split())


def noun_fault(alignment: Alignment) -> str:
    """The verb that the claim gives to the subject of another verb of the quote's sentence; "" if none."""
    verb = next((word for word in alignment.claim.words if _is_of_other(alignment, word)), None)
    return "" if verb is None else f"roles: who does it differs at '{verb.written}'"


def subject_fault(alignment: Alignment) -> str:
    """The subject of the claim that stands in none of the quotes' sentences that say the rest; "" if none.

    Where the rest stands in a sentence with a subject of its own that the claim does not name, or in a clause before
    the "while …" that has the subject.
    """
    claim = alignment.claim
    where, subject = alignment.sentence(), _subject(claim, claim.words[0].sentence)
    if where is None or subject is None:
        return ""
    fault = f"roles: {subject[-1].written} is not who it is said of in the quote"
    if _is_contrasted(alignment, subject, where):
        return fault
    quote = alignment.quotes[where[0]]
    other = _subject(quote, where[1])
    there = [run for run in runs(quote) if run[0].sentence == where[1]]
    said = {key for word in quote.words if word.sentence == where[1] for key in word.keys}
    known = has(there, subject) or subject[-1].keys & said
    return "" if other is None or known or has(runs(claim), other) else fault


def copula_fault(alignment: Alignment) -> str:
    """The subject of which the claim says what the quote's sentence says of its own; "" if none."""
    claim = alignment.claim
    where, subject = alignment.sentence(), _subject(claim, claim.words[0].sentence)
    if where is None or subject is None or not _is_told_by_be(claim, subject):
        return ""
    quote = alignment.quotes[where[0]]
    other = _subject(quote, where[1])
    if other is None or not _is_told_by_be(quote, other) or matches(subject, other) or has(runs(claim), other):
        return ""
    named = [run for run in runs(quote) if run[0].sentence == where[1] and matches(subject, run)]
    aside = bool(named) and all(quote.words[run[0].at - 1].folded in _ASIDE for run in named if run[0].at)
    return f"roles: it is said of {other[-1].written} in the quote" if aside else ""


def _is_told_by_be(reading: Reading, subject: Run) -> bool:
    """Whether `is` or `was` stands right behind a subject."""
    at = subject[-1].at + 1
    return at < len(reading.words) and reading.words[at].folded in _BE


def _is_of_other(alignment: Alignment, verb: Word) -> bool:
    claim = alignment.claim
    if verb.at not in alignment.best or not verbal(claim, verb) or reduced(claim, verb):
        return False
    said = _subject_words(claim, verb)
    known = [p for p in places(alignment, verb) if not (nominal(p.reading, p.word.at) or reduced(p.reading, p.word))]
    there = [_subject_words(p.reading, p.word) for p in known if passive(claim, verb) == passive(p.reading, p.word)]
    if not said or not there or not all(there) or any(_meet(said, subject) for subject in there):
        return False
    place = alignment.best[verb.at]
    heads = (_subject_words(place.reading, other) for other in _others(place))
    return any(_meet(said, head) for head in heads) or _is_governed(place, said)


def _is_governed(place: Place, said: Sequence[Word]) -> bool:
    """Whether a name of the claim's subject stands behind a preposition in the quote's sentence."""
    names = {found.run[-1].at for found in governed(place.reading) if found.run[0].sentence == place.word.sentence}
    others = [place.reading.words[at] for at in names]
    return any(word.capital or word.opens for word in said) and _meet([w for w in said if not w.known], others)


def _subject_words(reading: Reading, verb: Word) -> list[Word]:
    """The content words of a verb's clause before it, back to another verb or `and`."""
    found: list[Word] = []
    for word in reversed(reading.words[: verb.at]):
        other = verbal(reading, word) and not reduced(reading, word)
        if word.clause != verb.clause or other or (word.folded in _AND and found):
            break
        if word.content:
            found.append(word)
    return found


def _others(place: Place) -> list[Word]:
    """The other verbs of a place's sentence."""
    reading = place.reading
    beside = [w for w in reading.words if w.sentence == place.word.sentence and w.at != place.word.at]
    return [word for word in beside if verbal(reading, word) and not reduced(reading, word)]


def _meet(some: Sequence[Word], others: Sequence[Word]) -> bool:
    return any(one.keys & other.keys for one in some for other in others)


def _is_contrasted(alignment: Alignment, subject: Run, where: tuple[int, int]) -> bool:
    """Whether the subject stands only behind a "while …" that follows the clause which says the rest."""
    quote = alignment.quotes[where[0]]
    named = [run[0].at for run in runs(quote) if run[0].sentence == where[1] and matches(subject, run)]
    rest = [p.word for at, p in alignment.best.items() if at > subject[-1].at and alignment.claim.words[at].content]
    counted = Counter(word.clause for word in rest if word.sentence == where[1])
    if not named or not counted:
        return False
    clause = counted.most_common(1)[0][0]
    between = [word for word in quote.words[: min(named)] if word.clause > clause and word.sentence == where[1]]
    return any(word.folded in _CONTRASTS for word in between)


def _subject(reading: Reading, sentence: int) -> Run | None:
    """The first name of a sentence, if the sentence opens with it."""
    run = next((run for run in runs(reading) if run[0].sentence == sentence), None)
    if run is None:
        return None
    before = reading.words[run[0].at - 1] if run[0].at else None
    opens = before is None or before.sentence != sentence or before.folded in ARTICLES
    return run if opens else None
