"""A run on disk: what was asked, what was answered, and what the scoring made of it.

RUN/
  run.json        what ran: build, settings, versions, when, of which cases
  answers.jsonl   a line per case, appended as they come: a killed run goes on after the last whole line
  scores.json     figures and a row per case; made anew from the answers as often as wanted
  report.html     the page made of it
  logs/           Inspect's logs
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Place = tuple[str, int, int]
Ablation = Literal["gone", "other", "stays"]

ANSWERS = "answers.jsonl"
SCORES = "scores.json"
DESCRIPTION = "run.json"
REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Stored:
    """One case as it was asked. Places are (article id, start, end) in the text that was indexed.

    `answer` is the JSON of the answer (docs/answer-json.md). `found` are the ten best passages of the assistant, best
    first; `keyword` and `dense` those of BM25 alone and of the cosine alone, the yardsticks. `gold` are the places of
    the gold passages. `repeated` tells whether asking again gave the same bytes. `ablated` is the JSON of the answer
    after the passages cited were taken out of the index; None where nothing was cited.
    """

    case: str
    answer: dict[str, Any]
    found: tuple[Place, ...]
    keyword: tuple[Place, ...]
    dense: tuple[Place, ...]
    gold: tuple[Place, ...]
    repeated: bool | None = None
    ablated: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """How one case came out. None: does not apply, or was not scored; never counted as zero.

    `expected`: the status that is right. `right`: answered with every fact and nothing forbidden in the quotes, where a
    part has no answer with that said, or refused where nothing answers, or asked back where the question is ambiguous;
    a false premise may be answered or refused with the facts. `wrong`: something was quoted as an answer, and not
    right. `reason`: whether a refusal gives the reason that the case names. `facts`: share (0–1) of the key facts in
    the quotes. `recall`, `mrr`, `ndcg`: of the gold places among `found`, at 1, 5, 10. `precision`, `support`: citation
    precision and recall (ALCE). `overlap`: intersection over union of the quoted and the gold characters. `invalid`:
    citations whose quote is not the text.
    """

    case: str
    cluster: str
    family: str
    lang: str
    split: str
    style: str
    answerable: bool
    status: str
    expected: str
    answerability: float
    right: bool
    wrong: bool
    facts: float | None
    forbidden: bool
    invalid: int
    language: bool | None
    repeated: bool | None
    recall_1: float | None = None
    recall_5: float | None = None
    recall_10: float | None = None
    mrr_10: float | None = None
    ndcg_10: float | None = None
    keyword_recall_5: float | None = None
    dense_recall_5: float | None = None
    precision: float | None = None
    support: float | None = None
    overlap: float | None = None
    ablation: Ablation | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    judged: float | None = None
    reason: bool | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric over a group of cases: its value and 95 % interval, how many were scored of how many it applies to."""

    metric: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    scored: int
    total: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything a report needs besides cases and answers.

    `curve`: coverage–risk points (coverage, risk, threshold), by falling threshold. `calibration`: (lowest, highest,
    mean stated probability, share right, count) per bin. `passport`: the verifier's own error rates. `latency`:
    {stage: (p50, p95)} in seconds.
    """

    figures: tuple[Figure, ...]
    rows: tuple[Row, ...]
    curve: tuple[tuple[float, float, float], ...]
    calibration: tuple[tuple[float, float, float, float, int], ...]
    passport: tuple[Figure, ...]
    latency: dict[str, tuple[float, float]]
    description: dict[str, Any]


def append(run: Path, stored: Stored) -> None:
    """Add one answer; the line is whole or not there at all."""
    line = json.dumps(asdict(stored), ensure_ascii=False) + "\n"
    with (run / ANSWERS).open("a", encoding="utf-8") as file:
        file.write(line)


def read_answers(run: Path) -> dict[str, Stored]:
    """The answers of a run by case, in the order they were given; {} for a run that has none.

    A last line that a kill cut off is dropped from the file.
    """
    path = run / ANSWERS
    if not path.exists():
        return {}
    text = path.read_text("utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, "utf-8")
    return {stored.case: stored for stored in map(_stored, whole.splitlines())}


def write_scores(run: Path, scores: Scores) -> None:
    text = json.dumps(asdict(scores), ensure_ascii=False, indent=1, sort_keys=False)
    (run / SCORES).write_text(text + "\n", "utf-8")


def read_scores(run: Path) -> Scores:
    """The scores of a run, or of a scores file.

    Raises:
        FileNotFoundError: when it has none.
    """
    path = run / SCORES if run.is_dir() else run
    row = json.loads(path.read_text("utf-8"))
    return Scores(
        figures=_figures(row["figures"]),
        rows=tuple(Row(**found) for found in row["rows"]),
        curve=tuple((point[0], point[1], point[2]) for point in row["curve"]),
        calibration=tuple((b[0], b[1], b[2], b[3], b[4]) for b in row["calibration"]),
        passport=_figures(row["passport"]),
        latency={stage: (found[0], found[1]) for stage, found in row["latency"].items()},
        description=row["description"],
    )


def _figures(rows: Iterable[dict[str, Any]]) -> tuple[Figure, ...]:
    return tuple(Figure(**row) for row in rows)


def _stored(line: str) -> Stored:
    row = json.loads(line)
    places = {name: tuple((p[0], p[1], p[2]) for p in row[name]) for name in ("found", "keyword", "dense", "gold")}
    return Stored(row["case"], row["answer"], **places, repeated=row["repeated"], ablated=row["ablated"])
