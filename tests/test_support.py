"""The deterministic verifier of claims, on clear pairs of every kind and at its edges."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ask.support.entail import entails

PAIRS = [json.loads(line) for line in (Path(__file__).parent / "data" / "entail_pairs.jsonl").open(encoding="utf-8")]

# Their claims use words the quote lacks; a reader follows, the verifier leans to "unsupported".
UNCLEAR = {"date-01", "name-13"}


def clear(supported: bool) -> list[dict[str, Any]]:
    """The first pair of each kind and language with that label."""
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for pair in PAIRS:
        if pair["supported"] is supported and pair["split"] == "dev" and pair["id"] not in UNCLEAR:
            first.setdefault((pair["kind"], pair["language"]), pair)
    return list(first.values())


@pytest.mark.parametrize("pair", clear(True), ids=lambda pair: pair["id"])
def test_what_the_quote_says_is_supported(pair: dict[str, Any]) -> None:
    assert entails(pair["claim"], pair["quotes"]).verdict in {"supported", "verbatim"}


@pytest.mark.parametrize("pair", clear(False), ids=lambda pair: pair["id"])
def test_what_the_quote_does_not_say_is_unsupported_with_a_reason(pair: dict[str, Any]) -> None:
    judgement = entails(pair["claim"], pair["quotes"])
    assert judgement.verdict == "unsupported"
    assert judgement.reason


QUOTE = "The UK will pay £2.5 billion by 10 July 2026, Norbury said."


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The UK will pay £2.6 billion by 10 July 2026.", "number £2.6 billion is not in the quote"),
        ("The UK will pay €2.5 billion by 10 July 2026.", "number €2.5 billion is not in the quote"),
        ("The UK will pay £2.5 million by 10 July 2026.", "number £2.5 million is not in the quote"),
        ("The UK will pay £2.5 billion by 11 July 2026.", "number 11 July 2026 is not in the quote"),
    ],
)
def test_the_reason_names_the_number_that_is_missing(claim: str, reason: str) -> None:
    assert entails(claim, [QUOTE]).reason == reason


@pytest.mark.parametrize(
    "claim",
    [
        "The UK will pay £2.5bn by 10 July 2026.",
        "The United Kingdom will pay 2.5 billion pounds by 10/07/2026.",
        "Le Royaume-Uni paiera 2,5 milliards de livres d'ici le 10 juillet 2026.",
    ],
)
def test_other_formats_of_the_same_numbers_and_dates_are_the_same(claim: str) -> None:
    assert entails(claim, [QUOTE]).verdict == "supported"


def test_a_whole_sentence_of_the_quote_is_verbatim() -> None:
    assert entails("It opened in 1901.", ["Ann leads the school. It opened in 1901."]).verdict == "verbatim"


@pytest.mark.parametrize(("claim", "quotes"), [("", ["It opened."]), ("It opened.", []), ("It opened.", [""])])
def test_nothing_to_compare_is_unsupported(claim: str, quotes: list[str]) -> None:
    assert entails(claim, quotes).verdict == "unsupported"


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_gets_the_same_verdict_twice(claim: str, quotes: list[str]) -> None:
    judgement = entails(claim, quotes)
    assert judgement == entails(claim, quotes)
    assert bool(judgement.reason) == (judgement.verdict == "unsupported")
