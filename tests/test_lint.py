"""What an author is told to mend; the shipped articles have nothing to mend."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.lint import Finding, lint, lint_path
from assistant.documents import Article, Section, Source
from assistant.settings import CorpusSettings

TODAY = date(2025, 12, 31)
SHIPPED = Path(__file__).parent.parent / "corpus" / "articles"
LAST_REVISED = date(2026, 11, 24)  # a fixed day, so that the result does not hang on the clock

SENTENCE = "The two towns agreed that the quay would be open to every boat in the year. "
GOOD = Article(
    id="the-quay",
    title="The quay",
    text="## What was agreed\n\n" + SENTENCE * 12,
    language="en",
    publisher="Harbour briefings",
    published=date(2025, 7, 10),
    topics=("harbour",),
    authority="briefing",
    sources=(Source("The accord", "https://x.example/accord", "2025-07"),),
)


def messages(*articles: Article, files: dict[str, Path] | None = None) -> list[str]:
    return [finding.message for finding in lint(articles, TODAY, files)]


def changed(**fields: Any) -> Article:
    return replace(GOOD, **fields)


def test_a_good_article_has_nothing_to_mend() -> None:
    assert messages(GOOD, files={"the-quay": Path("en/the-quay.md")}) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": "The_Quay"}, "id 'The_Quay' is no slug; expected lower-case ASCII words, digits and single hyphens"),
        ({"published": date(2026, 1, 1)}, "published 2026-01-01 is after today, 2025-12-31"),
        ({"published": None}, "published is empty"),
        (
            {"valid_from": date(2025, 2, 1), "valid_to": date(2025, 1, 1)},
            "valid_from 2025-02-01 is after valid_to 2025-01-01",
        ),
        (
            {"sources": (Source("S", "", "July 2025"),)},
            "date 'July 2025' of source 'S' is not YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        (
            {"sources": (Source("S", "", "2025-02-30"),)},
            "date '2025-02-30' of source 'S' is not YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        ({"language": "fr"}, "language is 'fr' but the text reads as 'en'"),
        ({"url": "www.x.example"}, "url 'www.x.example' is not http(s)://host/…"),
        ({"url": "javascript:alert(1)"}, "url 'javascript:alert(1)' is not http(s)://host/…"),
        ({"sources": (Source("S", "https:///path"),)}, "url 'https:///path' of source 'S' is not http(s)://host/…"),
        ({"sources": (Source("S", "http://[x"),)}, "url 'http://[x' of source 'S' is not http(s)://host/…"),
        ({"title": " "}, "title is empty"),
        ({"publisher": ""}, "publisher is empty"),
        ({"topics": ()}, "topics are empty, or one of them is"),
        ({"topics": ("a", "")}, "topics are empty, or one of them is"),
        ({"sources": ()}, "a briefing without sources"),
        ({"replaced_by": ("the-quay",)}, "replaced_by names the article itself"),
        ({"replaced_by": ("gone",)}, "replaced_by 'gone' is the id of no article"),
        ({"replaced_by": ("the-quay-2#Gone",)}, "replaced_by 'the-quay-2#Gone' is the id of no article"),
        ({"replaced_by": ("the-quay#Gone",)}, "replaced_by 'the-quay#Gone' names no heading of 'the-quay'"),
        ({"sections": (Section("Gone"),)}, "sections: 'Gone' is no heading of the article"),
        (
            {"sections": (Section("What was agreed", replaced_by=("gone",)),)},
            "replaced_by 'gone' is the id of no article",
        ),
        (
            {"sections": (Section("What was agreed", date(2025, 2, 1), date(2025, 1, 1)),)},
            "valid_from 2025-02-01 of 'What was agreed' is after valid_to 2025-01-01",
        ),
        ({"text": "## A\n\n## B\n\n" + SENTENCE * 12}, "heading 'A' has no text below it"),
        ({"text": SENTENCE * 12 + "\n\n## End"}, "heading 'End' has no text below it"),
        ({"text": SENTENCE * 9}, "144 words, expected 150 to 700 in a briefing"),  # 9 × 16 words
        ({"text": SENTENCE * 44}, "704 words, expected 150 to 700 in a briefing"),  # 44 × 16 words
    ],
)
def test_each_fault_is_found_alone(fields: dict[str, Any], message: str) -> None:
    assert messages(changed(**fields)) == [message]


def test_only_briefings_need_sources_and_a_length() -> None:
    assert messages(changed(authority="press", sources=(), text=SENTENCE)) == []


def test_an_empty_text_is_found() -> None:
    assert "text is empty" in messages(changed(text=" "))


def test_a_deeper_heading_counts_as_text_when_it_has_some() -> None:
    assert messages(changed(text="## A\n\n### B\n\n" + SENTENCE * 12)) == []


@pytest.mark.parametrize(
    "markup",
    ["**bold**", "_soft_", "*soft*", "`code`", "[a](b)", "![a](b)", "note[^1]", "<b>", "</p>", "&nbsp;", "&#160;"],
)
def test_leftover_markup_is_found_with_its_line(markup: str) -> None:
    found = messages(changed(text=SENTENCE * 12 + f"\nA line with {markup} in it."))
    assert len(found) == 1
    assert found[0].endswith("is left in line 2 of the text")


@pytest.mark.parametrize(
    "text", ["snake_case_name", "3 * 4 * 5", "R&D; and AT&T", "a < b > c", "[sic] (note)", "F-35 *"]
)
def test_plain_characters_are_no_markup(text: str) -> None:
    assert messages(changed(text=SENTENCE * 12 + text)) == []


def test_a_chain_of_replacements_is_fine_and_a_circle_is_found_at_each_of_its_articles() -> None:
    first = changed(id="a", replaced_by=("b",))
    second = changed(id="b", replaced_by=("c",))
    assert messages(first, second, changed(id="c")) == []
    assert messages(first, second, changed(id="c", replaced_by=("a",))) == [
        "replaced_by 'b' leads back to 'a'",
        "replaced_by 'c' leads back to 'b'",
        "replaced_by 'a' leads back to 'c'",
    ]


def test_an_id_used_twice_is_found_at_the_second() -> None:
    assert lint([GOOD, GOOD], TODAY) == [Finding("the-quay", "id 'the-quay' is used twice")]


def test_the_file_name_and_the_language_folder_must_agree() -> None:
    assert messages(GOOD, files={"the-quay": Path("fr/quay.md")}) == [
        "id 'the-quay' differs from the file name 'quay.md'",
        "language is 'en' but the file is in folder 'fr'",
    ]
    assert messages(GOOD, files={"the-quay": Path("pages/The Quay.html")}) == []


def test_a_path_is_loaded_and_files_left_out_are_findings(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "quay.md").write_text(f"---\nid: the-quay\nlanguage: en\n---\n{SENTENCE}")
    (tmp_path / "twin.txt").write_text(SENTENCE)
    (tmp_path / "typo.md").write_text("---\ntitel: x\n---\nText.")
    findings = lint_path(tmp_path, CorpusSettings(), TODAY)
    assert findings[:2] == [
        Finding(str(tmp_path / "typo.md"), "unknown key 'titel' in the front matter; did you mean 'title'?"),
        Finding(
            str(tmp_path),
            f"{tmp_path / 'twin.txt'}: 'twin' has the same text as {tmp_path / 'fr' / 'quay.md'}; left out",
        ),
    ]
    assert {finding.article_id for finding in findings[2:]} == {"the-quay"}
    assert "language is 'en' but the file is in folder 'fr'" in [finding.message for finding in findings]


def test_the_shipped_articles_have_nothing_to_mend() -> None:
    assert lint_path(SHIPPED, CorpusSettings(), LAST_REVISED) == []
