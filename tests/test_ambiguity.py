"""Which questions are asked back: those that name a thing by its kind alone, where several answer differently."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from assistant.ask.ambiguity import choices
from assistant.ask.expect import answering_words, expected
from assistant.ask.quote import Candidate, Question
from assistant.ask.rerank import Ranked
from assistant.documents import Article, Choice, Hit, Language, Passage
from assistant.index.live import Snapshot
from assistant.language import content_words

ENGLISH = (
    "The Norbury Treaty was signed on 12 March 2025.",
    "The Valmer Treaty was signed on 5 May 1987.",
)
FRENCH = ("Le traité de Norbury a été signé le 12 mars 2025.", "Le traité de Valmer a été signé le 5 mai 1987.")


def offered(question: str, language: Language, *sentences: str, scores: tuple[float, ...] = ()) -> tuple[Choice, ...]:
    """The choices where articles of one sentence each were read in that order."""
    articles = {str(n): Article(str(n), "A note", text, language) for n, text in enumerate(sentences)}
    kind = expected(question, language)
    candidates = []
    for n, article in enumerate(articles.values()):
        end = len(article.text)
        passage = Passage(article.id, article.id, 0, end, (), language, 9, ((0, end),))
        answers = tuple(answering_words(article.text, question, kind))
        score = scores[n] if scores else 5.0
        candidates.append(Candidate(passage, 0, score, 3.0, 1.0, 1.0, answers, frozenset(), np.zeros(2, np.float32)))
    ranked = [Ranked(Hit(c.passage, c.score, 1.0, 1.0), (c.similarity,)) for c in candidates]
    snapshot = cast(Snapshot, SimpleNamespace(articles=articles))
    asked = Question(question, language, kind, tuple(content_words(question)), (), {})
    return choices(asked, ranked, candidates[:1], candidates, snapshot)


class TestAmbiguous:
    def test_the_things_of_the_kind_are_offered_by_their_names(self) -> None:
        assert offered("When was the treaty signed?", "en", *ENGLISH) == (
            Choice("the Norbury Treaty", "When was the Norbury Treaty signed?"),
            Choice("the Valmer Treaty", "When was the Valmer Treaty signed?"),
        )

    def test_the_things_of_the_kind_are_offered_in_french(self) -> None:
        assert offered("Quand a été signé le traité ?", "fr", *FRENCH) == (
            Choice("le traité de Norbury", "Quand a été signé le traité de Norbury ?"),
            Choice("le traité de Valmer", "Quand a été signé le traité de Valmer ?"),
        )

    def test_a_question_that_opens_with_the_kind_keeps_its_capital(self) -> None:
        assert offered("Le traité a été signé quand ?", "fr", *FRENCH)[0].question == (
            "Le traité de Norbury a été signé quand ?"
        )

    def test_at_most_four_are_offered(self) -> None:
        names = ("Norbury", "Valmer", "Lisle", "Ardmore", "Kestrel")
        sentences = [f"The {name} Treaty was signed in 19{n}7." for n, name in enumerate(names, start=4)]
        assert len(offered("When was the treaty signed?", "en", *sentences)) == 4


class TestClear:
    @pytest.mark.parametrize(
        "question",
        [
            "When was the Norbury Treaty signed?",
            "When was the treaty of 1987 signed?",
            "When was the treaty on lighthouses signed?",
            "When was the treaty signed? (the Norbury Treaty)",
            "When did Calloway say that the treaty was signed?",
            "When was the fund opened?",
        ],
        ids=["named", "dated", "qualified", "named before", "names a person", "of no such kind"],
    )
    def test_a_question_that_singles_one_out(self, question: str) -> None:
        assert offered(question, "en", *ENGLISH) == ()

    @pytest.mark.parametrize("qualifier", ["sur les phares", "en vigueur", "de pêche"])
    def test_a_french_question_that_singles_one_out(self, qualifier: str) -> None:
        assert offered(f"Quand a été signé le traité {qualifier} ?", "fr", *FRENCH) == ()

    def test_one_thing_of_the_kind(self) -> None:
        assert offered("When was the treaty signed?", "en", ENGLISH[0]) == ()

    def test_things_with_the_same_answer(self) -> None:
        same = ("The Norbury Treaty was signed on 12 March 2025.", "The Valmer Treaty was signed on 12 March 2025.")
        assert offered("When was the treaty signed?", "en", *same) == ()

    def test_a_thing_that_is_far_behind(self) -> None:
        assert offered("When was the treaty signed?", "en", *ENGLISH, scores=(6.0, 2.0)) == ()

    def test_nothing_found(self) -> None:
        assert offered("When was the treaty signed?", "en") == ()
