"""Why each passage was found for a question, and what became of it, as plain JSON values."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.ask.evidence import Evidence
    from assistant.ask.rerank import Ranked
    from assistant.documents import Article


def explained(found: "Ranked", evidence: "Evidence", article: "Article", least: float) -> dict[str, Any]:
    """Beside a search result: title, headings, scores, the best sentence, the words matched, the outcome and why.

    The outcome is `kept` for a passage with a sentence chosen for the answer, else `dropped`; `least` is the
    answerability below which no answer is given.
    """
    hit = found.hit
    outcome, why = _outcome(found, evidence, least)
    return {
        "title": article.title,
        "headings": list(hit.passage.heading_path),
        "scores": {name: round(getattr(hit, name), 6) for name in ("dense", "keyword", "sentence")},
        "best": _best(found, article),
        "matched": _matched(found, evidence, article),
        "outcome": outcome,
        "why": why,
    }


def _best(found: "Ranked", article: "Article") -> dict[str, Any] | None:
    """The sentence nearest to the question; None for a passage too far down to be read by the sentence."""
    if not found.similarities:
        return None
    start, end = found.hit.passage.sentences[found.similarities.index(max(found.similarities))]
    return {"start": start, "end": end, "quote": article.text[start:end]}


def _matched(found: "Ranked", evidence: "Evidence", article: "Article") -> list[str]:
    """The content words of the question, as typed, that stand in the passage or above it."""
    from assistant.language import content_words, stems, terms

    passage = found.hit.passage
    said = set(terms(" ".join((article.title, *passage.heading_path)), article.language))
    said |= set(terms(article.text[passage.start : passage.end], article.language))
    return [word for word in evidence.question.spelled if any(stems(part) & said for part in content_words(word))]


def _outcome(found: "Ranked", evidence: "Evidence", least: float) -> tuple[str, str]:
    from assistant.ask.quote import READ_PASSAGES

    passage = found.hit.passage
    if any(candidate.passage.id == passage.id for candidate in evidence.chosen):
        if evidence.likely < least:
            return "kept", f"chosen, but not shown: {evidence.likely:.2f} likely to answer, at least {least} needed"
        return "kept", "a sentence of it is quoted"
    if any(candidate.passage.id == passage.id for candidate in evidence.candidates):
        return "dropped", "sentences of other passages answer better, or say the same"
    if any(other.hit.passage.id == passage.id for other in evidence.ranked[:READ_PASSAGES]):
        return "dropped", f"does not hold on {evidence.standings.moment.as_of.isoformat()}"
    return "dropped", f"not read: behind the first {READ_PASSAGES}"
