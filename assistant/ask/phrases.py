"""The assistant's own words around the quotes, in the asker's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.documents import Citation, Claim, Language, Nearest

MONTHS: dict[Language, tuple[str, ...]] = {
    "en": tuple("January February March April May June July August September October November December".split()),
    "fr": tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
}
LANGUAGE_NAMES: dict[Language, dict[Language, str]] = {
    "en": {"en": "in English", "fr": "in French"},
    "fr": {"en": "en anglais", "fr": "en français"},
}
REFUSAL: dict[Language, str] = {
    "en": "The articles do not answer this question. I searched {articles} articles ({passages} passages){terms}.",
    "fr": "Les articles ne répondent pas à cette question. "
    "J'ai cherché dans {articles} articles ({passages} passages){terms}.",
}
SEARCHED: dict[Language, str] = {"en": " for: {}", "fr": " : {}"}
NEAREST: dict[Language, str] = {
    "en": "What they say nearest to it, which may help but is not an answer: {}.",
    "fr": "Ce qu'ils disent de plus proche, qui peut aider sans y répondre : {}.",
}
NOTHING_NEAR: dict[Language, str] = {
    "en": "The nearest articles are: {}.",
    "fr": "Les articles les plus proches sont : {}.",
}
OTHER_LANGUAGE: dict[Language, str] = {
    "en": "The words below are quoted as published, in French.",
    "fr": "Les mots ci-dessous sont cités tels que publiés, en anglais.",
}


def written_date(day: date | None, language: Language) -> str:
    """`10 July 2025`, `10 juillet 2025`, `1er juillet 2025`; empty when the date is unknown."""
    if day is None:
        return ""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {MONTHS[language][day.month - 1]} {day.year}"


def answer_text(claims: Sequence[Claim], citations: Sequence[Citation], language: Language) -> str:
    """The whole answer as plain text: each quote with its marker, then the list of what the markers cite."""
    languages = {citation.language for citation in citations}
    frame = [OTHER_LANGUAGE[language]] if languages and language not in languages else []
    quotes = [f"{quoted(claim.text, language)} {''.join(f'[{n}]' for n in claim.citations)}" for claim in claims]
    return "\n".join(frame + quotes + [source_line(citation, language) for citation in citations])


def quoted(text: str, language: Language) -> str:
    """The text in the quotation marks of the asker's language."""
    return f"« {text} »" if language == "fr" else f"“{text}”"


def source_line(citation: Citation, language: Language) -> str:
    """`[1] Title, 10 July 2025 (in French)`; the language is named only when it is not the asker's."""
    dated = f", {written_date(citation.published, language)}" if citation.published else ""
    foreign = f" ({LANGUAGE_NAMES[language][citation.language]})" if citation.language != language else ""
    return f"[{citation.n}] {citation.title}{dated}{foreign}"


@dataclass(frozen=True, slots=True)
class Searched:
    """What a refusal says was looked through, and for which words."""

    articles: int
    passages: int
    words: Sequence[str]


def refusal_text(language: Language, searched: Searched, nearest: Sequence[Nearest]) -> str:
    """What was searched, for which words, and what the articles say nearest to it."""
    terms = SEARCHED[language].format(", ".join(searched.words)) if searched.words else ""
    text = REFUSAL[language].format(articles=searched.articles, passages=searched.passages, terms=terms)
    return f"{text} {nearest_text(language, nearest)}" if nearest else text


def nearest_text(language: Language, nearest: Sequence[Nearest]) -> str:
    """The nearest articles by title, each with its nearest sentence where one is near."""
    items = [f"{quoted(near.span.quote, language)} ({near.title})" if near.span else near.title for near in nearest]
    frame = NEAREST if any(near.span for near in nearest) else NOTHING_NEAR
    return frame[language].format("; ".join(items))
