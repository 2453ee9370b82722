"""Whether a short question names a thing only by its kind ("the declaration") where the articles tell of several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ask.quote import SHOWN_KINDS, Candidate, Question
from assistant.ask.rerank import Ranked
from assistant.ask.support.anchors import name_kind
from assistant.ask.support.names import runs
from assistant.ask.support.reading import read
from assistant.documents import Choice, Language
from assistant.index.live import Snapshot
from assistant.language import stems, words

MOST = 4
READ = 30
# Content words beside the kind, at most.
WORDS = 2
# A thing is offered if its best sentence's score is within this of the best one's.
NEAR = 2.5
# Share (0–1) of the question's content that the thing's sentence must have, with its title.
COVERED = 0.6

# "the declaration", "l'accord", then a verb, a comma or the end; "the treaty on …" singles one out.
_KIND: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?P<article>the|this|that) (?P<kind>(?:[a-z]+ )??[a-z]{4,}(?<!ed))(?=\s*[?,.!]|\s*$|'s\b|"
        r"\s(?:is|are|was|were|has|have|had|will|would|do|does|did|can|could|being|been|say|cover|mean|cost|include|"
        r"provide|allow|contain|create|come|came|take|took|get|got|begin|began|start|end|last|open|held|built|made|set|given|called|led|[a-z]+ed)\b)",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"(?P<article>\b(?:le|la|les|ce|cet|cette|du|au)\s|\bl')(?P<kind>[a-zà-ÿ]{4,})(?=\s*[?,.!]|\s*$|"
        r"\s[a-zà-ÿ]+)",
        re.IGNORECASE,
    ),
}
_QUALIFIED = re.compile(
    r"^\s+(?:of|on|between|with|about|for|from|in|at|d[eu]s?|sur|entre|avec|pour|contre|en|à|au)\b|^\s+d'"
)
_PART = r"(?:[A-ZÀ-Ý][\w’'&.–-]*|\d+(?:th|st|nd|rd|e)\b)"
_LINK = r"(?:d[eu]s? |de l[a'’]\s?|d[’']|sur l[a'’]\s?|pour )"
_BACKGROUND = re.compile(r"\(| – ")
_OPENS = re.compile(r"^(?:The|A|An|This|In|On|At|Le|La|Les|L['’])\s+")


@dataclass(frozen=True, slots=True)
class _Thing:
    """A named thing of the kind, with what answers for it: the answering words of a sentence, or the article's id."""

    label: str
    name: frozenset[str]
    answers: frozenset[str]


def choices(
    question: Question,
    ranked: Sequence[Ranked],
    chosen: Sequence[Candidate],
    candidates: Sequence[Candidate],
    snapshot: Snapshot,
) -> tuple[Choice, ...]:
    """What the question may mean, likeliest first: two to four, with answers that differ; () for a clear question.

    The labels are names that stand in the articles; each question has the name in place of the kind.
    """
    if not ranked or not chosen or not _is_bare(question):
        return ()
    kind = _kind(question)
    things = _things(kind["kind"], question, candidates, snapshot) if kind is not None else []
    if kind is None or len(things) < 2:
        return ()
    return tuple(_choice(thing, question, kind) for thing in things[:MOST])


def _is_bare(question: Question) -> bool:
    """Whether the question has no name, number or background that tells what it is about."""
    if _BACKGROUND.search(question.text) or re.search(r"\d", question.text):
        return False
    return all(name_kind(run) == "country" for run in runs(read(question.text)))


def _kind(question: Question) -> re.Match[str] | None:
    """The kind by which a question without any name, number or qualifier calls its subject."""
    text = question.text.replace("’", "'").strip()
    every = _KIND[question.language].finditer(text)
    found = next((match for match in every if not _QUALIFIED.match(text[match.end() :])), None)
    if found is None:
        return None
    beside = [word for word in question.content if word not in words(found["kind"])]
    return found if len(beside) <= WORDS else None


def _things(kind: str, question: Question, candidates: Sequence[Candidate], snapshot: Snapshot) -> list[_Thing]:
    """The things of a kind that the best sentences are about, each once, best first."""
    own = [c for c in candidates[:READ] if c.passage.language == question.language]
    found: list[_Thing] = []
    for candidate in own:
        if candidate.score < own[0].score - NEAR or candidate.context_coverage < COVERED:
            continue
        article = snapshot.articles[candidate.passage.article_id]
        sentence = article.text[slice(*candidate.passage.sentences[candidate.number])]
        answers = frozenset(sentence[slice(*span)] for span in candidate.answers)
        if question.kind in SHOWN_KINDS and not answers:
            continue
        label = _label(kind, (sentence, *reversed(candidate.passage.heading_path), article.title), question.language)
        name = _name(label, kind)
        if not name or any(name & thing.name or answers & thing.answers for thing in found):
            continue
        found.append(_Thing(label, name, answers or frozenset({article.id})))
    return found


def _label(kind: str, texts: Sequence[str], language: Language) -> str:
    """The first name of that kind in the texts, as written; "" if there is none."""
    head = kind.split()[-1]
    stem = re.escape(head[: max(4, len(head) - 2)])
    form = (
        re.compile(rf"(?:{_PART}\s){{1,4}}(?i:{stem}\w*)\b|(?i:{stem}\w*) of {_PART}(?:\s{_PART})*")
        if language == "en"
        else re.compile(rf"(?i:{stem}\w*)(?:\s[a-zà-ÿ-]+)?\s{_LINK}{_PART}(?:\s(?:d[eu] |d[’'])?{_PART})*")
    )
    for text in texts:
        for match in form.finditer(text):
            if match.start() == 0 and not _is_capital_inside(match[0].split()[0], texts):
                continue
            label = _OPENS.sub("", match[0]).rstrip(".,")
            if _name(label, kind):
                return label
    return ""


def _is_capital_inside(word: str, texts: Sequence[str]) -> bool:
    """Whether a word that opens a text is an article, the kind, or has its capital elsewhere too."""
    return bool(_OPENS.match(f"{word} ")) or any(re.search(rf"(?<=[\w,] ){re.escape(word)}\b", text) for text in texts)


def _name(label: str, kind: str) -> frozenset[str]:
    """The stems by which a name differs from its kind and from countries' names."""
    reading = read(label)
    told = [w for w in reading.words if not (w.stop or any(key[0] == "@" for key in w.keys)) and len(w.written) > 1]
    known = {stem for word in words(kind) for stem in stems(word)}
    own = [w.folded for w in told if w.written[0].isupper() and not (w.quantity or stems(w.folded) & known)]
    return frozenset(stem for word in own for stem in stems(word))


def _choice(thing: _Thing, question: Question, kind: re.Match[str]) -> Choice:
    text = question.text.replace("’", "'").strip()
    named = f"the {thing.label}"
    if question.language == "fr":
        named = f"{_article(kind['article'], thing.label)}{thing.label[0].lower()}{thing.label[1:]}"
    opened = named[0].upper() + named[1:] if kind.start() == 0 else named
    label = re.sub(r"^(?:du|au) ", "le ", re.sub(r"^(?:des|aux) ", "les ", named))
    return Choice(label, f"{text[: kind.start()]}{opened}{text[kind.end() :]}")


def _article(written: str, label: str) -> str:
    """The article of the kind in front of a label, in its number."""
    plain = written.strip().lower()
    if label.split()[0].endswith("s"):
        return {"du": "des ", "au": "aux "}.get(plain, "les ")
    return {"ce": "le ", "cet": "l'", "cette": "la ", "l'": "l'"}.get(plain, f"{plain} ")
