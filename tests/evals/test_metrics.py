"""Figures over many cases: hand-worked, bounded, the same in any order; unscored is never zero."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from evals import metrics
from evals.runs import Figure, Row
from evals.statistics import UNSCORED, wilson

ROW = Row(
    case="a",
    cluster="a",
    family="list",
    lang="en",
    split="aside",
    style="staff",
    answerable=True,
    status="answered",
    expected="answered",
    answerability=0.9,
    right=True,
    wrong=False,
    facts=1.0,
    forbidden=False,
    invalid=0,
    language=True,
    repeated=True,
)
REFUSED = replace(ROW, status="refused", answerability=0.1, right=False, facts=0.0)
CHANCE = st.integers(0, 20).map(lambda twentieth: twentieth / 20)
SIX = [
    replace(ROW, case="1", cluster="1", recall_10=1.0, ablation="gone"),
    replace(ROW, case="2", cluster="2", recall_10=0.0, ablation="stays", precision=0.4, support=0.8, overlap=0.3),
    replace(ROW, case="3", cluster="3", facts=0.5, right=False, wrong=True, repeated=None, language=False),
    replace(REFUSED, case="4", cluster="4", repeated=False),
    replace(
        ROW, case="5", cluster="5", answerable=False, expected="refused", right=False, wrong=True, invalid=2, facts=None
    ),
    replace(REFUSED, case="6", cluster="6", answerable=False, expected="refused", right=True, facts=None),
]


def answers(*outcomes: tuple[str, float]) -> list[Row]:
    """Answers, each right ("r") or wrong ("w") at its answerability."""
    return [
        replace(ROW, case=str(n), cluster=str(n), right=outcome == "r", wrong=outcome == "w", answerability=chance)
        for n, (outcome, chance) in enumerate(outcomes)
    ]


def value(rows: Sequence[Row], metric: str, group: str = "all") -> Figure:
    (found,) = [figure for figure in metrics.figures(rows) if (figure.metric, figure.group) == (metric, group)]
    return found


class TestFigures:
    def test_every_metric_stands_for_every_group(self) -> None:
        rows = [ROW, replace(ROW, lang="fr", family="keyword", split="tune", style="paraphrased")]
        found = metrics.figures(rows)
        groups = list(dict.fromkeys(figure.group for figure in found))
        assert groups == [
            "all",
            "family:keyword",
            "family:list",
            "lang:en",
            "lang:fr",
            "split:aside",
            "split:tune",
            "style:paraphrased",
            "style:staff",
        ]
        assert [figure.metric for figure in found if figure.group == "lang:fr"] == list(metrics.METRICS)
        assert {(f.scored, f.total) for f in found if f.metric == "right"} == {(2, 2), (1, 1)}

    def test_what_was_not_scored_is_unscored_and_never_zero(self) -> None:
        for metric in ("recall@5", "citation_precision", "span_overlap", "ablation_gone_or_other", "judged", "auroc"):
            assert value([ROW], metric) == Figure(metric, "all", None, None, None, 0, 1)

    def test_means_are_over_what_was_scored_and_both_counts_are_kept(self) -> None:
        rows = [replace(ROW, judged=0.5), replace(ROW, case="b", judged=1.0), replace(ROW, case="c")]
        found = value(rows, "judged")
        assert (found.value, found.scored, found.total) == (0.75, 2, 3)

    def test_no_rows_leave_every_metric_unscored(self) -> None:
        found = metrics.figures([])
        assert [figure.metric for figure in found] == list(metrics.METRICS)
        assert {(f.group, f.value, f.low, f.high, f.scored, f.total) for f in found} == {
            ("all", None, None, None, 0, 0)
        }

    @pytest.mark.parametrize(
        ("metric", "expected"),
        [
            # 4 answered (3 of them answerable, 1 with an invalid citation), 2 refused (1 answerable)
            ("right", (3 / 6, 6, 6)),
            ("wrong_answers", (2 / 6, 6, 6)),
            ("key_facts", ((1 + 1 + 0.5 + 0) / 4, 4, 4)),
            ("refusal_precision", (1 / 2, 2, 2)),
            ("refusal_recall", (1 / 2, 2, 2)),
            ("false_refusals", (1 / 4, 4, 4)),
            ("invalid_citations", (1 / 4, 4, 4)),
            ("recall@10", (1 / 2, 2, 4)),
            ("citation_recall", (0.8, 1, 4)),
            ("citation_precision", (0.4, 1, 4)),
            ("span_overlap", (0.3, 1, 3)),
            ("language_match", (5 / 6, 6, 6)),
            ("repeatable", (4 / 5, 5, 6)),
            ("ablation_gone_or_other", (1 / 2, 2, 2)),
        ],
    )
    def test_each_metric_over_the_cases_it_applies_to(self, metric: str, expected: tuple[float, int, int]) -> None:
        found = value(SIX, metric)
        assert (found.value, found.scored, found.total) == (pytest.approx(expected[0]), *expected[1:])

    def test_an_answer_from_another_place_is_as_good_as_none(self) -> None:
        rows = [replace(ROW, ablation="other"), replace(ROW, case="b", ablation="stays")]
        assert value(rows, "ablation_gone_or_other").value == 0.5

    def test_turns_of_a_conversation_make_a_wider_interval_than_cases_of_their_own(self) -> None:
        rows = [replace(ROW, case=str(n), cluster=str(n), right=n % 4 > 0) for n in range(40)]
        apart = value(rows, "right")
        talks = [replace(row, cluster=str(row.right) + str(n % 5)) for n, row in enumerate(rows)]
        together = value(talks, "right")
        assert apart.value == together.value == 0.75
        assert (together.high or 0) - (together.low or 0) > (apart.high or 0) - (apart.low or 0)

    def test_the_refusals_are_these_figures(self) -> None:
        found = metrics.refusal(SIX)
        assert (found.precision, found.recall, found.false_refusals) == (wilson(1, 2), wilson(1, 2), wilson(1, 4))
        assert metrics.refusal([]) == metrics.Refusal(UNSCORED, UNSCORED, UNSCORED)

    @settings(max_examples=15, deadline=None)
    @given(st.data(), st.integers(1, 12), st.randoms())
    def test_keep_within_bounds_and_do_not_depend_on_order(
        self, data: st.DataObject, number: int, order: random.Random
    ) -> None:
        rows = [data.draw(st.sampled_from(SIX)) for _ in range(number)]
        rows = [
            replace(row, cluster=data.draw(st.sampled_from("abc")), answerability=data.draw(CHANCE)) for row in rows
        ]
        found = metrics.figures(rows)
        assert found == metrics.figures(order.sample(rows, len(rows)))
        for figure in found:
            assert 0 <= figure.scored <= figure.total <= number
            assert (figure.value is None) == (figure.scored == 0)
            if figure.value is not None and figure.low is not None and figure.high is not None:
                assert 0 <= figure.low <= figure.high <= 1
                assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9


class TestAuroc:
    def test_is_how_answerability_parts_the_answerable(self) -> None:
        # Answerable at 0.9, 0.6 and 0.4, not at 0.6 and 0.2: pairs 1 + 1, ½ + 1, 0 + 1 of 6
        rows = answers(("r", 0.9), ("r", 0.6), ("r", 0.4))
        rows += [replace(row, answerable=False) for row in answers(("w", 0.6), ("w", 0.2))]
        assert metrics.auroc(rows).value == pytest.approx(4.5 / 6)
        assert metrics.auroc(rows).value == pytest.approx(
            roc_auc_score([row.answerable for row in rows], [row.answerability for row in rows])
        )
        found = value(rows, "auroc")
        assert (found.value, found.scored, found.total) == (pytest.approx(0.75), 5, 5)


class TestCoverageRisk:
    def test_by_hand(self) -> None:
        rows = [*answers(("r", 0.9), ("w", 0.8), ("r", 0.8), ("r", 0.6)), REFUSED]
        found = metrics.coverage_risk(rows)
        assert found.points == ((0.2, 0, 0.9), (0.6, pytest.approx(1 / 3), 0.8), (0.8, 0.25, 0.6))
        # One answer at risk 0, two at 1/3, one at 1/4
        assert found.aurc == pytest.approx((0 + 2 / 3 + 1 / 4) / 4)
        assert found.auroc == UNSCORED

    def test_refusals_alone_make_no_curve(self) -> None:
        assert metrics.coverage_risk([REFUSED]) == metrics.Curve((), UNSCORED, None)
        assert metrics.coverage_risk([]) == metrics.Curve((), UNSCORED, None)

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("rw"), CHANCE), min_size=1), st.randoms())
    def test_ends_at_all_answers_and_does_not_depend_on_order(
        self, outcomes: list[tuple[str, float]], order: random.Random
    ) -> None:
        rows = [*answers(*outcomes), REFUSED]
        found = metrics.coverage_risk(rows)
        assert found == metrics.coverage_risk(order.sample(rows, len(rows)))
        wrong = sum(row.wrong for row in rows)
        assert found.points[-1][:2] == (len(outcomes) / len(rows), wrong / len(outcomes))
        assert [threshold for *_, threshold in found.points] == sorted({chance for _, chance in outcomes}, reverse=True)
        assert found.aurc is not None
        assert 0 <= found.aurc <= 1


class TestCalibration:
    def test_by_hand(self) -> None:
        rows = [*answers(("r", 0.62), ("w", 0.68), ("r", 0.9), ("r", 1.0)), REFUSED]
        found = metrics.calibration(rows)
        assert found.bins == (
            (0.6, 0.7, pytest.approx(0.65), 0.5, 2),
            (0.9, 1.0, pytest.approx(0.95), 1, 2),
        )
        # (2 · |0.65 − 0.5| + 2 · |0.95 − 1|) / 4
        assert found.error == pytest.approx(0.1)

    def test_an_edge_belongs_to_the_bin_above_and_one_to_the_last(self) -> None:
        found = metrics.calibration(answers(("r", 0.0), ("r", 0.25), ("r", 0.5), ("r", 1.0)), bins=4)
        assert [(low, high, count) for low, high, _, _, count in found.bins] == [
            (0, 0.25, 1),
            (0.25, 0.5, 1),
            (0.5, 0.75, 1),
            (0.75, 1, 1),
        ]

    def test_no_answers_have_no_error(self) -> None:
        assert metrics.calibration([REFUSED]) == metrics.Calibration((), None)

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("rw"), CHANCE), min_size=1), st.randoms())
    def test_counts_every_answer_once_in_any_order(
        self, outcomes: list[tuple[str, float]], order: random.Random
    ) -> None:
        rows = answers(*outcomes)
        found = metrics.calibration(rows)
        assert found == metrics.calibration(order.sample(rows, len(rows)))
        assert sum(count for *_, count in found.bins) == len(rows)
        assert all(low - 1e-9 <= stated <= high + 1e-9 for low, high, stated, _, _ in found.bins)
        assert found.error is not None
        # The mean square distance bounds the square of the mean distance (Jensen), and bins only bring them nearer.
        squared = brier_score_loss([row.right for row in rows], [chance for _, chance in outcomes], pos_label=True)
        assert found.error**2 <= squared + 1e-9


class TestPercentiles:
    def test_are_between_neighbours(self) -> None:
        # Of 1 … 5: the 95th lies at 0.95 · 4 = 3.8 steps
        assert metrics.percentiles([5, 1, 4, 2, 3]) == (3, pytest.approx(4.8))

    def test_of_one_value_are_it(self) -> None:
        assert metrics.percentiles([0.2]) == (0.2, 0.2)

    def test_of_nothing_are_refused(self) -> None:
        with pytest.raises(ValueError, match="no values, expected at least one"):
            metrics.percentiles([])
