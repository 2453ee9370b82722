"""The page: a conversation, a box to ask in, and beside them the place where articles open. The only home of gradio."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from assistant.app import feedback, panels
from assistant.app.keeping import Keeping
from assistant.app.panels import Exchange, Stage
from assistant.app.texts import PRODUCT, TEXTS, Texts
from assistant.documents import Answer, Turn
from assistant.errors import EntenteError, QuestionError
from assistant.language import detect
from assistant.records import COMPLAINTS
from assistant.settings import Settings

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read once, when gradio is imported

import gradio as gr

# Far above the longest question the assistant takes, so that a long one is refused in words and not cut in silence.
LONGEST_TYPED = 100_000
SESSION_SECONDS = 12 * 3600
# Where a day begins first, the clocks are this far ahead of UTC.
EARLIEST_CLOCK = timedelta(hours=14)

_EXAMPLES_ASK = """
element.addEventListener('click', (event) => {
  const example = event.target.closest('[data-question]');
  if (example) trigger('submit', {question: example.dataset.question, as_of: example.dataset.asOf});
});
"""

_FEEDBACK_GIVEN = """
document.addEventListener('entente:feedback', (event) => trigger('submit', event.detail));
"""

# The date is read when the question is asked: a field with half a date in it has no value and never says it changed.
_WITH_DAY = """
(typed, day, exchanges) => {
  const picker = document.querySelector('#as-of-day');
  return [typed, picker.validity.badInput ? 'unreadable' : picker.value, exchanges];
}
"""

_TELL_ASKED = "() => { document.dispatchEvent(new Event('entente:asked')); }"
_TELL_ENDED = "() => { document.dispatchEvent(new Event('entente:ended')); }"
_TELL_FAILURE = "() => { document.dispatchEvent(new Event('entente:failed')); }"
_TELL_THANKED = "() => { document.dispatchEvent(new Event('entente:thanked')); }"
_TELL_UNKEPT = "() => { document.dispatchEvent(new Event('entente:unkept')); }"

Step = tuple[str, Any, list[Exchange]]


class Asks(Protocol):
    """What the conversation needs of the assistant: each stage as it begins, the answer last."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, as_of: date | None = None
    ) -> Iterator[Stage | Answer]: ...


def mount(app: Any, assistant: Asks, settings: Settings, keeping: Keeping | None = None) -> None:
    """Mount the page at the root of a FastAPI app, everything it does not need switched off."""
    gr.mount_gradio_app(
        app,
        build(assistant, settings, keeping),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=_theme(),
        i18n=_i18n(),
    )


def build(assistant: Asks, settings: Settings, keeping: Keeping | None = None) -> gr.Blocks:
    """The page's components and what happens when a question is asked. Without `keeping` no feedback is asked for."""
    translate = _i18n()
    with gr.Blocks(title=PRODUCT, fill_width=True, analytics_enabled=False) as blocks:
        _html(panels.header(), "top")
        exchanges = gr.State([], time_to_live=SESSION_SECONDS)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="chat"):
                conversation = _html(panels.conversation([]), "conversation", _EXAMPLES_ASK)
                with gr.Column(elem_id="composer"):
                    _html(panels.notices(), "notices")
                    with gr.Row(elem_id="asking"):
                        box = gr.Textbox(
                            label=translate("box_label"),
                            placeholder=translate("box_hint"),
                            max_length=LONGEST_TYPED,
                            show_label=False,
                            container=False,
                            lines=1,
                            max_lines=6,
                            elem_id="box",
                        )
                        send = gr.Button(translate("send"), variant="primary", elem_id="send")
                    day = _html(panels.as_of(), "as-of")
                _html(feedback.storage(keeping.days if keeping else None), "storage")
            with gr.Column(elem_id="side"):
                _html(panels.side(), "source")
        asking: list[Any] = [box.submit, send.click, conversation.submit]
        gr.on(asking, None, js=_TELL_ASKED, api_visibility="private")
        asked = gr.on(
            asking,
            _conversation_with(assistant, keeping),
            [box, day, exchanges],
            [conversation, box, exchanges],
            js=_WITH_DAY,
            show_progress="hidden",
            trigger_mode="once",
            api_visibility="private",
        )
        asked.failure(None, js=_TELL_FAILURE, api_visibility="private")
        asked.then(None, js=_TELL_ENDED, api_visibility="private")
        if keeping is not None:
            _ask_feedback(keeping, exchanges)
    blocks.queue(max_size=settings.app.queue, default_concurrency_limit=settings.app.concurrency)
    return blocks


def _ask_feedback(keeping: Keeping, exchanges: gr.State) -> None:
    form = _html(feedback.form(), "feedback", _FEEDBACK_GIVEN)

    def give(held: list[Exchange], event: gr.EventData) -> None:
        if not give_feedback(keeping, event._data, held):
            raise gr.Error("The feedback could not be kept.", print_exception=False)

    given = form.submit(
        give, exchanges, None, trigger_mode="multiple", show_progress="hidden", api_visibility="private"
    )
    given.success(None, js=_TELL_THANKED, api_visibility="private")
    given.failure(None, js=_TELL_UNKEPT, api_visibility="private")


def _conversation_with(assistant: Asks, keeping: Keeping | None) -> Any:
    def ask(typed: str, day: object, exchanges: list[Exchange], event: gr.EventData) -> Iterator[Step]:
        """A question from the box, or the example or choice that was clicked; a choice has a day of its own."""
        clicked = event._data if isinstance(event._data, dict) else {}
        question = clicked.get("question")
        if not isinstance(question, str):
            yield from converse(assistant, typed, exchanges, keeping, day)
            return
        for shown, box, held in converse(assistant, question, exchanges, keeping, clicked.get("as_of", day)):
            yield shown, box or gr.skip(), held  # what is being typed stays

    return ask


def converse(
    assistant: Asks, typed: str, exchanges: Sequence[Exchange], keeping: Keeping | None = None, day: object = ""
) -> Iterator[Step]:
    """(conversation, what the box holds, exchanges) at each step of a question; its answer is kept after it is shown.

    `day` is the day it is asked for as the page sends it: YYYY-MM-DD, empty for today. The question stands in the
    conversation from the first step on. Where it cannot be answered it is put back into the box, and the reason stands
    below it.
    """
    question = typed.encode("utf-8", "replace").decode("utf-8").strip()
    settled = [_settled(exchange) for exchange in exchanges if exchange.question]
    history = _answered(settled)
    language = detect(question, settled[-1].language if settled else "en")
    exchange = Exchange(question, language, kept=keeping is not None)
    yield _step(settled, exchange, "")
    try:
        exchange = replace(exchange, as_of=_day(day, TEXTS[language]))
        for step in assistant.stream(question, [Turn(earlier) for earlier in history], as_of=exchange.as_of):
            if isinstance(step, Answer):
                exchange = replace(exchange, answer=step, language=step.language)
            else:
                exchange = replace(exchange, stage=step)
            yield _step(settled, exchange, gr.skip())
    except EntenteError as error:
        yield _step(settled, replace(exchange, error=str(error)), question)
    if keeping is not None and exchange.answer is not None:
        keeping.answer(exchange.answer, history)


def _day(sent: object, texts: Texts) -> date | None:
    """The day a question is asked for; None for today.

    Raises:
        QuestionError: for what is no day, or one that has come nowhere on Earth yet.
    """
    if not sent:
        return None
    try:
        day = date.fromisoformat(str(sent))
    except ValueError:
        raise QuestionError(texts.unreadable_day) from None
    if day > (datetime.now(UTC) + EARLIEST_CLOCK).date():
        raise QuestionError(texts.future_day)
    return day


def give_feedback(keeping: Keeping, given: object, exchanges: Sequence[Exchange]) -> bool:
    """Keep {"answer": its id, "up", "reason", "comment"} from the page, for an answer of this conversation.

    False where it cannot be kept, or is not what the page sends.
    """
    found = given if isinstance(given, dict) else {}
    up = found.get("up") is True
    reason = "" if up else found.get("reason")
    for place, exchange in enumerate(exchanges):
        if exchange.answer is not None and exchange.answer.id == found.get("answer") and (up or reason in COMPLAINTS):
            history = _answered(exchanges[:place])
            return keeping.feedback(exchange.answer, history, up, str(reason), str(found.get("comment", "")))
    return False


def _answered(exchanges: Sequence[Exchange]) -> list[str]:
    """The questions that were answered, oldest first: the history of the next."""
    return [exchange.question for exchange in exchanges if exchange.answer]


def _step(settled: Sequence[Exchange], exchange: Exchange, box: Any) -> Step:
    shown = [*settled, exchange]
    return panels.conversation(shown), box, shown


def _settled(exchange: Exchange) -> Exchange:
    """As the page shows it: one that an unforeseen error ended has said so."""
    if exchange.answer or exchange.error:
        return exchange
    return replace(exchange, error=TEXTS[exchange.language].failed)


def _html(value: str, name: str, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=script)


def _i18n() -> gr.I18n:
    words = {
        language: {"box_label": texts.box_label, "box_hint": texts.box_hint, "send": texts.send}
        for language, texts in TEXTS.items()
    }
    return gr.I18n(en=words["en"], fr=words["fr"])


def _theme() -> gr.themes.Base:
    """The bare theme, without the fonts it would fetch; entente.css sets the rest."""
    return gr.themes.Base(font=["sans-serif"], font_mono=["monospace"])
