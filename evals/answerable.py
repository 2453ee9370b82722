"""`assistant-eval answerability`: how well the assistant knows when nothing answers, beside similarity alone.

Every case is asked as shipped. A question that gets no answer is asked once more of an assistant whose threshold is 0,
so that the coverage–risk curve goes on past the shipped threshold: what would the refused answers have been worth?
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant.ask.pipeline import Assistant
from assistant.documents import Answer, Turn
from assistant.index.embed import Embedder
from assistant.settings import Settings
from evals import corpora, curves, statistics
from evals.cases import Case
from evals.curves import Point
from evals.measured import Half, Indexed, half, indexed
from evals.metrics import ANSWERED, key_facts
from evals.statistics import Interval
from evals.suite import Collection

SIGNALS = ("assistant", "bm25", "cosine")


@dataclass(frozen=True, slots=True)
class Asked:
    """One case: what each of SIGNALS says for an answer, and what came of asking.

    `given`: the assistant as shipped answers, or refuses a false premise with the facts. `willing`: it does, or would
    if its threshold were 0. `wrong`: that answer lacks a key fact in its quotes, says what is forbidden, or nothing
    answers the question; false without one.
    """

    case: str
    cluster: str
    answerable: bool
    signals: Mapping[str, float]
    given: bool
    willing: bool
    wrong: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """A collection's figures. `auroc` by signal. `curve` by falling answerability; `shipped` is where the assistant
    stands on it, None when it answers nothing."""

    collection: str
    answerable: int
    unanswerable: int
    auroc: Mapping[str, Interval]
    refusal_recall: Interval
    false_refusals: Interval
    curve: tuple[Point, ...]
    shipped: Point | None


def run(
    collections: Sequence[Collection],
    wanted: Half,
    settings: Settings,
    embedder: Embedder,
    told: Callable[[], None] = lambda: None,
) -> list[Summary]:
    """The figures of each collection."""
    found = []
    for collection in collections:
        with opened(collection, settings, embedder) as (there, willing):
            found.append(summary(collection.name, ask(half(collection.cases, wanted), there, willing, told)))
    return found


@contextmanager
def opened(collection: Collection, settings: Settings, embedder: Embedder) -> Iterator[tuple[Indexed, Assistant]]:
    """The collection as `measured.indexed` opens it, and the assistant whose threshold is 0 over the same articles."""
    answer = settings.answer.model_copy(update={"min_answerability": 0.0})
    willing = settings.model_copy(update={"answer": answer})
    with (
        indexed(collection, settings, embedder) as there,
        corpora.opened("", collection.articles, there.texts, willing, embedder, collection.home) as same,
    ):
        yield there, same.assistant


def ask(
    cases: Sequence[Case], there: Indexed, willing: Assistant, told: Callable[[], None] = lambda: None
) -> list[Asked]:
    """Every case that is to be answered or refused, in order; `told` is called for each case.

    A case to clarify is neither: it is left out.
    """
    asked = []
    for case in cases:
        if case.expected != "clarify":
            asked.append(_asked(case, there, willing))
        told()
    return asked


def summary(collection: str, asked: Sequence[Asked]) -> Summary:
    """The figures of some cases; intervals are of whole conversations, UNSCORED where a kind of case is missing."""
    clusters = [one.cluster for one in asked]
    kinds = [one.answerable for one in asked]
    refused = {kind: [one for one in asked if one.answerable == kind] for kind in (True, False)}
    return Summary(
        collection=collection,
        answerable=sum(kinds),
        unanswerable=len(kinds) - sum(kinds),
        auroc={name: statistics.auroc([one.signals[name] for one in asked], kinds, clusters) for name in SIGNALS},
        refusal_recall=_refused(refused[False]),
        false_refusals=_refused(refused[True]),
        curve=coverage_risk(asked),
        shipped=_shipped(asked),
    )


def coverage_risk(asked: Sequence[Asked]) -> tuple[Point, ...]:
    """Coverage, risk and threshold at every answerability that an answer has, falling (El-Yaniv & Wiener 2010).

    Coverage is the share of all cases that would be answered at that threshold, risk the share of these answers that is
    wrong. It ends below coverage 1 where the assistant finds no words to quote. No answers: ().
    """
    ranked = sorted((one for one in asked if one.willing), key=_answerability, reverse=True)
    points: list[Point] = []
    done = wrong = 0
    for threshold, group in groupby(ranked, _answerability):
        outcomes = [one.wrong for one in group]
        done, wrong = done + len(outcomes), wrong + sum(outcomes)
        points.append((done / len(asked), wrong / done, threshold))
    return tuple(points)


def markdown(summaries: Sequence[Summary], threshold: float) -> str:
    """One table, a row per collection."""
    head = (
        f"| threshold {threshold:g} | answerable | not | AUROC assistant | AUROC top BM25 | AUROC top cosine "
        f"| refusal recall | false refusals | coverage | risk |\n|{' --- |' * 10}"
    )
    return "\n".join([head, *map(_row, summaries)]) + "\n"


def write(
    folder: Path, plot: Path, summaries: Sequence[Summary], threshold: float, described: Mapping[str, Any]
) -> None:
    """`answerability.json` and `answerability.md` in the folder, the curves as an SVG at `plot`."""
    folder.mkdir(parents=True, exist_ok=True)
    plot.parent.mkdir(parents=True, exist_ok=True)
    stored = {**described, "threshold": threshold, "measured": [asdict(one) for one in summaries]}
    (folder / "answerability.json").write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "answerability.md").write_text(markdown(summaries, threshold), "utf-8")
    plot.write_text(curves.sheet([(one.collection, one.curve, one.shipped) for one in summaries]), "utf-8")


def _asked(case: Case, there: Indexed, willing: Assistant) -> Asked:
    history = [Turn(question) for question in case.history]
    answer = there.assistant.ask(case.question, history, case.lang)
    given = _answers(case, answer)
    worth = answer if given else willing.ask(case.question, history, case.lang)
    ranking = there.baselines.rank(case.question, case.history)
    signals = {"assistant": worth.answerability, "bm25": ranking.top_bm25, "cosine": ranking.top_cosine}
    would = _answers(case, worth)
    return Asked(case.id, case.cluster, case.answerable, signals, given, would, would and not _right(case, worth))


def _answers(case: Case, answer: Answer) -> bool:
    stands_against = answer.reason == "false_premise" and _right(case, answer)
    return answer.status in ANSWERED or stands_against


def _right(case: Case, answer: Answer) -> bool:
    """Every key fact stands in the quotes, and nothing forbidden in quotes or claims; never where nothing answers."""
    quotes = [citation.span.quote for citation in answer.citations]
    said = " ".join([*quotes, *(claim.text for claim in answer.claims)])
    return key_facts(case, quotes) == 1 and not any(words in said for words in case.forbidden)


def _answerability(one: Asked) -> float:
    return one.signals["assistant"]


def _refused(asked: Sequence[Asked]) -> Interval:
    return statistics.clustered([not one.given for one in asked], [one.cluster for one in asked])


def _shipped(asked: Sequence[Asked]) -> Point | None:
    given = [one for one in asked if one.given]
    if not given:
        return None
    risk = sum(one.wrong for one in given) / len(given)
    return len(given) / len(asked), risk, min(map(_answerability, given))


def _row(one: Summary) -> str:
    figures = [*(one.auroc[name] for name in SIGNALS), one.refusal_recall, one.false_refusals]
    at = [f"{value:.3f}" for value in one.shipped[:2]] if one.shipped else ["0.000", "–"]
    cells = [one.collection, str(one.answerable), str(one.unanswerable), *map(_shown, figures), *at]
    return f"| {' | '.join(cells)} |"


def _shown(found: Interval) -> str:
    return "–" if found.value is None else f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"
