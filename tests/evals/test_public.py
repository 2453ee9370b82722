"""Public sets read from unpacked packages: made-up folders in the form of the real ones."""

import json
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals import measured, public
from evals.public import PublicSetError

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml"><body><div class="chapter">
<div class="titlepage"><h1 class="title"><a id="{id}"></a>{title}</h1></div>
<div class="toc"><p>{question}</p></div>
<div class="section"><div class="titlepage"><h2 class="title"><a id="{id}-1"></a>1.1. {question}</h2></div>
<p>{first}</p><div class="itemizedlist"><ul><li><p>{second}</p></li></ul></div>
<div class="section"><div class="titlepage"><h3><a id="{id}-2"></a>1.1.1. Notes</h3></div><p>{third}</p></div>
</div></div></body></html>"""


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    (tmp_path / "fr").mkdir()
    for chapter in ("index", "boats", "nets"):
        for lang, folder in (("en", tmp_path), ("fr", tmp_path / "fr")):
            words = {
                "id": chapter,
                "title": f"Chapter 1. On {chapter}" if lang == "en" else f"Chapitre 1. Les {chapter}",
                "question": f"What are {chapter}?" if lang == "en" else f"Que sont {chapter} ?",
                "first": f"First words on {chapter} in {lang}.",
                "second": "Second words\nof a list.",
                "third": "A note below a section.",
            }
            (folder / f"{chapter}.{lang}.html").write_text(PAGE.format(**words), "utf-8")
    return tmp_path


@pytest.fixture
def fitz(tmp_path: Path) -> Path:
    documents = {
        "sea": "Seals live in the sea off Norbury all year.",
        "copy": "Seals live in the sea off Norbury all year.",
    }
    documents |= {"decoy": "The zoo of Valmer keeps two old walruses.", "other": "Nobody asks about this document."}
    held = {"query": "Where do seals live?", "relevant_docs": ["sea", "copy"], "decoy_docs": []}
    mappings = {
        "trustworthy_direct": {"t1": held, "t2": {**held, "query": "Which is it?"}},
        "abstention": {
            "a1": {"query": "How old do walruses get?", "relevant_docs": [], "decoy_docs": ["decoy"]},
            "a2": {"query": "Which is it?", "relevant_docs": [], "decoy_docs": ["decoy"]},
            "a3": {"query": "Who?", "relevant_docs": [], "decoy_docs": []},
        },
    }
    (tmp_path / "queries").mkdir()
    (tmp_path / "corpus").mkdir()
    (tmp_path / "queries" / "query_mappings.json").write_text(json.dumps({"mappings": mappings}), "utf-8")
    lines = [
        json.dumps({"id": id_, "title": "Where do seals live", "content": text}) for id_, text in documents.items()
    ]
    (tmp_path / "corpus" / "documents.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path


def test_every_other_chapter_is_in_french_and_each_question_is_asked_in_both(faq: Path) -> None:
    rows = public.debian_faq(faq)
    assert [(row["title"], row["lang"]) for row in rows.articles] == [("On boats", "en"), ("Les nets", "fr")]
    assert [(case["question"], case["lang"], case["gold"][0]["article"]) for case in rows.cases] == [
        ("What are boats?", "en", "debian-boats"),
        ("Que sont boats ?", "fr", "debian-boats"),
        ("What are nets?", "en", "debian-nets"),
        ("Que sont nets ?", "fr", "debian-nets"),
    ]
    assert len({case["cluster"] for case in rows.cases}) == 2


def test_the_questions_are_not_in_the_articles_and_what_answers_is_the_sections_own_words(faq: Path) -> None:
    rows = public.debian_faq(faq)
    text = rows.articles[0]["text"]
    assert text == "First words on boats in en.\n\nSecond words of a list.\n\nA note below a section."
    assert rows.cases[0]["gold"][0]["passage"] == "First words on boats in en.\n\nSecond words of a list."
    assert rows.cases[0]["facts"] == [["First words on boats in en.", "Second words of a list."]]


def test_look_alikes_have_no_gold_and_ambiguous_questions_are_left_out(fitz: Path) -> None:
    rows = public.fitz_gov(fitz)
    assert [(case["question"], bool(case["gold"])) for case in rows.cases] == [
        ("Where do seals live?", True),
        ("How old do walruses get?", False),
    ]
    assert {row["text"] for row in rows.articles} == {
        "Seals live in the sea off Norbury all year.",
        "The zoo of Valmer keeps two old walruses.",
    }
    assert not any("Where do seals live" in row["title"] for row in rows.articles)


def test_what_is_written_can_be_measured_like_any_collection(faq: Path, tmp_path: Path) -> None:
    base = public.write("debian-faq", faq, tmp_path / "out")
    collection = measured.read(str(base), Settings())
    assert (collection.name, len(collection.articles), len(collection.cases)) == ("debian-faq", 2, 4)


def test_a_wrong_name_or_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PublicSetError, match="unknown"):
        public.write("nothing", tmp_path, tmp_path)
    for name in ("debian-faq", "fitz-gov"):
        with pytest.raises(PublicSetError, match="folder"):
            public.write(name, tmp_path, tmp_path)
