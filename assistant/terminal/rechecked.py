"""Kept answers that are no longer given as they were, on a terminal."""

from rich.text import Text

from assistant.recheck import Difference, Fate, Rechecked, Tally, Verdict
from assistant.terminal.text import console, shown

FATES: dict[Fate, str] = {
    "not_cited": "still said, no longer quoted",
    "moved": "said elsewhere in the article, no longer quoted",
    "words_gone": "no longer said in the article",
    "article_gone": "the article is gone",
}
LESSER: dict[Difference, str] = {
    "nearest": "refused as before, with other sentences as the nearest",
    "wording": "the same quotes, other words around them",
}


def show_rechecked(result: Rechecked) -> None:
    """What changed in an answer: its status, the quotes it lost and why, those it gained. Nothing where nothing did."""
    if not (result.changed or result.error):
        return
    out = console()
    out.print(Text().append(f"{result.kept.id}  ", style="dim").append_text(shown(result.kept.question, "bold")))
    if result.now is None:
        out.print(shown(f"  cannot be asked: {result.error}", "yellow"))
        return
    if "status" in result.differences:
        now = (result.now.status, result.now.reason)
        out.print(Text(f"  {_named(result.kept.verdict)} → {_named(now)}", style="yellow"))
    for gone in result.gone:
        out.print(_quote("-", "red", gone.quote.article_id, gone.quote.quote, FATES[gone.fate]))
    for span in result.new:
        out.print(_quote("+", "green", span.article_id, span.quote, ""))
    for difference in result.differences:
        if difference in LESSER:
            out.print(Text(f"  {LESSER[difference]}", style="dim"))


def tally_line(tally: Tally) -> str:
    """The counts of a run in one line."""
    kinds = ", ".join(f"{count} in {difference}" for difference, count in sorted(tally.differences.items()))
    changed = f"{tally.changed} changed ({kinds})" if kinds else f"{tally.changed} changed"
    failed = f", {tally.failed} could not be asked" if tally.failed else ""
    passed = f"; {tally.passed_over} not asked, as no article they cite changed" if tally.passed_over else ""
    return f"Answers asked again: {tally.unchanged} unchanged, {changed}{failed}{passed}."


def _named(verdict: Verdict) -> str:
    status, reason = verdict
    return f"{status} ({reason})" if reason else status


def _quote(mark: str, style: str, article_id: str, words: str, note: str) -> Text:
    line = shown(f"  {mark} {article_id}: {words}", style)
    return line.append(f"  {note}", style="dim") if note else line
