"""The gate: worse by more than chance fails and is named; noise, missing cases and unscored metrics do not."""

from dataclasses import replace

import pytest

from evals.gate import Change, compare, invalid
from evals.runs import Row, Scores

ROW = Row(
    case="q",
    cluster="q",
    family="single_fact",
    lang="en",
    split="aside",
    style="staff",
    answerable=True,
    status="answered",
    expected="answered",
    answerability=0.9,
    right=True,
    wrong=False,
    facts=1.0,
    forbidden=False,
    invalid=0,
    language=True,
    repeated=True,
    recall_5=1.0,
)


def scores(*right: bool, first: int = 0) -> Scores:
    rows = tuple(replace(ROW, case=f"q-{n}", cluster=f"q-{n}", right=r) for n, r in enumerate(right, start=first))
    return Scores((), rows, (), (), (), {}, {})


def change(run: Scores, baseline: Scores, metric: str = "right") -> Change:
    return next(change for change in compare(run, baseline) if change.metric == metric)


def test_twenty_cases_that_got_wrong_of_sixty_are_a_regression_and_named() -> None:
    found = change(scores(*[False] * 20, *[True] * 40), scores(*[True] * 60))
    assert found.regressed
    assert found.worse == tuple(f"q-{n}" for n in range(20))
    assert found.paired.difference == pytest.approx(-20 / 60)


def test_one_case_of_sixty_is_within_chance() -> None:
    found = change(scores(False, *[True] * 59), scores(*[True] * 60))
    assert not found.regressed
    assert found.worse == ("q-0",)


def test_a_gain_is_no_regression() -> None:
    found = change(scores(*[True] * 60), scores(*[False] * 20, *[True] * 40))
    assert not found.regressed
    assert len(found.better) == 20


def test_only_cases_of_both_runs_are_compared() -> None:
    assert change(scores(True, False), scores(True, True, first=1)).paired.count == 1


def test_runs_without_a_common_case_give_no_changes() -> None:
    assert compare(scores(True), scores(True, first=9)) == []


def test_a_metric_that_one_run_did_not_score_is_left_out() -> None:
    assert "ndcg@10" not in {found.metric for found in compare(scores(True), scores(True))}


def test_a_citation_that_is_not_the_articles_words_is_named() -> None:
    assert invalid([ROW, replace(ROW, case="bad", invalid=2)]) == ["bad"]
