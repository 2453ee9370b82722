"""The coverage–risk curves of several collections on one sheet: an SVG file that stands by itself."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from evals import plots

Point = tuple[float, float, float]

COLUMNS = 3
GAP, TITLE = 16, 22
# The report's style sheet is not there, so the sheet brings the few rules that the plots need.
STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#555}.title{font-weight:600;font-size:13px;fill:#111}"
    ".middle{text-anchor:middle}.end{text-anchor:end}.grid{stroke:#ddd;stroke-width:.6}.axis{stroke:#888}"
    ".curve{fill:none;stroke:#1f5fa8;stroke-width:2}.dot{fill:#1f5fa8}.shipped{fill:#fff;stroke:#c0392b;stroke-width:2}"
)


def sheet(curves: Sequence[tuple[str, Sequence[Point], Point | None]]) -> str:
    """A panel for each named curve that has points, three in a row; a ring marks where the assistant is shipped."""
    drawn = [(name, points, shipped) for name, points, shipped in curves if points]
    columns = min(COLUMNS, max(1, len(drawn)))
    width = columns * (plots.WIDTH + GAP)
    height = -(-len(drawn) // columns) * (plots.HEIGHT + TITLE + GAP)
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "role": "img"})
    SubElement(svg, "title").text = "Coverage–risk curves; the ring is the shipped threshold"
    SubElement(svg, "style").text = STYLE
    SubElement(svg, "rect", {"width": str(width), "height": str(height), "fill": "#fff"})
    for number, (name, points, shipped) in enumerate(drawn):
        x = number % columns * (plots.WIDTH + GAP)
        y = number // columns * (plots.HEIGHT + TITLE + GAP)
        SubElement(svg, "text", {"class": "title", "x": str(x + plots.LEFT), "y": str(y + TITLE - 6)}).text = name
        panel = _panel(points, shipped)
        panel.attrib |= {"x": str(x), "y": str(y + TITLE), "width": str(plots.WIDTH), "height": str(plots.HEIGHT)}
        svg.append(panel)
    return tostring(svg, encoding="unicode") + "\n"


def _panel(points: Sequence[Point], shipped: Point | None) -> Element:
    panel = fromstring(plots.coverage_risk(points))
    if shipped is not None:
        x = plots.scale(1, plots.LEFT, plots.RIGHT)
        y = plots.scale(max(risk for _, risk, _ in points), plots.BOTTOM, plots.TOP)
        place = {"cx": str(x.at(shipped[0])), "cy": str(y.at(shipped[1])), "r": "5"}
        SubElement(panel, "circle", {"class": "shipped", **place})
    return panel
