"""A question that asks several things, taken apart: each part is searched for and answered by itself."""

import re

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
_THING = r"(?:the |a |an |l['’]|la |le |les )?[^\s,?]+(?: [^\s,?]+){0,5}?"
_BETWEEN = re.compile(
    r"\b(?:difference|différence)s?\s(?:between|entre)\s(?P<one>.+?)\s(?:and|et)\s(?P<other>.+?)\s*\??$",
    re.IGNORECASE,
)
_OR = re.compile(rf",\s*(?P<one>{_THING})\s(?:or|ou)\s(?P<other>[^,?]+?)\s*\??$", re.IGNORECASE)
_VERSUS = re.compile(r"^(?P<one>[^,?]+?)\s(?:vs\.?|versus)\s(?P<other>[^,?]+?)(?P<rest>,.*)?\??$", re.IGNORECASE)


def split(question: str, language: Language) -> list[str]:
    """What to search for besides the whole question: at most `MOST` stand-alone parts, in order; [] for one question.

    "When was X signed and who signed it?" gives both questions, the later one with what the first was about.
    "…, A or B?", "A vs B" and "the difference between A and B" give the question for each of the two.
    """
    return _compared(question) or _joined(question, language)


def _joined(question: str, language: Language) -> list[str]:
    pieces = [piece.strip(" ,?") for piece in _AND[language].split(question.strip())]
    if len(pieces) < 2 or not all(content_words(piece) for piece in pieces):
        return []
    return [pieces[0], *(f"{piece} ({subject_of(pieces[0])})" for piece in pieces[1:])][:MOST]


def _compared(question: str) -> list[str]:
    text = question.strip()
    if (found := _BETWEEN.search(text)) is not None:
        return [found["one"].strip(), found["other"].strip()]
    if (found := _VERSUS.search(text)) is not None:
        rest = (found["rest"] or "").strip(" ,?")
        return [f"{found[name].strip()} {rest}".strip() for name in ("one", "other")]
    if (found := _OR.search(text)) is not None:
        asked = text[: found.start()].strip(" ,")
        return [f"{asked}: {found[name].strip()}?" for name in ("one", "other")]
    return []
