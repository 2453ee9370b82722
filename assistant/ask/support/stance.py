"""How a sentence says each word: denied or not, and in which mode."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from assistant.ask.support.denial import denials, denying_words
from assistant.ask.support.grammar import nominal, verbal
from assistant.ask.support.modality import Mode, modal_words, modes
from assistant.ask.support.reading import Reading, Word


@dataclass(frozen=True, slots=True)
class State:
    """How a word stands. `denied`: in the scope of a negation; `apart`: of one that denies only a part ("without …").

    `open`: denied in "not A but B", where the verb holds of B.
    """

    denied: bool = False
    apart: bool = False
    open: bool = False
    mode: Mode = "fact"


@lru_cache(maxsize=4096)
def states(reading: Reading) -> tuple[State, ...]:
    """The state of every word, in order."""
    found = denials(reading)
    return tuple(
        State(at in found.denied, at in found.apart, at in found.open, mode) for at, mode in enumerate(modes(reading))
    )


def state_of(reading: Reading, word: Word) -> State:
    """The state of a word; a noun takes that of its clause's verb ("the deployment would take place")."""
    own = states(reading)[word.at]
    if own != State() or not nominal(reading, word.at):
        return own
    following = (w for w in reading.words[word.at :] if w.clause == word.clause and verbal(reading, w))
    verb = next(following, None)
    found = own if verb is None else states(reading)[verb.at]
    return State(found.denied and not found.apart, False, found.open, found.mode)


def any_denied(reading: Reading, clauses: Collection[int]) -> bool:
    """Whether anything in those clauses is denied as a whole."""
    found = denials(reading)
    return any(word.clause in clauses and word.at in found.denied - found.apart for word in reading.words)


@lru_cache(maxsize=4096)
def marker_words(reading: Reading) -> frozenset[int]:
    """The words that deny, or say how something holds."""
    return denying_words(reading) | modal_words(reading)
