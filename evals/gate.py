"""Comparing two runs case by case, and the gate: a real regression, by paired intervals, fails it and is named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.runs import Row, Scores
from evals.statistics import Paired, paired_bootstrap

# Metrics where lower is worse; each a share or a mean of what the rows hold.
GATED: dict[str, Callable[[Row], float | None]] = {
    "right": lambda row: float(row.right),
    "key_facts": lambda row: row.facts,
    "recall@5": lambda row: row.recall_5,
    "ndcg@10": lambda row: row.ndcg_10,
    "citation_precision": lambda row: row.precision,
    "citation_recall": lambda row: row.support,
}


@dataclass(frozen=True, slots=True)
class Change:
    """A metric of both runs over the cases scored in both, and the ids of the cases that got worse and better."""

    metric: str
    paired: Paired
    worse: tuple[str, ...]
    better: tuple[str, ...]

    @property
    def regressed(self) -> bool:
        """Whether the whole 95 % interval of the difference lies below zero."""
        return self.paired.high is not None and self.paired.high < 0


def compare(run: Scores, baseline: Scores) -> list[Change]:
    """Every gated metric over the cases that both runs scored, in the order of `GATED`; none for no common case."""
    before = {row.case: row for row in baseline.rows}
    common = [row for row in run.rows if row.case in before]
    changes = []
    for metric, read in GATED.items():
        pairs = [(row, read(before[row.case]), read(row)) for row in common]
        scored = [(row, old, new) for row, old, new in pairs if old is not None and new is not None]
        if scored:
            paired = paired_bootstrap(
                [old for _, old, _ in scored], [new for *_, new in scored], [row.cluster for row, *_ in scored]
            )
            worse = tuple(row.case for row, old, new in scored if new < old)
            better = tuple(row.case for row, old, new in scored if new > old)
            changes.append(Change(metric, paired, worse, better))
    return changes


def invalid(rows: Sequence[Row]) -> list[str]:
    """Ids of the cases with a citation whose quote is not the article's text: never allowed, whatever the baseline."""
    return [row.case for row in rows if row.invalid]
