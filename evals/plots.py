"""The plots of the report as inline SVG, with axes, labels and a text alternative; the style sheet has the colours."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

WIDTH = 360
LEFT, RIGHT, TOP, BOTTOM = 52.0, 346.0, 14.0, 224.0
HEIGHT = 268
STRIP = 36.0
ROW = 30.0
BAR_WIDTH, BAR_HEIGHT = 96.0, 12.0
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

Curve = Sequence[tuple[float, float, float]]
Bins = Sequence[tuple[float, float, float, float, int]]


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from 0 to `top`, a whole number of steps, drawn from `start` to `end`."""

    top: float
    step: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return round(self.start + (self.end - self.start) * value / self.top, 1)

    @property
    def ticks(self) -> list[float]:
        return [self.step * number for number in range(round(self.top / self.step) + 1)]


def scale(highest: float, start: float, end: float) -> Scale:
    """A scale that holds 0 to `highest` in three to five round steps; 0 to 1 for a `highest` of 0."""
    wanted = (highest or 1.0) / 5
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(factor * power for factor in STEPS if factor * power >= wanted * (1 - 1e-9))
    return Scale(step * math.ceil((highest or 1.0) / step - 1e-9), step, start, end)


def interval_bar(value: float | None, low: float | None, high: float | None) -> Markup:
    """A value with its interval on a line from 0 to 1, to stand beside the numbers; empty where one is missing.

    Empty, too, for a metric that is not between 0 and 1.
    """
    if value is None or low is None or high is None or not 0 <= low <= high <= 1:
        return Markup()
    across = Scale(1, 1, 2, BAR_WIDTH - 2)
    svg = Element("svg", {"class": "interval", "viewBox": f"0 0 {BAR_WIDTH:g} {BAR_HEIGHT:g}", "aria-hidden": "true"})
    _line(svg, "track", across.start, 6, across.end, 6)
    width = max(1.0, across.at(high) - across.at(low))
    _add(svg, "rect", "range", x=across.at(low), y=3.5, width=f"{width:.1f}", height=5)
    _line(svg, "value", across.at(value), 1, across.at(value), 11)
    return _markup(svg)


def coverage_risk(curve: Curve) -> Markup:
    """The share of answers that is wrong (risk) over the share of cases answered (coverage); empty for no points."""
    if not curve:
        return Markup()
    first, last = curve[0], curve[-1]
    told = (
        f"Risk goes from {first[1]:.3f} at coverage {first[0]:.3f} to {last[1]:.3f} at coverage {last[0]:.3f}; "
        f"it is highest, {max(risk for _, risk, _ in curve):.3f}, "
        f"at coverage {max(curve, key=lambda point: point[1])[0]:.3f}."
    )
    svg = _canvas("Coverage–risk curve", told, HEIGHT)
    x, y = scale(1, LEFT, RIGHT), scale(max(risk for _, risk, _ in curve), BOTTOM, TOP)
    _axes(svg, x, y, "coverage: share answered", "risk: share of these wrong")
    _path(svg, "curve", [(x.at(coverage), y.at(risk)) for coverage, risk, _ in curve])
    _add(svg, "circle", "dot", cx=x.at(last[0]), cy=y.at(last[1]), r=3.5)
    return _markup(svg)


def at_coverages(curve: Curve) -> list[tuple[float, float, float]]:
    """The last point of the curve up to each tenth of coverage, each once: the curve as a short table."""
    below = [[point for point in curve if point[0] <= tenth / 10 + 1e-9] for tenth in range(1, 11)]
    return list(dict.fromkeys(points[-1] for points in below if points))


def calibration(bins: Bins) -> Markup:
    """The reliability diagram: the share right over the stated probability, above the cases per bin.

    Bins without cases are left out; empty when no bin has any. The diagonal is where statement and outcome agree.
    """
    filled = [found for found in bins if found[4]]
    if not filled:
        return Markup()
    told = "; ".join(f"stated {mean:.3f}, right {right:.3f} of {count}" for _, _, mean, right, count in filled)
    svg = _canvas("Reliability diagram", f"By bin: {told}.", HEIGHT + STRIP)
    x, y = scale(1, LEFT, RIGHT), scale(1, BOTTOM, TOP)
    _axes(svg, x, y, "stated probability of an answer", "share right", STRIP)
    _line(svg, "diagonal", x.at(0), y.at(0), x.at(1), y.at(1))
    for _, _, mean, right, _ in filled:
        _line(svg, "gap", x.at(mean), y.at(mean), x.at(mean), y.at(right))
    _path(svg, "curve", [(x.at(mean), y.at(right)) for _, _, mean, right, _ in filled])
    for _, _, mean, right, _ in filled:
        _add(svg, "circle", "dot", cx=x.at(mean), cy=y.at(right), r=3.5)
    _strip(svg, x, filled)
    return _markup(svg)


def latency(stages: Mapping[str, tuple[float, float]]) -> Markup:
    """Milliseconds by stage, the median as a bar and the 95th percentile as a line past it; empty without stages."""
    if not stages:
        return Markup()
    told = "; ".join(f"{stage}: {milliseconds(p50)}, {milliseconds(p95)}" for stage, (p50, p95) in stages.items())
    bottom = TOP + ROW * len(stages)
    svg = _canvas("Latency by stage", f"Milliseconds, p50 and p95, by stage: {told}.", bottom + 44)
    x = scale(1000 * max(p95 for _, p95 in stages.values()), LEFT + 20, RIGHT - 70)
    for tick in x.ticks:
        _line(svg, "grid", x.at(tick), TOP, x.at(tick), bottom)
        _text(svg, "tick middle", f"{tick:g}", x.at(tick), bottom + 15)
    for number, (stage, (p50, p95)) in enumerate(stages.items()):
        _stage(svg, x, stage, p50, p95, TOP + ROW * (number + 0.5))
    _line(svg, "axis", x.start, TOP, x.start, bottom)
    _text(svg, "name middle", "milliseconds: p50 bar, p95 line", (x.start + x.end) / 2, bottom + 36)
    return _markup(svg)


def milliseconds(seconds: float) -> str:
    """Seconds as milliseconds, with two decimals below 1 and one below 10: `0.05`, `4.2`, `655`."""
    found = 1000 * seconds
    return f"{found:.2f}" if found < 1 else f"{found:.1f}" if found < 10 else f"{found:.0f}"


def _stage(svg: Element, x: Scale, stage: str, p50: float, p95: float, y: float) -> None:
    middle, end = x.at(1000 * p50), x.at(1000 * p95)
    _text(svg, "tick end", stage, x.start - 8, y + 4)
    _line(svg, "p95", x.start, y, end, y)
    _line(svg, "p95", end, y - 6, end, y + 6)
    _add(svg, "rect", "p50", x=x.start, y=y - 6, width=f"{max(1.0, middle - x.start):.1f}", height=12)
    _text(svg, "name", f"{milliseconds(p50)} / {milliseconds(p95)}", end + 6, y + 4)


def _strip(svg: Element, x: Scale, bins: Bins) -> None:
    """How many cases each bin has, as bars below the plot."""
    foot = BOTTOM + STRIP
    most = max(count for *_, count in bins)
    for low, high, _, _, count in bins:
        height = max(1.0, (STRIP - 10) * count / most)
        width = max(1.0, x.at(high) - x.at(low) - 1)
        _add(svg, "rect", "count", x=x.at(low), y=f"{foot - height:.1f}", width=f"{width:.1f}", height=f"{height:.1f}")
    _line(svg, "axis", LEFT, foot, RIGHT, foot)
    _text(svg, "tick end", "cases", LEFT - 6, foot - 2)


def _axes(svg: Element, x: Scale, y: Scale, across: str, upwards: str, below: float = 0) -> None:
    """Grid, ticks and names of both axes; the numbers of the lower one stand `below` further down."""
    for tick in y.ticks:
        _line(svg, "grid", LEFT, y.at(tick), RIGHT, y.at(tick))
        _text(svg, "tick end", f"{tick:g}", LEFT - 6, y.at(tick) + 4)
    for tick in x.ticks:
        _line(svg, "grid", x.at(tick), TOP, x.at(tick), BOTTOM)
        _text(svg, "tick middle", f"{tick:g}", x.at(tick), BOTTOM + below + 16)
    _line(svg, "axis", LEFT, BOTTOM, RIGHT, BOTTOM)
    _line(svg, "axis", LEFT, TOP, LEFT, BOTTOM)
    _text(svg, "name middle", across, (LEFT + RIGHT) / 2, BOTTOM + below + 36)
    middle = (TOP + BOTTOM) / 2
    _text(svg, "name middle", upwards, 13, middle).set("transform", f"rotate(-90 13 {middle:g})")


def _canvas(name: str, told: str, height: float) -> Element:
    svg = Element("svg", {"class": "plot", "viewBox": f"0 0 {WIDTH} {height:g}", "role": "img", "aria-label": name})
    _add(svg, "desc", "").text = told
    return svg


def _path(svg: Element, kind: str, points: Iterable[tuple[float, float]]) -> None:
    _add(svg, "polyline", kind, points=" ".join(f"{x:g},{y:g}" for x, y in points))


def _line(svg: Element, kind: str, x1: float, y1: float, x2: float, y2: float) -> None:
    _add(svg, "line", kind, x1=x1, y1=y1, x2=x2, y2=y2)


def _text(svg: Element, kind: str, text: str, x: float, y: float) -> Element:
    element = _add(svg, "text", kind, x=x, y=y)
    element.text = text
    return element


def _add(parent: Element, tag: str, kind: str, **attributes: object) -> Element:
    named = {"class": kind} if kind else {}
    return SubElement(parent, tag, named | {name: str(value) for name, value in attributes.items()})


def _markup(svg: Element) -> Markup:
    return Markup(tostring(svg, encoding="unicode"))
