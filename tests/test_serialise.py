"""The JSON of an answer holds to docs/answer.schema.json, and docs/answer-json.md describes that."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from assistant import cli, errors
from assistant.ask.pipeline import Assistant
from assistant.documents import Turn
from assistant.index.layout import BuildError
from assistant.index.live import LiveIndex
from assistant.serialise import answer_json, result_json
from assistant.settings import Settings
from tests.fakes import FakeEmbedder
from tests.test_pipeline import decide

DOCS = Path(__file__).parent.parent / "docs"
GUIDE = (DOCS / "answer-json.md").read_text("utf-8")
SCHEMA: dict[str, Any] = json.loads((DOCS / "answer.schema.json").read_text("utf-8"))
OBJECTS = ("claim", "citation", "choice", "certainty", "nearest", "seconds", "considered")

Answer = dict[str, Any]


def faults(answer: object) -> list[str]:
    """What the schema finds wrong."""
    validator = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(answer)]


@pytest.fixture
def assistant(built: Settings) -> Iterator[Assistant]:
    index = LiveIndex(built.index.location, FakeEmbedder())
    yield Assistant(built, FakeEmbedder(), index)
    index.close()


@pytest.fixture
def answered(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Answer:
    decide(monkeypatch, 0.9)
    return answer_json(assistant.ask("And who leads it?", [Turn("What is the pilots' school?")]))


@pytest.fixture
def refused(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Answer:
    decide(monkeypatch, 0.1)
    return answer_json(assistant.ask("How many pupils does the pilots' school have?"))


def test_the_schema_is_one_and_refuses_unknown_keys_everywhere() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for described in (SCHEMA, *(SCHEMA["$defs"][name] for name in OBJECTS)):
        assert described["additionalProperties"] is False
        assert sorted(described["required"]) == sorted(described["properties"])


class TestStatuses:
    def test_an_answer(self, answered: Answer) -> None:
        assert (answered["status"], faults(answered)) == ("answered", [])
        assert answered["claims"]
        assert answered["condensed_question"] != answered["question"]

    def test_a_foreign_answer(self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
        decide(monkeypatch, 0.9)
        given = answer_json(assistant.ask("Combien d'étals compte le marché ?"))
        assert (given["status"], given["language"], faults(given)) == ("answered", "fr", [])

    def test_a_refusal(self, refused: Answer) -> None:
        assert (refused["status"], refused["reason"], faults(refused)) == ("refused", "not_in_articles", [])
        assert (len(refused["nearest"]), refused["answerability"]) == (3, 0.1)

    def test_a_refusal_of_what_is_far_from_every_article(
        self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        decide(monkeypatch, 0.0)
        far = answer_json(assistant.ask("Who won the football cup?"))
        assert (far["status"], faults(far)) == ("refused", [])

    def test_small_talk(self, assistant: Assistant) -> None:
        given = answer_json(assistant.ask("Bonjour !"))
        assert (given["status"], given["claims"], faults(given)) == ("smalltalk", [], [])


class TestStrictness:
    @pytest.mark.parametrize("key", SCHEMA["required"])
    def test_no_key_may_be_missing(self, key: str, answered: Answer) -> None:
        del answered[key]
        assert any(f"'{key}' is a required property" in fault for fault in faults(answered))

    @pytest.mark.parametrize(("part", "name"), [("claims", "claim"), ("citations", "citation")])
    def test_no_key_of_a_part_may_be_missing(self, part: str, name: str, answered: Answer) -> None:
        for key in SCHEMA["$defs"][name]["required"]:
            first = {known: value for known, value in answered[part][0].items() if known != key}
            assert faults(answered | {part: [first]})

    @pytest.mark.parametrize(
        "change",
        [
            {"extra": 1},
            {"status": "perhaps"},
            {"reason": "not_in_articles"},
            {"language": "de"},
            {"as_of": "yesterday"},
            {"as_of": "2025-13-40"},
            {"answerability": 1.2},
            {"claims": []},
            {"citations": []},
            {"seconds": {"total": 1}},
            {"settings_hash": "x"},
            {"id": None},
            {"text": ""},
        ],
    )
    def test_no_other_value_is_taken(self, change: Answer, answered: Answer) -> None:
        assert faults(answered | change)

    @pytest.mark.parametrize("change", [{"reason": None}, {"claims": [{}]}, {"citations": [{}]}])
    def test_a_refusal_has_a_reason_and_cites_nothing(self, change: Answer, refused: Answer) -> None:
        assert faults(refused | change)


def test_a_citation_is_a_place_in_an_article(assistant: Assistant, answered: Answer) -> None:
    with assistant.snapshot() as snapshot:
        for cited in answered["citations"]:
            assert snapshot.articles[cited["article_id"]].text[cited["start"] : cited["end"]] == cited["quote"]


def test_what_is_near_a_refused_question_is_a_place_too(assistant: Assistant, refused: Answer) -> None:
    assert any(near["quote"] for near in refused["nearest"])
    with assistant.snapshot() as snapshot:
        for near in refused["nearest"]:
            if near["quote"] is not None:
                assert snapshot.articles[near["article_id"]].text[near["start"] : near["end"]] == near["quote"]


def test_the_order_of_the_keys_is_fixed(answered: Answer, refused: Answer) -> None:
    assert list(answered) == list(refused) == list(SCHEMA["required"])


def test_a_search_result_is_a_place_with_its_score(assistant: Assistant) -> None:
    result = assistant.search("Who leads the pilots' school?", 1)[0]
    with assistant.snapshot() as snapshot:
        found = result_json(result, snapshot.articles["pilots-school"])
        assert snapshot.articles["pilots-school"].text[found["start"] : found["end"]] == found["text"]
    assert (found["doc_id"], found["score"]) == ("pilots-school", round(result.hit.score, 6))
    assert "Captain Maren Oduya leads the school." in found["text"]


class TestGuide:
    @pytest.mark.parametrize("name", ["answer", *OBJECTS])
    def test_describes_exactly_the_keys_of(self, name: str) -> None:
        described = SCHEMA if name == "answer" else SCHEMA["$defs"][name]
        section = re.split(r"^#+ ", GUIDE.split(f"<!-- {name} -->")[1], maxsplit=1, flags=re.MULTILINE)[0]
        rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
        assert [key for row in rows for key in re.findall(r"`(\w+)`", row)] == described["required"]

    def test_its_example_holds_to_the_schema(self) -> None:
        examples = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)]
        assert len(examples) == 1
        assert faults(examples[0]) == []
        assert examples[0]["citations"][0]["quote"] == examples[0]["claims"][0]["text"]

    @pytest.mark.parametrize("status", SCHEMA["properties"]["status"]["enum"])
    def test_names_every_status(self, status: str) -> None:
        assert f"`{status}`" in GUIDE

    def test_lists_every_exit_code(self) -> None:
        kinds: list[type[errors.EntenteError]] = [BuildError, *errors.EntenteError.__subclasses__()]
        used = {kind.exit_code for kind in kinds} | {0, cli.LEFT_OUT, cli.INTERRUPTED}
        listed = re.findall(r"^\| (\d+) \|", GUIDE.split("## Exit codes")[1], re.MULTILINE)
        assert [int(code) for code in listed] == sorted(used)
