"""The records that pass between stages. Offsets are Python string offsets into `Article.text`."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = Literal["en", "fr"]
Authority = Literal["treaty", "government", "research", "press", "briefing"]
Status = Literal["answered", "partial", "refused", "clarify", "smalltalk"]
Reason = Literal[
    "not_in_articles",
    "false_premise",
    "out_of_scope",
    "ambiguous",
    "index_unavailable",
    "model_unavailable",
]
Verdict = Literal["verbatim", "supported", "unsupported"]
# Whether what is described holds at a date: not yet, still, no longer, or no longer because something replaced it.
State = Literal["not_yet", "in_force", "ended", "replaced"]


@dataclass(frozen=True, slots=True)
class Source:
    """What a briefing was written from. `date` is YYYY, YYYY-MM, YYYY-MM-DD or empty; `url` may be empty."""

    label: str
    url: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article with a validity of its own: what stands under `heading` (without its `#`).

    Its days and replacements count instead of the article's, also where they are empty. `replaced_by` are ids of
    articles, or `id#heading` of a section of one.
    """

    heading: str
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One text of the corpus.

    `text` is what is indexed and what is shown. Headings are lines that start with `#`, list items lines that
    start with `- `; blank lines part paragraphs. `authority` "treaty" covers declarations, "research" research
    bodies. Unknown dates are None, an unknown publisher or address is empty. `valid_from` and `valid_to` are the first
    and the last day on which what it describes holds; `sections` are the parts for which that is different.
    """

    id: str
    title: str
    text: str
    language: Language
    publisher: str = ""
    published: date | None = None
    url: str = ""
    topics: tuple[str, ...] = ()
    authority: Authority = "press"
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """An article, or the section of it under `heading`; "" for the whole article."""

    article_id: str
    heading: str = ""


def find_reference(reference: str, articles: Container[str]) -> ArticlePart | None:
    """What `id` or `id#heading` refers to; an id that holds a `#` itself is taken whole. None if it is no article's."""
    if reference in articles:
        return ArticlePart(reference)
    article_id, _, heading = reference.partition("#")
    return ArticlePart(article_id, heading.strip()) if article_id in articles else None


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one article, under one heading.

    `id` is a hash of (article id, start, end, text), so the same split gives the same ids. `sentences` are the
    (start, end) of its sentences in order, in `Article.text`; the first starts at `start`, the last ends at `end`.
    `tokens` counts what the embedding model reads of the passage's own text.
    """

    id: str
    article_id: str
    start: int
    end: int
    heading_path: tuple[str, ...]
    language: Language
    tokens: int
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A place in an article: `article.text[start:end] == quote`, always."""

    article_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. `score` orders; the parts explain it: all z-scores."""

    passage: Passage
    score: float
    dense: float
    keyword: float
    sentence: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """A search result: a passage found, and the place in its article that is shown, whole sentences around it."""

    hit: Hit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """Marker `n` of an answer: the span it opens and what the reader is told about its article.

    `state` tells whether what the quote stands in holds at the answer's date, between `valid_from` and `valid_to` where
    known; `replaced_by` are the markers of the same answer that cite what replaced it.
    """

    n: int
    span: Span
    title: str
    url: str
    language: Language
    published: date | None
    publisher: str = ""
    authority: Authority = "press"
    state: State = "in_force"
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer. `emphasis` are (start, end) in `text` of the words that answer the question."""

    text: str
    verdict: Verdict
    citations: tuple[int, ...]
    emphasis: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """An article offered with a refusal: near the question, not an answer to it.

    `span` is its sentence nearest to the question, None when nothing in it is near.
    """

    article_id: str
    title: str
    url: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing an ambiguous question may mean: how it is called, and the question that asks for it alone."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Certainty:
    """How often answers at this level were wrong on the suite's cases.

    `wrong` is the share (0–1) of `cases` answers, its 95 % interval `low` to `high`.
    """

    level: Literal["high", "medium", "low"]
    wrong: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier turn of the conversation. `answer` may be empty (only the question is known)."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets, with everything needed to show, check and replay it.

    `text` is the whole answer as plain text with [n] markers. `answerability` (0–1) is how likely the evidence
    answers the question; it is given for refusals too. The claims of a refusal for a false premise are what the
    articles say instead. `missing` are the parts of the question that a partial answer leaves open, `choices` what an
    ambiguous one may mean, `disagreements` the markers of sources that contradict each other, a tuple per matter.
    `as_of` is the day whose state the answer keeps to, the build's unless the question or the reader named one
    (`as_of_asked`). `seconds` has the keys condense, retrieve, answer, verify, total. Two answers to the same question
    from the same build and settings differ only in `seconds`.
    """

    id: str
    question: str
    status: Status
    reason: Reason | None
    language: Language
    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Nearest, ...]
    considered: tuple[Hit, ...]
    as_of: date
    seconds: dict[str, float] = field(compare=False)
    build_id: str
    settings_hash: str
    model: str
    condensed_question: str
    answerability: float
    as_of_asked: bool = False
    missing: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    disagreements: tuple[tuple[int, ...], ...] = ()
    certainty: Certainty | None = None
