"""The shipped questions: every gold passage stands in its article, and every answerable case has facts."""

import json
from pathlib import Path

import pytest

from assistant.corpus.load import load
from assistant.settings import CorpusSettings
from evals.cases import DATA, Case, read_cases
from evals.dev import contains_facts, wilson

ROOT = Path(__file__).parent.parent
FILES = sorted(DATA.glob("*.jsonl"))
TEXTS = {article.id: article.text for article in load(ROOT / "corpus" / "articles", CorpusSettings()).articles}


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_every_gold_passage_stands_in_its_article_and_holds_a_fact(file: Path) -> None:
    for case in read_cases(file):
        if case.answerable:
            assert case.passage in TEXTS[case.article], case.id
            assert any(contains_facts(Case(**fields(case, fact)), [case.passage]) for fact in case.facts), case.id
        else:
            assert (case.article, case.passage) == ("", ""), case.id


def fields(case: Case, fact: tuple[str, ...]) -> dict[str, object]:
    return {"id": "", "question": "", "lang": case.lang, "article": "", "passage": "", "facts": (fact,)}


def test_the_dev_questions_are_forty_english_and_twenty_french_a_quarter_without_an_answer() -> None:
    cases = read_cases(DATA / "dev.jsonl")
    assert [sum(case.lang == language for case in cases) for language in ("en", "fr")] == [40, 20]
    assert sum(not case.answerable for case in cases) == 15


def test_no_question_is_in_two_files() -> None:
    questions = [(case.question, case.history) for file in FILES for case in read_cases(file)]
    assert len(questions) == len(set(questions))


@pytest.mark.parametrize(("row", "fault"), [({"id": "a"}, "lacks"), (None, "repeats id")])
def test_a_bad_case_is_named_by_its_line(row: dict[str, str] | None, fault: str, tmp_path: Path) -> None:
    good = {"id": "a", "question": "q", "lang": "en", "article": "", "passage": "", "facts": []}
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in (good, row or good)), "utf-8")
    with pytest.raises(ValueError, match=f"cases.jsonl line 2 {fault}"):
        read_cases(file)


def test_facts_match_whatever_the_typography() -> None:
    case = Case("a", "q", "fr", "x", "", (("12,5 %",), ("l'Élysée",)))
    assert contains_facts(case, ["EDF prend 12,5\u00a0% de l’ELYSEE"])
    assert not contains_facts(case, ["EDF prend 13 % de l'Élysée"])


def test_wilson_intervals_match_the_hand_worked_case() -> None:
    # 8 of 10, z = 1.96: centre (0.8 + 3.8415/20) / 1.38415 = 0.7167, half 1.96·sqrt(0.016 + 0.0096)/1.38415 = 0.2266
    share, low, high = wilson(8, 10)
    assert (share, low, high) == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-3)
