"""The verifier's own passport: how often it passes a claim that its quote does not support, and strips one it does."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.cases import DATA
from evals.runs import Figure
from evals.statistics import kappa, wilson

PAIRS = DATA / "passport" / "pairs.jsonl"

Entails = Callable[[str, Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, its quote and a reader's verdict; `kind` tells what was altered, or how the claim follows."""

    id: str
    lang: str
    kind: str
    claim: str
    quote: str
    supported: bool


def read_pairs(path: Path = PAIRS) -> list[Pair]:
    """The sealed pairs, in order: never to be tuned on, nor read while the verifier is worked on."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [Pair(r["id"], r["lang"], r["kind"], r["claim"], r["quote"], r["supported"]) for r in rows]


def passport(pairs: Sequence[Pair], entails: Entails) -> tuple[Figure, ...]:
    """`false_pass` (of the unsupported) and `false_strip` (of the supported): in all, by language, by kind."""
    return rates(pairs, {pair.id: entails(pair.claim, [pair.quote]) for pair in pairs})


def rates(pairs: Sequence[Pair], passed: Mapping[str, bool]) -> tuple[Figure, ...]:
    """The same of verdicts that are there already, by id of the pair; pairs without one are not counted."""
    pairs = [pair for pair in pairs if pair.id in passed]
    groups = ["all", *(f"lang:{lang}" for lang in sorted({p.lang for p in pairs}))]
    groups += [f"kind:{kind}" for kind in sorted({p.kind for p in pairs})]
    figures = []
    for group in groups:
        chosen = [pair for pair in pairs if group in ("all", f"lang:{pair.lang}", f"kind:{pair.kind}")]
        unsupported = [passed[pair.id] for pair in chosen if not pair.supported]
        supported = [not passed[pair.id] for pair in chosen if pair.supported]
        figures += [_figure("false_pass", group, unsupported), _figure("false_strip", group, supported)]
    return tuple(figure for figure in figures if figure.total)


def agreement(pairs: Sequence[Pair], passed: Mapping[str, bool]) -> Figure:
    """Cohen's kappa of the verdicts with the reader's labels, over the pairs that have one."""
    judged = [pair for pair in pairs if pair.id in passed]
    interval = kappa([passed[pair.id] for pair in judged], [pair.supported for pair in judged])
    return Figure("kappa", "all", interval.value, interval.low, interval.high, len(judged), len(pairs))


def _figure(metric: str, group: str, faults: Sequence[bool]) -> Figure:
    interval = wilson(sum(faults), len(faults))
    return Figure(metric, group, interval.value, interval.low, interval.high, len(faults), len(faults))
