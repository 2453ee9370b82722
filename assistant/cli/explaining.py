"""Why each passage was found for a question, and what became of it, as plain JSON values."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.ask.evidence import Evidence
    from assistant.ask.explain import Explained
    from assistant.documents import Article

SCORES = ("dense", "second", "keyword", "sentence")


def explained(told: "Explained", evidence: "Evidence", article: "Article", least: float) -> dict[str, Any]:
    """Beside a search result: title, headings, rank, scores, the best sentence, what matched, the outcome and why.

    The outcome is `kept` for a passage with a sentence chosen for the answer, else `dropped`; `least` is the
    answerability below which no answer is given. A score that was not read is left out.
    """
    outcome, why = _outcome(told, evidence, least)
    scores = {name: getattr(told, name) for name in SCORES}
    best = told.best
    return {
        "title": article.title,
        "headings": list(told.passage.heading_path),
        "rank": told.rank,
        "scores": {name: round(value, 6) for name, value in scores.items() if value is not None},
        "best": {"start": best.start, "end": best.end, "quote": best.quote} if best else None,
        "matched": [_matched(match.said, match.found) for match in told.matched],
        "outcome": outcome,
        "why": why,
    }


def _matched(said: str, found: str) -> str:
    """`supercomputer`, or `AISI → AI Security Institute` for what was taken for something else."""
    return said if said == found else f"{said} → {found}"


def _outcome(told: "Explained", evidence: "Evidence", least: float) -> tuple[str, str]:
    passage = told.passage
    if any(candidate.passage.id == passage.id for candidate in evidence.chosen):
        if evidence.likely < least:
            return "kept", f"chosen, but not shown: {evidence.likely:.2f} likely to answer, at least {least} needed"
        return "kept", "a sentence of it is quoted"
    if any(candidate.passage.id == passage.id for candidate in evidence.candidates):
        return "dropped", "sentences of other passages answer better, or say the same"
    if told.outcome == "quotable":
        return "dropped", f"does not hold on {evidence.standings.moment.as_of.isoformat()}"
    return "dropped", told.why
