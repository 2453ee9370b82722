"""What a bare number counts: 500 officers are not 500 centres."""

from assistant.ask.support.align import Alignment
from assistant.ask.support.amounts import Amount
from assistant.ask.support.grammar import verbal
from assistant.ask.support.quantities import same
from assistant.ask.support.reading import Reading, Word

NEAR_WORDS = 6
_BETWEEN = frozenset("more other further additional of the de d autres".split())


def counting_fault(alignment: Alignment) -> str:
    """The number of the claim that counts another thing in the quotes; "" if none."""
    claim = alignment.claim
    for amount in claim.quantities:
        counted = _counted(claim, amount) if isinstance(amount, Amount) and not amount.unit else []
        known = [word for word in counted if word.at in alignment.found]
        if not known or len(known) < len(counted) or any(word.light for word in counted):
            continue
        there = [(quote, other) for quote in alignment.quotes for other in quote.quantities if same(amount, other)]
        if there and not any(_counts(quote, other, known) for quote, other in there):
            return f"number {claim.text[amount.start : amount.end]} does not count '{known[-1].written}' in the quote"
    return ""


def _counts(quote: Reading, amount: object, counted: list[Word]) -> bool:
    """Whether a number counts one of the words, or nothing that stands beside it."""
    if not isinstance(amount, Amount):
        return True
    beside = _counted(quote, amount)
    if not beside or beside[0].light:
        return True
    near = [
        word
        for word in quote.words
        if beside[0].at <= word.at < beside[0].at + NEAR_WORDS and word.clause == beside[0].clause
    ]
    return any(word.keys & said.keys for word in near for said in counted)


def _counted(reading: Reading, amount: Amount) -> list[Word]:
    """The words right behind a number, up to a stop word, a verb or the end of the clause; none for part of a name."""
    found: list[Word] = []
    last = next(w for w in reversed(reading.words) if w.start < amount.end)
    if reading.word_at(amount.start).at and reading.words[reading.word_at(amount.start).at - 1].capital:
        return []
    for word in reading.words[last.at + 1 :]:
        if not found and word.folded in _BETWEEN:
            continue
        if word.clause != last.clause or word.stop or word.quantity or verbal(reading, word):
            break
        found.append(word)
    return found
