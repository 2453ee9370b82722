"""From answers that were marked down to drafts, and from drafts, with an evaluator, to cases of the suite."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import records as records_module
from assistant.records import Records
from assistant.serialise import answer_json
from evals import harvest as harvest_module
from evals.cases import Case, Gold, faults, read_cases
from evals.harvest import DraftsError, Triaged, add_drafts, harvest, read_drafts, triage, verbatim
from tests.fakes_app import ANSWERS, ARTICLES, ENGLISH, ENGLISH_QUOTE, FRENCH, LIGHTHOUSE, UNANSWERED

ANSWER = {answer.question: answer_json(replace(answer, id=answer.question)) for answer in ANSWERS}
TEXTS = {article.id: article.text for article in ARTICLES.values()}
DAY = date(2025, 11, 24)


class Evaluator:
    """Types these lines, one per prompt, and remembers the prompts; an exception among them is raised."""

    def __init__(self, *typed: str | BaseException) -> None:
        self._typed = iter(typed)
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> str:
        self.prompts.append(prompt)
        line = next(self._typed)
        if isinstance(line, BaseException):
            raise line
        return line


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Records:
    monkeypatch.setattr(records_module, "today", lambda: DAY)
    return Records(tmp_path / "records.sqlite")


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    return tmp_path / "evals" / "drafts.jsonl"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A suite of one case."""
    folder = tmp_path / "data"
    folder.mkdir()
    row = {"id": "sf-1", "question": "Who keeps the log?", "lang": "en", "gold": [], "facts": []}
    (folder / "not_in_articles.jsonl").write_text(json.dumps(row))  # without a line end, as an editor may leave it
    return folder


@pytest.fixture
def walk(drafts: Path, data: Path) -> Callable[..., Triaged]:
    return lambda evaluator: triage(drafts, evaluator, TEXTS, data, tell=lambda _: None)


def mark(records: Records, question: str, reason: str = "wrong", comment: str = "", *history: str) -> None:
    answer = {**ANSWER[question], "id": "".join((*history, question))}
    records.keep(answer, list(history))
    records.feedback(answer["id"], False, reason, comment)


def state(drafts: Path) -> list[tuple[str, bool]]:
    return [(draft["question"], draft.get("dropped", False)) for draft in read_drafts(drafts)]


class TestHarvest:
    def test_a_draft_has_what_was_asked_answered_and_said_and_leaves_the_rest_empty(self, records: Records) -> None:
        mark(records, ENGLISH, "unsupported", "Not jointly.", "What is the accord?")
        (draft,) = harvest(records.path, None)
        start = LIGHTHOUSE.text.index(ENGLISH_QUOTE)
        assert draft["citations"][0] == {
            "article": LIGHTHOUSE.id,
            "passage": ENGLISH_QUOTE,
            "start": start,
            "end": start + len(ENGLISH_QUOTE),
        }
        del draft["citations"]
        assert draft == {
            "id": draft["id"],
            "question": ENGLISH,
            "history": ["What is the accord?"],
            "lang": "en",
            "family": "",
            "gold": [],
            "facts": [],
            "reason": "unsupported",
            "comment": "Not jointly.",
            "status": "answered",
            "answer": ANSWER[ENGLISH]["text"],
            "build_id": "20251124-0930-5f2c1e",
            "day": "2025-11-24",
        }

    def test_marks_against_one_question_are_one_draft_with_all_comments(self, records: Records) -> None:
        for reason, comment in (("wrong", "No."), ("wrong", ""), ("wrong", "No."), ("out_of_date", "Since May.")):
            mark(records, ENGLISH, reason, comment)
        (draft,) = harvest(records.path)
        assert (draft["reason"], draft["comment"]) == ("out_of_date", "No.\nSince May.")

    def test_the_same_question_after_another_is_a_draft_of_its_own(self, records: Records) -> None:
        mark(records, ENGLISH)
        mark(records, ENGLISH, "wrong", "", FRENCH)
        assert len({draft["id"] for draft in harvest(records.path)}) == 2

    def test_praise_and_what_was_marked_before_the_day_are_left_out(
        self, records: Records, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mark(records, ENGLISH)
        monkeypatch.setattr(records_module, "today", lambda: date(2025, 11, 25))
        mark(records, FRENCH)
        records.keep(ANSWER[UNANSWERED], [])
        records.feedback(UNANSWERED, True)
        assert [draft["question"] for draft in harvest(records.path, date(2025, 11, 25))] == [FRENCH]

    def test_a_missing_file_of_records_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(DraftsError, match=r"No records in .*none\.sqlite, expected"):
            harvest(tmp_path / "none.sqlite")


class TestAddDrafts:
    def test_appends_what_is_not_there_yet(self, records: Records, drafts: Path, data: Path) -> None:
        mark(records, ENGLISH)
        assert add_drafts(drafts, harvest(records.path), data) == 1
        mark(records, ENGLISH, "other", "Again.")
        mark(records, FRENCH)
        assert add_drafts(drafts, harvest(records.path), data) == 1
        assert add_drafts(drafts, harvest(records.path), data) == 0
        assert state(drafts) == [(ENGLISH, False), (FRENCH, False)]

    def test_what_the_suite_asks_already_is_no_draft(self, records: Records, drafts: Path, data: Path) -> None:
        answer = {**ANSWER[UNANSWERED], "question": "Who keeps the log?"}
        records.keep(answer, [])
        records.feedback(UNANSWERED, False, "wrong")
        assert add_drafts(drafts, harvest(records.path), data) == 0
        assert not drafts.exists()

    def test_a_line_that_is_no_draft_is_told_and_nothing_is_written(
        self, records: Records, drafts: Path, data: Path
    ) -> None:
        drafts.parent.mkdir()
        drafts.write_text('{"id": "a", "question": "Q?"}\n["b"]\n')
        mark(records, ENGLISH)
        with pytest.raises(DraftsError, match=r"drafts\.jsonl line 2: not a draft"):
            add_drafts(drafts, harvest(records.path), data)
        assert drafts.read_text().endswith('["b"]\n')

    def test_line_separators_and_half_characters_stay_in_their_line(
        self, records: Records, drafts: Path, data: Path
    ) -> None:
        odd = "Who\u2028leads\x85the \ud83c accord?"
        records.keep({**ANSWER[ENGLISH], "question": odd, "id": "odd"}, [])
        records.feedback("odd", False, "wrong")
        assert add_drafts(drafts, harvest(records.path), data) == 1
        assert state(drafts) == [(odd, False)]
        assert len(drafts.read_text("utf-8").splitlines()) == 1


@pytest.fixture
def two(records: Records, drafts: Path, data: Path) -> None:
    """Two drafts: what has an answer, and what has none."""
    mark(records, ENGLISH, "wrong", "Look at \x1b[2J the minutes.", "What is the accord?")
    mark(records, UNANSWERED, "not_answered")
    add_drafts(drafts, harvest(records.path), data)


ACCEPTED = ("a", "single_fact", LIGHTHOUSE.id, ENGLISH_QUOTE, "", "Norbury Harbour Board | NHB", "")


@pytest.mark.usefixtures("two")
class TestTriage:
    def test_an_accepted_draft_becomes_a_case_of_its_family(
        self, walk: Callable[..., Triaged], drafts: Path, data: Path
    ) -> None:
        assert walk(Evaluator(*ACCEPTED, "s")) == Triaged(accepted=1, dropped=0, left=1)
        (case,) = read_cases(data / "single_fact.jsonl")
        assert case == Case(
            id=case.id,
            question=ENGLISH,
            lang="en",
            gold=(Gold(LIGHTHOUSE.id, ENGLISH_QUOTE),),
            facts=(("Norbury Harbour Board", "NHB"),),
            cluster=case.id,
            history=("What is the accord?",),
            batch="feedback",
        )
        assert faults(read_cases(data), TEXTS) == []
        assert state(drafts) == [(UNANSWERED, False)]

    def test_a_question_that_nothing_answers_needs_no_gold(self, walk: Callable[..., Triaged], data: Path) -> None:
        evaluator = Evaluator("s", "a", "not_in_articles")
        assert walk(evaluator) == Triaged(accepted=1, dropped=0, left=1)
        assert [case.question for case in read_cases(data / "not_in_articles.jsonl")] == [
            "Who keeps the log?",
            UNANSWERED,
        ]

    def test_what_does_not_fit_the_articles_is_told_and_asked_again(self, drafts: Path, data: Path) -> None:
        told: list[str] = []
        gold = ("lighthouse", LIGHTHOUSE.id, "The accord is led by Zoe.", LIGHTHOUSE.id, ENGLISH_QUOTE, "")
        evaluator = Evaluator("?", "a", "odd", "single_fact", *gold, "Zoe", "Norbury Harbour Board", "", "q")
        assert triage(drafts, evaluator, TEXTS, data, told.append) == Triaged(1, 0, 1)
        said = "\n".join(told)
        assert "'odd' is none of them." in said
        assert "No article 'lighthouse'; near it: lighthouse-accord" in said
        assert "These words do not stand in lighthouse-accord" in said
        assert "None of these spellings stands in the gold passages." in said
        assert len(read_cases(data / "single_fact.jsonl")[0].facts) == 1

    def test_a_case_with_a_fault_is_not_written_and_may_be_skipped(self, drafts: Path, data: Path) -> None:
        told: list[str] = []
        evaluator = Evaluator("a", "single_fact", LIGHTHOUSE.id, ENGLISH_QUOTE, "", "", "s", "q")
        assert triage(drafts, evaluator, TEXTS, data, told.append) == Triaged(0, 0, 2)
        assert any(line.endswith("gold passages without facts") for line in told)
        assert not (data / "single_fact.jsonl").exists()

    def test_a_question_the_suite_has_got_meanwhile_is_a_fault(self, drafts: Path, data: Path) -> None:
        told: list[str] = []
        row = {"id": "x", "question": UNANSWERED, "lang": "en", "gold": [], "facts": []}
        (data / "out_of_scope.jsonl").write_text(json.dumps(row) + "\n")
        assert triage(drafts, Evaluator("s", "a", "not_in_articles", "d"), TEXTS, data, told.append) == Triaged(0, 1, 1)
        assert f"asked twice: {UNANSWERED}" in told

    def test_enter_instead_of_a_family_goes_back(self, walk: Callable[..., Triaged], drafts: Path) -> None:
        assert walk(Evaluator("a", "", "d", "q")) == Triaged(0, 1, 1)

    def test_a_dropped_draft_is_not_shown_or_harvested_again(
        self, walk: Callable[..., Triaged], records: Records, drafts: Path, data: Path
    ) -> None:
        assert walk(Evaluator("d", "")) == Triaged(accepted=0, dropped=1, left=1)
        assert state(drafts) == [(ENGLISH, True), (UNANSWERED, False)]
        assert add_drafts(drafts, harvest(records.path), data) == 0
        evaluator = Evaluator("q")
        assert walk(evaluator) == Triaged(0, 0, 1)
        assert len(evaluator.prompts) == 1

    def test_an_accepted_draft_is_not_harvested_again(
        self, walk: Callable[..., Triaged], records: Records, drafts: Path, data: Path
    ) -> None:
        walk(Evaluator(*ACCEPTED, "q"))
        assert add_drafts(drafts, harvest(records.path), data) == 0

    @pytest.mark.parametrize("stop", [KeyboardInterrupt(), EOFError()])
    @pytest.mark.parametrize("after", range(len(ACCEPTED) + 1))
    def test_no_draft_is_lost_wherever_it_is_interrupted(
        self, stop: BaseException, after: int, walk: Callable[..., Triaged], drafts: Path, data: Path
    ) -> None:
        with pytest.raises(type(stop)):
            walk(Evaluator(*ACCEPTED[:after], stop))
        finished = [case.question for case in read_cases(data) if case.batch == "feedback"]
        assert finished == ([ENGLISH] if after == len(ACCEPTED) else [])
        assert sorted([*finished, *(question for question, _ in state(drafts))]) == sorted([ENGLISH, UNANSWERED])

    def test_killed_between_writing_the_case_and_leaving_the_drafts_it_is_not_asked_again(
        self, walk: Callable[..., Triaged], drafts: Path, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def killed(_path: Path, finished: set[str]) -> None:
            if finished & {draft["id"] for draft in read_drafts(drafts)}:
                raise KeyboardInterrupt

        with monkeypatch.context() as broken:
            broken.setattr(harvest_module, "_forget", killed)
            with pytest.raises(KeyboardInterrupt):
                walk(Evaluator(*ACCEPTED))
        assert len(state(drafts)) == 2
        assert walk(Evaluator("q")) == Triaged(0, 0, 1)
        assert len(read_cases(data / "single_fact.jsonl")) == 1

    def test_drafts_harvested_meanwhile_stay(
        self, walk: Callable[..., Triaged], records: Records, drafts: Path, data: Path
    ) -> None:
        class Meanwhile(Evaluator):
            def __call__(self, prompt: str) -> str:
                if not self.prompts:
                    mark(records, FRENCH)
                    add_drafts(drafts, harvest(records.path), data)
                return super().__call__(prompt)

        walk(Meanwhile("d", "s"))
        assert state(drafts) == [(ENGLISH, True), (UNANSWERED, False), (FRENCH, False)]

    def test_the_evaluator_sees_all_of_it_and_nothing_that_moves_the_cursor(self, drafts: Path, data: Path) -> None:
        told: list[str] = []
        draft = json.loads(drafts.read_text("utf-8").splitlines()[0])
        draft["comment"] = "Look at \x1b[2J the minutes."
        drafts.write_text(json.dumps(draft) + "\n")
        triage(drafts, Evaluator("q"), TEXTS, data, told.append)
        for part in (ENGLISH, "What is the accord?", f"{LIGHTHOUSE.id}: {ENGLISH_QUOTE}", "wrong", "the minutes."):
            assert part in told[0]
        assert "\x1b" not in told[0]


def test_without_drafts_there_is_nothing_to_do(tmp_path: Path, data: Path) -> None:
    assert triage(tmp_path / "none.jsonl", Evaluator(), TEXTS, data) == Triaged(0, 0, 0)


def test_the_articles_are_those_of_the_settings_where_none_are_given(
    tmp_path: Path, drafts: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "tide.md").write_text("---\nid: tide\ntitle: Tide\nlanguage: en\n---\nThe tide is late.\n")
    monkeypatch.setenv("ENTENTE_CORPUS__PATH", str(tmp_path / "articles"))
    drafts.parent.mkdir()
    draft: dict[str, Any] = {"id": "d", "question": "Is the tide late?", "lang": "en", "history": [], "answer": ""}
    drafts.write_text(
        json.dumps(draft | {"status": "", "citations": [], "comment": "", "reason": "", "day": ""}) + "\n"
    )
    evaluator = Evaluator("a", "single_fact", "tide", "tide is late", "", "late", "")
    assert triage(drafts, evaluator, data=data, tell=lambda _: None) == Triaged(1, 0, 0)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("L'accord compte 4 000 pages", "L’accord compte 4\u00a0000 pages"),
        ("2025-2030", "2025–2030"),
        ("  L’accord  compte ", "L’accord compte"),
        ("L'accord compte 5 000", ""),
        ("", ""),
        ("pages.", "pages."),
        ("pages?", ""),
    ],
)
def test_words_are_found_as_they_stand_whatever_the_typography_they_were_typed_in(typed: str, found: str) -> None:
    assert verbatim(typed, "L’accord compte 4\u00a0000 pages. Il vaut pour 2025–2030.") == found
