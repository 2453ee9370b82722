"""Passages found for a question, on a terminal."""

from collections.abc import Sequence
from typing import Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.terminal.text import console, shown


def show_results(results: Sequence[dict[str, Any]]) -> None:
    """Search results, best first: place, score, the passage's text."""
    out = console()
    if not results:
        out.print(Text("No passages."))
    for number, result in enumerate(results, start=1):
        head = Text(f"{number}. {result['doc_id']}:{result['start']}–{result['end']}", style="cyan")
        out.print(head.append(f"  {result['score']:.2f}", style="dim"))
        out.print(shown(result["text"]), end="\n\n")


def show_explained(results: Sequence[dict[str, Any]]) -> None:
    """A block per passage, best first: title, place, scores, its best sentence, what matched, what became of it.

    A result is a search result with "title", "headings", "scores" (by name, the total is "score"), "best" (the sentence
    or None), "matched" (words) and "outcome" with its "why"; what is empty is left out.
    """
    out = console()
    if not results:
        out.print(Text("No passages."))
    for number, result in enumerate(results, start=1):
        out.print(shown(f"{number}. {result['title']}", "bold"))
        place = " › ".join((f"{result['doc_id']}:{result['start']}–{result['end']}", *result["headings"]))
        out.print(shown(f"   {place}", "cyan"))
        scores = (f"{name} {value:.2f}" for name, value in result["scores"].items())
        lines = {
            "score": f"{result['score']:.2f}  ({', '.join(scores)})",
            "best sentence": result["best"]["quote"] if result["best"] else "",
            "matched": ", ".join(result["matched"]),
            result["outcome"]: result["why"],
        }
        facts = Table.grid(padding=(0, 2, 0, 0))
        for name, value in lines.items():
            if value:
                facts.add_row(Text(name, style="dim"), shown(value))
        out.print(Padding(facts, (0, 0, 1, 3)))
