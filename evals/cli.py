"""`assistant-eval`: run the suite, report, compare, gate; turn answers that staff marked down into cases."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from assistant import settings
from assistant.errors import EntenteError
from assistant.index.embed import Embedder
from assistant.settings import Settings
from evals import runs
from evals.cases import Case
from evals.corpora import HOME
from evals.runs import Figure, Scores
from evals.suite import Collection, choose, code_digest, read_collection

RUNS = Path("data") / "runs"
BASELINE = Path(__file__).parent / "baseline.json"
HEADLINE = (
    "right",
    "wrong_answers",
    "false_refusals",
    "refusal_recall",
    "refusal_reason",
    "clarified",
    "part_named",
    "auroc",
    "recall@5",
    "keyword_recall@5",
    "dense_recall@5",
    "ndcg@10",
    "citation_precision",
    "citation_recall",
    "span_overlap",
    "invalid_citations",
    "language_match",
    "repeatable",
    "ablation_gone_or_other",
    "judged",
)

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
console = Console(width=None if sys.stdout.isatty() else 120)

RunFolder = Annotated[Path, typer.Argument(help="run folder")]
Names = Annotated[
    list[str] | None,
    typer.Argument(help="collections by name, or by path without `.articles.jsonl`; without any: all of them"),
]
Half = Annotated[Literal["tune", "aside", "all"], typer.Option("--split", help="which half of the cases")]


def main() -> None:
    """The command line; an error is one line on stderr and exit code 2."""
    try:
        app()
    except EntenteError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


@app.command()
def run(
    articles: Annotated[Path | None, typer.Option(help="folder or .jsonl of another collection's articles")] = None,
    cases: Annotated[Path | None, typer.Option(help="folder or .jsonl of its cases")] = None,
    split: Annotated[str | None, typer.Option(help="only `tune` or `aside`")] = None,
    family: Annotated[str | None, typer.Option(help="only one family")] = None,
    sample: Annotated[int | None, typer.Option(help="about so many conversations, always the same ones")] = None,
    out: Annotated[Path | None, typer.Option(help="run folder; one that was killed goes on")] = None,
    judge: Annotated[str | None, typer.Option(help="model that grades the answers besides, e.g. openai/gpt-4o")] = None,
) -> None:
    """Ask the cases, score the answers, print the table and write the report."""
    current = settings.load()
    collection = read_collection(articles, cases, current)
    chosen = choose(collection.cases, split, family, sample)
    folder = out or RUNS / _name(collection, current, split, family, sample)
    folder.mkdir(parents=True, exist_ok=True)
    judged = _ask(collection, chosen, current, folder, judge)
    scored = _score(collection, chosen, folder, _describe(collection, chosen, current, articles, cases), judged)
    _print(scored)
    console.print(
        f"Run {folder}: report.html, scores.json, answers.jsonl, logs/ (`inspect view --log-dir {folder}/logs`)."
    )


@app.command()
def report(folder: RunFolder, baseline: Path = BASELINE) -> None:
    """Score a run's stored answers anew, print the table and write the report, beside the baseline if there is one."""
    described = json.loads((folder / runs.DESCRIPTION).read_text("utf-8"))
    collection = read_collection(_path(described["articles"]), _path(described["cases"]), settings.load())
    known = runs.read_answers(folder)
    chosen = [case for case in collection.cases if case.id in known]
    judged = {row.case: row.judged for row in runs.read_scores(folder).rows} if (folder / runs.SCORES).exists() else {}
    _print(_score(collection, chosen, folder, described, judged, baseline))


@app.command()
def compare(folder: RunFolder, baseline: Annotated[Path, typer.Argument(help="run folder or scores file")]) -> None:
    """What got better and what got worse against a baseline, case by case, with paired intervals."""
    _print_changes(runs.read_scores(folder), runs.read_scores(baseline))


@app.command()
def gate(folder: RunFolder, baseline: Path = BASELINE) -> None:
    """Exit 1 when a metric is worse than the baseline by more than chance, or a citation is not the article's words."""
    from evals.gate import compare, invalid

    found = runs.read_scores(folder)
    changes = compare(found, runs.read_scores(baseline))
    broken = invalid(found.rows)
    for change in changes:
        if change.regressed:
            low, high = change.paired.low, change.paired.high
            console.print(
                f"[red]{change.metric}: {change.paired.difference:+.3f} [{low:+.3f}, {high:+.3f}][/red]", end=" "
            )
            console.print(f"over {change.paired.count} cases; worse: {', '.join(change.worse)}", soft_wrap=True)
    if broken:
        console.print(f"[red]citations that are not the article's words:[/red] {', '.join(broken)}", soft_wrap=True)
    if broken or any(change.regressed for change in changes):
        raise typer.Exit(1)
    console.print(f"No regression against {baseline} over {max((c.paired.count for c in changes), default=0)} cases.")


@app.command()
def retrieval(
    names: Names = None,
    pool: Annotated[bool, typer.Option("--pool", help="besides, all of them indexed together")] = False,
    half: Half = "aside",
    out: Path = RUNS / "retrieval",
) -> None:
    """The search beside BM25 alone, dense alone and a plain reference: hit@1, hit@5 and MRR@10 by collection."""
    from evals import measured, retrieval

    current = settings.load()
    collections = measured.read_all(names, current)
    with _progress((1 + pool) * measured.count(collections, half)) as advance:
        lines = retrieval.run(collections, half, current, _embedder(current), pool, advance)
    retrieval.write(out, lines, measured.state(collections, current, half))
    print(retrieval.markdown(lines))
    console.print(f"Written to {out}: retrieval.md, retrieval.json.")


@app.command()
def answerability(
    names: Names = None,
    half: Half = "aside",
    out: Path = RUNS / "answerability",
    plot: Annotated[Path | None, typer.Option(help="SVG of the coverage–risk curves; by default in OUT")] = None,
) -> None:
    """How well the assistant tells what nothing answers, beside BM25 and the cosine; what refusing costs and saves."""
    from evals import answerable, measured

    current = settings.load()
    collections = measured.read_all(names, current)
    with _progress(measured.count(collections, half)) as advance:
        summaries = answerable.run(collections, half, current, _embedder(current), advance)
    drawn = plot or out / "coverage-risk.svg"
    threshold = current.answer.min_answerability
    answerable.write(out, drawn, summaries, threshold, measured.state(collections, current, half))
    print(answerable.markdown(summaries, threshold))
    console.print(f"Written to {out}: answerability.md, answerability.json; curves: {drawn}.")


@app.command()
def public(
    name: Annotated[str, typer.Argument(help="debian-faq or fitz-gov")],
    folder: Annotated[Path, typer.Argument(help="where the package's files lie; see docs/evaluation.md")],
    out: Path = Path("data") / "public",
) -> None:
    """A public set that a package ships, as a collection for `retrieval` and `answerability`."""
    from evals.public import write

    console.print(f"assistant-eval retrieval {write(name, folder, out)} --split all", soft_wrap=True)


@app.command()
def passport(
    judge: Annotated[str | None, typer.Option(help="a judge model instead of the verifier, e.g. openai/gpt-4o")] = None,
) -> None:
    """How often the verifier, or a judge, passes what a quote does not support and strips what it does; with kappa."""
    import asyncio

    from evals import passport, scoring

    pairs = passport.read_pairs()
    if judge is None:
        passed = {pair.id: scoring.supports(pair.claim, [pair.quote]) for pair in pairs}
    else:
        from inspect_ai.model import get_model

        from evals.judge import judge_pairs

        passed = asyncio.run(judge_pairs(pairs, get_model(judge)))
    table = Table("metric", "group", "value", "95 %", "scored")
    for figure in [passport.agreement(pairs, passed), *passport.rates(pairs, passed)]:
        table.add_row(figure.metric, figure.group, _value(figure), _interval(figure), f"{figure.scored}/{figure.total}")
    console.print(table)


@app.command()
def harvest(
    out: Path = Path("evals") / "drafts.jsonl",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="only feedback from this day on")] = None,
) -> None:
    """Answers that staff marked down, as draft cases for an evaluator to complete with `assistant-eval triage`."""
    from evals.harvest import add_drafts, harvest

    drafts = harvest(settings.load().records.path, since.date() if since else None)
    console.print(f"{add_drafts(out, drafts)} new drafts in {out}; complete them with `assistant-eval triage`.")


@app.command()
def triage(drafts: Path = Path("evals") / "drafts.jsonl") -> None:
    """Walk through the drafts: complete one into a case, skip it or drop it."""
    from evals.harvest import triage

    triage(drafts, lambda question: str(typer.prompt(question, default="", show_default=False)))


def _embedder(current: Settings) -> Embedder:
    """The model, keeping its vectors for the next time."""
    from assistant.index.embed import SentenceEmbeddings
    from evals.baselines import Remembered

    kept = HOME / "vectors.sqlite"
    return Remembered(SentenceEmbeddings(current.embedding), current.embedding.passage_prompt, kept)


def _ask(
    collection: Collection, chosen: Sequence[Case], current: Settings, folder: Path, judge: str | None
) -> dict[str, float | None]:
    """Answers for all chosen cases in the run folder; returns the judge's grades, none without one."""
    from inspect_ai import eval as run_task

    from assistant.index.embed import SentenceEmbeddings
    from evals.generate import Asking
    from evals.task import suite

    embedder = SentenceEmbeddings(current.embedding)
    with _progress(len(chosen)) as advance, closing(Asking(collection, current, embedder, folder, advance)) as asking:
        logs = run_task(
            suite(collection, chosen, asking),
            model="none",
            model_roles={"judge": judge} if judge else None,
            log_dir=str(folder / "logs"),
            display="none",
            max_samples=1,
        )
    if logs[0].status != "success":
        message = logs[0].error.message if logs[0].error else logs[0].status
        raise EntenteError(f"The run stopped: {message}. Run the same command again; it goes on where it was.")
    return _grades(logs[0].samples or [])


def _grades(samples: Sequence[Any]) -> dict[str, float | None]:
    """The judge's grade by case; not scored is None."""
    grades: dict[str, float | None] = {}
    for sample in samples:
        value = (sample.scores or {})["judged"].value
        grades[str(sample.id)] = value if isinstance(value, float) and value == value else None
    return grades


def _score(
    collection: Collection,
    chosen: Sequence[Case],
    folder: Path,
    described: dict[str, Any],
    judged: dict[str, float | None],
    baseline: Path = BASELINE,
) -> Scores:
    """Scores and report of the answers in the run folder."""
    from evals import report, scoring

    answers = runs.read_answers(folder)
    texts = {name: collection.texts(name) for name in {case.copy for case in chosen}}
    scored = scoring.scores(scoring.rows(chosen, answers, texts, judged), described)
    (folder / runs.DESCRIPTION).write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", "utf-8")
    runs.write_scores(folder, scored)
    before = runs.read_scores(baseline) if baseline.exists() and collection.shipped else None
    report.write(folder, scored, {case.id: case for case in chosen}, answers, texts, before)
    return scored


def _describe(
    collection: Collection, chosen: Sequence[Case], current: Settings, articles: Path | None, cases: Path | None
) -> dict[str, Any]:
    return {
        "collection": collection.name,
        "articles": str(articles) if articles else None,
        "cases": str(cases) if cases else None,
        "asked": len(chosen),
        "date": datetime.now(UTC).date().isoformat(),
        "corpus": collection.digest,
        "settings_hash": current.hash,
        "model": "quoted",
        "embedding": current.embedding.model,
        "versions": {name: version(name) for name in ("entente-assistant", "inspect-ai", "ir-measures", "torch")},
    }


def _name(collection: Collection, current: Settings, split: str | None, family: str | None, sample: int | None) -> str:
    """The same corpus, settings, code and choice give the same folder, so that a killed run goes on by itself."""
    chosen = "-".join(str(part) for part in (split, family, sample) if part is not None)
    state = [digest[:6] for digest in (collection.digest, current.hash, code_digest())]
    return "-".join(part for part in (collection.name, chosen, *state) if part)


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("cases"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        asked = bar.add_task("cases", total=total)
        yield lambda: bar.advance(asked)


def _print(scored: Scores) -> None:
    by_name = {(figure.metric, figure.group): figure for figure in scored.figures}
    table = Table(box=None, pad_edge=False)
    for name in ("metric", "all", "95 %", "scored", "en", "fr", "aside"):
        table.add_column(name, no_wrap=True, justify="left" if name == "metric" else "right")
    for metric in HEADLINE:
        figure = by_name.get((metric, "all"))
        if figure is not None:
            others = [_value(by_name.get((metric, group))) for group in ("lang:en", "lang:fr", "split:aside")]
            table.add_row(metric, _value(figure), _interval(figure), f"{figure.scored}/{figure.total}", *others)
    console.print(table)
    for figure in scored.passport:
        if figure.group == "all":
            console.print(f"verifier's {figure.metric}: {_value(figure)} {_interval(figure)} ({figure.scored} pairs)")
    for stage, (p50, p95) in scored.latency.items():
        console.print(f"{stage:<10} p50 {1000 * p50:6.1f} ms  p95 {1000 * p95:6.1f} ms")


def _value(figure: Figure | None) -> str:
    return "–" if figure is None else "not scored" if figure.value is None else f"{figure.value:.3f}"


def _interval(figure: Figure) -> str:
    return "" if figure.low is None or figure.high is None else f"[{figure.low:.3f}, {figure.high:.3f}]"


def _print_changes(found: Scores, baseline: Scores) -> None:
    from evals.gate import compare
    from evals.statistics import minimum_detectable_effect

    table = Table("metric", "before", "after", "difference", "95 %", "p", "detectable", "worse", "better")
    for change in compare(found, baseline):
        paired = change.paired
        table.add_row(
            change.metric,
            f"{paired.before:.3f}",
            f"{paired.after:.3f}",
            f"{paired.difference:+.3f}",
            f"[{paired.low:+.3f}, {paired.high:+.3f}]",
            f"{paired.p:.3f}",
            f"{minimum_detectable_effect(paired.before or 0.0, paired.count):.3f}",
            str(len(change.worse)),
            str(len(change.better)),
        )
        if change.worse:
            console.print(f"{change.metric} worse: {', '.join(change.worse)}", soft_wrap=True)
    console.print(table)
