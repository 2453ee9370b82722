"""Whether quotes support a claim: clear pairs of every kind, reasons, and what never changes."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ask.support.entail import Judgement, entails

PAIRS = [json.loads(line) for line in (Path(__file__).parent / "data" / "entail_pairs.jsonl").open(encoding="utf-8")]
CLEAR_PAIRS_PER_KIND = 2


def clear(supported: bool) -> list[dict[str, Any]]:
    """The first pairs of each kind and language with that label, none of those put aside."""
    seen: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for pair in PAIRS:
        told = pair["supported"] is supported and pair["kind"] != "mixed" and pair["split"] == "dev"
        if told and pair["id"] not in STRIPPED:
            seen.setdefault((pair["kind"], pair["language"]), []).append(pair)
    return [pair for pairs in seen.values() for pair in pairs[:CLEAR_PAIRS_PER_KIND]]


# Supported, and stripped all the same: words that no table has, or a step of reasoning.
STRIPPED = {"date-01", "name-05", "name-13", "modality-13", "scope-09", "binding-13"}


@pytest.mark.parametrize("pair", clear(True), ids=lambda pair: pair["id"])
def test_what_the_quotes_say_passes(pair: dict[str, Any]) -> None:
    assert entails(pair["claim"], pair["quotes"]).verdict in ("supported", "verbatim")


@pytest.mark.parametrize("pair", clear(False), ids=lambda pair: pair["id"])
def test_what_the_quotes_do_not_say_is_stripped_with_a_reason(pair: dict[str, Any]) -> None:
    judgement = entails(pair["claim"], pair["quotes"])
    assert judgement.verdict == "unsupported"
    assert judgement.reason


QUOTE = "Norbury will lend Valmer the great bell on 10 July 2025 for £2.5 million, with more than 30 guards."


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("Norbury will lend the bell in July 2018.", "number July 2018 is not in the quote"),
        ("Norbury will lend the bell for €2.5 million.", "number €2.5 million is not in the quote"),
        ("Norbury will lend the bell with 30 guards.", "number 30 has another bound in the quote"),
        ("Norbury will lend Paris the bell.", "name Paris is not in the quote"),
        ("Norbury will not lend the bell.", "negation differs"),
        ("Norbury may lend the bell.", "modality: 'may' in the claim, 'will' in the quote"),
        ("Norbury has lent the bell.", "modality: 'fact' in the claim, 'will' in the quote"),
        ("Only Norbury will lend the bell.", "'only' is not in the quote"),
        ("Valmer will lend Norbury the bell.", "roles: who does it differs at 'lend'"),
        ("Norbury will lend the bell because of the flood.", "the cause 'because' is not in the quote"),
        ("Norbury will lend the broken bell.", "'broken' is not in the quote"),
        ("Norbury will sell the bell.", "'sell' is not in the quote"),
    ],
)
def test_the_reason_names_what_is_missing_or_flipped(claim: str, reason: str) -> None:
    assert entails(claim, [QUOTE]) == Judgement("unsupported", reason)


@pytest.mark.parametrize(
    "claim",
    [
        "Norbury is to lend the great bell to Valmer.",
        "The great bell will be lent to Valmer by Norbury in July 2025.",
        "Norbury plans to lend Valmer the bell.",
        "Norbury prêtera la grande cloche à Valmer le 10 juillet 2025.",
    ],
)
def test_ordinary_paraphrase_passes(claim: str) -> None:
    quote = QUOTE.replace("bell", "painting") if "cloche" in claim else QUOTE
    assert entails(claim.replace("la grande cloche", "le grand tableau"), [quote]).verdict == "supported"


class TestVerbatim:
    @pytest.mark.parametrize(
        "claim", [QUOTE, QUOTE.rstrip("."), QUOTE.upper(), "“Norbury will lend Valmer the great bell on 10 July 2025”"]
    )
    def test_words_that_stand_in_a_quote_are_verbatim(self, claim: str) -> None:
        assert entails(claim, ["It rained.", QUOTE]) == Judgement("verbatim")

    def test_a_whole_sentence_is_verbatim_whatever_stands_around_it(self) -> None:
        assert entails("It opened.", ["Nobody says so. It opened. It did not last."]).verdict == "verbatim"

    @pytest.mark.parametrize(
        ("claim", "quote"),
        [
            ("Valmer has joined the league.", "No page says that Valmer has joined the league."),
            ("Norbury lent the bell.", "According to a weak source, Norbury lent the bell."),
            ("The school will close.", "If the roof fails, the school will close."),
        ],
    )
    def test_a_part_that_loses_its_sense_is_not(self, claim: str, quote: str) -> None:
        assert entails(claim, [quote]).verdict == "unsupported"


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        ("500 centres were paid for.", "A centre and 500 more officers were paid for.", "number 500 does not count"),
        ("Turnout rose by 61%.", "Turnout rose from 48% to 61%.", "'61%' is another end of the change"),
        (
            "Valmer was saved by the Norbury Bank.",
            "The Norbury Bank was saved by Valmer.",
            "roles: who does it differs",
        ),
        (
            "The committee decided to keep the school.",
            "The committee recommended closing the school, but the minister decided to keep it.",
            "roles: who does it differs at 'decided'",
        ),
        (
            "Valmer is the second town to ratify the charter.",
            "Norbury is the second town, after Valmer, to ratify the charter.",
            "roles: it is said of Norbury",
        ),
        ("It left Morocco to Britain.", "It left Egypt to Britain and Morocco to France.", "roles: Morocco to Britain"),
        (
            "The firm will have new staff in France.",
            "The French firm from Paris said in France that it will have new staff in the UK.",
            "roles: 'staff' goes with UK",
        ),
        (
            "Chancellor Oduya met President Reed.",
            "President Oduya met Chancellor Reed.",
            "name Oduya has another title",
        ),
        (
            "Valmer holds 20% of the bridge.",
            "Norbury holds 20% of the bridge and Valmer 15%.",
            "do not belong together",
        ),
        (
            "The treaty was ratified on 6 May.",
            "The treaty was ratified on 4 May and came into force on 6 May.",
            "belong",
        ),
        ("The bridge has been built.", "The bridge is being built.", "still going on"),
        ("Norbury lent the bell.", "Norbury announced the loan of the bell.", "only announced"),
        ("The school is partly closed since 2019.", "The school is partly closed until 2019.", "'since' is not"),
        ("The power is nuclear.", "The power is mostly nuclear.", "'mostly' of the quote"),
    ],
)
def test_what_belongs_together_stays_together(claim: str, quote: str, reason: str) -> None:
    judgement = entails(claim, [quote])
    assert judgement.verdict == "unsupported"
    assert reason in judgement.reason


class TestSeveralQuotes:
    QUOTES = ("Norbury signed the charter on 4 May 2024.", "Valmer ratified it on 6 June 2025.")

    def test_are_read_together(self) -> None:
        assert entails("Norbury signed the charter in 2024 and Valmer ratified it in 2025.", self.QUOTES).verdict == (
            "supported"
        )

    @pytest.mark.parametrize(
        "claim", ["Norbury signed the charter on 6 June 2025.", "Norbury ratified it in June 2025."]
    )
    def test_are_not_mixed_up(self, claim: str) -> None:
        assert entails(claim, self.QUOTES).verdict == "unsupported"


@pytest.mark.parametrize(("claim", "quotes"), [("", [QUOTE]), ("…", [QUOTE]), (QUOTE, []), (QUOTE, ["", "—"])])
def test_an_empty_claim_or_no_quote_is_unsupported(claim: str, quotes: list[str]) -> None:
    assert entails(claim, quotes) == Judgement("unsupported", "there is nothing to compare")


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_is_judged_and_has_a_reason_only_when_unsupported(claim: str, quotes: list[str]) -> None:
    judgement = entails(claim, quotes)
    assert bool(judgement.reason) == (judgement.verdict == "unsupported")


@given(st.sampled_from(PAIRS))
def test_a_quote_says_itself_word_for_word(pair: dict[str, Any]) -> None:
    assert entails(pair["quotes"][0], pair["quotes"]).verdict == "verbatim"


PAYMENT = "The UK will pay £2.5 billion by 10 July 2026, Norbury said."


@pytest.mark.parametrize(
    "claim",
    [
        "The UK will pay £2.5bn by 10 July 2026.",
        "The United Kingdom will pay 2.5 billion pounds by 10/07/2026.",
        "Le Royaume-Uni paiera 2,5 milliards de livres d'ici le 10 juillet 2026.",
    ],
)
def test_other_formats_of_the_same_numbers_and_dates_are_the_same(claim: str) -> None:
    assert entails(claim, [PAYMENT]).verdict == "supported"


def test_a_whole_sentence_of_the_quote_is_verbatim() -> None:
    assert entails("It opened in 1901.", ["Ann leads the school. It opened in 1901."]).verdict == "verbatim"
