"""By how much, or to what: "rose by 5%" is not "rose to 5%"."""

import re

from assistant.ask.support.align import Alignment
from assistant.ask.support.amounts import Amount
from assistant.ask.support.quantities import same
from assistant.ask.support.reading import Reading

PREPOSITION_LETTERS = 24
_CHANGES = re.compile(
    r"\b(?:r[io]s[ei]n?g?|rose|fall|fell|increas|grow|grew|declin|drop|cut|rais|reduc|augment|bais|diminu|pass|recul|"
    r"hauss|chut)"
)
_BEFORE = re.compile(
    r"\b(by|to|from|de|d'|a)(?: (?:about|over|nearly|more than|less than|plus de|environ|pres de))? ?$"
)
# What each preposition may mean; French "de" stands for "by" and "from".
_MEANS = {"by": "b", "to": "t", "from": "f", "de": "bf", "d'": "bf", "a": "t"}


def change_fault(alignment: Alignment) -> str:
    """The amount by which something changes in the claim and to which in the quotes, or vice versa; "" if none."""
    claim = alignment.claim
    if not _CHANGES.search(claim.flat):
        return ""
    for amount in (quantity for quantity in claim.quantities if isinstance(quantity, Amount)):
        means = _means(claim, amount)
        there = [
            _means(quote, other)
            for quote in alignment.quotes
            for other in quote.quantities
            if isinstance(other, Amount) and same(amount, other)
        ]
        if means and there and all(other and not set(other) & set(means) for other in there):
            return f"'{claim.text[amount.start : amount.end]}' is another end of the change in the quote"
    return ""


def _means(reading: Reading, amount: Amount) -> str:
    """By, to or from, as the word before an amount says; "" without one."""
    match = _BEFORE.search(reading.flat[max(0, amount.start - PREPOSITION_LETTERS) : amount.start])
    return _MEANS[match[1]] if match else ""
