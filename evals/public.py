"""Public sets that packages ship, as collections in the form of evals/collections/README.md.

Nothing is fetched and nothing of them is kept here: a folder is read where the package was unpacked or installed.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from assistant.corpus.split import sentence_ranges
from assistant.documents import Language
from assistant.errors import EntenteError

XHTML = "{http://www.w3.org/1999/xhtml}"
LANGUAGES: tuple[Language, ...] = get_args(Language)
OPENING_CHARS = 60
FITZ_CASES = 200
LEAST_FACT_CHARS = 20
MEND = "name the folder that docs/evaluation.md tells."

Row = dict[str, Any]
Gold = tuple[str, str, Language]


class PublicSetError(EntenteError):
    """A folder that does not hold the set it is said to hold."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Articles and cases as JSON objects, one a line."""

    articles: list[Row]
    cases: list[Row]


@dataclass(frozen=True, slots=True)
class Section:
    """A question that heads a section of a chapter, with the words below it; `id` is the same in every language."""

    id: str
    question: str
    text: str


def debian_faq(folder: Path) -> Rows:
    """The Debian FAQ: the folder's `NAME.en.html`, and the translation's `fr/NAME.fr.html` (or beside them).

    An article is a chapter without its questions; every other chapter is in French, the others in English, and each
    question that heads a section is asked in both languages. What answers is the section's own text.
    """
    articles: list[Row] = []
    cases: list[Row] = []
    chapters = sorted(path.name.removesuffix(".en.html") for path in folder.glob("*.en.html"))
    for number, chapter in enumerate(name for name in chapters if name != "index"):
        lang: Language = "fr" if number % 2 else "en"
        read = {one: _chapter(_page(folder, chapter, one)) for one in LANGUAGES}
        title, sections = read[lang]
        article = f"debian-{chapter}"
        articles.append(_article(article, title, "\n\n".join(section.text for section in sections), lang))
        questions = {one: {section.id: section.question for section in read[one][1]} for one in read}
        for section in sections:
            for asked in LANGUAGES:
                question = questions[asked].get(section.id, "")
                if question.endswith("?"):
                    name = f"{article}-{section.id}"
                    cases.append(_case(f"{name}-{asked}", name, asked, question, [(article, section.text, lang)]))
    return Rows(articles, _asked_once(cases))


def fitz_gov(folder: Path) -> Rows:
    """fitz-gov's full-pipeline set: 200 questions that a document answers, 200 that none of its look-alikes does.

    `folder` is the package's `data`. The questions are those of the categories `trustworthy_direct` and `abstention`
    whose words have the lowest SHA-256; the articles are all documents named with them, without the titles (which
    often are the question). An unanswerable question has no gold.
    """
    mapped = json.loads((folder / "queries" / "query_mappings.json").read_text("utf-8"))["mappings"]
    rows = map(json.loads, (folder / "corpus" / "documents.jsonl").read_text("utf-8").splitlines())
    texts = {row["id"]: _plain(row["content"]) for row in rows}
    held = _drawn(mapped["trustworthy_direct"], lambda query: bool(query["relevant_docs"]))
    lacking = _drawn(mapped["abstention"], lambda query: not query["relevant_docs"] and bool(query["decoy_docs"]))
    by_text = {texts[doc]: doc for query in [*held.values(), *lacking.values()] for doc in _documents(query)}
    articles = [_article(doc, text[:OPENING_CHARS], text, "en") for text, doc in by_text.items()]
    cases = []
    for id_, query in held.items():
        gold: list[Gold] = [(by_text[texts[doc]], texts[doc], "en") for doc in query["relevant_docs"]]
        cases.append(_case(id_, id_, "en", query["query"], gold))
    cases.extend(_case(id_, id_, "en", query["query"], []) for id_, query in lacking.items())
    return Rows(articles, _asked_once(cases))


SETS: dict[str, Callable[[Path], Rows]] = {"debian-faq": debian_faq, "fitz-gov": fitz_gov}


def write(name: str, folder: Path, out: Path) -> Path:
    """`NAME.articles.jsonl` and `NAME.cases.jsonl` in `out`, made of the unpacked package; returns their common path.

    Raises:
        PublicSetError: when the set is unknown or the folder does not hold it.
    """
    if name not in SETS:
        raise PublicSetError(f"Public set {name}: unknown, expected {' or '.join(SETS)}.")
    try:
        rows = SETS[name](folder)
    except (OSError, KeyError, ValueError, ElementTree.ParseError) as error:
        raise PublicSetError(f"Public set {name} in {folder}: {error}; {MEND}") from None
    if not rows.cases:
        raise PublicSetError(f"Public set {name} in {folder}: no case found; {MEND}")
    out.mkdir(parents=True, exist_ok=True)
    for kind, lines in (("articles", rows.articles), ("cases", rows.cases)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (out / f"{name}.{kind}.jsonl").write_text(text, "utf-8")
    return out / name


def _article(id_: str, title: str, text: str, lang: Language) -> Row:
    return {"id": id_, "title": title, "text": text, "lang": lang}


def _case(id_: str, cluster: str, lang: Language, question: str, gold: Sequence[Gold]) -> Row:
    """A case; its one key fact is any sentence of what answers, for the sets name no words within it."""
    facts = [sentence for _, text, written in gold for sentence in _sentences(text, written)]
    return {
        "id": id_,
        "cluster": cluster,
        "lang": lang,
        "question": question,
        "gold": [{"article": article, "passage": text} for article, text, _ in gold],
        "facts": [facts] if facts else [],
    }


def _sentences(text: str, lang: Language) -> list[str]:
    paragraphs = re.finditer(r"[^\n]+", text)
    places = [place for found in paragraphs for place in sentence_ranges(text, found.start(), found.end(), lang)]
    return [text[start:end] for start, end in places if end - start >= LEAST_FACT_CHARS] or [text]


def _asked_once(cases: Sequence[Row]) -> list[Row]:
    """Without those whose question another case asks as well: it is not clear which answer they mean."""
    counts = Counter(case["question"] for case in cases)
    return [case for case in cases if counts[case["question"]] == 1]


def _drawn(queries: Mapping[str, Row], fits: Callable[[Row], bool]) -> dict[str, Row]:
    """The chosen queries by id, of each wording the last."""
    found = {query["query"]: (id_, query) for id_, query in queries.items() if fits(query)}
    ranked = sorted(found, key=lambda asked: hashlib.sha256(asked.encode()).digest())
    return dict(found[asked] for asked in ranked[:FITZ_CASES])


def _documents(query: Row) -> list[str]:
    return [*query["relevant_docs"], *query.get("decoy_docs", ())]


def _page(folder: Path, chapter: str, lang: str) -> Element:
    name = f"{chapter}.{lang}.html"
    below = folder / lang / name
    return ElementTree.fromstring((below if below.exists() else folder / name).read_text("utf-8"))


def _chapter(page: Element) -> tuple[str, list[Section]]:
    """The chapter's title and its sections that have words of their own, in order; sections within sections too."""
    heading = page.find(f".//{XHTML}h1")
    title = _unnumbered(heading) if heading is not None else ""
    sections = []
    for found in page.iter(f"{XHTML}div"):
        if found.get("class") != "section":
            continue
        head = next((child for child in found if child.get("class") == "titlepage"), None)
        anchor = head.find(f".//{XHTML}a") if head is not None else None
        text = "\n\n".join(_paragraphs(found))
        if head is not None and anchor is not None and text:
            sections.append(Section(anchor.get("id", ""), _unnumbered(head), text))
    return title, sections


def _paragraphs(element: Element) -> list[str]:
    """The words of an element, a line for each paragraph, list item's paragraph or example; not those of sections."""
    found = []
    for child in element:
        if child.get("class") in {"section", "titlepage", "toc"}:
            continue
        if child.tag in {f"{XHTML}p", f"{XHTML}pre", f"{XHTML}dt"}:
            found.append(_plain("".join(child.itertext())))
        else:
            found.extend(_paragraphs(child))
    return [text for text in found if text]


def _unnumbered(heading: Element) -> str:
    return re.sub(r"^(?:\w+\s)?\s*\d+(?:\.\d+)*\.\s*", "", _plain("".join(heading.itertext())))


def _plain(text: str) -> str:
    return " ".join(text.split())
