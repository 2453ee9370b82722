"""The assistant's own words around the quotes, in the asker's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.documents import Certainty, Choice, Citation, Claim, Language, Nearest, State

MONTHS: dict[Language, tuple[str, ...]] = {
    "en": tuple("January February March April May June July August September October November December".split()),
    "fr": tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
}
LANGUAGE_NAMES: dict[Language, dict[Language, str]] = {
    "en": {"en": "in English", "fr": "in French"},
    "fr": {"en": "en anglais", "fr": "en français"},
}
OUT_OF_SCOPE: dict[Language, str] = {
    "en": "The articles are about other subjects; nothing in them comes near this question.",
    "fr": "Les articles traitent d'autres sujets ; rien n'y approche cette question.",
}
FALSE_PREMISE: dict[Language, str] = {
    "en": "The articles do not say {}; they say:",
    "fr": "Les articles ne disent pas {} ; ils disent :",
}
CLARIFY: dict[Language, str] = {
    "en": "This can be meant in more than one way. Which one do you mean?",
    "fr": "Cette question peut être comprise de plusieurs façons. Laquelle voulez-vous dire ?",
}
PARTIAL: dict[Language, str] = {
    "en": "The articles answer a part of this. They do not say: {}.",
    "fr": "Les articles répondent à une partie de la question. Ils ne disent pas : {}.",
}
DISAGREE: dict[Language, str] = {
    "en": "The sources disagree:",
    "fr": "Les sources divergent :",
}
AS_OF: dict[Language, str] = {"en": "As of {}:", "fr": "État au {} :"}
STATES: dict[Language, dict[State, str]] = {
    "en": {"not_yet": "not yet in force", "in_force": "", "ended": "no longer in force", "replaced": "replaced"},
    "fr": {"not_yet": "pas encore en vigueur", "in_force": "", "ended": "plus en vigueur", "replaced": "remplacé"},
}
SINCE: dict[Language, dict[State, str]] = {
    "en": {"not_yet": "from {}", "ended": "until {}", "replaced": "until {}"},
    "fr": {"not_yet": "à partir du {}", "ended": "jusqu'au {}", "replaced": "jusqu'au {}"},
}
NOW: dict[Language, str] = {"en": "now {}", "fr": "désormais {}"}
CERTAINTY: dict[Language, str] = {
    "en": "Of answers at this level, {wrong} in 100 were wrong on our cases "
    "(95\u00a0%: {low} to {high}; {cases} answers).",
    "fr": "Parmi les réponses de ce niveau, {wrong} sur 100 étaient fausses dans nos cas d'essai "
    "(95\u00a0%\u00a0: {low} à {high}\u00a0; {cases} réponses).",
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


@dataclass(frozen=True, slots=True)
class Framed:
    """What stands around the quotes: lines before them, and the markers of sources that disagree, a set per matter."""

    lines: tuple[str, ...] = ()
    disagreements: tuple[tuple[int, ...], ...] = ()


def answer_text(
    claims: Sequence[Claim], citations: Sequence[Citation], language: Language, framed: Framed = Framed()
) -> str:
    """The whole answer as plain text: each quote with its marker, then the list of what the markers cite.

    Quotes of sources that disagree stand together at the end, each with its publisher and date.
    """
    languages = {citation.language for citation in citations}
    foreign = [OTHER_LANGUAGE[language]] if languages and language not in languages else []
    apart = {n for markers in framed.disagreements for n in markers}
    agreed = [_quote_line(claim, language) for claim in claims if not apart & set(claim.citations)]
    opposed = [line for markers in framed.disagreements for line in _opposed(claims, citations, markers, language)]
    sources = [source_line(citation, language) for citation in citations]
    return "\n".join([*framed.lines, *foreign, *agreed, *opposed, *sources])


def _quote_line(claim: Claim, language: Language) -> str:
    return f"{quoted(claim.text, language)} {''.join(f'[{n}]' for n in claim.citations)}"


def _opposed(
    claims: Sequence[Claim], citations: Sequence[Citation], markers: Sequence[int], language: Language
) -> list[str]:
    by_number = {citation.n: citation for citation in citations}
    lines = [DISAGREE[language]]
    for claim in claims:
        if set(claim.citations) & set(markers):
            said_by = publication(by_number[claim.citations[0]], language)
            lines.append(f"{said_by}: {_quote_line(claim, language)}" if said_by else _quote_line(claim, language))
    return lines


def publication(citation: Citation, language: Language) -> str:
    """Who published it and when, as far as known: `GOV.UK, 10 July 2025`."""
    return ", ".join(filter(None, (citation.publisher, written_date(citation.published, language))))


def as_of_text(day: date, language: Language) -> str:
    """The day an answer keeps to, as the line before it."""
    return AS_OF[language].format(written_date(day, language))


def premise_text(premise: str, language: Language) -> str:
    """That the articles do not say what the question takes for granted; `premise` comes with its "that" or "que"."""
    return FALSE_PREMISE[language].format(premise)


def missing_text(missing: Sequence[str], language: Language) -> str:
    """Which parts of the question are left open, in the question's words."""
    return PARTIAL[language].format("; ".join(quoted(part, language) for part in missing))


def state_text(citation: Citation, language: Language) -> str:
    """`replaced, until 5 September 2025, now [2]`: why a quote does not hold at the answer's date; empty if it does."""
    if citation.state == "in_force":
        return ""
    day = citation.valid_from if citation.state == "not_yet" else citation.valid_to
    until = SINCE[language][citation.state].format(written_date(day, language)) if day else ""
    newer = NOW[language].format("".join(f"[{n}]" for n in citation.replaced_by)) if citation.replaced_by else ""
    return ", ".join(filter(None, (STATES[language][citation.state], until, newer)))


def certainty_text(certainty: Certainty, language: Language) -> str:
    """How often answers like this one were wrong, as measured on the suite's cases."""
    shares = {name: round(100 * getattr(certainty, name)) for name in ("wrong", "low", "high")}
    return CERTAINTY[language].format(cases=certainty.cases, **shares)


def clarify_text(choices: Sequence[Choice], language: Language) -> str:
    """The question back, with what it may mean as a numbered list."""
    return "\n".join([CLARIFY[language], *(f"{n}. {choice.label}" for n, choice in enumerate(choices, start=1))])


def quoted(text: str, language: Language) -> str:
    """The text in the quotation marks of the asker's language."""
    return f"« {text} »" if language == "fr" else f"“{text}”"


def source_line(citation: Citation, language: Language) -> str:
    """`[1] Title, 10 July 2025 (in French)`: the language if it is not the asker's, the state if it does not hold."""
    dated = f", {written_date(citation.published, language)}" if citation.published else ""
    foreign = f" ({LANGUAGE_NAMES[language][citation.language]})" if citation.language != language else ""
    state = state_text(citation, language)
    return f"[{citation.n}] {citation.title}{dated}{foreign}{f' – {state}' if state else ''}"


@dataclass(frozen=True, slots=True)
class Searched:
    """What a refusal says was looked through, and for which words."""

    articles: int
    passages: int
    words: Sequence[str]


def out_of_scope_text(language: Language, nearest: Sequence[Nearest]) -> str:
    """What the articles are about, and which are nearest."""
    return f"{OUT_OF_SCOPE[language]} {nearest_text(language, nearest)}" if nearest else OUT_OF_SCOPE[language]


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
