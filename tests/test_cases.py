"""The shipped questions: gold passages stand in their articles, answerable cases have facts, none is repeated."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.corpus.load import load
from assistant.settings import CorpusSettings
from evals.cases import DATA, FAMILIES, Case, Edit, Gold, altered, faults, holds, read_cases
from evals.dev import contains_facts

ROOT = Path(__file__).parent.parent
TEXTS = {article.id: article.text for article in load(ROOT / "corpus" / "articles", CorpusSettings()).articles}
CASES = read_cases(DATA)
CASE = Case("a", "Who?", "en", (Gold("x", "Ann leads."),), (("Ann",),))


def test_the_shipped_cases_have_no_faults() -> None:
    assert faults(CASES, TEXTS) == []


def test_every_family_has_cases_enough_and_the_languages_are_sixty_to_forty() -> None:
    fresh = [case for case in CASES if case.batch == "suite"]
    families = Counter(case.family for case in CASES)
    assert min(families[family] for family in FAMILIES) >= 25
    assert len(fresh) >= 400
    assert 0.58 <= sum(case.lang == "en" for case in fresh) / len(fresh) <= 0.62


def test_the_dev_questions_are_forty_english_and_twenty_french_a_quarter_without_an_answer() -> None:
    cases = [case for case in CASES if case.batch == "dev"]
    assert [sum(case.lang == language for case in cases) for language in ("en", "fr")] == [40, 20]
    assert sum(not case.answerable for case in cases) == 15


def test_the_cases_on_time_and_replies_are_half_in_french_and_half_aside() -> None:
    cases = [case for case in CASES if case.batch == "time"]
    families = Counter(case.family for case in cases)
    assert families == {
        "clarify": 40,
        "partial": 40,
        "superseded": 60,
        "disagree": 40,
        "false_premise": 60,
        "single_fact": 64,  # the look-alikes: 24 that are not ambiguous, 40 whose premise is true
    }
    halves = Counter((case.family, case.lang, case.split) for case in cases)
    assert halves == {key: families[key[0]] / 4 for key in halves}


def test_a_question_asked_as_of_several_dates_is_in_one_split() -> None:
    splits: dict[str, set[str]] = {}
    for case in CASES:
        if case.batch == "time":
            splits.setdefault(case.question, set()).add(case.split)
    assert {question: found for question, found in splits.items() if len(found) > 1} == {}


def test_a_family_tells_the_status_it_expects() -> None:
    expected = {family: {case.expected for case in CASES if case.family == family} for family in FAMILIES}
    assert expected["clarify"] == {"clarify"}
    assert expected["partial"] == {"partial"}
    assert expected["not_in_articles"] | expected["out_of_scope"] == {"refused"}
    assert {"refused", "clarify"}.isdisjoint(expected["superseded"] | expected["disagree"] | expected["single_fact"])


def test_a_case_to_clarify_is_neither_answerable_nor_to_be_refused() -> None:
    answered, refused = CASE, replace(CASE, gold=(), facts=())
    partial, clarify = replace(CASE, status="partial"), replace(refused, status="clarify")
    assert [case.expected for case in (answered, partial, refused, clarify)] == [
        "answered",
        "partial",
        "refused",
        "clarify",
    ]
    assert [case.answerable for case in (answered, partial, refused, clarify)] == [True, True, False, False]


def test_the_turns_of_a_conversation_are_in_one_split() -> None:
    splits: dict[str, set[str]] = {}
    for case in CASES:
        splits.setdefault(case.cluster, set()).add(case.split)
    assert {cluster: found for cluster, found in splits.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"id": "a"}, r"lacks \['question', 'lang', 'gold', 'facts'\]"),
        ({}, "repeats id a"),
        ({"family": "odd"}, "family is 'odd', expected one of single_fact"),
        ({"colour": "red"}, r"unknown fields \['colour'\]"),
        ({"as_of": "soon"}, "Invalid isoformat"),
        ({"status": "smalltalk"}, "status is 'smalltalk', expected one of answered, partial, clarify, refused"),
        ({"reason": "shy"}, "reason is 'shy', expected one of not_in_articles"),
    ],
)
def test_a_bad_case_is_named_by_its_line(row: dict[str, str], fault: str, tmp_path: Path) -> None:
    good = {"id": "a", "question": "q", "lang": "en", "gold": [], "facts": []}
    bad = row if row == {"id": "a"} else {**good, **row}
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in (good, bad)), "utf-8")
    with pytest.raises(ValueError, match=f"cases.jsonl line 2: {fault}"):
        read_cases(file)


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        (replace(CASE, gold=(Gold("x", "Bob leads."),)), "not in x: Bob leads."),
        (replace(CASE, gold=()), "facts without a gold passage"),
        (replace(CASE, facts=()), "gold passages without facts"),
        (replace(CASE, facts=(("Zoe",),)), "no gold passage holds 'Zoe'"),
        (replace(CASE, status="clarify"), "to be clarified, with facts"),
        (replace(CASE, status="clarify", facts=()), "to be clarified, without a gold passage of each reading"),
        (replace(CASE, status="partial", gold=(), facts=()), "to be partial, without facts"),
        (replace(CASE, status="refused"), "to be refused, with facts"),
        (replace(CASE, edits=(Edit("x", "Ann", "Bob"),)), "edits without the name of a copy"),
    ],
)
def test_a_fault_of_a_case_is_told(case: Case, fault: str) -> None:
    assert f"a: {fault}" in faults([case], {"x": "Ann leads."})


def test_the_same_question_twice_is_a_fault() -> None:
    assert faults([CASE, replace(CASE, id="b")], {"x": "Ann leads."}) == ["asked twice: Who?"]


def test_an_altered_copy_has_the_edits_of_all_its_cases() -> None:
    cases = [replace(CASE, edits=(Edit("x", "Ann", "Bob"),)), replace(CASE, id="b", edits=(Edit("y", "1", "2"),))]
    assert altered({"x": "Ann leads.", "y": "1 day"}, cases) == {"x": "Bob leads.", "y": "2 day"}


def test_an_edit_that_does_not_stand_once_in_its_article_is_named() -> None:
    with pytest.raises(ValueError, match="case a: 'Zoe' does not stand exactly once in x"):
        altered({"x": "Ann leads."}, [replace(CASE, edits=(Edit("x", "Zoe", "Bob"),))])


def test_facts_match_whatever_the_typography() -> None:
    case = replace(CASE, facts=(("12,5 %",), ("l'Élysée",)))
    assert contains_facts(case, ["EDF prend 12,5\u00a0% de l’ELYSEE"])
    assert not contains_facts(case, ["EDF prend 13 % de l'Élysée"])
    assert holds("10–11 July", ["10-11 july"])


@pytest.mark.parametrize("path", sorted((ROOT / "evals" / "collections").glob("*.cases.jsonl")), ids=lambda p: p.stem)
def test_the_cases_of_the_other_collections_have_no_faults(path: Path) -> None:
    articles = load(path.with_name(path.name.replace(".cases.", ".articles.")), CorpusSettings()).articles
    assert faults(read_cases(path), {article.id: article.text for article in articles}) == []
