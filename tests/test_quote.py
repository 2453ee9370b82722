"""Choosing sentences across languages: what is said in both is quoted once, in the asker's language."""

import numpy as np
import pytest

from assistant.ask.quote import Candidate, Question, blend, readings
from assistant.documents import Language, Passage
from assistant.settings import AnswerSettings

SETTINGS = AnswerSettings()
QUESTION = Question("When was it opened?", "en", "date", ("opened",), ("opened",), {})
EAST = np.array([1.0, 0.0, 0.0], np.float32)
NORTH = np.array([0.0, 1.0, 0.0], np.float32)
UP = np.array([0.0, 0.0, 1.0], np.float32)


def candidate(
    article: str, language: Language, score: float, direction: np.ndarray, *stems: str, coverage: float = 0.5
) -> Candidate:
    passage = Passage(article, article, 0, 9, (), language, 3, ((0, 9),))
    return Candidate(passage, 0, score, score, coverage, coverage, (), frozenset(stems), direction)


@pytest.fixture
def french() -> Candidate:
    return candidate("fr-1", "fr", 5.0, EAST, "ouvert")


@pytest.fixture
def english() -> Candidate:
    return candidate("en-1", "en", 4.6, NORTH, "open")


class TestReadings:
    def test_the_askers_language_is_read_first_and_the_other_by_itself(
        self, french: Candidate, english: Candidate
    ) -> None:
        assert readings([french, english], QUESTION, SETTINGS) == [[english], [french]]

    def test_there_is_one_reading_where_only_the_other_language_has_anything(self, french: Candidate) -> None:
        assert readings([french], QUESTION, SETTINGS) == [[french]]

    def test_nothing_found_gives_no_reading(self) -> None:
        assert readings([], QUESTION, SETTINGS) == []

    def test_a_clearly_better_sentence_of_the_other_language_joins_the_askers(self, english: Candidate) -> None:
        better = candidate("fr-1", "fr", 5.5, EAST, "ouvert")
        assert readings([better, english], QUESTION, SETTINGS)[0] == [better, english]


class TestBlend:
    def test_the_likelier_language_comes_first_and_the_askers_beside_it(
        self, french: Candidate, english: Candidate
    ) -> None:
        assert blend([french], [english], SETTINGS) == [french, english]

    def test_a_sentence_that_says_the_same_in_the_askers_language_takes_the_place(self, french: Candidate) -> None:
        twin = candidate("en-2", "en", 4.0, EAST, "open")
        assert blend([french], [twin], SETTINGS) == [twin]

    def test_a_sentence_far_behind_is_left_out(self, french: Candidate) -> None:
        assert blend([french], [candidate("en-3", "en", 2.0, UP, "far")], SETTINGS) == [french]

    def test_no_more_articles_are_quoted_than_allowed(self, french: Candidate, english: Candidate) -> None:
        more = [candidate(f"en-{n}", "en", 4.5, UP if n == 5 else -UP, f"word{n}") for n in (5, 6, 7)]
        blended = blend([french], [english, *more], SETTINGS)
        assert len({chosen.passage.article_id for chosen in blended}) == SETTINGS.max_articles
