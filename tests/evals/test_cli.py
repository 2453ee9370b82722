"""`assistant-eval` from the command line, over a small collection with a fake embedder."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.ask import evidence
from assistant.index import embed
from evals import cli, runs
from tests.fakes import FakeEmbedder

ARTICLES = [
    {"id": "school", "title": "The school", "lang": "en", "text": "Ann Lee leads the school. It opened in 1901."},
    {
        "id": "fund",
        "title": "The fund",
        "lang": "en",
        "text": "The fund pays for lighthouses. It holds 12 million crowns.",
    },
]
CASES = [
    {"id": "a", "question": "Who leads the school?", "lang": "en", "split": "aside", "facts": [["Ann Lee"]]},
    {"id": "b", "question": "How much does the fund hold?", "lang": "en", "split": "tune", "facts": [["12 million"]]},
]
GOLD = {"a": ("school", "Ann Lee leads the school."), "b": ("fund", "It holds 12 million crowns.")}


@pytest.fixture
def collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    class Fixed:
        def probability(self, _signals: object) -> float:
            return 0.9

    monkeypatch.setattr(evidence, "model", Fixed)
    monkeypatch.setattr(embed, "SentenceEmbeddings", lambda settings: FakeEmbedder())
    lines = [{**case, "gold": [dict(zip(("article", "passage"), GOLD[case["id"]], strict=True))]} for case in CASES]
    for name, rows in (("articles", ARTICLES), ("cases", lines)):
        (tmp_path / f"small.{name}.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    return ["--articles", str(tmp_path / "small.articles.jsonl"), "--cases", str(tmp_path / "small.cases.jsonl")]


def call(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli.app, [*arguments], env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output
    return result.output


def test_another_collection_is_run_scored_and_reported(collection: list[str], tmp_path: Path) -> None:
    told = call("run", *collection, "--out", str(tmp_path / "run"))
    assert "right" in told
    assert "not scored" in told
    scores = runs.read_scores(tmp_path / "run")
    assert [row.case for row in scores.rows] == ["a", "b"]
    assert all(row.right for row in scores.rows)
    assert (tmp_path / "run" / "report.html").read_text("utf-8").startswith("<!doctype html>")


def test_two_runs_with_the_same_build_score_the_same(collection: list[str], tmp_path: Path) -> None:
    for name in ("one", "two"):
        call("run", *collection, "--out", str(tmp_path / name))
    one, two = (runs.read_scores(tmp_path / name) for name in ("one", "two"))
    assert one.figures == two.figures
    assert one.curve == two.curve
    assert "No regression" in call("gate", str(tmp_path / "one"), "--baseline", str(tmp_path / "two"))


def test_the_gate_fails_on_a_citation_that_is_not_the_articles_words(collection: list[str], tmp_path: Path) -> None:
    call("run", *collection, "--out", str(tmp_path / "run"))
    path = tmp_path / "run" / runs.SCORES
    scores = json.loads(path.read_text("utf-8"))
    scores["rows"][0]["invalid"] = 1
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / runs.SCORES).write_text(json.dumps(scores), "utf-8")
    told = call("gate", str(broken), "--baseline", str(tmp_path / "run"), code=1)
    assert "citations that are not the article's words: a" in told


def test_stored_answers_are_scored_anew_without_asking(
    collection: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("run", *collection, "--out", str(tmp_path / "run"))
    before = runs.read_scores(tmp_path / "run")
    monkeypatch.setattr(embed, "SentenceEmbeddings", None)
    call("report", str(tmp_path / "run"))
    assert runs.read_scores(tmp_path / "run").figures == before.figures


def test_a_split_alone_can_be_run_and_compared(collection: list[str], tmp_path: Path) -> None:
    call("run", *collection, "--out", str(tmp_path / "all"))
    call("run", *collection, "--split", "aside", "--out", str(tmp_path / "aside"))
    assert [row.case for row in runs.read_scores(tmp_path / "aside").rows] == ["a"]
    assert "right" in call("compare", str(tmp_path / "aside"), str(tmp_path / "all"))
