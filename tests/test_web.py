"""What the conversation shows at each step of a question."""

from collections.abc import Iterator, Sequence

from assistant.app.panels import Exchange, Stage
from assistant.app.web import converse
from assistant.documents import Answer, Turn
from tests.fakes_app import ENGLISH, FOLLOW_UP, FRENCH, TOO_LONG, UNANSWERED, FakeAssistant


def steps(
    assistant: FakeAssistant, typed: str, exchanges: Sequence[Exchange] = ()
) -> list[tuple[str, object, list[Exchange]]]:
    return list(converse(assistant, typed, exchanges))


def test_the_question_stands_first_then_each_stage_then_the_answer() -> None:
    shown = steps(FakeAssistant(), f"  {ENGLISH}\n")
    said = ["Searching the articles…", "Searching the articles…", "Reading the passages…", "Citation 1"]
    assert [words in html for words, (html, _, _) in zip(said, shown, strict=True)] == [True] * 4
    assert all(ENGLISH in html for html, _, _ in shown)
    (exchange,) = shown[-1][2]
    assert exchange.question == ENGLISH
    assert exchange.answer is not None


def test_the_box_is_emptied_once_and_then_left_to_the_person() -> None:
    boxes = [box for _, box, _ in steps(FakeAssistant(), ENGLISH)]
    assert boxes[0] == ""
    assert all(isinstance(box, dict) and "value" not in box for box in boxes[1:])


def test_a_french_question_is_searched_in_french() -> None:
    html, _, _ = steps(FakeAssistant(), FRENCH)[0]
    assert "Recherche dans les articles…" in html


def test_a_follow_up_is_asked_with_the_questions_before_it() -> None:
    assistant = FakeAssistant()
    _, _, first = steps(assistant, ENGLISH)[-1]
    html, _, both = steps(assistant, FOLLOW_UP, first)[-1]
    assert assistant.asked == [(ENGLISH, ()), (FOLLOW_UP, (ENGLISH,))]
    assert "Understood as:" in html
    assert [exchange.question for exchange in both] == [ENGLISH, FOLLOW_UP]


def test_an_error_is_one_line_under_the_question_which_is_put_back_into_the_box() -> None:
    html, box, (exchange,) = steps(FakeAssistant(), TOO_LONG)[-1]
    assert exchange.error == "The question is too long: found 900 tokens, expected at most 400 tokens; shorten it."
    assert exchange.error in html
    assert box == TOO_LONG


def test_a_question_that_failed_stays_but_is_no_earlier_turn_of_the_next() -> None:
    assistant = FakeAssistant()
    _, _, failed = steps(assistant, TOO_LONG)[-1]
    _, _, both = steps(assistant, UNANSWERED, failed)[-1]
    assert [exchange.question for exchange in both] == [TOO_LONG, UNANSWERED]
    assert assistant.asked[-1] == (UNANSWERED, ())


def test_asking_nothing_says_so_and_leaves_no_trace() -> None:
    assistant = FakeAssistant()
    html, _, empty = steps(assistant, "   ")[-1]
    assert "The question has no words" in html
    _, _, kept = steps(assistant, ENGLISH, empty)[-1]
    assert [exchange.question for exchange in kept] == [ENGLISH]


def test_a_question_whose_answer_broke_says_so_when_the_next_is_asked() -> None:
    html, _, _ = steps(FakeAssistant(), ENGLISH, [Exchange("Broken?", "en", stage="reading")])[-1]
    assert "Something went wrong here" in html


def test_half_a_surrogate_pair_does_not_reach_the_assistant() -> None:
    assistant = FakeAssistant()
    steps(assistant, "What is \ud800?")
    assert assistant.asked == [("What is ??", ())]


def test_an_answer_in_another_language_than_was_guessed_sets_the_language_of_the_exchange() -> None:
    class Frenchman(FakeAssistant):
        def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Stage | Answer]:
            yield self.answers[FRENCH]

    _, _, (exchange,) = steps(Frenchman(), "Lancaster House?")[-1]
    assert exchange.language == "fr"
