"""The passport counts what the verifier lets through and what it strips, and the sealed pairs are whole."""

import asyncio

import pytest
from inspect_ai.model import ModelOutput

from evals.judge import judge_pairs
from evals.passport import Pair, agreement, passport, read_pairs


def pair(id_: str, supported: bool, claim: str = "x", lang: str = "en") -> Pair:
    return Pair(id_, lang, "number", claim, "quote", supported)


def test_rates_are_of_the_unsupported_and_of_the_supported_pairs() -> None:
    pairs = [pair("a", False, "pass"), pair("b", False), pair("c", True, "pass"), pair("d", True), pair("e", True)]
    figures = {(f.metric, f.group): f for f in passport(pairs, lambda claim, quotes: claim == "pass")}
    # 1 of 2 unsupported passes; 2 of 3 supported are stripped
    assert figures["false_pass", "all"].value == 1 / 2
    assert figures["false_strip", "all"].value == 2 / 3
    assert figures["false_pass", "lang:en"].scored == 2


def test_agreement_is_cohens_kappa_over_the_pairs_with_a_verdict() -> None:
    pairs = [pair("a", False), pair("b", False), pair("c", True), pair("d", True), pair("e", True)]
    # 3 of 4 agree; chance 2/4·1/4 + 2/4·3/4 = 1/2; kappa = (3/4 − 1/2) / (1 − 1/2) = 1/2
    figure = agreement(pairs, {"a": False, "b": True, "c": True, "d": True})
    assert figure.value == pytest.approx(0.5)
    assert (figure.scored, figure.total) == (4, 5)


class FakeJudge:
    """Replies in turn; remembers what it was asked."""

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.asked: list[str] = []

    async def generate(self, text: str) -> ModelOutput:
        self.asked.append(text)
        return ModelOutput.from_content("fake", self.replies.pop(0))


def test_a_judge_has_the_same_passport() -> None:
    pairs = [pair("a", False), pair("b", True), pair("c", True)]
    judge = FakeJudge("GRADE: I", "It follows. GRADE: C", "no grade")
    assert asyncio.run(judge_pairs(pairs, judge)) == {"a": False, "b": True}
    assert len(judge.asked) == 3
    assert "quote" in judge.asked[0]


def test_a_group_without_pairs_of_a_kind_has_no_figure() -> None:
    assert {f.metric for f in passport([pair("a", False)], lambda claim, quotes: True)} == {"false_pass"}


def test_the_sealed_pairs_are_whole_and_of_both_languages_and_verdicts() -> None:
    pairs = read_pairs()
    assert len(pairs) >= 150
    assert len({found.id for found in pairs}) == len(pairs)
    for lang in ("en", "fr"):
        verdicts = [found.supported for found in pairs if found.lang == lang]
        assert 0.4 <= sum(verdicts) / len(verdicts) <= 0.6


def test_kinds_cover_altered_numbers_dates_parties_negation_modality_and_paraphrase() -> None:
    kinds = {found.kind for found in read_pairs()}
    assert {"number", "date", "party_swap", "negation", "modality", "paraphrase"} <= kinds
