"""`assistant-eval retrieval`: hit@1, hit@5 and MRR@10 of the assistant's search beside three baselines, in one run."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.documents import Turn
from assistant.index.embed import Embedder
from assistant.settings import Settings
from evals import statistics
from evals.cases import Case
from evals.evidence import Retrieval, retrieval
from evals.generate import gold_places
from evals.measured import Half, Indexed, half, indexed, pooled
from evals.runs import Place
from evals.statistics import Interval, Paired
from evals.suite import Collection

FOUND = 10
ASSISTANT = "assistant"
BASELINES = ("bm25", "dense", "reference")
SYSTEMS = (*BASELINES, ASSISTANT)
MEASURES: dict[str, Callable[[Retrieval], float | None]] = {
    "hit@5": lambda found: found.recall_5,
    "hit@1": lambda found: found.recall_1,
    "mrr@10": lambda found: found.mrr_10,
}
TITLES = {"hit@5": "hit@5, with 95 % intervals", "hit@1": "hit@1", "mrr@10": "MRR@10"}


@dataclass(frozen=True, slots=True)
class Searched:
    """One answerable case: how well each of SYSTEMS reaches its gold places; `direction` as `direction_of` has it."""

    case: str
    cluster: str
    direction: str
    reached: Mapping[str, Retrieval]


@dataclass(frozen=True, slots=True)
class Line:
    """A measure over the cases of a collection in one direction (`all`: in all of them).

    `best` is the best baseline by this measure, the first of BASELINES at a tie; `change` is assistant less best.
    """

    collection: str
    direction: str
    measure: str
    count: int
    values: Mapping[str, Interval]
    best: str
    change: Paired


def run(
    collections: Sequence[Collection],
    wanted: Half,
    settings: Settings,
    embedder: Embedder,
    pool: bool = False,
    told: Callable[[], None] = lambda: None,
) -> list[Line]:
    """The lines of each collection; with `pool`, then of each once more with all of them indexed together."""
    found: list[Line] = []
    for collection in collections:
        with indexed(collection, settings, embedder) as there:
            found += lines(collection.name, measure(half(collection.cases, wanted), there, told))
    if pool:
        with indexed(pooled(collections), settings, embedder) as there:
            for collection in collections:
                searched = measure(half(collection.cases, wanted), there, told)
                found += lines(f"{collection.name} (pool)", searched)
    return found


def measure(cases: Sequence[Case], there: Indexed, told: Callable[[], None] = lambda: None) -> list[Searched]:
    """The cases that something answers, in order, each searched by every system; `told` is called for each case."""
    found = []
    for case in cases:
        if case.answerable:
            found.append(_searched(case, there))
        told()
    return found


def direction_of(case: Case, languages: Mapping[str, str]) -> str:
    """`en→en`, `fr→fr`, or `cross` when no gold article is in the question's language."""
    if case.lang in {languages[gold.article] for gold in case.gold}:
        return f"{case.lang}→{case.lang}"
    return "cross"


def lines(collection: str, found: Sequence[Searched]) -> list[Line]:
    """Every measure over all cases, then over each direction where there are several; [] for no cases."""
    directions = sorted({one.direction for one in found})
    groups = {"all": list(found)} if found else {}
    if len(directions) > 1:
        groups |= {name: [one for one in found if one.direction == name] for name in directions}
    return [_line(collection, name, measured, group) for name, group in groups.items() for measured in MEASURES]


def markdown(measured: Sequence[Line]) -> str:
    """A table for each measure, the best value of a row in bold."""
    tables = []
    for name, title in TITLES.items():
        head = f"| {title} | n | {' | '.join(SYSTEMS)} | assistant − best baseline |\n|{' --- |' * (len(SYSTEMS) + 3)}"
        rows = [_row(line) for line in measured if line.measure == name]
        tables.append("\n".join([head, *rows]))
    return "\n\n".join(tables) + "\n"


def write(folder: Path, measured: Sequence[Line], described: Mapping[str, Any]) -> None:
    """`retrieval.json` and `retrieval.md` in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    stored = {**described, "lines": [asdict(line) for line in measured]}
    (folder / "retrieval.json").write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "retrieval.md").write_text(markdown(measured), "utf-8")


def _searched(case: Case, there: Indexed) -> Searched:
    history = [Turn(question) for question in case.history]
    results = there.assistant.search(case.question, FOUND, history)
    ranking = there.baselines.rank(case.question, case.history)
    found: dict[str, tuple[Place, ...]] = {name: getattr(ranking, name) for name in BASELINES}
    found[ASSISTANT] = tuple((one.hit.passage.article_id, one.start, one.end) for one in results)
    gold = gold_places(case, there.texts)
    reached = {name: retrieval(found[name], gold) for name in SYSTEMS}
    return Searched(case.id, case.cluster, direction_of(case, there.languages), reached)


def _line(collection: str, direction: str, name: str, found: Sequence[Searched]) -> Line:
    clusters = [one.cluster for one in found]
    scores = {system: [MEASURES[name](one.reached[system]) or 0.0 for one in found] for system in SYSTEMS}
    values = {system: statistics.clustered(scores[system], clusters) for system in SYSTEMS}
    best = max(BASELINES, key=lambda system: values[system].value or 0.0)
    change = statistics.paired_bootstrap(scores[best], scores[ASSISTANT], clusters)
    return Line(collection, direction, name, len(found), values, best, change)


def _row(line: Line) -> str:
    name = line.collection if line.direction == "all" else f"{line.collection} {line.direction}"
    most = max(interval.value or 0.0 for interval in line.values.values())
    shown = [_value(line.values[system], most, line.measure == "hit@5") for system in SYSTEMS]
    change = line.change
    told = f"{change.difference:+.3f} [{change.low:+.3f}, {change.high:+.3f}] ({line.best})"
    return f"| {name} | {line.count} | {' | '.join(shown)} | {told} |"


def _value(interval: Interval, most: float, ranged: bool) -> str:
    value = f"{interval.value:.3f}"
    told = f"**{value}**" if interval.value == most else value
    return f"{told} [{interval.low:.3f}, {interval.high:.3f}]" if ranged else told
