"""The suite as an Inspect task: `inspect eval evals/task.py --model none`, and what `assistant-eval run` calls.

The solver is the assistant; the scorers are the suite's pure metrics over the answer it stored. A model given as the
role `judge` (`--model-role judge=…`) grades the answers besides; without one its score is left unscored.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput, get_model, model_roles
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

from assistant import settings
from assistant.index.embed import SentenceEmbeddings
from evals import judge
from evals.cases import Case
from evals.generate import Asking
from evals.runs import Row
from evals.scoring import row_of
from evals.suite import Collection, anchored, choose, read_collection

# Inspect runs a task in the folder of its file.
ROOT = Path(__file__).parent.parent
METRICS = [mean(), stderr(cluster="cluster")]
STORED = "stored"

Rows = Callable[[str], Row]


@task
def entente(
    split: str | None = None,
    family: str | None = None,
    sample: int | None = None,
    articles: str | None = None,
    cases: str | None = None,
) -> Task:
    """The shipped cases, or those of another collection (paths from the project's root); options narrow them."""
    current = anchored(settings.load(), ROOT)
    collection = read_collection(ROOT / articles if articles else None, ROOT / cases if cases else None, current, ROOT)
    chosen = choose(collection.cases, split, family, sample)
    embedder = SentenceEmbeddings(current.embedding)
    return suite(collection, chosen, Asking(collection, current, embedder))


def suite(collection: Collection, chosen: Sequence[Case], asking: Asking) -> Task:
    """The task over the chosen cases; its answers are those of `asking`."""
    samples = [
        Sample(
            id=case.id,
            input=case.question,
            target=[fact[0] for fact in case.facts],
            metadata={"family": case.family, "lang": case.lang, "split": case.split, "cluster": case.cluster},
        )
        for case in chosen
    ]
    by_id = {case.id: case for case in chosen}
    texts = {name: collection.texts(name) for name in {case.copy for case in chosen}}

    def rows(case_id: str) -> Row:
        return row_of(by_id[case_id], asking.stored(by_id[case_id]), texts)

    scorers = [right(rows), key_facts(rows), citation_precision(rows), citation_recall(rows), recall_at_5(rows)]
    return Task(
        dataset=MemoryDataset(samples, name=collection.name),
        solver=assistant_solver(by_id, asking),
        scorer=[*scorers, judged(by_id)],
        name="entente",
    )


@solver
def assistant_solver(cases: dict[str, Case], asking: Asking) -> Solver:
    """Asks the assistant; the answer's text is the output, the rest is kept with the sample."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        stored = await asyncio.to_thread(asking.stored, cases[str(state.sample_id)])
        state.output = ModelOutput.from_content("entente", stored.answer["text"])
        state.metadata[STORED] = asdict(stored)
        return state

    return solve


@scorer(metrics=METRICS)
def right(rows: Rows) -> Scorer:
    """Answered with every key fact in the quotes and nothing forbidden, or refused where nothing answers."""
    return _measure(rows, lambda row: float(row.right))


@scorer(metrics=METRICS)
def key_facts(rows: Rows) -> Scorer:
    """Share of the key facts that stand in the quotes."""
    return _measure(rows, lambda row: row.facts)


@scorer(metrics=METRICS)
def citation_precision(rows: Rows) -> Scorer:
    return _measure(rows, lambda row: row.precision)


@scorer(metrics=METRICS)
def citation_recall(rows: Rows) -> Scorer:
    return _measure(rows, lambda row: row.support)


@scorer(metrics=METRICS)
def recall_at_5(rows: Rows) -> Scorer:
    return _measure(rows, lambda row: row.recall_5)


def _measure(rows: Rows, read: Callable[[Row], float | None]) -> Scorer:
    """A scorer of one column; None is left unscored, never zero."""

    async def measure(state: TaskState, target: Target) -> Score:
        value = read(rows(str(state.sample_id)))
        if value is None:
            return Score.unscored(reason="does not apply to this case")
        return Score(value=value, answer=state.output.completion)

    return measure


@scorer(metrics=METRICS)
def judged(cases: dict[str, Case]) -> Scorer:
    """The judge's grade, 0–1; unscored where no model has the role `judge`."""

    async def grade(state: TaskState, target: Target) -> Score:
        if "judge" not in model_roles():
            return Score.unscored(reason="no model has the role judge")
        case = cases[str(state.sample_id)]
        reply = await get_model(role="judge").generate(judge.prompt(case, state.metadata[STORED]["answer"]))
        value = judge.grade(reply.completion)
        if value is None:
            return Score.unscored(reason="the judge's reply has no grade")
        return Score(value=value, answer=state.output.completion, explanation=reply.completion)

    return grade
