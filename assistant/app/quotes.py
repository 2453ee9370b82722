"""The quotes of an answer → HTML: each with its markers and its source, whether it still holds, and who disagrees."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby

from assistant.app.markup import escape, levels
from assistant.app.source import Place, View
from assistant.app.texts import TEXTS
from assistant.ask import phrases
from assistant.documents import Answer, Citation, Claim, Language


def evidence(answer: Answer) -> str:
    """The claims in order, those that follow each other in one article together, those that disagree side by side."""
    cited = {citation.n: citation for citation in answer.citations}
    return "".join(_blocks(answer, cited))


def _blocks(answer: Answer, cited: Mapping[int, Citation]) -> Iterator[str]:
    """A matter on which sources disagree stands where the first of its claims would."""
    matters = _matters(answer)

    def place(claim: Claim) -> tuple[int | None, str]:
        matter = next((n for n, claims in enumerate(matters) if claim in claims), None)
        return matter, "" if matter is not None else cited[claim.citations[0]].span.article_id

    placed: set[int] = set()
    for (matter, _), claims in groupby(answer.claims, place):
        if matter is None:
            yield _quotes(list(claims), cited, answer)
        elif matter not in placed:
            placed.add(matter)
            yield _sides(matters[matter], cited, answer)


def _matters(answer: Answer) -> list[list[Claim]]:
    """The claims on each matter on which sources disagree, where there are two at least."""
    found = [
        [claim for claim in answer.claims if set(claim.citations) & set(markers)] for markers in answer.disagreements
    ]
    return [claims for claims in found if len(claims) > 1]


def _sides(claims: Sequence[Claim], cited: Mapping[int, Citation], answer: Answer) -> str:
    heading = phrases.DISAGREE[answer.language].rstrip(" :")
    sides = "".join(_quotes([claim], cited, answer) for claim in claims)
    return f'<section class="disagreement"><h3>{escape(heading)}</h3><div class="sides">{sides}</div></section>'


def _quotes(claims: Sequence[Claim], cited: Mapping[int, Citation], answer: Answer) -> str:
    """Claims, and below them the sources they cite, each once."""
    sources = {cited[n].span.article_id: cited[n] for claim in claims for n in claim.citations}
    quotes = "".join(_claim(claim, cited, answer) for claim in claims)
    lines = "".join(f"<div>{_source(citation, answer.language)}</div>" for citation in sources.values())
    return f'<figure class="evidence">{quotes}<figcaption>{lines}</figcaption></figure>'


def _source(citation: Citation, language: Language) -> str:
    """Title, publisher, date and kind; the language where it is not the asker's."""
    texts = TEXTS[language]
    day = phrases.written_date(citation.published, language)
    dated = f'<time datetime="{citation.published.isoformat()}">{day}</time>' if citation.published else ""
    facts = (escape(citation.publisher), dated, escape(texts.authorities[citation.authority]))
    foreign = f'<span class="foreign">{escape(texts.languages[citation.language])}</span>'
    told = " · ".join(fact for fact in facts if fact) + (f" {foreign}" if citation.language != language else "")
    return f'<cite lang="{citation.language}">{escape(citation.title)}</cite> <span class="published">{told}</span>'


def _claim(claim: Claim, cited: Mapping[int, Citation], answer: Answer) -> str:
    """The claim, struck where nothing that it cites holds any more, the reasons before it."""
    markers = "".join(_marker(cited[n], answer) for n in claim.citations)
    reasons = "".join(_standing(cited[n], cited, answer) for n in claim.citations if cited[n].state != "in_force")
    words = _emphasised(claim)
    if all(cited[n].state in ("ended", "replaced") for n in claim.citations):
        words = f'<span class="struck" role="deletion">{words}</span>'
    if claim.verdict != "verbatim":
        return f'<div class="claim">{reasons}<p>{words} {markers}</p></div>'
    opening, closing = phrases.quoted("\n", answer.language).split("\n")
    quote = f'{opening}<span lang="{cited[claim.citations[0]].language}">{words}</span>{closing}'
    return f'<blockquote class="claim">{reasons}<p>{quote} {markers}</p></blockquote>'


def _standing(citation: Citation, cited: Mapping[int, Citation], answer: Answer) -> str:
    """Why a quote does not hold at the answer's date, and the markers of what holds instead."""
    texts = TEXTS[answer.language]
    newer = "".join(_marker(cited[n], answer) for n in citation.replaced_by if n in cited)
    now = f' <span class="now">{escape(texts.replaced_now)} {newer}</span>' if newer else ""
    badge = f'<span class="badge {citation.state}">{escape(standing_text(citation, answer.language))}</span>'
    return f'<p class="standing">{badge}{now}</p>'


def standing_text(citation: Citation, language: Language) -> str:
    """`Replaced on 5 September 2025`: the day after the last on which it held; empty for what is in force."""
    texts = TEXTS[language]
    if citation.state == "in_force":
        return ""
    day = citation.valid_from if citation.state == "not_yet" else citation.valid_to
    if day is None:
        return texts.states_undated[citation.state]
    if citation.state == "replaced":
        day += timedelta(days=1)
    return texts.states[citation.state].format(phrases.written_date(day, language))


def _emphasised(claim: Claim) -> str:
    pieces = levels(len(claim.text), [(start, end, 1) for start, end in claim.emphasis])
    texts = ((escape(claim.text[start:end]), strong) for start, end, strong in pieces)
    return "".join(f"<strong>{text}</strong>" if strong else text for text, strong in texts)


def _marker(citation: Citation, answer: Answer) -> str:
    """A button that opens the article at the quote; it is read out with title, date and what became of it."""
    here = [other for other in answer.citations if other.span.article_id == citation.span.article_id]
    places = tuple(Place.of(other.span) for other in here)
    view = View(citation.span.article_id, places, here.index(citation), citation.n)
    day = phrases.written_date(citation.published, answer.language)
    name = f"{TEXTS[answer.language].citation.format(citation.n)}: {citation.title}"
    label = ", ".join(filter(None, (name, day, standing_text(citation, answer.language))))
    return (
        f'<button type="button" class="marker" data-panel="{escape(view.address)}"'
        f' aria-label="{escape(label)}">[{citation.n}]</button>'
    )
