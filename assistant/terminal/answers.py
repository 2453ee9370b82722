"""An answer on a terminal."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from assistant.ask import phrases
from assistant.documents import Answer, Citation, Claim, State
from assistant.terminal.text import console, shown

STRUCK: tuple[State, ...] = ("ended", "replaced")


def show_answer(answer: Answer) -> None:
    """The day it keeps to, the quotes with their markers, then what each marker cites and how sure the answer is.

    Quotes that hold no longer are struck through, and so are their sources, with what replaced them; sources that
    contradict each other stand below one another, by publisher and date.
    """
    out = console()
    for part in _parts(answer):
        out.print(part)


def _parts(answer: Answer) -> Iterable[RenderableType]:
    if answer.choices:
        yield from _choices(answer)
        return
    if not answer.claims:
        yield shown(answer.text)
        return
    cited = {citation.n: citation for citation in answer.citations}
    if answer.as_of_asked:
        yield shown(phrases.as_of_text(answer.as_of, answer.language), "bold")
    if answer.condensed_question != answer.question:
        yield shown(answer.condensed_question, "dim italic")
    if answer.status == "refused":
        yield shown(answer.text.split("\n")[0])
    apart = {n for markers in answer.disagreements for n in markers}
    yield from (_claim(claim, cited) for claim in answer.claims if not apart & set(claim.citations))
    for markers in answer.disagreements:
        yield shown(phrases.DISAGREE[answer.language], "bold")
        yield _opposed(answer, markers, cited)
    if answer.missing:
        yield shown(phrases.missing_text(answer.missing, answer.language), "yellow")
    yield ""
    yield from (_citation(citation, answer) for citation in answer.citations)
    if answer.certainty is not None:
        yield ""
        yield shown(phrases.certainty_text(answer.certainty, answer.language), "dim")


def _choices(answer: Answer) -> Iterable[Text]:
    """The question back, and under the name of each thing meant the question to ask for it."""
    yield shown(phrases.CLARIFY[answer.language])
    for number, choice in enumerate(answer.choices, start=1):
        line = Text().append(f"{number}. ", style="cyan").append_text(shown(choice.label, "bold"))
        yield line.append("  ").append_text(shown(choice.question, "dim"))


def _claim(claim: Claim, cited: Mapping[int, Citation]) -> Text:
    text = shown(claim.text)
    for start, end in claim.emphasis:
        text.stylize("bold", start, end)
    if all(cited[n].state in STRUCK for n in claim.citations):
        text.stylize("strike")
    return text.append(" " + "".join(f"[{n}]" for n in claim.citations), style="cyan")


def _opposed(answer: Answer, markers: Sequence[int], cited: Mapping[int, Citation]) -> Table:
    """A row per quote: who says it and when, beside what they say."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for claim in answer.claims:
        if set(claim.citations) & set(markers):
            source = cited[claim.citations[0]]
            table.add_row(
                shown(phrases.publication(source, answer.language) or source.title, "cyan"), _claim(claim, cited)
            )
    return table


def _citation(citation: Citation, answer: Answer) -> Text:
    parts = [citation.title, phrases.written_date(citation.published, answer.language)]
    if citation.language != answer.language:
        parts.append(phrases.LANGUAGE_NAMES[answer.language][citation.language])
    struck = "strike" if citation.state in STRUCK else ""
    line = Text().append(f"[{citation.n}] ", style="cyan")
    line.append_text(shown(", ".join(part for part in parts if part), struck))
    if state := phrases.state_text(citation, answer.language):
        line.append(" – ").append_text(shown(state, "yellow"))
    return line.append(f"  {citation.span.article_id}:{citation.span.start}–{citation.span.end}", style="dim")
