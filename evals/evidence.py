"""How good the evidence is: what was found against the gold places, what is cited against the claims and the gold."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
from ir_measures import RR, Success, nDCG

from evals.runs import Place

Json = Mapping[str, Any]
Entails = Callable[[str, Sequence[str]], bool]

RANKED = (Success @ 1, Success @ 5, Success @ 10, RR @ 10, nDCG @ 10)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How well a ranking reaches the gold places, each 0–1; all None where there is no gold."""

    recall_1: float | None = None
    recall_5: float | None = None
    recall_10: float | None = None
    mrr_10: float | None = None
    ndcg_10: float | None = None


def retrieval(found: Sequence[Place], gold: Sequence[Place]) -> Retrieval:
    """The places found, best first, against the gold ones; a place is relevant when it overlaps a gold one.

    Gold places are alternatives that state the same fact, or parts of an answer, so recall@k is the hit rate: 1 when
    one of the first k is relevant (Success@k of ir-measures), and MRR the reciprocal rank of the first relevant one.
    nDCG alone asks for all: a gold place that nothing found overlaps counts as a relevant one missed. Nothing found
    gives 0, no gold None.
    """
    if not gold:
        return Retrieval()
    ranked = {f"found {rank}": -float(rank) for rank in range(len(found))}
    relevant = {f"found {rank}": 1 for rank, place in enumerate(found) if overlaps(place, gold)}
    missed = {f"missed {number}": 1 for number, place in enumerate(gold) if not overlaps(place, found)}
    measured = ir_measures.iter_calc(RANKED, {"case": relevant | missed}, {"case": ranked})
    values = {metric.measure: float(metric.value) for metric in measured}
    return Retrieval(*(values[measure] for measure in RANKED))


def span_overlap(cited: Sequence[Place], gold: Sequence[Place]) -> float | None:
    """Characters both cited and gold over characters cited or gold, in all articles (intersection over union, 0–1).

    Gold places in several articles may be alternatives: of the articles of the gold, those are counted that make it
    largest. Gold places within one article count together. None where nothing is cited or there is no gold.
    """
    quoted = _characters(cited)
    golden = [_characters(place for place in gold if place[0] == article) for article in {place[0] for place in gold}]
    if not quoted or not any(golden):
        return None
    # An article raises the quotient as long as its own, shared to unshared, is higher: the best choice is a first few.
    reached = [part for part in golden if part & quoted]
    reached.sort(key=lambda part: len(part - quoted) / len(part & quoted))
    best, shared, union = 0.0, 0, len(quoted)
    for part in reached:
        shared, union = shared + len(part & quoted), union + len(part - quoted)
        best = max(best, shared / union)
    return best


def citation_precision_recall(
    claims: Sequence[Json], citations: Sequence[Json], entails: Entails
) -> tuple[float | None, float | None]:
    """Precision and recall of the citations of one answer's JSON, as ALCE has them (Gao et al. 2023).

    Recall: share of the claims that their quotes together entail; one without citations, or with a number that no
    citation has, is not entailed. Precision: share of the claims' citations that count: the claim is entailed, and this
    quote entails it alone or the others do not without it. No claims: both None; no citations: precision None.
    """
    quotes = {citation["n"]: citation["quote"] for citation in citations}
    cited = [[quotes.get(number, "") for number in claim["citations"]] for claim in claims]
    entailed = [
        bool(found) and all(found) and entails(claim["text"], found) for claim, found in zip(claims, cited, strict=True)
    ]
    precise = [
        is_entailed and _counts(claim["text"], found, number, entails)
        for claim, found, is_entailed in zip(claims, cited, entailed, strict=True)
        for number in range(len(found))
    ]
    return _share(precise), _share(entailed)


def overlaps(place: Place, others: Iterable[Place]) -> bool:
    """Whether the place shares a character with one of the others."""
    article, start, end = place
    return any(article == other and start < last and first < end for other, first, last in others)


def _counts(claim: str, cited: Sequence[str], number: int, entails: Entails) -> bool:
    """Whether one quote of an entailed claim entails it alone, or the others do not without it."""
    others = [*cited[:number], *cited[number + 1 :]]
    return not others or entails(claim, [cited[number]]) or not entails(claim, others)


def _characters(places: Iterable[Place]) -> set[tuple[str, int]]:
    return {(article, offset) for article, start, end in places for offset in range(start, end)}


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None
