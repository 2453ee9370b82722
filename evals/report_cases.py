"""What the report shows of a case once it is opened, as JSON for the page's script."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.app.markup import safe_url
from evals.cases import Case, holds
from evals.evidence import overlaps
from evals.plots import milliseconds
from evals.runs import Place, Row, Stored

AROUND = 280
# Fields of a row in the order they are shown, by the names of the metrics that are made of them.
SCORED = {
    "answerability": "answerability",
    "facts": "key facts",
    "recall_1": "recall@1",
    "recall_5": "recall@5",
    "recall_10": "recall@10",
    "mrr_10": "MRR@10",
    "ndcg_10": "nDCG@10",
    "keyword_recall_5": "BM25 recall@5",
    "dense_recall_5": "cosine recall@5",
    "precision": "citation precision",
    "support": "citation recall",
    "overlap": "span overlap",
    "invalid": "invalid citations",
    "forbidden": "forbidden words",
    "ablation": "claim without its evidence",
    "language": "asker's language",
    "repeated": "same answer again",
    "judged": "judge's grade",
}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A citation in its article: the quote and the words around it; none around a quote that does not `stand` there."""

    article: str
    title: str
    url: str | None
    published: str | None
    before: str
    quote: str
    after: str
    stands: bool


def share(value: float | None) -> str:
    """`0.867`, or `not scored`."""
    return "not scored" if value is None else f"{value:.3f}"


def bodies(
    rows: Sequence[Row],
    cases: Mapping[str, Case],
    answers: Mapping[str, Stored],
    texts: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """`cases`: a body per row, in order; `excerpts`: what their citations point to; `scored`: names of their scores.

    `texts` are the articles' by copy and id.

    Raises:
        KeyError: for a row without a case or an answer, or a case whose copy has no texts.
    """
    excerpts: dict[Excerpt, int] = {}
    made = [_body(row, cases[row.case], answers[row.case], texts[cases[row.case].copy], excerpts) for row in rows]
    return {
        "cases": made,
        "excerpts": [asdict(excerpt) for excerpt in excerpts],
        "scored": list(SCORED.values()),
    }


def _body(
    row: Row, case: Case, stored: Stored, texts: Mapping[str, str], excerpts: dict[Excerpt, int]
) -> dict[str, Any]:
    answer = stored.answer
    quotes = " ".join(citation["quote"] for citation in answer["citations"])
    return {
        "id": case.id,
        "question": case.question,
        "lang": case.lang,
        "history": case.history,
        "understood": answer["condensed_question"],
        "as_of": case.as_of.isoformat() if case.as_of else None,
        "copy": case.copy,
        "facts": [{"spellings": fact, "quoted": holds(quotes, fact)} for fact in case.facts],
        "forbidden": case.forbidden,
        "gold": _gold(case, stored, texts),
        "status": answer["status"],
        "reason": answer["reason"],
        "text": answer["text"],
        "claims": answer["claims"],
        "citations": [_cited(citation, texts, excerpts) for citation in answer["citations"]],
        "nearest": [{"title": near["title"], "quote": near["quote"]} for near in answer["nearest"]],
        "scores": [_score(getattr(row, name)) for name in SCORED],
        "milliseconds": {stage: milliseconds(seconds) for stage, seconds in row.seconds.items()},
    }


def _gold(case: Case, stored: Stored, texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each gold passage with the rank at which the assistant and the yardsticks first found a part of it."""
    rankings = {"assistant": stored.found, "BM25": stored.keyword, "cosine": stored.dense}
    shown = []
    for gold in case.gold:
        start = texts.get(gold.article, "").find(gold.passage)
        place = (gold.article, start, start + len(gold.passage))
        ranks = {name: rank(place, found) for name, found in rankings.items()} if start >= 0 else {}
        shown.append({"article": gold.article, "passage": gold.passage, "ranks": ranks})
    return shown


def rank(place: Place, found: Sequence[Place]) -> int | None:
    """The rank, from 1, of the first passage that shares a character with the place; None when none does."""
    return next((at for at, passage in enumerate(found, start=1) if overlaps(place, [passage])), None)


def _cited(citation: Mapping[str, Any], texts: Mapping[str, str], excerpts: dict[Excerpt, int]) -> dict[str, int]:
    at = excerpts.setdefault(excerpt(citation, texts.get(citation["article_id"], "")), len(excerpts))
    return {"n": citation["n"], "excerpt": at}


def excerpt(citation: Mapping[str, Any], text: str) -> Excerpt:
    """A citation (its JSON) in the text of its article, with up to `AROUND` characters on either side, whole words."""
    start, end, quote = citation["start"], citation["end"], citation["quote"]
    stands = text[start:end] == quote
    return Excerpt(
        article=citation["article_id"],
        title=citation["title"],
        url=safe_url(citation["url"]),
        published=citation["published"],
        before=_before(text, start) if stands else "",
        quote=quote,
        after=_after(text, end) if stands else "",
        stands=stands,
    )


def _before(text: str, start: int) -> str:
    if start <= AROUND:
        return text[:start]
    return "… " + text[start - AROUND : start].partition(" ")[2]


def _after(text: str, end: int) -> str:
    if len(text) - end <= AROUND:
        return text[end:]
    return text[end : end + AROUND].rpartition(" ")[0] + " …"


def _score(value: float | str | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | str) else share(value)
