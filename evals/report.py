"""The report of a run: one HTML file that needs nothing but itself, made from the run's scores, cases and answers."""

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from evals import plots
from evals.cases import Case
from evals.gate import Change, compare
from evals.report_cases import bodies, share
from evals.runs import REPORT, Figure, Row, Scores, Stored

PAGE = Path(__file__).parent / "page"
WHOLE = "all"
SIDE_BY_SIDE = 6

# How good each is: a refusal that should not be disappoints, a wrong answer misleads.
OUTCOMES = {"right": 2, "wrong": 0, "false refusal": 1, "missed refusal": 0}
YARDSTICKS = {"recall@5": "The assistant", "keyword_recall@5": "BM25 alone", "dense_recall@5": "The cosine alone"}
CITATIONS = ("citation_precision", "citation_recall", "span_overlap", "invalid_citations", "ablation_gone_or_other")
DIMENSIONS = {"family": "Family", "lang": "Language", "split": "Split", "style": "Style"}


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of one dimension, a figure per metric and group where there is one."""

    name: str
    title: str
    metrics: tuple[str, ...]
    groups: tuple[str, ...]
    figures: dict[tuple[str, str], Figure]

    @property
    def tall(self) -> bool:
        """Whether it has too many groups to stand side by side."""
        return len(self.groups) > SIDE_BY_SIDE


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that came out otherwise than in the baseline."""

    case: str
    question: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Diff:
    """Against the baseline: changes of metrics over the cases of both, cases moved, and cases that only one has."""

    changes: list[Change]
    better: list[Moved]
    worse: list[Moved]
    common: int
    added: int
    gone: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a case's line before it is opened."""

    row: Row
    question: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template shows: figures by the names they are shown under, the numbers of the plots as text.

    `data` is what the page's script makes the cases' bodies of.
    """

    build: str
    scores: Scores
    headline: list[tuple[str, Figure]]
    yardsticks: list[tuple[str, Figure]]
    citations: list[tuple[str, Figure]]
    passport: list[tuple[str, Figure]]
    passport_tables: list[Table]
    tables: list[Table]
    curve: list[tuple[str, ...]]
    calibration: list[tuple[str, ...]]
    latency: list[tuple[str, ...]]
    diff: Diff | None
    entries: list[Entry]
    outcomes: dict[str, int]
    data: dict[str, Any]


def write(
    run: Path,
    scores: Scores,
    cases: Mapping[str, Case],
    answers: Mapping[str, Stored],
    texts: Mapping[str, Mapping[str, str]],
    baseline: Scores | None,
) -> Path:
    """Write RUN/report.html and return its path; the same input gives the same bytes.

    `texts` are the articles' as they were indexed, by copy ("" for the corpus as it is) and id. Without rows the page
    says that nothing was scored.

    Raises:
        KeyError: for a row whose case is not among the cases or the answers, or whose copy is not among the texts.
    """
    css, script = ((PAGE / name).read_text("utf-8").strip() for name in ("report.css", "report.js"))
    html = _template().render(
        page=_page(scores, cases, answers, texts, baseline),
        css=Markup(css),
        css_hash=_hash(css),
        script=Markup(script),
        script_hash=_hash(script),
    )
    path = run / REPORT
    path.write_text(html, "utf-8", errors="backslashreplace")
    return path


def outcome(row: Row) -> str:
    """One of `OUTCOMES`: a refusal is false where something answers, and missed where nothing does."""
    if row.right:
        return "right"
    if not row.answerable:
        return "missed refusal"
    return "wrong" if row.wrong else "false refusal"


def difference(run: Scores, baseline: Scores, cases: Mapping[str, Case]) -> Diff:
    """What changed since the baseline; the cases in the order of the run.

    A case got better when its outcome is right now, or is a false refusal where it was a wrong answer.
    """
    before = {row.case: row for row in baseline.rows}
    pairs = [(before[row.case], row) for row in run.rows if row.case in before]
    ranked = [(_moved(old, new, cases), OUTCOMES[outcome(new)] - OUTCOMES[outcome(old)]) for old, new in pairs]
    return Diff(
        changes=compare(run, baseline),
        better=[moved for moved, step in ranked if step > 0],
        worse=[moved for moved, step in ranked if step < 0],
        common=len(pairs),
        added=len(run.rows) - len(pairs),
        gone=len(before) - len(pairs),
    )


def tables(figures: Sequence[Figure]) -> list[Table]:
    """A table for each dimension that groups are named by (`family:list` → family), in order of appearance."""
    dimensions: dict[str, list[Figure]] = {}
    for figure in figures:
        name, parted, _ = figure.group.partition(":")
        if parted:
            dimensions.setdefault(name, []).append(figure)
    return [_table(name, found) for name, found in dimensions.items()]


def interval(figure: Figure) -> str:
    """`[0.812, 0.911]`; empty without an interval."""
    return "" if figure.low is None or figure.high is None else f"[{figure.low:.3f}, {figure.high:.3f}]"


def signed(value: float | None) -> str:
    """`+0.012`, or `not scored`."""
    return "not scored" if value is None else f"{value:+.3f}"


def _page(
    scores: Scores,
    cases: Mapping[str, Case],
    answers: Mapping[str, Stored],
    texts: Mapping[str, Mapping[str, str]],
    baseline: Scores | None,
) -> Page:
    whole = {figure.metric: figure for figure in scores.figures if figure.group == WHOLE}
    entries = [Entry(row, cases[row.case].question, outcome(row)) for row in scores.rows]
    counted = Counter(entry.outcome for entry in entries)
    builds = Counter(answers[row.case].answer["build_id"] for row in scores.rows)
    return Page(
        build=builds.most_common(1)[0][0] if builds else "unknown",
        scores=scores,
        headline=list(whole.items()),
        yardsticks=[(name, whole[metric]) for metric, name in YARDSTICKS.items() if metric in whole],
        citations=[(metric, whole[metric]) for metric in CITATIONS if metric in whole],
        passport=[(figure.metric, figure) for figure in scores.passport if figure.group == WHOLE],
        passport_tables=tables(scores.passport),
        tables=tables(scores.figures),
        curve=[tuple(map(share, point)) for point in plots.at_coverages(scores.curve)],
        calibration=[(share(mean), share(right), str(count)) for *_, mean, right, count in scores.calibration if count],
        latency=[(stage, *map(plots.milliseconds, found)) for stage, found in scores.latency.items()],
        diff=difference(scores, baseline, cases) if baseline else None,
        entries=entries,
        outcomes={name: counted[name] for name in OUTCOMES},
        data=bodies(scores.rows, cases, answers, texts),
    )


def _moved(old: Row, new: Row, cases: Mapping[str, Case]) -> Moved:
    return Moved(new.case, cases[new.case].question, outcome(old), outcome(new))


def _table(name: str, figures: Sequence[Figure]) -> Table:
    """Metrics and groups in order of appearance."""
    found = {(figure.metric, figure.group.partition(":")[2]): figure for figure in figures}
    return Table(
        name=name,
        title=DIMENSIONS.get(name, name.capitalize()),
        metrics=tuple(dict.fromkeys(metric for metric, _ in found)),
        groups=tuple(dict.fromkeys(group for _, group in found)),
        figures=found,
    )


def _template() -> Template:
    """The page's template; everything it is given is escaped but what says of itself that it is markup."""
    environment = Environment(
        loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "allow_nan": False, "separators": (",", ":")}
    environment.globals["plots"] = plots
    environment.filters |= {"share": share, "interval": interval, "signed": signed}
    return environment.get_template("report.html.jinja")


def _hash(text: str) -> str:
    """How a Content-Security-Policy names the one inline script or style it allows."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
