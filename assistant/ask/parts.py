"""A question that asks several things, taken apart: each part is searched for and answered by itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ask.condense import subject_of
from assistant.ask.expect import expected
from assistant.documents import Language
from assistant.index.live import Snapshot
from assistant.index.voter import voter
from assistant.language import content_words, stems, words

MOST = 3

_ASKING: dict[Language, str] = {
    "en": r"who|whom|whose|when|where|why|what|which|how",
    "fr": r"qui|quand|où|ou|pourquoi|(?:les?|la)?quel(?:le)?s?|combien|comment|que|qu['’]",
}
# Asking words that may close a question: "…, et la suivante est prévue où ?"
_CLOSING: dict[Language, str] = {
    "en": r"who|when|where|why|what|how (?:much|many|long|often)|(?:what|which) \w+",
    "fr": r"qui|quand|où|pourquoi|quoi|combien|comment|quel(?:le)?s? \w+",
}
_BEFORE: dict[Language, str] = {
    "en": r"(?:(?:on|in|at|for|to|by|from) )?",
    "fr": r"(?:(?:dans|à|pour|de|par|en|sur) )?",
}
_AND: dict[Language, re.Pattern[str]] = {
    language: re.compile(
        rf"(?:,?\s(?:and|et|puis)\s+|\?\s+(?:and |et )?)(?={_BEFORE[language]}(?:{_ASKING[language]})\b)"
        rf"|,\s(?:and|et)\s+(?=[^,?]*\s(?:{_CLOSING[language]})\s*\?*$)",
        re.IGNORECASE,
    )
    for language in ("en", "fr")
}
_NAMES = ("one", "other")
_THING = r"(?:the |a |an |l['’]|la |le |les )?[^\s,?]+(?: [^\s,?]+){0,5}?"
_BETWEEN = re.compile(
    r"\b(?:difference|différence)s?\s(?:between|entre)\s(?P<one>.+?)\s(?:and|et)\s(?P<other>.+?)\s*\??$",
    re.IGNORECASE,
)
_OR = re.compile(rf",\s*(?P<one>{_THING})\s(?:or|ou)\s(?P<other>[^,?]+?)\s*\??$", re.IGNORECASE)
_VERSUS = re.compile(r"^(?P<one>[^,?]+?)\s(?:vs\.?|versus)\s(?P<other>[^,?]+?)(?P<rest>,.*)?\??$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A stand-alone question to search for, and the words of it in the whole question.

    `asks`: it is a question of its own, so that it may be left open; otherwise one of two things compared, or what was
    said before the question.
    """

    text: str
    words: str
    asks: bool


def split(question: str, language: Language) -> list[Part]:
    """What to search for besides the whole question: at most `MOST` stand-alone parts, in order; [] for one question.

    "When was X signed and who signed it?" gives both questions, the later one with what the first was about.
    "…, A or B?", "A vs B" and "the difference between A and B" give the question for each of the two.
    """
    return _compared(question) or _joined(question, language)


def said(part: Part, earlier: Sequence[Part], texts: Sequence[str], snapshot: Snapshot) -> float:
    """How much (0–1, by rarity) of a part's own words one of the texts says, the text that says most of them.

    Its own words are those that no earlier part has. A word counts in full where the text has a form of it, else by the
    cosine of the nearest word, in either language, as the second voter reads them. 1 for a part without own words, 0
    without texts.

    Raises:
        ModelError: when the second voter cannot be loaded.
    """
    before = _stems(word for other in earlier for word in content_words(other.words))
    own = [word for word in content_words(part.words) if not stems(word) & before]
    if not own:
        return 1.0
    weights = np.array([snapshot.rarity(sorted(stems(word))) for word in own])
    return max((float(_nearest(own, content_words(text)) @ weights / weights.sum()) for text in texts), default=0.0)


def _nearest(own: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
    """For each own word 1 where the others have a form of it, else the cosine (0–1) of the nearest of them."""
    there = _stems(others)
    found = np.array([float(bool(stems(word) & there)) for word in own])
    if others and not found.all():
        vectors = np.array(voter().embed_documents([*own, *others]))
        cosines = vectors[: len(own)] @ vectors[len(own) :].T
        found = np.maximum(found, cosines.max(axis=1))
    return found


def _stems(of: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for word in of for stem in stems(word))


def _joined(question: str, language: Language) -> list[Part]:
    pieces = [piece.strip(" ,?") for piece in _AND[language].split(question.strip())]
    first, *later = pieces[:MOST]
    if not later or not content_words(first) or not all(len(words(piece)) > 1 for piece in later):
        return []
    return [
        Part(first, first, _asks(first, language)),
        *(Part(f"{piece} ({subject_of(first)})", piece, True) for piece in later),
    ]


def _asks(piece: str, language: Language) -> bool:
    asking = re.search(rf"\b(?:{_ASKING[language]})\b", piece, re.IGNORECASE)
    return asking is not None or expected(piece, language) == "yes_no"


def _compared(question: str) -> list[Part]:
    text = question.strip()
    if (found := _BETWEEN.search(text)) is not None:
        return [Part(found[name].strip(), found[name].strip(), False) for name in _NAMES]
    if (found := _VERSUS.search(text)) is not None:
        rest = (found["rest"] or "").strip(" ,?")
        return [Part(f"{found[name].strip()} {rest}".strip(), found[name].strip(), False) for name in _NAMES]
    if (found := _OR.search(text)) is not None:
        asked = text[: found.start()].strip(" ,")
        return [Part(f"{asked}: {found[name].strip()}?", found[name].strip(), False) for name in _NAMES]
    return []
