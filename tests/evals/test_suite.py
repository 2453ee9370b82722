"""Reading a collection and choosing its cases."""

import json
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.suite import SHIPPED, CasesError, anchored, choose, code_digest, read_collection
from tests.evals.collection import CASES

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    articles, cases = tmp_path / "public.articles.jsonl", tmp_path / "public.cases.jsonl"
    article = {"id": "x", "title": "Ann", "text": "Ann leads the school. It was founded in 1901.", "lang": "en"}
    articles.write_text(json.dumps(article) + "\n", "utf-8")
    gold = [{"article": "x", "passage": "Ann leads the school."}]
    case = {"id": "a", "question": "Who leads?", "lang": "en", "gold": gold, "facts": [["Ann"]]}
    cases.write_text(json.dumps(case) + "\n", "utf-8")
    return articles, cases


def test_another_collection_is_read_with_its_cases(files: tuple[Path, Path], settings: Settings) -> None:
    collection = read_collection(*files, settings)
    assert (collection.name, len(collection.articles), len(collection.cases)) == ("public", 1, 1)
    assert not collection.shipped
    assert collection.texts("") == {"x": collection.articles[0].text}


def test_the_shipped_cases_fit_the_shipped_corpus(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    collection = read_collection(None, None, settings)
    assert collection.name == SHIPPED
    assert len({case.copy for case in collection.cases}) == 6


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "a"}', "line 1: lacks"),
        ("{", "line 1"),
        (
            '{"id":"a","question":"?","lang":"en","gold":[{"article":"x","passage":"No."}],"facts":[["No"]]}',
            "1 faults, first: a: not in x: No.",
        ),
    ],
)
def test_cases_that_do_not_fit_are_told_in_one_line(
    line: str, told: str, files: tuple[Path, Path], settings: Settings
) -> None:
    files[1].write_text(line + "\n", "utf-8")
    with pytest.raises(CasesError, match=told) as error:
        read_collection(*files, settings)
    assert "\n" not in str(error.value)


def test_a_split_or_a_family_is_chosen() -> None:
    assert [case.id for case in choose(CASES, "tune", None, None)] == ["q-2"]
    assert [case.id for case in choose(CASES, None, "counterfactual", None)] == ["q-3"]


def test_a_sample_takes_whole_conversations_of_the_unaltered_corpus_and_always_the_same() -> None:
    assert [case.id for case in choose(CASES, None, None, 1)] == ["q-1"]
    assert choose(CASES, None, None, 1) == choose(CASES, None, None, 1)


def test_cases_of_a_copy_stand_together() -> None:
    assert [case.copy for case in choose((CASES[2], CASES[0], CASES[1]), None, None, None)] == ["", "", "swapped"]


def test_the_digest_of_the_code_is_twelve_hex_digits() -> None:
    assert len(code_digest()) == 12
    assert int(code_digest(), 16) >= 0


def test_paths_of_the_settings_can_be_anchored(settings: Settings, tmp_path: Path) -> None:
    relative = settings.model_copy(update={"index": settings.index.model_copy(update={"location": Path("data/index")})})
    found = anchored(relative, tmp_path)
    assert found.index.location == tmp_path / "data/index"
    assert found.corpus.path == tmp_path / settings.corpus.path
    assert found.hash == settings.hash
