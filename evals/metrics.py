"""What is measured of an answer, and the figures made of all of them. Pure functions: nothing is read or written.

A metric that does not apply to a case, or was not scored, is None and never zero; means are over what was scored.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np

from evals import statistics
from evals.cases import Case, holds
from evals.evidence import Entails, Json, citation_precision_recall, overlaps, retrieval, span_overlap
from evals.runs import Ablation, Figure, Place, Row, Stored
from evals.statistics import Interval

ANSWERED = ("answered", "partial")
GROUPED = ("family", "lang", "split", "style")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Precision: of the refusals those that nothing answers, or that give the facts against a false premise.

    Recall: of the cases to refuse those that were. False: of the answerable ones those refused without the facts.
    """

    precision: Interval
    recall: Interval
    false_refusals: Interval


@dataclass(frozen=True, slots=True)
class Curve:
    """Points as in `Scores.curve`, the area under them, and the AUROC of answerability."""

    points: tuple[tuple[float, float, float], ...]
    auroc: Interval
    aurc: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Bins as in `Scores.calibration`, lowest first, empty ones left out; expected calibration error (0–1)."""

    bins: tuple[tuple[float, float, float, float, int], ...]
    error: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric over some cases: how many were scored of how many it applies to."""

    interval: Interval
    scored: int
    total: int


Measure = Callable[[Sequence[Row]], Measured]


def key_facts(case: Case, quotes: Sequence[str]) -> float | None:
    """The share of the case's key facts that the quotes together contain; None for a case without any."""
    if not case.facts:
        return None
    text = " ".join(quotes)
    return sum(holds(text, fact) for fact in case.facts) / len(case.facts)


def score(case: Case, stored: Stored, texts: Mapping[str, str], entails: Entails) -> Row:
    """How the case came out; `Row` tells the fields. `texts` are the articles', by id, of the copy it was asked of.

    What is forbidden must stand neither in the quotes nor in the claims. Ablation applies to answers that hold every
    key fact. `judged` is left to the judge.
    """
    answer = stored.answer
    facts, forbidden = key_facts(case, _quotes(answer)), _holds_any(_said(answer), case.forbidden)
    stated = _states(case, answer)
    right = stated and facts == 1 and not forbidden if case.answerable else answer["status"] == case.expected
    right = right and (case.expected != "partial" or answer["status"] == "partial")
    found = retrieval(stored.found, stored.gold)
    precision, support = citation_precision_recall(answer["claims"], answer["citations"], entails)
    return Row(
        case=case.id,
        cluster=case.cluster or case.id,
        family=case.family,
        lang=case.lang,
        split=case.split,
        style=case.style,
        answerable=case.answerable,
        status=answer["status"],
        expected=case.expected,
        answerability=answer["answerability"],
        right=right,
        wrong=stated and not right,
        facts=facts,
        forbidden=forbidden,
        invalid=_invalid(answer, texts),
        language=answer["language"] == case.lang,
        repeated=stored.repeated,
        recall_1=found.recall_1,
        recall_5=found.recall_5,
        recall_10=found.recall_10,
        mrr_10=found.mrr_10,
        ndcg_10=found.ndcg_10,
        keyword_recall_5=retrieval(stored.keyword, stored.gold).recall_5,
        dense_recall_5=retrieval(stored.dense, stored.gold).recall_5,
        precision=precision,
        support=support,
        overlap=span_overlap(_places(answer), stored.gold),
        ablation=_ablation(case, stored, texts),
        seconds=dict(answer["seconds"]),
        reason=answer["reason"] == case.reason if case.reason and answer["status"] == "refused" else None,
    )


def figures(rows: Sequence[Row]) -> tuple[Figure, ...]:
    """Every metric for `all`, then for each family, language, split and style that has cases, as in `family:list`.

    `METRICS` tells which cases each applies to; `invalid_citations` is the share of the answers that have one. The same
    rows in any order give the same figures. No rows: every metric unscored, for `all` only.
    """
    groups = {"all": list(rows)}
    for name in GROUPED:
        for value in sorted({getattr(row, name) for row in rows}):
            groups[f"{name}:{value}"] = [row for row in rows if getattr(row, name) == value]
    return tuple(
        Figure(metric, group, found.interval.value, found.interval.low, found.interval.high, found.scored, found.total)
        for group, members in groups.items()
        for metric, measure in METRICS.items()
        for found in [measure(members)]
    )


def auroc(rows: Sequence[Row]) -> Interval:
    """How well answerability tells the answerable cases from those to refuse; UNSCORED where one kind has none."""
    told = [row for row in rows if row.expected != "clarify"]
    answerable = [row.answerable for row in told]
    return statistics.auroc([row.answerability for row in told], answerable, [row.cluster for row in told])


def refusal(rows: Sequence[Row]) -> Refusal:
    """Precision, recall and false ones of the refusals; each UNSCORED where there is nothing to divide by."""
    names = ("refusal_precision", "refusal_recall", "false_refusals")
    return Refusal(*(METRICS[name](rows).interval for name in names))


def coverage_risk(rows: Sequence[Row]) -> Curve:
    """What a higher threshold would do: the answers given, by falling answerability, a point for each value of it.

    Coverage is their share of all cases, risk the share of them that is wrong (El-Yaniv & Wiener 2010). The curve ends
    at the coverage of the run: nobody knows what a refused case would have been answered. The area (AURC) is the mean
    risk over the answers given (Geifman, Uziel & El-Yaniv 2019). No answers: no points and no area.
    """
    given = sorted((row for row in rows if _answered(row)), key=attrgetter("answerability"), reverse=True)
    points: list[tuple[float, float, float]] = []
    done, wrong, area = 0, 0, 0.0
    for threshold, at in groupby(given, attrgetter("answerability")):
        outcomes = [row.wrong for row in at]
        done, wrong = done + len(outcomes), wrong + sum(outcomes)
        area += len(outcomes) * wrong / done
        points.append((done / len(rows), wrong / done, threshold))
    return Curve(tuple(points), auroc(rows), area / done if done else None)


def calibration(rows: Sequence[Row], bins: int = 10) -> Calibration:
    """Whether answers stated at 0.8 are right eight times in ten: the answers given, in bins of equal width.

    The error is the distance between mean stated probability and share right, over the bins weighted by their count
    (Naeini, Cooper & Hauskrecht 2015). No answers: no bins, None.
    """
    edges = [number / bins for number in range(bins + 1)]
    given = sorted((row for row in rows if _answered(row)), key=attrgetter("answerability"))
    filled = []
    for number, members in groupby(given, lambda row: min(bisect_right(edges, row.answerability), bins)):
        chosen = list(members)
        stated = float(np.mean([row.answerability for row in chosen]))
        right = sum(row.right for row in chosen) / len(chosen)
        filled.append((edges[number - 1], edges[number], stated, right, len(chosen)))
    apart = sum(count * abs(stated - right) for *_, stated, right, count in filled)
    return Calibration(tuple(filled), apart / len(given) if given else None)


def percentiles(values: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, linear between neighbours (type 7 of Hyndman & Fan 1996).

    Raises:
        ValueError: for no values.
    """
    if not values:
        raise ValueError("no values, expected at least one: leave out what was never timed")
    p50, p95 = np.percentile(values, [50, 95])
    return float(p50), float(p95)


def _ablation(case: Case, stored: Stored, texts: Mapping[str, str]) -> Ablation | None:
    """What became of an answer with every fact when its passages were gone.

    A claim that goes on stating the facts without a quote, by a place cited before or by a wrong one "stays".
    """
    after = stored.ablated
    if after is None or key_facts(case, _quotes(stored.answer)) != 1:
        return None
    if after["status"] not in ANSWERED or key_facts(case, _said(after)) != 1:
        return "gone"
    again = any(overlaps(place, _places(stored.answer)) for place in _places(after))
    held = key_facts(case, _quotes(after)) == 1
    return "other" if held and not again and not _invalid(after, texts) else "stays"


def _states(case: Case, answer: Json) -> bool:
    """Whether something is quoted as an answer: also what the articles say against a premise that the case has."""
    return answer["status"] in ANSWERED or (case.answerable and answer["reason"] == "false_premise")


def _quotes(answer: Json) -> list[str]:
    return [citation["quote"] for citation in answer["citations"]]


def _said(answer: Json) -> list[str]:
    """Everything an answer says: its claims and its quotes."""
    return [claim["text"] for claim in answer["claims"]] + _quotes(answer)


def _holds_any(texts: Sequence[str], words: Sequence[str]) -> bool:
    return any(holds(text, words) for text in texts)


def _places(answer: Json) -> list[Place]:
    return [(citation["article_id"], citation["start"], citation["end"]) for citation in answer["citations"]]


def _invalid(answer: Json, texts: Mapping[str, str]) -> int:
    shown = zip(_places(answer), _quotes(answer), strict=True)
    return sum(texts.get(article, "")[start:end] != quote for (article, start, end), quote in shown)


def _any(row: Row) -> bool:
    return True


def _answerable(row: Row) -> bool:
    return row.answerable


def _answered(row: Row) -> bool:
    return row.status in ANSWERED


def _refused(row: Row) -> bool:
    return row.status == "refused"


def _falsely_refused(row: Row) -> bool:
    """Refused, and without the facts: a false premise may be refused with them."""
    return row.status == "refused" and row.facts != 1


def _to_refuse(row: Row) -> bool:
    return row.expected == "refused"


def _mean(value: Callable[[Row], float | None], applies: Callable[[Row], bool]) -> Measure:
    """The mean of a value (0–1) over the cases it applies to and that have one."""

    def measure(rows: Sequence[Row]) -> Measured:
        concerned = [row for row in rows if applies(row)]
        scored = [(found, row.cluster) for row in concerned if (found := value(row)) is not None]
        interval = statistics.clustered([found for found, _ in scored], [cluster for _, cluster in scored])
        return Measured(interval, len(scored), len(concerned))

    return measure


def _auroc(rows: Sequence[Row]) -> Measured:
    found = auroc(rows)
    return Measured(found, 0 if found.value is None else len(rows), len(rows))


METRICS: dict[str, Measure] = {
    "right": _mean(attrgetter("right"), _any),
    "key_facts": _mean(attrgetter("facts"), _answerable),
    "wrong_answers": _mean(attrgetter("wrong"), _any),
    "recall@1": _mean(attrgetter("recall_1"), _answerable),
    "recall@5": _mean(attrgetter("recall_5"), _answerable),
    "recall@10": _mean(attrgetter("recall_10"), _answerable),
    "mrr@10": _mean(attrgetter("mrr_10"), _answerable),
    "ndcg@10": _mean(attrgetter("ndcg_10"), _answerable),
    "keyword_recall@5": _mean(attrgetter("keyword_recall_5"), _answerable),
    "dense_recall@5": _mean(attrgetter("dense_recall_5"), _answerable),
    "citation_precision": _mean(attrgetter("precision"), _answered),
    "citation_recall": _mean(attrgetter("support"), _answered),
    "span_overlap": _mean(attrgetter("overlap"), lambda row: _answered(row) and row.answerable),
    "invalid_citations": _mean(lambda row: row.invalid > 0, _answered),
    "refusal_precision": _mean(lambda row: _to_refuse(row) or row.facts == 1, _refused),
    "refusal_recall": _mean(_refused, _to_refuse),
    "false_refusals": _mean(_falsely_refused, _answerable),
    "refusal_reason": _mean(attrgetter("reason"), _refused),
    "clarified": _mean(attrgetter("right"), lambda row: row.expected == "clarify"),
    "needlessly_clarified": _mean(lambda row: row.status == "clarify", lambda row: row.expected != "clarify"),
    "part_named": _mean(lambda row: row.status == "partial", lambda row: row.expected == "partial" and _answered(row)),
    "needlessly_partial": _mean(
        lambda row: row.status == "partial", lambda row: row.expected == "answered" and _answered(row)
    ),
    "auroc": _auroc,
    "language_match": _mean(attrgetter("language"), _any),
    "repeatable": _mean(attrgetter("repeated"), _any),
    "ablation_gone_or_other": _mean(
        lambda row: None if row.ablation is None else row.ablation != "stays",
        lambda row: _answered(row) and row.facts == 1,
    ),
    "judged": _mean(attrgetter("judged"), _any),
}
