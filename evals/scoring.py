"""From the stored answers of a run to its scores: pure functions, as often as wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.ask.support.entail import entails
from evals import metrics, passport
from evals.cases import Case
from evals.runs import Row, Scores, Stored

STAGES = ("condense", "retrieve", "answer", "verify", "total")


def supports(claim: str, quotes: Sequence[str]) -> bool:
    """The deterministic verifier as the entailment test: whether the quotes together support the claim."""
    return entails(claim, quotes).verdict != "unsupported"


def row_of(case: Case, stored: Stored, texts: Mapping[str, Mapping[str, str]]) -> Row:
    """How one case came out. `texts` are the articles' by copy of the corpus and id."""
    return metrics.score(case, stored, texts[case.copy], supports)


def rows(
    cases: Sequence[Case],
    answers: Mapping[str, Stored],
    texts: Mapping[str, Mapping[str, str]],
    judged: Mapping[str, float | None],
) -> list[Row]:
    """A row per case that was answered, in the order of the cases, with the judge's grade where there is one."""
    answered = [case for case in cases if case.id in answers]
    return [replace(row_of(case, answers[case.id], texts), judged=judged.get(case.id)) for case in answered]


def scores(found: Sequence[Row], description: Mapping[str, Any]) -> Scores:
    """All figures over the rows. Nothing in it depends on when or how often it is made."""
    return Scores(
        figures=metrics.figures(found),
        rows=tuple(found),
        curve=metrics.coverage_risk(found).points,
        calibration=metrics.calibration(found).bins,
        passport=passport.passport(passport.read_pairs(), supports),
        latency=_latency(found),
        description=dict(description),
    )


def _latency(found: Sequence[Row]) -> dict[str, tuple[float, float]]:
    seconds = {stage: [row.seconds[stage] for row in found if stage in row.seconds] for stage in STAGES}
    return {stage: metrics.percentiles(values) for stage, values in seconds.items() if values}
