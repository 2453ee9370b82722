"""The keyword index: BM25 by hand, statistics over all passages, and terms that look like query syntax."""

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.index import keyword
from assistant.index.keyword import KeywordIndex
from assistant.index.layout import DamagedBuild
from assistant.language import query_terms, terms

# Five passages of three terms each, so that the length part of BM25 is 1 throughout.
ROWS = [
    ("a", ["ferri", "ferri", "port"]),
    ("b", ["port", "town", "board"]),
    ("c", ["town", "board", "fund"]),
    ("d", ["fund", "lamp", "coin"]),
    ("e", ["lamp", "coin", "wave"]),
]


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    keyword.create(tmp_path / "keyword.sqlite", ROWS)
    return KeywordIndex(tmp_path / "keyword.sqlite")


def test_scores_are_bm25_and_come_best_first(index: KeywordIndex) -> None:
    # idf(ferri) = ln((5 − 1 + 0.5) / (1 + 0.5)) = ln 3; in "a" twice: 2 · (1.2 + 1) / (2 + 1.2) = 1.375
    # idf(port) = ln((5 − 2 + 0.5) / (2 + 0.5)) = ln 1.4; once each: 1 · 2.2 / 2.2 = 1
    found = index.query(["port", "ferri"], 10)

    assert list(found.scores) == ["a", "b"]
    assert found.scores["a"] == pytest.approx(1.375 * math.log(3) + math.log(1.4))
    assert found.scores["b"] == pytest.approx(math.log(1.4))


def test_the_best_come_first_wherever_they_are_stored(index: KeywordIndex) -> None:
    assert list(index.query(["lamp", "wave"], 10).scores) == ["e", "d"]
    assert list(index.query(["lamp", "wave"], 1).scores) == ["e"]


def test_mean_and_spread_are_over_all_passages_even_those_beyond_k(index: KeywordIndex) -> None:
    # With x = 1.375 ln 3 + ln 1.4 and y = ln 1.4 the five scores are x, y, 0, 0, 0.
    x, y = 1.375 * math.log(3) + math.log(1.4), math.log(1.4)
    mean = (x + y) / 5
    found = index.query(["port", "ferri"], 1)

    assert list(found.scores) == ["a"]
    assert found.mean == pytest.approx(mean)
    assert found.std == pytest.approx(math.sqrt((x**2 + y**2) / 5 - mean**2))


def test_equal_scores_come_in_the_order_of_their_ids(index: KeywordIndex) -> None:
    assert list(index.query(["coin"], 10).scores) == ["d", "e"]


def test_a_repeated_term_counts_once(index: KeywordIndex) -> None:
    assert index.query(["port", "port"], 10) == index.query(["port"], 10)


@pytest.mark.parametrize("asked", [[], ["absent"]])
def test_nothing_matching_gives_no_scores_and_no_spread(index: KeywordIndex, asked: list[str]) -> None:
    found = index.query(asked, 10)

    assert (found.scores, found.mean, found.std) == ({}, 0.0, 0.0)


OPERATORS = [
    '"',
    "*",
    "NEAR",
    "OR",
    "AND",
    "NOT",
    "-port",
    "terms:port",
    "(",
    "^port",
    "a b",
    "",
    "'",
    "\0",
    "\ud800",
    ";",
]


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_term_that_is_query_syntax_is_only_a_term(index: KeywordIndex, operator: str) -> None:
    assert index.query([operator], 10).scores == {}
    assert list(index.query([operator, "wave"], 10).scores) == ["e"]


@pytest.mark.parametrize("operator", ["NEAR", "*", "12.5", "a b", '"'])
def test_a_term_that_is_query_syntax_is_found_where_it_is_stored(tmp_path: Path, operator: str) -> None:
    keyword.create(tmp_path / "k", [*ROWS, ("odd", [operator])])
    assert list(KeywordIndex(tmp_path / "k").query([operator], 10).scores) == ["odd"]


def test_five_thousand_terms_are_one_query(index: KeywordIndex) -> None:
    assert list(index.query([*(f"t{n}" for n in range(5000)), "wave"], 10).scores) == ["e"]


def test_accents_and_case_do_not_matter_once_terms_were_folded(tmp_path: Path) -> None:
    keyword.create(tmp_path / "k", [("oysters", terms("Le Marché aux huîtres", "fr")), ("x", []), ("y", []), ("z", [])])
    assert list(KeywordIndex(tmp_path / "k").query(query_terms("MARCHE HUITRES"), 10).scores) == ["oysters"]


def test_a_passage_without_terms_counts_but_never_matches(tmp_path: Path) -> None:
    keyword.create(tmp_path / "k", [("full", ["port"]), ("empty", [])])
    index = KeywordIndex(tmp_path / "k")

    assert len(index) == 2
    assert index.matching(["port"]) == 1
    # idf is 10⁻⁶ for a term in half of the passages; f = 1, |D| = 1, average 0.5: 2.2 / (1 + 1.2 · (0.25 + 0.75 · 2))
    assert index.query(["port"], 10).mean == pytest.approx(1e-6 * 2.2 / 3.1 / 2)


def test_an_index_without_passages_matches_nothing(tmp_path: Path) -> None:
    keyword.create(tmp_path / "k", [])
    assert KeywordIndex(tmp_path / "k").query(["port"], 10).scores == {}


def test_matching_counts_passages_with_any_of_the_terms(index: KeywordIndex) -> None:
    assert index.matching(["port", "town"]) == 3
    assert index.matching([]) == 0


def test_together_counts_passages_with_a_term_of_each_group(index: KeywordIndex) -> None:
    assert index.together([["port", "fund"], ["board"]]) == 2
    assert index.together([["port"], ["absent"]]) == 0
    assert index.together([]) == 0


def test_threads_get_the_same_answers_as_one_caller(index: KeywordIndex) -> None:
    alone = [index.query([term], 10) for term in ("port", "fund", "lamp", "ferri")]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda n: index.query([("port", "fund", "lamp", "ferri")[n % 4]], 10), range(200)))

    assert together == alone * 50


def test_reading_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    keyword.create(tmp_path / "k", ROWS)
    before = (tmp_path / "k").read_bytes()
    index = KeywordIndex(tmp_path / "k")
    index.query(["port"], 10)
    index.close()

    assert (tmp_path / "k").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["k"]


def test_a_file_that_is_no_index_is_called_damaged_by_name(tmp_path: Path) -> None:
    (tmp_path / "keyword.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(DamagedBuild, match=r"keyword\.sqlite"):
        KeywordIndex(tmp_path / "keyword.sqlite")
