"""What a bare number counts: 500 officers are not 500 centres."""

from assistant.ask.support.align import Alignment
from assistant.ask.support.amounts import Amount
from assistant.ask.support.grammar import verbal
from assistant.ask.support.quantities import Quantity, same
from assistant.ask.support.reading import Reading, Word

NEAR_WORDS = 6
_BETWEEN = frozenset("more other further additional of the de d autres".split())


def counting_fault(alignment: Alignment) -> str:
    """The number of the claim that counts another thing in the quotes; "" if none."""
    claim = alignment.claim
    for amount in (quantity for quantity in claim.quantities if isinstance(quantity, Amount) and not quantity.unit):
        counted = _counted(claim, amount)
        if not counted or any(word.light or word.at not in alignment.found for word in counted):
            continue
        there = [(quote, other) for quote in alignment.quotes for other in quote.quantities if same(amount, other)]
        if there and not any(_counts(quote, other, counted) for quote, other in there):
            return f"number {claim.text[amount.start : amount.end]} does not count '{counted[-1].written}' in the quote"
    return ""


def _counts(quote: Reading, amount: Quantity, counted: list[Word]) -> bool:
    """Whether a number counts one of the words, or nothing that stands beside it."""
    if not isinstance(amount, Amount):
        return True
    beside = _counted(quote, amount)
    if not beside or beside[0].light:
        return True
    first = beside[0]
    near = [word for word in quote.words[first.at : first.at + NEAR_WORDS] if word.clause == first.clause]
    return any(word.keys & said.keys for word in near for said in counted)


def _counted(reading: Reading, amount: Amount) -> list[Word]:
    """The words right behind a number, up to a stop word, a verb or the end of the clause; none for part of a name."""
    first = reading.word_at(amount.start)
    last = next(word for word in reversed(reading.words) if word.start < amount.end)
    if first.at and reading.words[first.at - 1].capital:
        return []
    found: list[Word] = []
    for word in reading.words[last.at + 1 :]:
        if not found and word.folded in _BETWEEN:
            continue
        if word.clause != last.clause or word.stop or word.quantity or verbal(reading, word):
            break
        found.append(word)
    return found
