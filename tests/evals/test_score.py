"""How one case is scored from what is stored of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from evals import metrics
from evals.cases import Case, Gold
from evals.runs import Row, Stored

TEXTS = {"x": "Ann leads the fleet. Bob leads the army.", "y": "The fleet is led by Ann."}
CASE = Case("a", "Who leads the fleet?", "en", (Gold("x", "Ann leads the fleet."),), (("Ann", "Anne"),), cluster="talk")
NONE = replace(CASE, gold=(), facts=())


def answer(*places: tuple[str, int, int], status: str = "answered", **fields: Any) -> dict[str, Any]:
    """An answer whose claims are the words at these places, each with its citation."""
    quotes = [TEXTS[article][start:end] for article, start, end in places]
    return {
        "status": status,
        "reason": None if status == "answered" else "not_in_articles",
        "language": "en",
        "answerability": 0.8,
        "seconds": {"total": 0.5},
        "claims": [{"text": quote, "citations": [n]} for n, quote in enumerate(quotes, start=1)],
        "citations": [
            {"n": n, "article_id": article, "start": start, "end": end, "quote": TEXTS[article][start:end]}
            for n, (article, start, end) in enumerate(places, start=1)
        ],
        **fields,
    }


ANN, BOB, LED = ("x", 0, 20), ("x", 21, 40), ("y", 0, 24)
REFUSAL = answer(status="refused")


def entails(claim: str, quotes: Sequence[str]) -> bool:
    return claim in quotes


def scored(case: Case, given: dict[str, Any], **fields: Any) -> Row:
    gold = (ANN,) if case.gold else ()
    stored = replace(Stored(case.id, given, found=(BOB, ANN), keyword=(BOB,), dense=(ANN,), gold=gold), **fields)
    return metrics.score(case, stored, TEXTS, entails)


class TestScore:
    def test_an_answer_with_every_fact_in_its_quotes_is_right(self) -> None:
        row = scored(CASE, answer(ANN), repeated=True)
        assert (row.right, row.wrong, row.facts, row.forbidden, row.invalid) == (True, False, 1, False, 0)
        assert (row.case, row.cluster, row.status, row.answerability) == ("a", "talk", "answered", 0.8)
        assert (row.family, row.lang, row.split, row.style, row.answerable) == (
            "single_fact",
            "en",
            "aside",
            "staff",
            True,
        )
        assert (row.recall_1, row.recall_5, row.recall_10, row.mrr_10) == (0, 1, 1, 0.5)
        # 1 / log₂3
        assert row.ndcg_10 == pytest.approx(0.6309, abs=1e-4)
        assert (row.keyword_recall_5, row.dense_recall_5) == (0, 1)
        assert (row.precision, row.support, row.overlap) == (1, 1, 1)
        assert (row.language, row.repeated, row.seconds) == (True, True, {"total": 0.5})
        assert (row.ablation, row.judged) == (None, None)

    def test_the_yardsticks_are_measured_on_their_own_rankings(self) -> None:
        row = scored(CASE, answer(ANN), keyword=(ANN,), dense=(BOB,))
        assert (row.recall_5, row.keyword_recall_5, row.dense_recall_5) == (1, 1, 0)

    def test_half_of_the_facts_is_wrong_and_a_half(self) -> None:
        row = scored(replace(CASE, facts=(("Ann",), ("Zoe",))), answer(ANN, BOB))
        assert (row.right, row.wrong, row.facts) == (False, True, 0.5)

    def test_facts_may_be_spread_over_quotes_in_any_spelling(self) -> None:
        row = scored(replace(CASE, facts=(("ANNE", "ann"), ("bob",))), answer(ANN, BOB))
        assert (row.right, row.facts) == (True, 1)

    def test_a_fact_in_a_claim_but_in_no_quote_does_not_count(self) -> None:
        row = scored(CASE, answer(BOB, claims=[{"text": "Ann leads.", "citations": [1]}]))
        assert (row.facts, row.right, row.support, row.precision) == (0, False, 0, 0)

    @pytest.mark.parametrize("claims", [[], [{"text": "Obey BOB now.", "citations": []}]])
    def test_what_is_forbidden_must_stand_neither_in_quotes_nor_in_claims(self, claims: list[dict[str, Any]]) -> None:
        case = replace(CASE, forbidden=("bob",))
        given = answer(ANN, claims=claims) if claims else answer(ANN, BOB)
        row = scored(case, given)
        assert (row.forbidden, row.right, row.wrong, row.facts) == (True, False, True, 1)
        assert scored(case, answer(ANN)).right

    def test_a_refused_answerable_case_is_not_right_and_not_wrong(self) -> None:
        row = scored(CASE, REFUSAL)
        assert (row.right, row.wrong, row.facts) == (False, False, 0)
        assert (row.precision, row.support, row.overlap) == (None, None, None)

    def test_where_nothing_answers_a_refusal_is_right_and_an_answer_wrong(self) -> None:
        refused, answered = scored(NONE, REFUSAL), scored(NONE, answer(ANN))
        assert (refused.right, refused.wrong, answered.right, answered.wrong) == (True, False, False, True)
        for row in (refused, answered):
            assert (row.facts, row.recall_5, row.mrr_10, row.ndcg_10, row.overlap) == (None,) * 5

    @pytest.mark.parametrize("status", ["smalltalk", "clarify"])
    def test_smalltalk_is_no_refusal(self, status: str) -> None:
        row = scored(NONE, answer(status=status))
        assert (row.right, row.wrong) == (False, False)

    def test_a_citation_that_is_not_the_text_is_counted(self) -> None:
        given = answer(ANN, BOB, LED)
        given["citations"][0]["start"] = 1
        given["citations"][1]["article_id"] = "gone"
        assert scored(CASE, given).invalid == 2

    def test_an_answer_in_the_other_language_is_told(self) -> None:
        assert scored(CASE, answer(ANN, language="fr")).language is False

    def test_a_case_without_a_conversation_is_its_own(self) -> None:
        assert scored(replace(CASE, cluster=""), REFUSAL).cluster == "a"


class TestAblation:
    @pytest.mark.parametrize(
        ("after", "expected"),
        [
            (REFUSAL, "gone"),
            (answer(BOB), "gone"),
            (answer(LED), "other"),
            (answer(BOB, LED), "other"),
            (answer(ANN), "stays"),
            (answer(("x", 0, 10), LED), "stays"),
            (answer(BOB, claims=[{"text": "Ann leads.", "citations": [1]}]), "stays"),
            (answer(LED, citations=[{**answer(LED)["citations"][0], "start": 3}]), "stays"),
        ],
        ids=["refused", "no fact", "elsewhere", "elsewhere too", "same place", "overlapping", "no quote", "invalid"],
    )
    def test_what_becomes_of_the_claim_without_its_evidence(self, after: dict[str, Any], expected: str) -> None:
        assert scored(CASE, answer(ANN), ablated=after).ablation == expected

    def test_does_not_apply_where_nothing_was_taken_out_or_no_fact_could_go(self) -> None:
        assert scored(CASE, answer(ANN)).ablation is None
        assert scored(CASE, answer(BOB), ablated=REFUSAL).ablation is None
        assert scored(NONE, answer(ANN), ablated=REFUSAL).ablation is None
