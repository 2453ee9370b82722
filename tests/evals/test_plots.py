"""The report's plots: where marks stand, what is said to those who do not see them, and nothing drawn of nothing."""

from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from evals import plots

CURVE = ((0.25, 0.0, 0.9), (0.5, 0.1, 0.7), (1.0, 0.2, 0.1))
BINS = ((0.0, 0.1, 0.05, 0.1, 20), (0.1, 0.2, 0.0, 0.0, 0), (0.9, 1.0, 0.95, 0.9, 40))


def marks(drawn: Markup, tag: str, kind: str) -> list[Element]:
    return [element for element in fromstring(drawn).iter(tag) if element.get("class") == kind]


def told(drawn: Markup) -> str:
    found = fromstring(drawn).findtext("desc")
    assert found is not None
    return found


def words(drawn: Markup) -> list[str]:
    return [element.text or "" for element in fromstring(drawn).iter("text")]


def test_an_interval_is_drawn_in_proportion() -> None:
    # The line runs from 2 to 94: 0.5 → 2 + 92 · 0.5 = 48; 0.25 → 25; 0.75 → 71, so the range is 71 − 25 = 46 wide.
    drawn = plots.interval_bar(0.5, 0.25, 0.75)
    (value,), (reach,) = marks(drawn, "line", "value"), marks(drawn, "rect", "range")
    assert (value.get("x1"), value.get("x2")) == ("48.0", "48.0")
    assert (reach.get("x"), reach.get("width")) == ("25.0", "46.0")
    assert fromstring(drawn).get("aria-hidden") == "true"


@pytest.mark.parametrize(
    ("value", "low", "high"), [(None, None, None), (0.5, None, None), (3.0, 1.0, 5.0), (-0.1, -0.2, 0.0)]
)
def test_what_has_no_interval_between_0_and_1_is_not_drawn(
    value: float | None, low: float | None, high: float | None
) -> None:
    assert plots.interval_bar(value, low, high) == ""


def test_an_interval_without_width_is_still_to_be_seen() -> None:
    (reach,) = marks(plots.interval_bar(1.0, 1.0, 1.0), "rect", "range")
    assert reach.get("width") == "1.0"


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        # 0.18 / 5 = 0.036, the next round step is 0.05: four of them hold 0.18.
        (0.18, [0, 0.05, 0.1, 0.15, 0.2]),
        (1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        # 55.1 / 5 = 11.02 → 20.
        (55.1, [0, 20, 40, 60]),
        (0.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
    ],
)
def test_ticks_are_round(highest: float, ticks: list[float]) -> None:
    assert plots.scale(highest, 0, 100).ticks == pytest.approx(ticks)


@given(st.floats(1e-6, 1e6))
def test_every_value_has_room_between_few_steps(highest: float) -> None:
    found = plots.scale(highest, 0, 100)
    assert found.top >= highest * (1 - 1e-8)
    assert 3 <= len(found.ticks) - 1 <= 5


def test_the_curve_runs_through_its_points() -> None:
    # Coverage 0–1 spans x 52–346, risk 0–0.2 spans y 224–14: (0.25, 0) → (52 + 73.5, 224); (0.5, 0.1) → (199, 119).
    (line,) = marks(plots.coverage_risk(CURVE), "polyline", "curve")
    assert line.get("points") == "125.5,224 199,119 346,14"


def test_the_curve_is_told_in_words() -> None:
    drawn = plots.coverage_risk(CURVE)
    assert told(drawn) == (
        "Risk goes from 0.000 at coverage 0.250 to 0.200 at coverage 1.000; it is highest, 0.200, at coverage 1.000."
    )
    assert fromstring(drawn).get("role") == "img"
    assert fromstring(drawn).get("aria-label") == "Coverage–risk curve"
    assert {"coverage: share answered", "risk: share of these wrong"} <= set(words(drawn))


def test_a_curve_of_one_point_has_a_mark() -> None:
    (dot,) = marks(plots.coverage_risk([(0.5, 0.0, 0.9)]), "circle", "dot")
    assert (dot.get("cx"), dot.get("cy")) == ("199.0", "224.0")


def test_the_table_of_a_curve_has_the_last_point_up_to_each_tenth_once() -> None:
    # Up to 0.2 there is none; 0.3 and 0.4 have the first, 0.5 to 0.9 the second, 1 the third.
    assert plots.at_coverages(CURVE) == list(CURVE)
    thousand = [(number / 1000, 0.1, 0.5) for number in range(1, 1001)]
    assert [coverage for coverage, _, _ in plots.at_coverages(thousand)] == [tenth / 10 for tenth in range(1, 11)]
    assert plots.at_coverages([]) == []


def test_bins_without_cases_are_left_out_of_the_reliability_diagram() -> None:
    drawn = plots.calibration(BINS)
    # Stated 0.05, right 0.1: x = 52 + 294 · 0.05 = 66.7, y = 224 − 210 · 0.1 = 203. Stated 0.95, right 0.9: 331.3, 35.
    assert [(dot.get("cx"), dot.get("cy")) for dot in marks(drawn, "circle", "dot")] == [
        ("66.7", "203.0"),
        ("331.3", "35.0"),
    ]
    assert told(drawn) == "By bin: stated 0.050, right 0.100 of 20; stated 0.950, right 0.900 of 40."


def test_the_strip_below_shows_how_many_cases_a_bin_has() -> None:
    # The fullest bar is 36 − 10 = 26 high, one of half as many cases 13.
    assert [bar.get("height") for bar in marks(plots.calibration(BINS), "rect", "count")] == ["13.0", "26.0"]


def test_the_gap_to_the_diagonal_is_drawn() -> None:
    first, _ = marks(plots.calibration(BINS), "line", "gap")
    # On the diagonal 0.05 is at y = 224 − 10.5 = 213.5.
    assert (first.get("y1"), first.get("y2")) == ("213.5", "203.0")


def test_stages_have_a_bar_to_the_median_and_a_line_to_the_95th_percentile() -> None:
    drawn = plots.latency({"retrieve": (0.02, 0.04), "verify": (0.00005, 0.0001)})
    # 0–40 ms spans x 72–276, 5.1 a millisecond: the median of 20 ms is 102 wide, 40 ms is at 276.
    bar, short = marks(drawn, "rect", "p50")
    assert bar.get("width") == "102.0"
    assert short.get("width") == "1.0"
    assert marks(drawn, "line", "p95")[0].get("x2") == "276.0"
    assert {"retrieve", "20 / 40", "0.05 / 0.10"} <= set(words(drawn))
    assert told(drawn) == "Milliseconds, p50 and p95, by stage: retrieve: 20, 40; verify: 0.05, 0.10."


def test_a_stage_is_only_ever_text() -> None:
    drawn = plots.latency({"<script>alert(1)</script>": (0.1, 0.2)})
    assert "<script" not in drawn
    assert "<script>alert(1)</script>" in words(drawn)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.00005, "0.05"), (0.0042, "4.2"), (0.0551, "55"), (0.656125, "656"), (0.0, "0.00")]
)
def test_milliseconds_have_as_many_decimals_as_they_need(seconds: float, shown: str) -> None:
    assert plots.milliseconds(seconds) == shown


def test_nothing_is_drawn_of_nothing() -> None:
    assert plots.coverage_risk([]) == plots.calibration([]) == plots.latency({}) == ""
    assert plots.calibration([(0.0, 0.1, 0.0, 0.0, 0)]) == ""


def test_stages_that_took_no_time_are_drawn() -> None:
    assert "0.00 / 0.00" in words(plots.latency({"condense": (0.0, 0.0)}))
