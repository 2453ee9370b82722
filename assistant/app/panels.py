"""A conversation → HTML: questions, answers in quotes, refusals, and the frame of the page around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from assistant.app import feedback
from assistant.app.markup import escape, in_both, levels
from assistant.app.source import Place, View, open_button
from assistant.app.texts import EXAMPLES, PRODUCT, TEXTS, Texts
from assistant.ask import phrases
from assistant.documents import Answer, Citation, Claim, Language, Nearest

Stage = Literal["searching", "reading"]

LONGEST_SHOWN_QUESTION = 600


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: a stage while it is worked on, then an answer or one line of error.

    `kept`: the answer goes into the records, so the reader is asked what it is worth.
    """

    question: str
    language: Language
    stage: Stage = "searching"
    answer: Answer | None = None
    error: str = ""
    kept: bool = False


def header() -> str:
    """Name, promise, and the switch to the other language; the page shows the half in its own language."""
    halves = (
        f'<p class="tagline" lang="{language}">{escape(TEXTS[language].tagline)}</p>'
        f'<p class="switch" lang="{language}"><a href="?lang={other}" lang="{other}" hreflang="{other}">'
        f"{escape(TEXTS[other].name)}</a></p>"
        for language, other in _PAGES
    )
    return f'<header class="top"><h1>{PRODUCT}</h1>{"".join(halves)}</header>'


def side() -> str:
    """The place where articles open, empty, and the page's live region."""
    return (
        f'<aside class="source" aria-label="{TEXTS["en"].panel}"><div class="source-view" hidden></div>'
        f'<div class="source-empty">{_in_both("panel_empty")}</div>'
        f'<div class="source-failed" hidden>{_in_both("unreachable")}</div></aside>'
        '<p class="unseen announcer" role="status" aria-live="polite"></p>'
    )


def notices() -> str:
    """Above the box, hidden until they are true: the question waits its turn; the question did not arrive."""
    return (
        f'<div class="waiting" role="status" hidden>{_in_both("waiting")}</div>'
        f'<div class="not-taken problem" role="alert" hidden>{_in_both("not_taken")}</div>'
    )


def conversation(exchanges: Sequence[Exchange]) -> str:
    """The whole conversation, oldest first; without exchanges, the welcome and its example questions."""
    if not exchanges:
        return _welcome()
    return f'<div class="turns">{"".join(_exchange(exchange) for exchange in exchanges)}</div>'


_PAGES: tuple[tuple[Language, Language], ...] = (("en", "fr"), ("fr", "en"))


def _in_both(name: str, tag: str = "p") -> str:
    return in_both({page: getattr(TEXTS[page], name) for page, _ in _PAGES}, tag)


def _welcome() -> str:
    """What can be asked. Each half of the page offers the examples in both languages, its own first."""
    examples = "".join(f'<ul lang="{own}">{_examples(own)}{_examples(other)}</ul>' for own, other in _PAGES)
    return f'<div class="welcome">{_in_both("welcome")}{_in_both("examples", "h2")}{examples}</div>'


def _examples(language: Language) -> str:
    return "".join(
        f'<li><button type="button" class="example" lang="{language}" data-question="{escape(question)}">'
        f"{escape(question)}</button></li>"
        for question in EXAMPLES[language]
    )


def _exchange(exchange: Exchange) -> str:
    question = exchange.question
    if len(question) > LONGEST_SHOWN_QUESTION:
        question = question[:LONGEST_SHOWN_QUESTION] + "…"
    said = f'<span class="unseen">{escape(TEXTS[exchange.language].asked)} </span>'
    asked = f'<h2 class="question">{said}{escape(question)}</h2>' if question else ""
    return f'<section class="exchange" lang="{exchange.language}">{asked}{_outcome(exchange)}</section>'


def _outcome(exchange: Exchange) -> str:
    if exchange.answer is not None:
        return _answer(exchange.answer) + (feedback.thumbs(exchange.answer) if exchange.kept else "")
    if exchange.error:
        return f'<div class="settled"><p class="problem">{escape(exchange.error)}</p></div>'
    texts = TEXTS[exchange.language]
    stage = texts.reading if exchange.stage == "reading" else texts.searching
    return f'<p class="stage">{escape(stage)}</p><p class="problem" hidden>{escape(texts.failed)}</p>'


def _answer(answer: Answer) -> str:
    texts = TEXTS[answer.language]
    content = _evidence(answer, texts) if answer.claims else _words(answer)
    return (
        f'<div class="settled {answer.status}" lang="{answer.language}">{content}{_nearest(answer, texts)}</div>'
        f"{_understood(answer, texts)}{_record(answer, texts)}"
    )


def _words(answer: Answer) -> str:
    """The assistant's own words. Naming the nearest articles is left to the buttons that open them."""
    text = answer.text.removesuffix(phrases.nearest_text(answer.language, answer.nearest))
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _nearest(answer: Answer, texts: Texts) -> str:
    if not answer.nearest:
        return ""
    items = "".join(f"<li>{_near(near, answer.language, texts)}</li>" for near in answer.nearest)
    return f'<div class="nearest"><h3>{escape(texts.nearest)}</h3><ul>{items}</ul></div>'


def _near(near: Nearest, language: Language, texts: Texts) -> str:
    """A button that opens the article, at its nearest sentence where there is one, which stands under it."""
    button = open_button(near.article_id, near.title, texts.open_article, near.span)
    words = f'<p class="near-words">{escape(phrases.quoted(near.span.quote, language))}</p>' if near.span else ""
    return button + words


def _evidence(answer: Answer, texts: Texts) -> str:
    """The quotes, those that follow each other in one article together."""
    cited = {citation.n: citation for citation in answer.citations}
    languages = {citation.language for citation in answer.citations}
    frame = [texts.partial] if answer.status == "partial" else []
    frame += [phrases.OTHER_LANGUAGE[answer.language]] if languages and answer.language not in languages else []
    together = groupby(answer.claims, lambda claim: cited[claim.citations[0]].span.article_id)
    quotes = (_quotes(list(claims), cited, answer) for _, claims in together)
    return "".join(f'<p class="frame">{escape(line)}</p>' for line in frame) + "".join(quotes)


def _quotes(claims: Sequence[Claim], cited: Mapping[int, Citation], answer: Answer) -> str:
    """Claims on one article, and its title below them."""
    source = cited[claims[0].citations[0]]
    title = f'<cite lang="{source.language}">{escape(source.title)}</cite>'
    if source.language != answer.language:
        title += f' <span class="foreign">{escape(TEXTS[answer.language].languages[source.language])}</span>'
    quotes = "".join(_claim(claim, cited, answer) for claim in claims)
    return f'<figure class="evidence">{quotes}<figcaption>{title}</figcaption></figure>'


def _claim(claim: Claim, cited: Mapping[int, Citation], answer: Answer) -> str:
    markers = "".join(_marker(cited[n], answer) for n in claim.citations)
    if claim.verdict != "verbatim":
        return f'<p class="claim">{_emphasised(claim)} {markers}</p>'
    opening, closing = phrases.quoted("\n", answer.language).split("\n")
    words = f'<span lang="{cited[claim.citations[0]].language}">{_emphasised(claim)}</span>'
    return f'<blockquote class="claim">{opening}{words}{closing} {markers}</blockquote>'


def _emphasised(claim: Claim) -> str:
    pieces = levels(len(claim.text), [(start, end, 1) for start, end in claim.emphasis])
    texts = ((escape(claim.text[start:end]), strong) for start, end, strong in pieces)
    return "".join(f"<strong>{text}</strong>" if strong else text for text, strong in texts)


def _marker(citation: Citation, answer: Answer) -> str:
    here = [other for other in answer.citations if other.span.article_id == citation.span.article_id]
    places = tuple(Place.of(other.span) for other in here)
    view = View(citation.span.article_id, places, here.index(citation), citation.n)
    day = phrases.written_date(citation.published, answer.language)
    name = f"{TEXTS[answer.language].citation.format(citation.n)}: {citation.title}"
    label = f"{name}, {day}" if day else name
    dated = f'<time datetime="{citation.published.isoformat()}">{day}</time>' if citation.published else ""
    return (
        f'<span class="cited"><button type="button" class="marker" data-panel="{escape(view.address)}"'
        f' aria-label="{escape(label)}">[{citation.n}]</button> {dated}</span>'
    )


def _understood(answer: Answer, texts: Texts) -> str:
    condensed = answer.condensed_question.strip()
    if not condensed or condensed == answer.question.strip():
        return ""
    return f'<p class="understood">{escape(texts.understood)} <q>{escape(condensed)}</q></p>'


def _record(answer: Answer, texts: Texts) -> str:
    """What it takes to replay the answer, folded away."""
    rows = (
        (texts.status, texts.statuses[answer.status]),
        (texts.answerability, f"{answer.answerability:.2f}"),
        (texts.as_of, phrases.written_date(answer.as_of, answer.language)),
        (texts.build, answer.build_id),
        (texts.settings, answer.settings_hash),
        (texts.model, answer.model),
        (texts.seconds, f"{answer.seconds.get('total', 0.0):.3f}"),
    )
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f'<details class="record"><summary>{escape(texts.details)}</summary><dl>{listed}</dl></details>'
