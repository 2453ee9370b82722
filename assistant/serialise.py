"""An answer as JSON, one shape wherever it goes; docs/answer.schema.json describes it."""

from datetime import date
from typing import Any

from assistant.documents import Answer, Article, Certainty, Citation, Claim, Hit, Nearest, Result


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
        "missing": list(answer.missing),
        "choices": [{"label": choice.label, "question": choice.question} for choice in answer.choices],
        "disagreements": [list(markers) for markers in answer.disagreements],
        "certainty": _certainty(answer.certainty) if answer.certainty else None,
        "as_of": answer.as_of.isoformat(),
        "as_of_asked": answer.as_of_asked,
        "seconds": answer.seconds,
        "build_id": answer.build_id,
        "settings_hash": answer.settings_hash,
        "model": answer.model,
        "condensed_question": answer.condensed_question,
        "answerability": answer.answerability,
        "considered": [_considered(hit) for hit in answer.considered],
    }


def result_json(result: Result, article: Article) -> dict[str, Any]:
    """A search result: the article, the place in it, its text and its score."""
    return {
        "doc_id": article.id,
        "start": result.start,
        "end": result.end,
        "text": article.text[result.start : result.end],
        "score": round(result.hit.score, 6),
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
        "published": _day(citation.published),
        "publisher": citation.publisher,
        "authority": citation.authority,
        "state": citation.state,
        "valid_from": _day(citation.valid_from),
        "valid_to": _day(citation.valid_to),
        "replaced_by": list(citation.replaced_by),
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.span.quote,
    }


def _certainty(certainty: Certainty) -> dict[str, Any]:
    return {
        "level": certainty.level,
        "wrong": round(certainty.wrong, 4),
        "low": round(certainty.low, 4),
        "high": round(certainty.high, 4),
        "cases": certainty.cases,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


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
