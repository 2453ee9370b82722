"""Whether the assistant knows when nothing answers: what counts as wrong, the curve past the threshold, the sheet."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from typer.testing import CliRunner

from assistant.ask import evidence
from assistant.documents import Answer, Article, Citation, Span, Turn
from assistant.index import embed
from evals import answerable, cli, curves
from evals.answerable import Asked
from evals.baselines import Baselines
from evals.cases import Case
from evals.measured import Indexed
from tests.fakes import FakeEmbedder

ARTICLE = Article(id="school", title="The school", language="en", text="Ann Lee leads the school.")
CASES = [
    Case("held", "Who leads the school?", "en", (), (("Ann Lee",),), "held"),
    Case("lacking", "Who founded the school?", "en", (), (), "lacking"),
]


class Fixed:
    """An assistant that quotes the one sentence when it is at least as sure as its threshold."""

    def __init__(self, sure: dict[str, float], threshold: float) -> None:
        self.sure = sure
        self.threshold = threshold
        self.asked: list[str] = []

    def ask(self, question: str, history: list[Turn], language: str) -> Answer:
        self.asked.append(question)
        sure = self.sure[question]
        span = Span("school", 0, len(ARTICLE.text), ARTICLE.text)
        answered = sure >= self.threshold
        return Answer(
            id="",
            question=question,
            status="answered" if answered else "refused",
            reason=None if answered else "not_in_articles",
            language="en",
            text="",
            claims=(),
            citations=(Citation(1, span, "", "", "en", None),) if answered else (),
            nearest=(),
            considered=(),
            as_of=date(2026, 1, 1),
            seconds={},
            build_id="",
            settings_hash="",
            model="",
            condensed_question=question,
            answerability=sure,
        )


@pytest.fixture
def baselines() -> Iterator[Baselines]:
    with closing(Baselines([ARTICLE], FakeEmbedder())) as found:
        yield found


def asked(
    name: str, sure: float, *, held: bool, given: bool = True, wrong: bool = False, willing: bool = True
) -> Asked:
    signals = {"assistant": sure, "bm25": 1.0, "cosine": 0.5}
    return Asked(name, name, held, signals, given, willing, wrong)


def ask(cases: list[Case], sure: dict[str, float], threshold: float, baselines: Baselines) -> tuple[list[Asked], Fixed]:
    willing = Fixed(sure, 0.0)
    there = Indexed(Fixed(sure, threshold), baselines, {}, {})  # type: ignore[arg-type]
    return answerable.ask(cases, there, willing), willing  # type: ignore[arg-type]


def test_a_refused_question_is_asked_again_for_what_the_answer_would_have_been(baselines: Baselines) -> None:
    sure = {CASES[0].question: 0.4, CASES[1].question: 0.8}
    found, willing = ask(CASES, sure, 0.7, baselines)
    assert willing.asked == [CASES[0].question]
    assert [(one.given, one.willing, one.wrong) for one in found] == [(False, True, False), (True, True, True)]
    assert [one.signals["assistant"] for one in found] == [0.4, 0.8]
    assert all(one.signals["bm25"] > 0 and 0 < one.signals["cosine"] <= 1 for one in found)


def test_an_answer_without_a_key_fact_or_with_what_is_forbidden_is_wrong(baselines: Baselines) -> None:
    case = CASES[0]
    cases = [case, replace(case, facts=(("Bo Roe",),)), replace(case, forbidden=("leads",))]
    found, _ = ask(cases, {case.question: 0.9}, 0.7, baselines)
    assert [one.wrong for one in found] == [False, True, True]


def test_a_false_premise_refused_with_the_facts_is_an_answer(baselines: Baselines) -> None:
    class Corrects(Fixed):
        def ask(self, question: str, history: list[Turn], language: str) -> Answer:
            answer = Fixed({question: 1.0}, 0.0).ask(question, history, language)
            return replace(answer, status="refused", reason="false_premise")

    corrects = Corrects({}, 0.0)
    there = Indexed(corrects, baselines, {}, {})  # type: ignore[arg-type]
    cases = [CASES[0], replace(CASES[0], facts=(("Bo Roe",),))]
    found = answerable.ask(cases, there, corrects)  # type: ignore[arg-type]
    assert [(one.given, one.wrong) for one in found] == [(True, False), (False, False)]


def test_a_case_to_clarify_is_left_out(baselines: Baselines) -> None:
    cases = [CASES[0], replace(CASES[1], status="clarify")]
    found, _ = ask(cases, {case.question: 0.9 for case in cases}, 0.7, baselines)
    assert [one.case for one in found] == ["held"]


def test_where_there_are_no_words_to_quote_no_answer_is_wrong(baselines: Baselines) -> None:
    found, _ = ask(CASES, {CASES[0].question: -1.0, CASES[1].question: -1.0}, 0.7, baselines)
    assert [(one.given, one.willing, one.wrong) for one in found] == [(False, False, False)] * 2


def test_the_figures_of_a_collection() -> None:
    found = [
        asked("a", 0.9, held=True),
        asked("b", 0.6, held=True, given=False),
        asked("c", 0.8, held=False, wrong=True),
        asked("d", 0.3, held=False, given=False, wrong=True),
    ]
    summary = answerable.summary("small", found)
    assert (summary.answerable, summary.unanswerable) == (2, 2)
    # Of the four pairs (answerable, other) three are in order: 0.9 > 0.8, 0.9 > 0.3, 0.6 > 0.3; BM25 ties them all.
    assert summary.auroc["assistant"].value == 0.75
    assert summary.auroc["bm25"].value == 0.5
    assert summary.refusal_recall.value == 0.5
    assert summary.false_refusals.value == 0.5
    assert summary.shipped == (0.5, 0.5, 0.8)


def test_the_curve_goes_on_past_the_threshold_and_a_tie_is_one_point() -> None:
    found = [
        asked("a", 0.9, held=True),
        asked("b", 0.6, held=False, given=False, wrong=True),
        asked("c", 0.6, held=True, given=False),
        asked("d", 0.5, held=False, given=False, willing=False),
    ]
    # At 0.9 one of four is answered, rightly; at 0.6 three of four, one of the three wrongly; d has nothing to quote.
    assert answerable.coverage_risk(found) == ((0.25, 0.0, 0.9), (0.75, 1 / 3, 0.6))
    assert answerable.coverage_risk([found[3]]) == ()


def test_a_kind_of_case_that_is_missing_is_not_scored() -> None:
    summary = answerable.summary("held", [asked("a", 0.2, held=True, given=False)])
    assert summary.auroc["assistant"].value is None
    assert summary.refusal_recall.value is None
    assert summary.false_refusals.value == 1
    assert summary.shipped is None
    assert "| held | 1 | 0 | – | – | – | – | 1.000 [" in answerable.markdown([summary], 0.5)


def test_the_sheet_has_a_panel_for_each_curve_and_a_ring_where_it_is_shipped() -> None:
    points = ((0.5, 0.0, 0.9), (1.0, 0.5, 0.1))
    drawn = fromstring(curves.sheet([("one", points, points[0]), ("none", (), None), ("two", points, None)]))
    space = "{http://www.w3.org/2000/svg}"
    assert [text.text for text in drawn.iter(f"{space}text") if text.get("class") == "title"] == ["one", "two"]
    assert len(list(drawn.iter(f"{space}polyline"))) == 2
    (ring,) = [mark for mark in drawn.iter(f"{space}circle") if mark.get("class") == "shipped"]
    # Coverage runs from 52 to 346: 0.5 → 199; risk 0 stands at 224.
    assert (ring.get("cx"), ring.get("cy")) == ("199.0", "224.0")


def test_the_command_writes_table_figures_and_curves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Sure:
        def probability(self, _signals: object) -> float:
            return 0.9

    monkeypatch.setattr(evidence, "model", Sure)
    monkeypatch.setattr(embed, "SentenceEmbeddings", lambda settings: FakeEmbedder())
    held = {"id": "a", "question": "Who leads the school?", "lang": "en", "facts": [["Ann Lee"]]}
    held["gold"] = [{"article": "school", "passage": ARTICLE.text}]
    lacking = {"id": "b", "question": "Who founded the school?", "lang": "en", "facts": [], "gold": []}
    row = {"id": ARTICLE.id, "title": ARTICLE.title, "lang": "en", "text": ARTICLE.text}
    (tmp_path / "small.articles.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (tmp_path / "small.cases.jsonl").write_text(json.dumps(held) + "\n" + json.dumps(lacking) + "\n", "utf-8")
    plot, out = tmp_path / "plots" / "curve.svg", tmp_path / "out"
    arguments = ["answerability", str(tmp_path / "small"), "--split", "all", "--out", str(out), "--plot", str(plot)]
    result = CliRunner().invoke(cli.app, arguments)
    assert result.exit_code == 0, result.output
    (stored,) = json.loads((out / "answerability.json").read_text("utf-8"))["measured"]
    assert (stored["answerable"], stored["unanswerable"]) == (1, 1)
    assert (out / "answerability.md").read_text("utf-8").strip() in result.output
    assert fromstring(plot.read_text("utf-8")).tag.endswith("svg")
