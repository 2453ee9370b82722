"""A question that asks several things, taken apart: each part is searched for and answered by itself."""

import re
from dataclasses import dataclass

from assistant.ask.condense import subject_of
from assistant.documents import Language
from assistant.language import content_words

MOST = 3

_ASKING: dict[Language, str] = {
    "en": r"who|whom|whose|when|where|why|what|which|how",
    "fr": r"qui|quand|où|ou|pourquoi|quel(?:le)?s?|combien|comment|que|qu['’]",
}
_BEFORE: dict[Language, str] = {
    "en": r"(?:(?:on|in|at|for|to|by|from) )?",
    "fr": r"(?:(?:dans|à|pour|de|par|en|sur) )?",
}
_AND: dict[Language, re.Pattern[str]] = {
    language: re.compile(
        rf"(?:,?\s(?:and|et|puis)\s+|\?\s+(?:and |et )?)(?={_BEFORE[language]}(?:{_ASKING[language]})\b)", re.IGNORECASE
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

    `asks`: it is a question of its own, so that it may be left open; otherwise one of two things compared.
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


def _joined(question: str, language: Language) -> list[Part]:
    pieces = [piece.strip(" ,?") for piece in _AND[language].split(question.strip())]
    if len(pieces) < 2 or not all(content_words(piece) for piece in pieces):
        return []
    first, *later = pieces[:MOST]
    return [Part(first, first, True), *(Part(f"{piece} ({subject_of(first)})", piece, True) for piece in later)]


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
