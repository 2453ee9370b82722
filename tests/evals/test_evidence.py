"""What was found and cited, by hand-worked numbers, by ir-measures itself and by what must always hold."""

import math
from collections.abc import Sequence

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

from evals.evidence import Retrieval, citation_precision_recall, overlaps, retrieval, span_overlap
from evals.runs import Place

places = st.builds(
    lambda article, start, length: (article, start, start + length),
    st.sampled_from(["x", "y", "z"]),
    st.integers(0, 30),
    st.integers(1, 12),
)
GOLD: Place = ("x", 100, 120)
FAR: Place = ("y", 0, 50)


def entails(claim: str, quotes: Sequence[str]) -> bool:
    """Every word of the claim stands in the quotes. Never asked about no quotes."""
    assert quotes
    return set(claim.split()) <= set(" ".join(quotes).split())


def numbered(*quotes: str) -> list[dict[str, object]]:
    return [{"n": number, "quote": quote} for number, quote in enumerate(quotes, start=1)]


def claim(text: str, *numbers: int) -> dict[str, object]:
    return {"text": text, "citations": list(numbers)}


class TestRetrieval:
    def test_by_hand_with_one_gold_place_second_one_fourth_and_one_missed(self) -> None:
        found = [FAR, ("x", 90, 101), ("y", 60, 70), ("z", 4, 9)]
        gold = [GOLD, ("z", 0, 5), ("z", 500, 510)]
        # nDCG: (1/log₂3 + 1/log₂5) / (1 + 1/log₂3 + 1/log₂4) = (0.6309 + 0.4307) / 2.1309 = 0.4982
        measured = retrieval(found, gold)
        assert (measured.recall_1, measured.recall_5, measured.recall_10, measured.mrr_10) == (0, 1, 1, 0.5)
        assert measured.ndcg_10 == pytest.approx(0.4982, abs=1e-4)

    def test_one_of_several_gold_places_is_enough_for_recall(self) -> None:
        measured = retrieval([GOLD], [GOLD, ("y", 0, 9), ("z", 0, 9)])
        assert (measured.recall_1, measured.mrr_10) == (1, 1)
        # nDCG asks for the other two: 1 / (1 + 0.6309 + 0.5)
        assert measured.ndcg_10 == pytest.approx(0.4693, abs=1e-4)

    def test_a_passage_that_holds_two_gold_places_is_perfect_alone(self) -> None:
        assert retrieval([("x", 0, 300)], [GOLD, ("x", 10, 20)]) == Retrieval(1, 1, 1, 1, 1)

    @pytest.mark.parametrize(
        ("rank", "recalls", "mrr"), [(1, (1, 1, 1), 1), (5, (0, 1, 1), 0.2), (6, (0, 0, 1), 1 / 6), (11, (0, 0, 0), 0)]
    )
    def test_the_cutoffs_are_one_five_and_ten(self, rank: int, recalls: tuple[int, int, int], mrr: float) -> None:
        found = [("y", 100 * number, 100 * number + 9) for number in range(1, rank)] + [GOLD]
        measured = retrieval(found, [GOLD])
        assert (measured.recall_1, measured.recall_5, measured.recall_10) == recalls
        assert measured.mrr_10 == pytest.approx(mrr)
        assert measured.ndcg_10 == pytest.approx(1 / math.log2(rank + 1) if rank <= 10 else 0)

    def test_nothing_found_is_zero_and_no_gold_is_unscored(self) -> None:
        assert retrieval([], [GOLD]) == Retrieval(0, 0, 0, 0, 0)
        assert retrieval([FAR], []) == Retrieval(None, None, None, None, None)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.lists(st.booleans(), max_size=12), st.integers(0, 3)), min_size=1, max_size=5))
    def test_means_are_those_of_ir_measures_over_all_cases_at_once(self, cases: list[tuple[list[bool], int]]) -> None:
        qrels, run, measured = [], [], []
        for number, (hits, missed) in enumerate(cases):
            found = [("x" if hit else "y", 10 * rank, 10 * rank + 5) for rank, hit in enumerate(hits)]
            gold = [place for place, hit in zip(found, hits, strict=True) if hit]
            gold += [("z", 10 * n, 10 * n + 5) for n in range(missed)]
            qrels += [Qrel(str(number), str(place), 1) for place in gold]
            run += [ScoredDoc(str(number), str(place), 1 / (rank + 1)) for rank, place in enumerate(found)]
            measured.append(retrieval(found, gold))
        means = ir_measures.calc_aggregate([Success @ 1, Success @ 5, RR @ 10, nDCG @ 10], qrels, run) if qrels else {}
        for measure, name in ((Success @ 1, "recall_1"), (Success @ 5, "recall_5"), (RR @ 10, "mrr_10")):
            scored = [getattr(found, name) for found in measured if getattr(found, name) is not None]
            assert scored == [] or sum(scored) / len(scored) == pytest.approx(means[measure])
        graded = [found.ndcg_10 for found in measured if found.ndcg_10 is not None]
        assert graded == [] or sum(graded) / len(graded) == pytest.approx(means[nDCG @ 10])

    @settings(deadline=None)
    @given(st.lists(places, max_size=12), st.lists(places, min_size=1, max_size=4))
    def test_keeps_within_bounds_and_the_order_of_the_gold_does_not_matter(
        self, found: list[Place], gold: list[Place]
    ) -> None:
        measured = retrieval(found, gold)
        assert measured == retrieval(found, gold[::-1])
        values = [measured.recall_1, measured.recall_5, measured.recall_10, measured.mrr_10, measured.ndcg_10]
        assert all(value is not None and 0 <= value <= 1 for value in values)
        assert values[:3] == sorted(values[:3])


class TestOverlaps:
    @pytest.mark.parametrize(
        ("place", "expected"),
        [
            (("x", 119, 130), True),
            (("x", 120, 130), False),
            (("x", 90, 100), False),
            (("x", 90, 101), True),
            (("y", 100, 120), False),
        ],
    )
    def test_places_overlap_when_they_share_a_character(self, place: Place, expected: bool) -> None:
        assert overlaps(place, [GOLD]) is expected


class TestSpanOverlap:
    def test_is_shared_over_all_characters(self) -> None:
        # Cited 0–10, gold 5–20: 5 shared of 20
        assert span_overlap([("x", 0, 10)], [("x", 5, 20)]) == 0.25

    def test_characters_cited_twice_count_once(self) -> None:
        assert span_overlap([("x", 0, 10), ("x", 5, 20)], [("x", 0, 20)]) == 1

    def test_places_of_one_article_count_together(self) -> None:
        # Cited 0–10 of gold 0–10 and 20–30: 10 of 20
        assert span_overlap([("x", 0, 10)], [("x", 0, 10), ("x", 20, 30)]) == 0.5

    def test_an_alternative_in_another_article_need_not_be_cited(self) -> None:
        assert span_overlap([("y", 0, 10)], [("x", 0, 10), ("y", 0, 10), ("z", 0, 90)]) == 1

    def test_alternatives_that_are_both_cited_both_count(self) -> None:
        assert span_overlap([("x", 0, 10), ("y", 0, 10)], [("x", 0, 10), ("y", 0, 10)]) == 1

    def test_an_alternative_that_would_lower_it_is_left_out(self) -> None:
        # x alone: 10 of 11; with y (1 of its 50 characters cited): 11 of 60
        assert span_overlap([("x", 0, 10), ("y", 0, 1)], [("x", 0, 10), ("y", 0, 50)]) == pytest.approx(10 / 11)

    def test_what_is_cited_beside_the_gold_lowers_it(self) -> None:
        assert span_overlap([("x", 0, 10), ("q", 0, 30)], [("x", 0, 10)]) == 0.25

    def test_apart_is_zero_and_nothing_cited_or_no_gold_is_unscored(self) -> None:
        assert span_overlap([FAR], [GOLD]) == 0
        assert span_overlap([], [GOLD]) is None
        assert span_overlap([FAR], []) is None

    @settings(deadline=None)
    @given(st.lists(places, min_size=1, max_size=4), st.lists(places, min_size=1, max_size=5))
    def test_no_choice_of_the_golds_articles_makes_it_larger(self, cited: list[Place], gold: list[Place]) -> None:
        best = span_overlap(cited, gold)
        quoted = {(a, i) for a, start, end in cited for i in range(start, end)}
        tried = [0.0]
        for chosen in (set("x"), set("y"), set("z"), set("xy"), set("xz"), set("yz"), set("xyz")):
            golden = {(a, i) for a, start, end in gold if a in chosen for i in range(start, end)}
            tried.append(len(quoted & golden) / len(quoted | golden))
        assert best == pytest.approx(max(tried))


class TestCitationPrecisionRecall:
    def test_a_claim_that_its_quote_entails_is_right_on_both(self) -> None:
        assert citation_precision_recall([claim("a b", 1)], numbered("a b c"), entails) == (1, 1)

    def test_two_quotes_that_entail_it_only_together_are_both_needed(self) -> None:
        assert citation_precision_recall([claim("a b", 1, 2)], numbered("a", "b"), entails) == (1, 1)

    def test_a_quote_that_is_not_needed_and_does_not_entail_alone_costs_precision(self) -> None:
        assert citation_precision_recall([claim("a b", 1, 2)], numbered("a b", "q"), entails) == (0.5, 1)

    def test_two_quotes_that_each_entail_it_are_both_precise(self) -> None:
        assert citation_precision_recall([claim("a", 1, 2)], numbered("a", "a b"), entails) == (1, 1)

    def test_three_quotes_of_which_any_two_entail_it_are_none_of_them_precise(self) -> None:
        quotes = numbered("a b", "b c", "c a")
        assert citation_precision_recall([claim("a b c", 1, 2, 3)], quotes, entails) == (0, 1)

    def test_citations_of_a_claim_that_is_not_entailed_are_not_precise(self) -> None:
        # Claims: 1 of 2 entailed; citations: 1 of 3
        claims = [claim("a", 1), claim("z", 1, 2)]
        assert citation_precision_recall(claims, numbered("a", "b"), entails) == (pytest.approx(1 / 3), 0.5)

    def test_a_claim_without_citations_lowers_recall_alone(self) -> None:
        assert citation_precision_recall([claim("a", 1), claim("b")], numbered("a"), entails) == (1, 0.5)

    def test_a_number_that_no_citation_has_spoils_its_claim(self) -> None:
        assert citation_precision_recall([claim("a", 1, 7)], numbered("a"), entails) == (0, 0)

    def test_what_there_is_none_of_is_unscored(self) -> None:
        assert citation_precision_recall([], [], entails) == (None, None)
        assert citation_precision_recall([claim("a")], [], entails) == (None, 0)
