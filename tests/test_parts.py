"""A question that asks several things is taken apart; one that asks one thing is left whole."""

import pytest

from assistant.ask.parts import split
from assistant.documents import Language


@pytest.mark.parametrize(
    ("question", "language", "parts"),
    [
        (
            "When was the accord signed and who signed it?",
            "en",
            ["When was the accord signed", "who signed it (the accord signed)"],
        ),
        (
            "Qui construit la machine et où sera-t-elle installée ?",
            "fr",
            ["Qui construit la machine", "où sera-t-elle installée (construit la machine)"],
        ),
        (
            "Who has the bigger stake, the port or the town?",
            "en",
            ["Who has the bigger stake: the port?", "Who has the bigger stake: the town?"],
        ),
        (
            "Qui est parti en premier, Anne ou Paul ?",
            "fr",
            ["Qui est parti en premier: Anne?", "Qui est parti en premier: Paul?"],
        ),
        ("What's the difference between the fund and the school?", "en", ["the fund", "the school"]),
        ("Quelle différence entre le fonds et l'école ?", "fr", ["le fonds", "l'école"]),
        ("fund vs school, which is older?", "en", ["fund which is older", "school which is older"]),
    ],
)
def test_each_thing_asked_is_a_part_that_stands_alone(question: str, language: Language, parts: list[str]) -> None:
    assert [part.text for part in split(question, language)] == parts


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who leads the school?", "en"),
        ("What do Norbury and Valmer pay?", "en"),
        ("When and where did they meet?", "en"),
        ("Quels pays ont signé et ratifié l'accord ?", "fr"),
        ("", "en"),
    ],
)
def test_a_question_that_asks_one_thing_has_no_parts(question: str, language: Language) -> None:
    assert split(question, language) == []


def test_a_question_joined_to_another_asks_by_itself_a_thing_compared_does_not() -> None:
    joined = split("When was the accord signed and who signed it?", "en")
    assert [(part.words, part.asks) for part in joined] == [
        ("When was the accord signed", True),
        ("who signed it", True),
    ]
    compared = split("Who has the bigger stake, the port or the town?", "en")
    assert [(part.words, part.asks) for part in compared] == [("the port", False), ("the town", False)]


def test_at_most_three_parts_are_made() -> None:
    asked = "Who leads the school and when was the fund made and where is the ferry and why was the market closed?"
    assert len(split(asked, "en")) == 3
