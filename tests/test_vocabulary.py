"""What a misspelt word is taken for, and what is left as it is."""

import json
from pathlib import Path

import pytest

from assistant.documents import Article
from assistant.index import vocabulary
from assistant.index.layout import DamagedBuild
from assistant.index.vocabulary import Vocabulary, edits

WORDS = Vocabulary({"ferry": 3, "treaty": 2, "treats": 1, "lighthouse": 1, "ambassadeur": 1, "port": 4, "board": 1})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("trety", "treaty"),
        ("treatyy", "treaty"),
        ("tretay", "treaty"),
        ("treaky", "treaty"),
        ("lighthuose", "lighthouse"),
        ("lihgthuose", "lighthouse"),
        ("ambasadeurr", "ambassadeur"),
    ],
)
def test_a_word_with_a_letter_wrong_is_the_word_meant(typed: str, meant: str) -> None:
    assert WORDS.correction(typed) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("ferry", "it is there"),
        ("prot", "too short to tell"),
        ("treties", "two letters away, and short"),
        ("dreaty", "another first letter"),
        ("2025x", "not letters alone"),
        ("submarine", "nothing is near"),
        ("", "nothing"),
    ],
)
def test_a_word_that_nothing_is_near_enough_to_stays(typed: str, why: str) -> None:
    assert WORDS.correction(typed) is None, why


def test_of_two_words_as_near_the_one_in_more_articles_is_meant() -> None:
    assert WORDS.correction("treatu") == "treaty"
    assert Vocabulary({"treaty": 1, "treats": 2}).correction("treatu") == "treats"


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("port", "port", 0), ("port", "prot", 1), ("port", "por", 1), ("port", "sport", 1), ("port", "part", 1)],
)
def test_a_swap_of_neighbours_is_one_edit_like_the_others(one: str, other: str, distance: int) -> None:
    assert edits(one, other, 2) == distance


def test_a_distance_above_the_most_is_given_as_one_more() -> None:
    assert edits("harbour", "treaty", 2) == 3


def test_the_words_of_titles_and_texts_are_counted_once_per_article(tmp_path: Path) -> None:
    articles = [
        Article("a", "Élan du port", "Port, port. 2025 l'accord", "fr"),
        Article("b", "The port", "An accord", "en"),
    ]
    path = tmp_path / vocabulary.NAME
    vocabulary.create(path, articles)
    assert json.loads(path.read_text()) == {"accord": 2, "an": 1, "du": 1, "elan": 1, "port": 2, "the": 1}
    assert len(vocabulary.read(path)) == 6


@pytest.mark.parametrize("content", [b"\xff", b"[1, 2]", b'{"a": "x"}', b"{"])
def test_a_file_that_is_no_vocabulary_is_called_damaged_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / vocabulary.NAME).write_bytes(content)
    with pytest.raises(DamagedBuild, match=r"vocabulary\.json"):
        vocabulary.read(tmp_path / vocabulary.NAME)
