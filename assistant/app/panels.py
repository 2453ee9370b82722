"""A conversation → HTML: questions, answers, refusals, and the frame of the page around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.app import feedback
from assistant.app.markup import escape, in_both
from assistant.app.quotes import evidence
from assistant.app.source import open_button
from assistant.app.texts import EXAMPLES, PRODUCT, TEXTS, Texts
from assistant.ask import phrases
from assistant.documents import Answer, Choice, Language, Nearest

Stage = Literal["searching", "reading"]

LONGEST_SHOWN_QUESTION = 600


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: a stage while it is worked on, then an answer or one line of error.

    `as_of` is the day it was asked for, None for today. `kept`: the answer goes into the records, so the reader is
    asked what it is worth.
    """

    question: str
    language: Language
    as_of: date | None = None
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


def as_of() -> str:
    """The day that the next question is asked for: the browser's own date field, empty for today, and its way back."""
    label = f'<label id="as-of-label" for="as-of-day">{_in_both("as_of_label", "span")}</label>'
    return (
        f'<div class="as-of" role="group" aria-labelledby="as-of-label">{label}<input type="date" id="as-of-day">'
        f'<span class="as-of-hint">{_in_both("as_of_hint", "span")}</span>'
        f'<button type="button" class="as-of-clear" hidden>{_in_both("as_of_clear", "span")}</button></div>'
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
    asked = f'<h2 class="question">{said}{escape(question)}{_asked_for(exchange)}</h2>' if question else ""
    day = exchange.as_of.isoformat() if exchange.as_of else ""
    return (
        f'<section class="exchange" lang="{exchange.language}" data-as-of="{day}">{asked}{_outcome(exchange)}</section>'
    )


def _asked_for(exchange: Exchange) -> str:
    """The day the question is asked for, until its answer states it."""
    stated = exchange.answer is not None and exchange.answer.as_of_asked
    if exchange.as_of is None or stated:
        return ""
    return f' <span class="asked-for">{escape(_as_of(exchange.as_of, exchange.language))}</span>'


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
    content = evidence(answer) if answer.claims else _choices(answer)
    return (
        f'<div class="settled {answer.status}" lang="{answer.language}">{_frame(answer, texts)}{content}'
        f"{_certainty(answer, texts)}{_nearest(answer, texts)}</div>"
        f"{_understood(answer, texts)}{_record(answer, texts)}"
    )


def _frame(answer: Answer, texts: Texts) -> str:
    """The assistant's own words, before the quotes where there are any."""
    day = f'<p class="dated">{escape(_as_of(answer.as_of, answer.language))}</p>' if answer.as_of_asked else ""
    words = "".join(f"<p>{escape(line)}</p>" for line in _words(answer, texts))
    foreign = answer.claims and answer.language not in {citation.language for citation in answer.citations}
    frame = f'<p class="frame">{escape(phrases.OTHER_LANGUAGE[answer.language])}</p>' if foreign else ""
    return day + words + frame


def _words(answer: Answer, texts: Texts) -> list[str]:
    """What it says besides its quotes. Date, nearest articles and choices are left to what shows them better."""
    if answer.status == "clarify":
        return [phrases.CLARIFY[answer.language]]
    if answer.status == "partial":
        return [phrases.missing_text(answer.missing, answer.language) if answer.missing else texts.partial]
    if answer.status == "answered":
        return []
    text = answer.text.removesuffix(phrases.nearest_text(answer.language, answer.nearest))
    if answer.as_of_asked:
        text = text.removeprefix(phrases.as_of_text(answer.as_of, answer.language))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[:1] if answer.claims else lines


def _as_of(day: date, language: Language) -> str:
    return phrases.as_of_text(day, language).rstrip(" :")


def _choices(answer: Answer) -> str:
    """A button for each thing the question may mean, which asks for that one, of the same day."""
    day = answer.as_of.isoformat() if answer.as_of_asked else ""
    items = "".join(f"<li>{_choice(choice, day)}</li>" for choice in answer.choices)
    return f'<ul class="choices">{items}</ul>' if items else ""


def _choice(choice: Choice, day: str) -> str:
    return (
        f'<button type="button" class="choice" data-question="{escape(choice.question)}" data-as-of="{day}">'
        f"{escape(choice.label)}</button>"
    )


def _certainty(answer: Answer, texts: Texts) -> str:
    """How sure the system is of what it quotes, as a level and as it was measured."""
    if answer.certainty is None or answer.status not in ("answered", "partial"):
        return ""
    level = answer.certainty.level
    measured = phrases.certainty_text(answer.certainty, answer.language)
    return (
        f'<p class="certainty {level}"><span class="level">{escape(texts.levels[level])}</span> {escape(measured)}</p>'
    )


def _nearest(answer: Answer, texts: Texts) -> str:
    if not answer.nearest:
        return ""
    heading = texts.nearest if any(near.span for near in answer.nearest) else texts.nearest_titles
    items = "".join(f"<li>{_near(near, answer.language, texts)}</li>" for near in answer.nearest)
    return f'<div class="nearest"><h3>{escape(heading)}</h3><ul>{items}</ul></div>'


def _near(near: Nearest, language: Language, texts: Texts) -> str:
    """A button that opens the article, at its nearest sentence where there is one, which stands under it."""
    button = open_button(near.article_id, near.title, texts.open_article, near.span)
    words = f'<p class="near-words">{escape(phrases.quoted(near.span.quote, language))}</p>' if near.span else ""
    return button + words


def _understood(answer: Answer, texts: Texts) -> str:
    condensed = answer.condensed_question.strip()
    if not condensed or condensed == answer.question.strip():
        return ""
    return f'<p class="understood">{escape(texts.understood)} <q>{escape(condensed)}</q></p>'


def _record(answer: Answer, texts: Texts) -> str:
    """What it takes to replay the answer, folded away."""
    rows = (
        (texts.status, _status(answer, texts)),
        (texts.as_of, phrases.written_date(answer.as_of, answer.language)),
        (texts.build, answer.build_id),
        (texts.settings, answer.settings_hash),
        (texts.model, answer.model),
        (texts.answerability, f"{answer.answerability:.2f}"),
        (texts.seconds, f"{answer.seconds.get('total', 0.0):.3f}"),
    )
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f'<details class="record"><summary>{escape(texts.details)}</summary><dl>{listed}</dl></details>'


def _status(answer: Answer, texts: Texts) -> str:
    """The status, or why nothing was answered where that is known more closely."""
    status = texts.statuses[answer.status]
    return texts.reasons.get(answer.reason, status) if answer.reason else status
