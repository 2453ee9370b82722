"""The report of a made-up run: what it says, what it says of nothing, and that hostile text stays text."""

import hashlib
import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals import report
from evals.runs import Figure, Scores
from tests.evals.made_run import HOSTILE, Run, hostile_run, make_answer, make_case, make_row, make_run, make_scores


def text_of(page: Any, id_: str) -> str:
    return " ".join(page.get_element_by_id(id_).text_content().split())


def rows_of(page: Any, id_: str) -> list[list[str]]:
    """The cells of the tables in a section, row by row."""
    rows = page.get_element_by_id(id_).iter("tr")
    return [[" ".join(cell.text_content().split()) for cell in row.iter("th", "td")] for row in rows]


def data_of(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.get_element_by_id("data").text)
    return found


def test_the_title_names_the_build_and_the_day(tmp_path: Path) -> None:
    page = make_run().page(tmp_path)
    assert page.findtext(".//title") == "Evaluation of build build-1, 2026-11-24"


def test_it_is_written_into_the_folder_of_the_run(tmp_path: Path) -> None:
    run = make_run()
    assert report.write(tmp_path, run.scores, run.cases, run.answers, run.texts, None) == tmp_path / "report.html"


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    assert make_run().html(tmp_path) == make_run().html(tmp_path)


def test_a_figure_has_three_digits_an_interval_and_both_counts(tmp_path: Path) -> None:
    said = text_of(make_run().page(tmp_path), "headline")
    assert "0.867 [0.812, 0.911] 120/150" in said


def test_what_was_not_scored_is_called_so_and_never_zero(tmp_path: Path) -> None:
    page = make_run().page(tmp_path)
    assert text_of(page, "headline").endswith("judged a judge model's grade not scored 0/150")
    assert "not scored 0/3" in text_of(page, "groups")
    assert "0.000" not in text_of(page, "headline") + text_of(page, "groups")


def test_the_yardsticks_stand_beside_the_assistant(tmp_path: Path) -> None:
    said = text_of(make_run().page(tmp_path), "yardsticks")
    for name, value in (("The assistant", "0.900"), ("BM25 alone", "0.700"), ("The cosine alone", "0.600")):
        assert f"{value} [" in said[said.index(name) :]


def test_the_verifiers_error_rates_stand_with_the_citation_figures(tmp_path: Path) -> None:
    said = text_of(make_run().page(tmp_path), "citations")
    assert "0.990 [0.970, 1.000] 90/100" in said
    assert "0.030 [0.010, 0.070] 240/240" in said[said.index("false_pass") :]


def test_groups_of_every_dimension_are_shown_and_lead_to_their_cases(tmp_path: Path) -> None:
    page = make_run().page(tmp_path)
    links = page.xpath("//section[@id='groups']//a/@href")
    assert set(links) == {"#family=single_fact", "#lang=en", "#lang=fr", "#split=aside"}
    assert "0.650 [0.500, 0.900]" in text_of(page, "groups")


def test_a_dimension_of_many_groups_has_a_row_for_each(tmp_path: Path) -> None:
    figures = tuple(Figure("right", f"family:f{n}", 0.5, 0.4, 0.6, 1, 1) for n in range(7))
    page = make_run(figures=figures).page(tmp_path)
    assert len(page.xpath("//section[@id='groups']//tbody/tr")) == 7


def test_groups_are_parted_by_dimension_in_order() -> None:
    figures = [
        Figure("right", "all", 1, 1, 1, 1, 1),
        Figure("right", "lang:en", 1, 1, 1, 1, 1),
        Figure("auroc", "lang:fr", 1, 1, 1, 1, 1),
        Figure("right", "kind:number", 1, 1, 1, 1, 1),
    ]
    lang, kind = report.tables(figures)
    assert (lang.title, lang.metrics, lang.groups) == ("Language", ("right", "auroc"), ("en", "fr"))
    assert lang.figures[("right", "en")] is figures[1]
    assert (kind.title, kind.groups) == ("Kind", ("number",))


def test_plots_have_a_text_alternative_and_their_numbers(tmp_path: Path) -> None:
    page = make_run().page(tmp_path)
    drawn = page.xpath("//*[@id='plots']//*[@role='img']/@aria-label")
    assert drawn == ["Coverage–risk curve", "Reliability diagram", "Latency by stage"]
    rows = rows_of(page, "plots")
    for numbers in (["0.500", "0.000", "0.900"], ["0.950", "0.900", "40"], ["total", "46", "55"]):
        assert numbers in rows


@pytest.mark.parametrize(
    ("answerable", "right", "wrong", "expected"),
    [
        (True, True, False, "right"),
        (True, False, True, "wrong"),
        (True, False, False, "false refusal"),
        (False, True, False, "right"),
        (False, False, True, "missed refusal"),
        (False, False, False, "missed refusal"),
    ],
)
def test_an_outcome_is_one_of_four(answerable: bool, right: bool, wrong: bool, expected: str) -> None:
    case = make_case("q", "Who?")
    row = make_row(case, make_answer(case, []), answerable=answerable, right=right, wrong=wrong)
    assert report.outcome(row) == expected


def test_outcomes_are_counted_and_lead_to_their_cases(tmp_path: Path) -> None:
    page = make_run().page(tmp_path)
    counted = {link.get("href"): link.text_content() for link in page.xpath("//ul[@class='outcomes']//a")}
    assert counted == {
        "#outcome=right": "1 right",
        "#outcome=wrong": "1 wrong",
        "#outcome=false+refusal": "1 false refusal",
        "#outcome=missed+refusal": "1 missed refusal",
    }


def test_every_case_has_a_line_with_what_it_is_filtered_by(tmp_path: Path) -> None:
    page = make_run().page(tmp_path)
    lines = page.xpath("//details[@data-outcome]")
    assert [line.get("data-outcome") for line in lines] == ["right", "wrong", "false refusal", "missed refusal"]
    assert dict(lines[2].attrib) == {
        "class": "case",
        "id": "case=q-refused",
        "data-family": "single_fact",
        "data-lang": "fr",
        "data-split": "tune",
        "data-style": "staff",
        "data-outcome": "false refusal",
    }


def test_without_a_baseline_one_sentence_says_so(tmp_path: Path) -> None:
    said = text_of(make_run().page(tmp_path), "baseline")
    assert said == "Against the baseline There is no baseline to compare this run with."


def test_against_a_baseline_cases_are_told_apart_by_how_they_moved(tmp_path: Path) -> None:
    same = make_case("q-same", "Who is her deputy?")
    run = make_run([(same, make_answer(same, []))])
    right, wrong, refused, missed, unmoved = run.scores.rows
    before = [
        unmoved,
        replace(right, right=False, wrong=True),
        replace(wrong, right=True, wrong=False),
        # A wrong answer that is now refused is still not right, but better: it misleads nobody.
        replace(refused, wrong=True, status="answered"),
        replace(missed, case="q-gone"),
    ]
    found = report.difference(run.scores, make_scores(before), run.cases)
    assert [(moved.case, moved.before, moved.now) for moved in found.better] == [
        ("q-right", "wrong", "right"),
        ("q-refused", "wrong", "false refusal"),
    ]
    assert [(moved.case, moved.before, moved.now) for moved in found.worse] == [("q-wrong", "right", "wrong")]
    assert (found.common, found.added, found.gone) == (4, 1, 1)
    page = run.page(tmp_path, make_scores(before))
    links = page.xpath("//section[@id='baseline']//a/@href")
    assert links == ["#case=q-right", "#case=q-refused", "#case=q-wrong"]
    said = text_of(page, "baseline")
    assert "Over the 4 cases of both runs; 1 more are only in this one; 1 more are only in the baseline." in said
    # Right: 1 of 4 before, 1 of 4 now.
    assert "right 0.250 0.250 +0.000" in said


def test_an_empty_run_says_that_nothing_was_scored(tmp_path: Path) -> None:
    nothing = Scores((), (), (), (), (), {}, {})
    page = Run(nothing, {}, {}, {}).page(tmp_path, nothing)
    assert "No case has been scored in this run." in page.text_content()
    assert page.findtext(".//title") == "Evaluation of build unknown"
    assert page.xpath("//details | //form") == []
    assert text_of(page, "plots").count("Not scored.") == 3
    assert data_of(page)["cases"] == []


def test_hostile_text_adds_no_element_and_no_attribute(tmp_path: Path) -> None:
    page = hostile_run().page(tmp_path)
    assert [script.get("type") for script in page.iter("script")] == ["application/json", None]
    assert list(page.iter("img", "iframe", "object", "embed", "base")) == []
    assert [name for element in page.iter() for name in element.attrib if name.startswith("on")] == []
    assert page.get_element_by_id(f"case={HOSTILE}").xpath("string(.//bdi)") == HOSTILE


def test_hostile_text_is_carried_whole_to_the_pages_script(tmp_path: Path) -> None:
    page = hostile_run().page(tmp_path)
    assert "<" not in page.get_element_by_id("data").text
    data = data_of(page)
    body = data["cases"][-1]
    assert body["question"] == body["history"][0] == body["claims"][0]["text"] == HOSTILE
    (cited,) = [shown for shown in data["excerpts"] if shown["article"] == HOSTILE]
    assert (cited["quote"], cited["after"], cited["stands"]) == (HOSTILE, f" {HOSTILE}", True)


def test_an_address_that_is_no_web_page_is_no_link(tmp_path: Path) -> None:
    assert "javascript:" not in hostile_run().html(tmp_path)
    first = data_of(make_run().page(tmp_path))["excerpts"][0]
    assert first["url"] == "https://gazette.example/school"


def test_only_the_pages_own_script_and_style_may_run(tmp_path: Path) -> None:
    page = hostile_run().page(tmp_path)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    def hashed(text: str) -> str:
        return "'sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    style, script = page.findtext(".//style"), list(page.iter("script"))[1].text
    assert policy == (
        f"default-src 'none'; img-src data:; style-src {hashed(style)}; script-src {hashed(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "innerHTML" not in script


def test_the_page_asks_for_nothing_from_elsewhere(tmp_path: Path) -> None:
    page = make_run().page(tmp_path)
    addresses = [*page.xpath("//@href"), *page.xpath("//@src")]
    assert [address for address in addresses if not address.startswith(("#", "data:,"))] == []
    assert "url(" not in page.findtext(".//style")


def test_half_a_surrogate_pair_does_not_stop_the_report(tmp_path: Path) -> None:
    case = make_case("q-half", "Who is \ud83d?")
    page = make_run([(case, make_answer(case, []))]).page(tmp_path)
    assert data_of(page)["cases"][-1]["question"] == "Who is \ud83d?"


def test_a_row_without_its_answer_is_an_error(tmp_path: Path) -> None:
    run = make_run()
    with pytest.raises(KeyError, match="q-right"):
        replace(run, answers={}).html(tmp_path)
