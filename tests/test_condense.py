"""Follow-ups become stand-alone questions; a change of subject does not drag the old one along."""

from collections.abc import Sequence

import pytest

from assistant.ask.condense import Relation, condense, is_follow_up, subject_of, title_subjects
from assistant.documents import Article, Turn

TITLES = ["The Harbour Accord", "The pilots' school", "Le marché aux huîtres", "The Lights Treaty of 1987"]
NAMES = title_subjects([Article(id=str(n), title=t, text="", language="en") for n, t in enumerate(TITLES)])


def condensed(question: str, *earlier: str) -> str:
    return condense(question, [Turn(q) for q in earlier], 1500, NAMES)


def test_without_history_a_question_is_unchanged() -> None:
    assert condensed(" Who signed it? ") == "Who signed it?"


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("What is the Harbour Accord?", "Who signed it?", "Who signed it? (the Harbour Accord)"),
        ("What is the Harbour Accord?", "What is the budget?", "What is the budget? (the Harbour Accord)"),
        ("Tell me about the Lights Treaty", "Has Valmer ratified?", "Has Valmer ratified? (the Lights Treaty)"),
        ("Qu'est-ce que le marché aux huîtres ?", "et combien ?", "combien ? (le marché aux huîtres)"),
        ("Qu'est-ce que le marché ?", "Quand a-t-il lieu ?", "Quand a-t-il lieu ? (le marché)"),
    ],
)
def test_a_question_that_points_back_gets_the_earlier_subject(earlier: str, question: str, expected: str) -> None:
    assert condensed(question, earlier) == expected


@pytest.mark.parametrize(
    "question",
    ["And who leads the pilots' school?", "What does the Lights Treaty say?", "Combien d'étals compte le marché ?"],
)
def test_a_question_with_its_own_subject_is_unchanged(question: str) -> None:
    assert condensed(question, "What is the Harbour Accord?") == question


def test_an_ellipsis_repeats_the_earlier_question() -> None:
    assert condensed("And in Valmer?", "How many lighthouses has Norbury?") == (
        "How many lighthouses has Norbury? – in Valmer?"
    )


def test_a_chain_of_follow_ups_keeps_the_first_subject_and_the_last() -> None:
    asked = condensed("And when?", "What is the Harbour Accord?", "Where is it kept?", "Who signed it?")
    assert asked == "when? (the Harbour Accord; signed it)"


def test_a_new_subject_in_the_history_replaces_the_old_one() -> None:
    assert condensed("Who leads it?", "What is the Harbour Accord?", "What is the pilots' school?") == (
        "Who leads it? (the pilots' school)"
    )


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("same", "Has the crew ever been paid for mending nets? (the Harbour Accord)"),
        ("unclear", "Has the crew ever been paid for mending nets?"),
        ("other", "Has the crew ever been paid for mending nets?"),
    ],
)
def test_a_full_question_gets_the_subject_where_the_articles_say_it_is_the_same(
    relation: Relation, expected: str
) -> None:
    question = "Has the crew ever been paid for mending nets?"
    history = [Turn("What is the Harbour Accord?")]
    assert condense(question, history, 1500, NAMES, lambda text, earlier: relation) == expected


def test_a_short_question_stands_alone_where_the_articles_say_it_is_about_something_else() -> None:
    history = [Turn("What is the Harbour Accord?")]
    assert condense("Who signed it?", history, 1500, NAMES, lambda text, earlier: "other") == "Who signed it?"


def test_a_question_that_names_the_same_subject_again_is_unchanged() -> None:
    question = "Which towns joined the Harbour Accord late?"
    history = [Turn("What is the Harbour Accord?")]
    assert condense(question, history, 1500, NAMES, lambda text, earlier: "same") == question


def test_the_relation_is_asked_of_the_last_turns_since_the_subject_changed() -> None:
    asked: list[tuple[str, list[str]]] = []

    def relates(question: str, earlier: Sequence[str]) -> Relation:
        asked.append((question, list(earlier)))
        return "unclear"

    earlier = ["What is the Harbour Accord?", "What is the pilots' school?", "Who leads it?", "Since when?"]
    condense("And before?", [Turn(question) for question in earlier], 1500, NAMES, relates)
    assert asked == [("And before?", ["Who leads it?", "Since when?"])]
    condense("Who leads it?", [Turn(question) for question in earlier[:2]], 1500, NAMES, relates)
    assert asked[1:] == [("Who leads it?", ["What is the pilots' school?"])]


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        (
            "How many lamps has the Harbour Accord?",
            "And what about the Lights Treaty of 1987?",
            "How many lamps has the Harbour Accord? – the Lights Treaty of 1987?",
        ),
        (
            "Combien d'étals compte le marché aux huîtres ?",
            "Qu'en est-il du quai des pilotes de Norbury et Valmer ?",
            "Combien d'étals compte le marché aux huîtres ? – quai des pilotes de Norbury et Valmer ?",
        ),
    ],
)
def test_what_about_asks_the_earlier_question_again(earlier: str, question: str, expected: str) -> None:
    assert condensed(question, earlier) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Another subject: who signed it?",
        "Right, changing the subject. Who leads it?",
        "Autre chose : qui la dirige ?",
        "Changeons de sujet : où est-elle ?",
    ],
)
def test_an_announced_change_of_subject_carries_nothing(question: str) -> None:
    history = [Turn("What is the Harbour Accord?")]
    assert condense(question, history, 1500, NAMES, lambda text, earlier: "same") == question


def test_an_article_on_another_question_announces_nothing() -> None:
    assert condensed("Is there another question on it?", "What is the Harbour Accord?") != (
        "Is there another question on it?"
    )


def test_old_turns_beyond_the_budget_are_not_read() -> None:
    turns = [Turn("What is the Harbour Accord?")] + [Turn("What is the pilots' school?")] * 500
    assert condense("Who signed it?", turns, 20, NAMES) == "Who signed it? (the pilots' school)"
    assert condense("Who signed it?", turns, 0, NAMES) == "Who signed it?"


@pytest.mark.parametrize(
    "question",
    ["Is there a rule on fog signals in harbour law?", "Y a-t-il des règles écrites de navigation dans la brume ?"],
)
def test_empty_pronouns_point_nowhere(question: str) -> None:
    assert not is_follow_up(question, NAMES)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What is the Harbour Accord?", "the Harbour Accord"),
        ("And who leads the school?", "leads the school"),
        ("Qu'est-ce que le marché aux huîtres ?", "le marché aux huîtres"),
        ("Why?", "Why"),
        ("What does the school cost?", "the school cost"),
        ("How many AI schools are there?", "AI schools are there"),
        ("Quel estuaire est dragué ?", "estuaire est dragué"),
        ("Parlez-moi des phares", "phares"),
        ("Island of Valmer", "Island of Valmer"),
    ],
)
def test_the_subject_is_what_is_left_of_the_question(question: str, subject: str) -> None:
    assert subject_of(question) == subject


def test_words_common_to_many_titles_name_no_subject() -> None:
    titles = [f"Report {n} on the harbour" for n in range(40)] + ["Report on the lights"]
    names = title_subjects([Article(id=t, title=t, text="", language="en") for t in titles])
    assert (names("harbour"), names("lights")) == (False, True)
