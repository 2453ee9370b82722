"""The content words of a claim: what it says beyond names and numbers must be in what it cites."""

import re

from assistant.ask.support.align import Alignment
from assistant.ask.support.grammar import verbal
from assistant.ask.support.lexicon import is_light
from assistant.ask.support.names import is_name
from assistant.ask.support.reading import Reading, Word
from assistant.ask.support.scope import scope_words
from assistant.ask.support.stance import marker_words, state_of
from assistant.documents import Language

# One word in so many may be missing from quotes in the other language.
SPARE_FOREIGN = 5

_CAUSE: dict[Language, str] = {
    "en": r"\b(?:because|(?<!is )(?<!are )(?<!was )(?<!were )due to|owing to|thanks to|as a result|so that|in order to|"
    r"caused by|prompted by|in response to|for fear|on account of|therefore|hence)\b",
    "fr": r"\b(?:parce qu|car\b|en raison|a cause|grace a|afin d|pour que|du fait|c'est pourquoi|puisqu|faute d|motif)",
}
_CAUSES = {language: re.compile(words) for language, words in _CAUSE.items()}
_CAUSED = re.compile(
    rf"{_CAUSE['en']}|{_CAUSE['fr']}|"
    r"\b(?:since|reasons?|why|after|so|raisons?|pour|suite|causes?|led to|follow\w+|over)\b"
)
# "Does not apply" is said where a quote excludes.
_APPLIES = re.compile(r"appl|cover|concern|includ|couvr|vis|compr")
_EXCLUDES = re.compile(r"\b(?:exclu|exempt)")


def content_fault(alignment: Alignment) -> str:
    """What the claim adds to its quotes: a cause, or words that they do not say; "" if nothing.

    Every content word must be found. In quotes of the other language one in five may be told in words that the table
    does not know; never a verb, nor what stands behind "because".
    """
    claim = alignment.claim
    cause = _CAUSES[claim.language].search(claim.flat)
    if cause and not any(_CAUSED.search(quote.flat) for quote in alignment.quotes):
        return f"the cause '{cause[0]}' is not in the quote"
    wanted = _wanted(claim)
    lacking = [word for word in wanted if not _is_said(alignment, word)]
    added = [word for word in lacking if not _may_lack(alignment, word) or (cause and word.start > cause.start())]
    if added or len(lacking) > len(wanted) // SPARE_FOREIGN:
        return f"'{(added or lacking)[0].written}' is not in the quote"
    return ""


def _wanted(claim: Reading) -> list[Word]:
    """The content words of a claim in order; words of scope, negation and modality are judged elsewhere."""
    elsewhere = scope_words(claim) | marker_words(claim)
    return [word for word in claim.words if word.at not in elsewhere and _is_wanted(claim, word)]


def _is_wanted(claim: Reading, word: Word) -> bool:
    named = is_name(claim, word) and not word.known
    light = word.light or (word.capital and is_light(word.folded, claim.language))
    return not (word.stop or light or word.quantity or named or len(word.folded) == 1)


def _is_said(alignment: Alignment, word: Word) -> bool:
    if word.at in alignment.found:
        return True
    applies = _APPLIES.match(word.folded) and state_of(alignment.claim, word).denied
    return bool(applies) and any(_EXCLUDES.search(quote.flat) for quote in alignment.quotes)


def _may_lack(alignment: Alignment, word: Word) -> bool:
    claim = alignment.claim
    foreign = all(quote.language != claim.language for quote in alignment.quotes)
    return foreign and not (word.capital or word.known or verbal(claim, word))
