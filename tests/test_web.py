"""What the conversation shows at each step of a question."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.app.feedback import form, storage
from assistant.app.keeping import Keeping
from assistant.app.panels import Exchange, Stage, conversation
from assistant.app.texts import TEXTS
from assistant.app.web import converse, give_feedback
from assistant.documents import Answer, Turn
from assistant.records import COMPLAINTS, Records
from assistant.serialise import answer_json
from tests.fakes_app import ANSWERS, ENGLISH, FOLLOW_UP, FRENCH, TOO_LONG, UNANSWERED, FakeAssistant
from tests.pages import Page


def steps(
    assistant: FakeAssistant, typed: str, exchanges: Sequence[Exchange] = ()
) -> list[tuple[str, object, list[Exchange]]]:
    return list(converse(assistant, typed, exchanges))


@pytest.fixture
def kept(tmp_path: Path) -> Records:
    return Records(tmp_path / "records.sqlite")


@pytest.fixture
def assistant() -> FakeAssistant:
    """Its answers have ids of their own: their questions."""
    return FakeAssistant(answers={answer.question: replace(answer, id=answer.question) for answer in ANSWERS})


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
        def stream(
            self, question: str, history: Sequence[Turn] = (), *, as_of: date | None = None
        ) -> Iterator[Stage | Answer]:
            yield self.answers[FRENCH]

    _, _, (exchange,) = steps(Frenchman(), "Lancaster House?")[-1]
    assert exchange.language == "fr"


class TestTheDayAQuestionIsAskedFor:
    def test_goes_with_the_question_and_stands_under_it_until_the_answer_states_it(self) -> None:
        assistant = FakeAssistant()
        asked = list(converse(assistant, ENGLISH, [], day="2025-03-01"))
        assert assistant.days == [date(2025, 3, 1)]
        assert [Page(html).texts(".asked-for") for html, _, _ in asked[1:3]] == [["As of 1 March 2025"]] * 2
        page = Page(asked[-1][0])
        assert (page.texts(".asked-for"), page.texts(".dated")) == ([], ["As of 1 March 2025"])

    def test_is_today_where_none_is_given(self) -> None:
        assistant = FakeAssistant()
        html, _, _ = steps(assistant, ENGLISH)[-1]
        assert assistant.days == [None]
        assert "As of" not in Page(html).texts(".settled")[0]

    def test_stays_with_its_exchange_when_the_next_is_asked_for_another(self) -> None:
        assistant = FakeAssistant()
        *_, (_, _, first) = converse(assistant, ENGLISH, [], day="2025-03-01")
        *_, (_, _, second) = converse(assistant, TOO_LONG, first, day="2024-02-01")
        *_, (html, _, third) = converse(assistant, FRENCH, second)
        assert assistant.days == [date(2025, 3, 1), date(2024, 2, 1), None]
        assert [exchange.as_of for exchange in third] == assistant.days
        page = Page(html)
        assert [section["data-as-of"] for section in page.attributes("section")] == ["2025-03-01", "2024-02-01", ""]
        assert (page.texts(".dated"), page.texts(".asked-for")) == (["As of 1 March 2025"], ["As of 1 February 2024"])

    @pytest.mark.parametrize(
        "sent", ["unreadable", "2025-02-30", "12025-01-01", "0", ["2025-03-01"], {"a": 1}, 5, True]
    )
    @pytest.mark.parametrize("question", [ENGLISH, FRENCH])
    def test_that_is_no_day_is_told_and_the_question_is_put_back(self, sent: object, question: str) -> None:
        assistant = FakeAssistant()
        *_, (html, box, (exchange,)) = converse(assistant, question, [], day=sent)
        assert assistant.asked == []
        assert exchange.error == TEXTS[exchange.language].unreadable_day
        assert exchange.language == assistant.answers[question].language
        assert Page(html).texts(".problem") == [exchange.error]
        assert box == question

    def test_may_be_today_everywhere_on_earth_but_not_later(self) -> None:
        assistant = FakeAssistant()
        latest = (datetime.now(UTC) + timedelta(hours=14)).date()
        *_, (_, _, (exchange,)) = converse(assistant, ENGLISH, [], day=latest.isoformat())
        assert exchange.as_of == latest
        *_, (_, _, (exchange,)) = converse(assistant, ENGLISH, [], day=(latest + timedelta(days=1)).isoformat())
        assert exchange.error == TEXTS["en"].future_day


def test_each_answer_is_kept_after_it_is_shown_with_the_questions_before_it(
    assistant: FakeAssistant, kept: Records
) -> None:
    keeping = Keeping(kept, 90)
    *_, (html, _, first) = converse(assistant, ENGLISH, [], keeping)
    assert "data-feedback" in html
    seen = []
    for _, _, (*_, exchange) in converse(assistant, UNANSWERED, first, keeping):
        seen.append((exchange.answer is not None, len(list(kept.export()))))
    assert seen[-1] == (True, 1)
    rows = [(row["answer"], row["history"]) for row in kept.export()]
    assert rows == [
        (answer_json(assistant.answers[ENGLISH]), []),
        (answer_json(assistant.answers[UNANSWERED]), [ENGLISH]),
    ]


def test_a_question_that_cannot_be_asked_is_not_kept(assistant: FakeAssistant, kept: Records) -> None:
    *_, (html, _, _) = converse(assistant, TOO_LONG, [], Keeping(kept, 90))
    assert "data-feedback" not in html
    assert list(kept.export()) == []


def test_without_records_nothing_is_asked_of_the_reader(assistant: FakeAssistant) -> None:
    html, _, _ = steps(assistant, ENGLISH)[-1]
    assert "data-feedback" not in html


def test_a_damaged_file_of_records_leaves_the_answer_as_it_is(
    assistant: FakeAssistant, kept: Records, caplog: pytest.LogCaptureFixture
) -> None:
    kept.path.write_bytes(b"not a database" * 100)
    keeping = Keeping(kept, 90)
    *_, (html, _, (exchange,)) = converse(assistant, ENGLISH, [], keeping)
    assert exchange.answer == assistant.answers[ENGLISH]
    assert "Citation 1" in html
    assert give_feedback(keeping, {"answer": ENGLISH, "up": True}, [exchange]) is False
    assert len(caplog.records) == 1


class TestFeedback:
    @pytest.fixture
    def exchanges(self, assistant: FakeAssistant) -> list[Exchange]:
        """Two that were answered, and between them one that was not."""
        return [
            Exchange(ENGLISH, "en", answer=assistant.answers[ENGLISH]),
            Exchange(TOO_LONG, "en", error="Too long."),
            Exchange(FRENCH, "fr", answer=assistant.answers[FRENCH]),
        ]

    def test_is_kept_with_the_answer_it_is_about_and_its_history(
        self, exchanges: list[Exchange], kept: Records
    ) -> None:
        said = {"answer": FRENCH, "up": False, "reason": "wrong", "comment": "Non."}
        assert give_feedback(Keeping(kept, 90), said, exchanges)
        (marked,) = kept.marked_down()
        assert (marked.answer["question"], marked.history) == (FRENCH, (ENGLISH,))
        assert (marked.reason, marked.comment) == ("wrong", "Non.")

    def test_in_favour_has_no_reason(self, exchanges: list[Exchange], kept: Records) -> None:
        assert give_feedback(Keeping(kept, 90), {"answer": ENGLISH, "up": True, "reason": "wrong"}, exchanges)
        (row,) = kept.export()
        assert [(said["up"], said["reason"]) for said in row["feedback"]] == [(True, "")]

    @pytest.mark.parametrize(
        "sent",
        [
            None,
            "up",
            {},
            {"up": True},
            {"answer": UNANSWERED, "up": True},
            {"answer": ENGLISH, "up": False},
            {"answer": ENGLISH, "up": False, "reason": "rude"},
            {"answer": ENGLISH, "up": "yes", "reason": ["wrong"]},
            {"answer": [ENGLISH], "up": True},
        ],
    )
    def test_that_the_page_would_not_send_is_not_kept(
        self, sent: Any, exchanges: list[Exchange], kept: Records
    ) -> None:
        assert give_feedback(Keeping(kept, 90), sent, exchanges) is False
        assert list(kept.export()) == []

    def test_is_asked_in_the_language_of_the_answer_by_buttons_that_say_what_they_mean(
        self, exchanges: list[Exchange]
    ) -> None:
        page = Page(conversation([replace(exchange, kept=True) for exchange in exchanges]))
        assert page.texts(".thumb") == ["Helpful", "Not helpful", "Utile", "Pas utile"]
        groups = [attributes for tag, attributes in page.tags if attributes.get("role") == "group"]
        assert [group["data-answer"] for group in groups] == [ENGLISH, FRENCH]
        assert page.dangers() == []

    def test_has_every_reason_in_both_languages(self) -> None:
        page = Page(form())
        assert [field["value"] for field in page.attributes("input")] == list(COMPLAINTS)
        for texts in TEXTS.values():
            assert list(texts.complaints) == list(COMPLAINTS)
            assert {*texts.complaints.values(), texts.why, texts.comment, texts.give, texts.cancel} <= {
                *page.texts("span")
            }


@pytest.mark.parametrize(
    ("days", "english", "french"),
    [
        (30, "kept for 30 days in a file on the server", "gardés 30 jours dans un fichier du serveur"),
        (None, "are not kept", "ne sont pas gardées"),
    ],
)
def test_the_page_says_what_is_kept_where_and_how_long(days: int | None, english: str, french: str) -> None:
    said = Page(storage(days)).texts("p")
    assert (english in said[0], french in said[1]) == (True, True)
