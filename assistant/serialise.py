"""An answer as JSON, one shape wherever it goes; docs/answer.schema.json describes it."""

from typing import Any

from assistant.documents import Answer, Citation, Claim, Hit, Nearest


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain JSON values, keys in a fixed order. Dates are ISO strings, unknown ones None."""
    return {
        "id": answer.id,
        "question": answer.question,
        "status": answer.status,
        "reason": answer.reason,
        "language": answer.language,
        "text": answer.text,
        "claims": [_claim(claim) for claim in answer.claims],
        "citations": [_citation(citation) for citation in answer.citations],
        "nearest": [_nearest(near) for near in answer.nearest],
        "as_of": answer.as_of.isoformat(),
        "seconds": answer.seconds,
        "build_id": answer.build_id,
        "settings_hash": answer.settings_hash,
        "model": answer.model,
        "condensed_question": answer.condensed_question,
        "answerability": answer.answerability,
        "considered": [_considered(hit) for hit in answer.considered],
    }


def hit_json(hit: Hit, text: str) -> dict[str, Any]:
    """A search result: the article, the place of the passage in it, its text and its score."""
    passage = hit.passage
    return {
        "doc_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "text": text,
        "score": round(hit.score, 6),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    emphasis = [list(span) for span in claim.emphasis]
    return {"text": claim.text, "verdict": claim.verdict, "citations": list(claim.citations), "emphasis": emphasis}


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "article_id": citation.span.article_id,
        "title": citation.title,
        "url": citation.url,
        "language": citation.language,
        "published": citation.published.isoformat() if citation.published else None,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.span.quote,
    }


def _nearest(near: Nearest) -> dict[str, Any]:
    place: dict[str, Any] = {"start": None, "end": None, "quote": None}
    if near.span is not None:
        place = {"start": near.span.start, "end": near.span.end, "quote": near.span.quote}
    return {"article_id": near.article_id, "title": near.title, "url": near.url, **place}


def _considered(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "article_id": passage.article_id,
        "passage_id": passage.id,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 6),
        "dense": round(hit.dense, 6),
        "keyword": round(hit.keyword, 6),
        "sentence": round(hit.sentence, 6),
    }
