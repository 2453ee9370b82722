"""Intervals and comparisons against hand-worked and published numbers, and the same for the same cases in any order."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import cohen_kappa_score, roc_auc_score

from evals.statistics import (
    UNSCORED,
    Interval,
    Paired,
    auroc,
    clustered,
    kappa,
    mcnemar,
    minimum_detectable_effect,
    paired_bootstrap,
    wilson,
)

shares = st.floats(0, 1)
cases = st.lists(st.tuples(shares, st.sampled_from("abcdef")), min_size=1, max_size=25)
pairs = st.lists(st.tuples(shares, shares, st.sampled_from("abcdef")), min_size=1, max_size=25)


def bounds(found: Interval) -> tuple[float, float, float]:
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    return found.low, found.value, found.high


class TestWilson:
    def test_eight_of_ten(self) -> None:
        # z² = 3.8415; centre (0.8 + 3.8415/20) / 1.38415 = 0.7167; half 1.96·√(0.016 + 0.0096) / 1.38415 = 0.2266
        assert bounds(wilson(8, 10)) == pytest.approx((0.4902, 0.8, 0.9433), abs=1e-4)

    @pytest.mark.parametrize(("successes", "total"), [(0, 7), (7, 7), (1, 3), (822, 1000)])
    def test_is_that_of_scipy(self, successes: int, total: int) -> None:
        expected = stats.binomtest(successes, total).proportion_ci(method="wilson")
        low, _, high = bounds(wilson(successes, total))
        assert (low, high) == pytest.approx((expected.low, expected.high))

    def test_no_cases_are_unscored_and_not_zero(self) -> None:
        assert wilson(0, 0) == UNSCORED == Interval(None, None, None)

    @pytest.mark.parametrize(("successes", "total"), [(3, 2), (-1, 2)])
    def test_more_successes_than_cases_are_refused(self, successes: int, total: int) -> None:
        with pytest.raises(ValueError, match=f"{successes} successes of {total}, expected 0 to {total}"):
            wilson(successes, total)


class TestClustered:
    def test_shares_of_cases_of_their_own_have_wilsons_interval(self) -> None:
        assert clustered([1, 1, 0, True], ["a", "b", "c", "d"]) == wilson(3, 4)

    def test_turns_that_fall_together_make_the_interval_wider(self) -> None:
        values = [1.0] * 60 + [0.0] * 20
        apart = clustered(values, [str(number) for number in range(80)])
        together = clustered(values, [str(number // 4) for number in range(80)])
        assert together.value == apart.value == 0.75
        # Four turns a conversation, all alike, are worth one: the interval of 15 of 20 has about twice the width.
        low, _, high = bounds(together)
        alone_low, _, alone_high = bounds(apart)
        assert 1.7 < (high - low) / (alone_high - alone_low) < 2.3

    def test_the_mean_counts_every_case_and_not_every_conversation(self) -> None:
        # (1 + 1 + 1 + 0) / 4, while the mean of the conversations' means is 1/2
        assert clustered([1, 1, 1, 0], ["a", "a", "a", "b"]).value == 0.75

    def test_the_interval_of_a_graded_mean_is_near_that_of_the_normal_distribution(self) -> None:
        values = [number / 199 for number in range(200)]
        # Spread of the uniform distribution √(1/12) = 0.2887; 1.96 · 0.2887 / √200 = 0.0400
        low, mean, high = bounds(clustered(values, [str(number) for number in range(200)]))
        assert (mean - low, high - mean) == pytest.approx((0.04, 0.04), abs=0.004)

    def test_conversations_that_all_have_the_same_mean_still_have_an_interval_with_a_width(self) -> None:
        assert clustered([1, 1, 1, 1], ["a", "a", "b", "b"]) == wilson(2, 2)
        low, value, high = bounds(clustered([0.5, 0.5, 0.5], ["a", "b", "b"]))
        assert low < value < high

    def test_one_conversation_is_one_case(self) -> None:
        assert clustered([1, 1, 1], ["a", "a", "a"]) == wilson(1, 1)

    def test_no_values_are_unscored(self) -> None:
        assert clustered([], []) == UNSCORED

    @pytest.mark.parametrize("value", [1.2, -0.1, math.nan])
    def test_a_value_that_is_no_share_is_refused_and_never_averaged(self, value: float) -> None:
        with pytest.raises(ValueError, match="expected 0 to 1"):
            clustered([0.5, value], ["a", "b"])

    def test_a_cluster_for_every_value_is_wanted(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            clustered([1, 0], ["a"])

    @settings(max_examples=60, deadline=None)
    @given(cases, st.randoms())
    def test_holds_the_mean_within_bounds_and_does_not_depend_on_order(
        self, found: list[tuple[float, str]], order: random.Random
    ) -> None:
        values, clusters = zip(*found, strict=True)
        low, mean, high = bounds(clustered(values, clusters))
        assert 0 <= low <= high <= 1
        assert low - 1e-9 <= mean <= high + 1e-9
        again, names = zip(*order.sample(found, len(found)), strict=True)
        assert clustered(again, names) == clustered(values, clusters)


class TestMcNemar:
    def test_matches_the_published_interval_and_the_binomial_by_hand(self) -> None:
        # Bonett & Price 2012 in R's statpsych: ci.prop.ps(.05, 12, 4, 26, 6) gives 0.2548067 to 0.6251933
        before = [True] * 6 + [False] * 26 + [True] * 4 + [False] * 12
        after = [True] * 6 + [True] * 26 + [False] * 4 + [False] * 12
        found = mcnemar(before, after)
        assert (found.better, found.worse, found.count) == (26, 4, 48)
        assert (found.before, found.after) == pytest.approx((10 / 48, 32 / 48))
        assert (found.difference, found.low, found.high) == pytest.approx((22 / 48, 0.2548067, 0.6251933), abs=1e-7)
        # Two-sided: 2 · Σ C(30, k) / 2³⁰ for k = 0 … 4, which is 2 · 31931 / 2³⁰
        assert found.p == pytest.approx(2 * sum(math.comb(30, k) for k in range(5)) / 2**30)

    def test_five_falls_of_five_are_not_beyond_chance_and_six_are(self) -> None:
        # 2 / 2⁵ = 0.0625, 2 / 2⁶ = 0.03125
        for falls, p in ((5, 0.0625), (6, 0.03125)):
            found = mcnemar([True] * 700, [False] * falls + [True] * (700 - falls))
            assert found.p == pytest.approx(p)
            assert ((found.high or 0) < 0) == (falls == 6)

    def test_no_change_has_a_p_of_one_and_an_interval_around_zero(self) -> None:
        found = mcnemar([True, False], [True, False])
        assert (found.difference, found.p) == (0, 1)
        assert found.low == -(found.high or 0) < 0

    def test_no_cases_are_unscored(self) -> None:
        assert mcnemar([], []) == Paired(None, None, None, None, None, None, 0, 0, 0)

    def test_runs_over_different_numbers_of_cases_are_refused(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            mcnemar([True], [])


class TestPairedBootstrap:
    def test_counts_and_means_by_hand(self) -> None:
        # Changes +0.2, 0, +0.3 and −0.1: mean 0.1
        found = paired_bootstrap([0.2, 0.4, 0.6, 0.5], [0.4, 0.4, 0.9, 0.4], ["a", "b", "c", "c"])
        assert (found.better, found.worse, found.count) == (2, 1, 4)
        assert (found.before, found.after, found.difference) == pytest.approx((0.425, 0.525, 0.1))

    def test_the_p_value_tries_all_signs_of_a_few_clusters(self) -> None:
        # Six clusters, all up: 2 of the 2⁶ ways round are as far from zero
        found = paired_bootstrap([0.1] * 6, [0.3, 0.4, 0.2, 0.5, 0.6, 0.7], list("abcdef"))
        assert found.p == pytest.approx(2 / 64)

    def test_turns_of_one_conversation_are_no_more_certain_than_one_case(self) -> None:
        found = paired_bootstrap([0.1] * 6, [0.3, 0.4, 0.2, 0.5, 0.6, 0.7], ["a"] * 6)
        assert found.p == 1
        assert (found.low or 0) < 0 < (found.high or 0)

    @pytest.mark.parametrize(("falls", "certain"), [(3, False), (8, True)])
    def test_a_few_cases_that_fell_are_no_regression_and_more_are(self, falls: int, certain: bool) -> None:
        after = [0.0] * falls + [1.0] * (300 - falls)
        found = paired_bootstrap([1.0] * 300, after, [str(number) for number in range(300)])
        assert ((found.high or 0) < 0) is certain

    def test_a_run_against_itself_has_an_interval_around_zero(self) -> None:
        values = [number / 50 for number in range(50)]
        found = paired_bootstrap(values, values, [str(number) for number in range(50)])
        assert (found.difference, found.better, found.worse, found.p) == (0, 0, 0, 1)
        assert (found.low or 0) < 0 < (found.high or 0)

    def test_a_change_that_is_rounding_does_not_narrow_the_interval_to_nothing(self) -> None:
        found = paired_bootstrap([0.3, 0.5], [0.1 + 0.2, 0.5], ["a", "b"])
        assert (found.low or 0) < -0.1 < 0.1 < (found.high or 0)

    def test_no_cases_are_unscored(self) -> None:
        assert paired_bootstrap([], [], []) == Paired()

    def test_a_value_that_is_no_share_is_refused(self) -> None:
        with pytest.raises(ValueError, match="expected 0 to 1"):
            paired_bootstrap([0.5], [1.5], ["a"])

    @settings(max_examples=40, deadline=None)
    @given(pairs, st.randoms())
    def test_keeps_within_bounds_and_does_not_depend_on_order(
        self, found: list[tuple[float, float, str]], order: random.Random
    ) -> None:
        paired = paired_bootstrap(*zip(*found, strict=True))
        assert paired == paired_bootstrap(*zip(*order.sample(found, len(found)), strict=True))
        assert paired.low is not None
        assert paired.high is not None
        assert paired.difference is not None
        assert -1 <= paired.low <= paired.high <= 1
        assert paired.low - 1e-9 <= paired.difference <= paired.high + 1e-9
        assert paired.p is not None
        assert 0 < paired.p <= 1


class TestMinimumDetectableEffect:
    def test_ninety_three_cases_tell_a_half_from_three_tenths(self) -> None:
        # (1.96·√(2·0.4·0.6) + 0.8416·√(0.25 + 0.21))² / 0.2² = (1.3579 + 0.5708)² / 0.04 = 93.0
        assert minimum_detectable_effect(0.5, 93) == pytest.approx(0.2, abs=1e-4)

    def test_is_sought_where_there_is_room(self) -> None:
        assert minimum_detectable_effect(0.9, 50) == pytest.approx(minimum_detectable_effect(0.1, 50))
        assert 0.1 < minimum_detectable_effect(0.9, 50) < 0.9

    @settings(deadline=None)
    @given(shares, st.integers(1, 5000), st.integers(1, 5000))
    def test_more_cases_show_smaller_differences(self, share: float, one: int, other: int) -> None:
        few, many = (minimum_detectable_effect(share, n) for n in sorted((one, other)))
        assert 0 < many <= few + 1e-9 <= 1 + 1e-9

    def test_more_power_needs_a_larger_difference(self) -> None:
        assert minimum_detectable_effect(0.8, 400, power=0.9) > minimum_detectable_effect(0.8, 400, power=0.8)
        assert minimum_detectable_effect(0.8, 400, alpha=0.01) > minimum_detectable_effect(0.8, 400, alpha=0.05)

    @pytest.mark.parametrize("n", [0, 1])
    def test_too_few_cases_show_nothing(self, n: int) -> None:
        assert minimum_detectable_effect(0.5, n) == 1


class TestKappa:
    def test_cohens_example_by_hand(self) -> None:
        # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: agreed 35/50; by chance 0.5·0.6 + 0.5·0.4 = 0.5; (0.7 − 0.5) / 0.5
        one = ["yes"] * 25 + ["no"] * 25
        other = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
        found = kappa(one, other)
        # Wilson of 35/50 is 0.5625 to 0.8090: twice that, less 1
        assert bounds(found) == pytest.approx((0.1250, 0.4, 0.6180), abs=2e-4)

    def test_judges_who_always_agree_have_one_and_an_interval_with_a_width(self) -> None:
        low, value, high = bounds(kappa([1, 0, 1, 0], [1, 0, 1, 0]))
        assert low < value == high == 1

    def test_is_never_below_minus_one(self) -> None:
        # By chance 0.82, Wilson of 8/10 from 0.49: (0.49 − 0.82) / 0.18 = −1.83
        assert kappa([0] + [1] * 9, [1] * 9 + [0]).low == -1

    @pytest.mark.parametrize("labels", [[], ["same", "same"]])
    def test_where_chance_explains_everything_it_is_unscored(self, labels: list[str]) -> None:
        assert kappa(labels, labels) == UNSCORED

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("CPI"), st.sampled_from("CPI")), min_size=2))
    def test_is_that_of_scikit_learn_within_bounds(self, graded: list[tuple[str, str]]) -> None:
        one, other = zip(*graded, strict=True)
        found = kappa(one, other)
        if found.value is not None:
            low, value, high = bounds(found)
            assert value == pytest.approx(cohen_kappa_score(one, other))
            assert -1 <= low <= value <= high <= 1


class TestAuroc:
    def test_counts_the_pairs_in_the_right_order_and_ties_by_half(self) -> None:
        # Pairs 0.9>0.5, 0.9>0.1, 0.5=0.5, 0.5>0.1: (1 + 1 + 0.5 + 1) / 4
        found = auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False], list("abcd"))
        assert found.value == 0.875

    def test_the_interval_solves_newcombes_equation(self) -> None:
        positive = np.arange(100) < 40
        scores = np.where(positive, 60, 30) + np.arange(100) % 37
        low, area, high = bounds(auroc(scores.tolist(), positive.tolist(), [str(n) for n in range(100)]))
        for end in (low, high):
            spread = 1 + 49 * (1 - end) / (2 - end) + 49 * end / (1 + end)
            assert (end - area) ** 2 == pytest.approx(1.959964**2 * end * (1 - end) * spread / 2400, rel=1e-5)

    @pytest.mark.parametrize(("scores", "area"), [([0.9, 0.8, 0.2], 1.0), ([0.1, 0.2, 0.8], 0.0)])
    def test_kinds_fully_apart_still_have_an_interval_with_a_width(self, scores: list[float], area: float) -> None:
        low, value, high = bounds(auroc(scores, [True, True, False], list("abc")))
        assert value == area
        assert 0.5 < high - low < 1

    def test_turns_of_a_conversation_count_once_in_the_interval(self) -> None:
        scores, positive = [0.9, 0.8, 0.7, 0.6, 0.65, 0.1], [True] * 4 + [False] * 2
        low, value, high = bounds(auroc(scores, positive, list("abcdef")))
        together = bounds(auroc(scores, positive, list("aaaaef")))
        assert together[0] < low
        assert together[1] == value
        assert together[2] > high

    @pytest.mark.parametrize("positive", [True, False])
    def test_one_kind_alone_is_unscored(self, positive: bool) -> None:
        assert auroc([0.5, 0.6], [positive, positive], ["a", "b"]) == UNSCORED
        assert auroc([], [], []) == UNSCORED

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(shares, st.booleans()), min_size=2))
    def test_is_that_of_scikit_learn_within_bounds(self, scored: list[tuple[float, bool]]) -> None:
        scores, positive = zip(*scored, strict=True)
        found = auroc(scores, positive, [str(number) for number in range(len(scored))])
        if found.value is not None:
            low, value, high = bounds(found)
            assert value == pytest.approx(roc_auc_score(positive, scores))
            assert 0 <= low <= value <= high <= 1
