"""`assistant ask` and `assistant search`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.opening import AsJson, IndexDir, open_assistant, open_settings
from assistant.cli.output import each, print_json
from assistant.errors import QuestionError
from assistant.questions import as_day, as_turns, read_history, read_rows

if TYPE_CHECKING:
    from assistant.ask.pipeline import Assistant
    from assistant.documents import Turn


def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in English or French.")] = None,
    as_json: AsJson = False,
    history: Annotated[Path | None, typer.Option(help="JSON list of the earlier questions, oldest first.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="Answer for that day: 2025-03-01, 2025-03 or 2025.")
    ] = None,
    batch: Annotated[
        Path | None, typer.Option(help='JSONL of {"id", "question", "lang"?, "history"?, "as_of"?}.')
    ] = None,
    index: IndexDir = None,
) -> None:
    """Answer a question, or a file of questions, with cited quotes."""
    if (question is None) == (batch is None):
        raise QuestionError(
            'Give either a question or --batch FILE: assistant ask "Who leads the compute partnership?"'
        )
    if batch is not None:
        for option, value, member in (("--history", history, "history"), ("--as-of", as_of, "as_of")):
            if value is not None:
                raise QuestionError(
                    f'{option} goes with one question; in a --batch file give each line its "{member}".'
                )
        rows = read_rows(batch)
        each(rows, _answering(open_assistant(open_settings(index))))
        return
    assert question is not None
    from assistant.serialise import answer_json

    turns = read_history(history) if history else []
    day = as_day(as_of, "--as-of") if as_of is not None else None
    answer = open_assistant(open_settings(index)).ask(question, turns, as_of=day)
    if as_json:
        print_json(answer_json(answer))
    else:
        from assistant.terminal.answers import show_answer

        show_answer(answer)


def search(
    question: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Passages to show.")] = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="With the scores, what matched, and why each was kept or dropped.")
    ] = False,
    as_json: AsJson = False,
    batch: Annotated[Path | None, typer.Option(help='JSONL of {"qid", "question", "history"?}.')] = None,
    index: IndexDir = None,
) -> None:
    """Show the passages nearest to a question, best first."""
    if (question is None) == (batch is None):
        raise QuestionError('Give either a question or --batch FILE: assistant search "Isambard-AI"')
    if batch is not None:
        rows = read_rows(batch)
        each(rows, _finding(open_assistant(open_settings(index)), k, explain))
        return
    assert question is not None
    found = _finding(open_assistant(open_settings(index)), k, explain)({"qid": "", "question": question})
    if as_json:
        print_json(found)
    else:
        from assistant.terminal.results import show_explained, show_results

        (show_explained if explain else show_results)(found["results"])


def _answering(running: "Assistant") -> Callable[[dict[str, Any]], dict[str, Any]]:
    from assistant.serialise import answer_json

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        turns = as_turns(row.get("history") or [], "history")
        day = as_day(row["as_of"], '"as_of"') if row.get("as_of") is not None else None
        given = running.ask(row["question"], turns, row.get("lang"), as_of=day)
        return answer_json(given) | {"id": row.get("id", given.id)}

    return answer


def _finding(running: "Assistant", k: int, explain: bool) -> Callable[[dict[str, Any]], dict[str, Any]]:
    look = _explaining if explain else _searching

    def find(row: dict[str, Any]) -> dict[str, Any]:
        turns = as_turns(row.get("history") or [], "history")
        return {"qid": row.get("qid", row.get("id", "")), "results": look(running, row["question"], k, turns)}

    return find


def _searching(running: "Assistant", question: str, k: int, turns: "list[Turn]") -> list[dict[str, Any]]:
    from assistant.serialise import result_json

    found = running.search(question, k, turns)
    with running.snapshot() as snapshot:
        return [result_json(one, snapshot.articles[one.hit.passage.article_id]) for one in found]


def _explaining(running: "Assistant", question: str, k: int, turns: "list[Turn]") -> list[dict[str, Any]]:
    from assistant.cli.explaining import explained
    from assistant.language import detect
    from assistant.serialise import result_json

    found, explanations = running.explain(question, k, turns)
    evidence = running.evidence(question, turns, detect(question))
    least = running.settings.answer.min_answerability
    with running.snapshot() as snapshot:
        articles = [snapshot.articles[one.hit.passage.article_id] for one in found]
    told = zip(found, explanations, articles, strict=True)
    return [result_json(one, article) | explained(said, evidence, article, least) for one, said, article in told]
