"""The names of a claim: persons, bodies, places and acronyms that must stand in what it cites."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.ask.support import lexicon
from assistant.ask.support.align import Alignment
from assistant.ask.support.reading import Reading, Word
from assistant.documents import Language
from assistant.language import STOP_WORDS

Run = tuple[Word, ...]

# Endings of words that open a sentence and are no names.
_COMMON: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?:tion|ment|ity|ing|ed|ly|s)$"),
    "fr": re.compile(r"(?:tions?|ments?|ants?|ees?|ues?)$"),
}
_TITLES = frozenset("""sir lord lady dr mr mrs ms mme m captain colonel admiral judge capitaine amiral juge""".split())
# Words that open a sentence and are in no list of stop words.
_OPENING = frozenset(
    """since until although while though under both either neither despite unlike besides whereas according together
    within among amid upon once thanks
    depuis selon des lors malgre outre parmi sans entre apres avant bien tandis alors si comme grace jusqu d""".split()
)


def missing_name(alignment: Alignment) -> str:
    """The first name of the claim that no quote has, as written; "" if all are there.

    A full name stands where the quote has its last word under no other first name. An acronym stands where the quote
    has the name it is made of, and the other way round.
    """
    claim = alignment.claim
    for run in runs(claim):
        lacking = [word for word in run if _lacking(alignment, word)]
        if not lacking or _is_surname(alignment, run) or _is_expansion(alignment.quotes, run):
            continue
        for word in lacking:
            if not any(_spelled_out(word.written, quote) for quote in alignment.quotes):
                return word.written
    return ""


@lru_cache(maxsize=4096)
def runs(reading: Reading) -> tuple[Run, ...]:
    """The names of a text: words with a capital that stand together, and words for countries however written."""
    return tuple(_runs(reading))


def _runs(reading: Reading) -> Iterator[Run]:
    run: list[Word] = []
    for word in reading.words:
        joined = bool(run) and word.at == run[-1].at + 1 and word.gap in (" ", "-", "/", ". ", "'", "’")
        if run and not (joined and is_name(reading, word)):
            yield tuple(run)
            run = []
        if is_name(reading, word):
            run.append(word)
    if run:
        yield tuple(run)


def is_name(reading: Reading, word: Word) -> bool:
    """Whether a word names: a capital inside a sentence, a country, or a first word that is no common one."""
    if word.quantity or (len(word.written) == 1 and not word.capital):
        return False
    if word.capital or any(key[0] == "@" for key in word.keys):
        return True
    opens = word.opens and word.written[0].isupper()
    if not opens or word.stop or word.light or word.folded in _OPENING:
        return False
    if any(key[0] in "#+" for key in word.keys):
        return False
    after = reading.words[word.at + 1] if word.at + 1 < len(reading.words) else None
    if word.folded.endswith("ing") and after is not None and after.capital and after.gap == " ":
        return True
    return _has_singular_verb(reading, word) or not _COMMON[reading.language].search(word.folded)


def _has_singular_verb(reading: Reading, word: Word) -> bool:
    """Whether a first word without an article governs a singular verb, as a name does: "Paris was"."""
    after = reading.words[word.at + 1].folded if word.at + 1 < len(reading.words) else ""
    return after in ("is", "was", "has", "s", "est", "a", "avait")


def _lacking(alignment: Alignment, word: Word) -> bool:
    """Whether the word must stand in a quote and does not; common words of titles are left to the content words."""
    language = alignment.claim.language
    known = any(key[0] in "@&" for key in word.keys)
    common = any(key[0] in "#+" for key in word.keys) or (not known and lexicon.is_light(word.folded, language))
    titled = word.folded in STOP_WORDS[language] and word.written != word.written.upper()
    return word.at not in alignment.found and not common and not titled and len(word.written) > 1


def _is_surname(alignment: Alignment, run: Run) -> bool:
    """Whether a name of several words stands in the quotes by its last word, under no other first name."""
    last = run[-1]
    if len(run) < 2 or last.at not in alignment.found or any(key[0] in "#+@&" for word in run for key in word.keys):
        return False
    for place in alignment.found[last.at]:
        before = place.reading.words[place.word.at - 1] if place.word.at else None
        if before is None or not is_name(place.reading, before) or place.word.gap != " " or _is_title(before):
            return True
    return False


def _is_title(word: Word) -> bool:
    return word.known or word.folded in _TITLES


def _spelled_out(acronym: str, quote: Reading) -> bool:
    """Whether the capitals of an acronym are the initials of words that stand together in the quote."""
    letters = "".join(c for c in acronym if c.isupper()).casefold()
    stop = STOP_WORDS[quote.language]
    words = [w for w in quote.words if w.folded not in stop or (w.written.isupper() and len(w.written) > 1)]
    initials = [word.folded if word.written.isupper() else word.folded[0] for word in words]
    ends = range(1, len(letters) + 1)
    return len(letters) > 1 and any(
        "".join(initials[start : start + length]) == letters for start in range(len(words)) for length in ends
    )


def _is_expansion(quotes: Sequence[Reading], run: Run) -> bool:
    """Whether a quote has the acronym made of a name's initials."""
    initials = "".join(word.folded[0] for word in run)
    return len(initials) > 2 and any(
        word.written.isupper() and word.folded == initials for quote in quotes for word in quote.words
    )
