"""The quoted answer: which sentences of the passages found answer the question, verbatim and in reading order."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.ask.expand import expand
from assistant.ask.expect import Kind, answer_fit, answering_words, expected
from assistant.ask.instruction import harmless
from assistant.ask.rerank import Ranked
from assistant.documents import Article, Language, Passage
from assistant.index.live import Snapshot
from assistant.language import content_words, fold, stems, terms, words
from assistant.settings import AnswerSettings

Range = tuple[int, int]

ITEM_MARK = re.compile(r"(?:^|\n)[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]+$")
SPELLED = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")

# Weights of a sentence's score. Cosines enter as z-scores over the build's passages; the rest are 0–1.
CONTEXT_COVERAGE = 0.3
ANSWER_TYPE = 0.4
SAME_LANGUAGE = 0.1
PASSAGE = 0.3
# A further sentence is quoted if its score is within this of the best one's.
MARGIN = 1.5
# From the third sentence on, a share of the best coverage so far.
NEARLY = 0.9
# A sentence in the other language must be better by this to be quoted.
OTHER_LANGUAGE = 0.6
SAME_WORDS = 0.6
# Sentences of two languages say the same from this cosine of their directions on.
SAME_DIRECTION = 0.66
READ_PASSAGES = 12
REMEMBERED_PASSAGES = 4096
SHOWN_KINDS = ("person", "place", "date", "amount", "reason")

_POINTS_BACK: dict[Language, frozenset[str]] = {
    "en": frozenset("it its they their this that these those he she his her such both neither there".split()),
    "fr": frozenset(
        "il elle ils elles ce cet cette ces celui celle ceux celles son sa ses leur leurs cela tous toutes y".split()
    ),
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of `passage` chosen for the answer. `emphasis` are the answering words, relative to `start`."""

    passage: Passage
    start: int
    end: int
    emphasis: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might be quoted, with what speaks for it."""

    passage: Passage
    number: int
    score: float
    similarity: float
    coverage: float
    context_coverage: float
    answers: tuple[Range, ...]
    stems: frozenset[str]
    direction: NDArray[np.float32] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """What the scoring needs of the question: kind, content words folded and as typed, their weights by stems."""

    text: str
    language: Language
    kind: Kind
    content: tuple[str, ...]
    spelled: tuple[str, ...]
    weights: Mapping[frozenset[str], float]

    def coverage(self, said: frozenset[str]) -> float:
        """Share (0–1) of the question's content, by weight, among the stems `said`; 0 for one without content."""
        total = sum(self.weights.values())
        return sum(weight for word, weight in self.weights.items() if word & said) / total if total else 0.0


def read_question(text: str, language: Language, snapshot: Snapshot) -> Question:
    """Analyse a stand-alone question against the build: rare words weigh more, and a misspelt one is the word meant."""
    content = content_words(text)
    meant = {one.said: frozenset(one.terms) for one in expand(text, snapshot) if one.why == "spelling"}
    known = [stems(word) | meant.get(word, frozenset()) for word in content]
    weights = {forms: snapshot.rarity(sorted(forms)) for forms in known}
    spelled = tuple(dict.fromkeys(word for word in SPELLED.findall(text) if set(words(word)) & set(content)))
    return Question(text, language, expected(text, language), tuple(content), spelled, weights)


def readings(candidates: Sequence[Candidate], question: Question, settings: AnswerSettings) -> list[list[Candidate]]:
    """What might answer: sentences chosen with the asker's language preferred, and those of the other language alone.

    Each at most `max_sentences` from at most `max_articles` articles, best first. One reading where the second would
    be the same or empty; none without candidates.
    """
    other = [candidate for candidate in candidates if candidate.passage.language != question.language]
    chosen = [_choose(_in_best_language(candidates, question), settings), _choose(other, settings)]
    return [chosen[0]] if chosen[0] and chosen[1] in ([], chosen[0]) else [reading for reading in chosen if reading]


def blend(likelier: Sequence[Candidate], own: Sequence[Candidate], settings: AnswerSettings) -> list[Candidate]:
    """The better half of what the other language says, then as much as fits of the asker's language.

    `own` are sentences in the asker's language, best first; one that says the same takes the other one's place.
    """
    half = max(1, settings.max_sentences // 2)
    first = [next((o for o in own if _repeats(o, candidate)), candidate) for candidate in likelier[:half]]
    return _choose([*first, *own, *likelier[half:]], settings)


def merge(
    parts: Sequence[Sequence[Candidate]], whole: Sequence[Candidate], settings: AnswerSettings
) -> list[Candidate]:
    """The best sentence of each part in turn, then those of the whole question, without repeats.

    At most `max_sentences` from at most `max_articles` articles; without parts the whole question's.
    """
    if not parts:
        return list(whole)
    merged: list[Candidate] = []
    for candidate in [*(part[0] for part in parts if part), *whole]:
        articles = {chosen.passage.article_id for chosen in merged} | {candidate.passage.article_id}
        repeated = any(_same(candidate, chosen) for chosen in merged)
        if not repeated and len(articles) <= settings.max_articles:
            merged.append(candidate)
    return merged[: settings.max_sentences]


def quote(
    chosen: Sequence[Candidate], question: Question, snapshot: Snapshot, settings: AnswerSettings
) -> list[Quoted]:
    """The chosen sentences in reading order with what they need beside them, at most `max_sentences`."""
    placed = _with_neighbours(chosen, snapshot, settings.max_sentences)
    return [_quote(passage, number, question, snapshot) for passage, number in placed]


def score(question: Question, ranked: Iterable[Ranked], snapshot: Snapshot) -> list[Candidate]:
    """Every sentence of the passages read that may be quoted, best first."""
    found = []
    for passage_ranked in ranked:
        passage = passage_ranked.hit.passage
        article = snapshot.articles[passage.article_id]
        may_be_quoted = quotable(passage, article)
        context = frozenset(terms(" ".join((article.title, *passage.heading_path)), article.language))
        directions = snapshot.directions(passage.id)
        for number in range(len(passage_ranked.similarities)):
            if may_be_quoted[number]:
                found.append(_candidate(question, passage_ranked, article, number, context, directions[number]))
    return sorted(found, key=lambda c: (-c.score, c.passage.id, c.number))


def quotable(passage: Passage, article: Article) -> tuple[bool, ...]:
    """For each sentence of a passage, in order, whether it speaks to readers: one that gives a language model orders,
    planted in an article, is never an answer.
    """
    return _harmless(tuple(article.text[start:end] for start, end in passage.sentences))


@lru_cache(maxsize=REMEMBERED_PASSAGES)
def _harmless(sentences: tuple[str, ...]) -> tuple[bool, ...]:
    return harmless(sentences)


def _candidate(
    question: Question,
    ranked: Ranked,
    article: Article,
    number: int,
    context: frozenset[str],
    direction: NDArray[np.float32],
) -> Candidate:
    passage, similarity = ranked.hit.passage, ranked.similarities[number]
    sentence = article.text[slice(*passage.sentences[number])]
    said = frozenset(terms(sentence, article.language))
    coverage = question.coverage(said)
    in_context = question.coverage(said | context)
    answers = tuple(answering_words(sentence, question.text, question.kind))
    points = (
        similarity
        + CONTEXT_COVERAGE * in_context
        + ANSWER_TYPE * answer_fit(sentence, question.text, question.kind)
        + SAME_LANGUAGE * (article.language == question.language)
        + PASSAGE * ranked.hit.score
    )
    return Candidate(passage, number, points, similarity, coverage, in_context, answers, said, direction)


def _choose(candidates: Sequence[Candidate], settings: AnswerSettings) -> list[Candidate]:
    """The best candidates in order; from the third on only those that say nearly as much of what was asked."""
    chosen: list[Candidate] = []
    for candidate in candidates:
        covered = max((other.context_coverage for other in chosen), default=0.0)
        beside = len(chosen) >= 2 and candidate.context_coverage < NEARLY * covered
        articles = {other.passage.article_id for other in chosen} | {candidate.passage.article_id}
        far = bool(chosen) and candidate.score < chosen[0].score - MARGIN
        if (
            far
            or beside
            or len(articles) > settings.max_articles
            or any(_repeats(candidate, other) for other in chosen)
        ):
            continue
        chosen.append(candidate)
        if len(chosen) == settings.max_sentences:
            break
    return chosen


def _in_best_language(candidates: Sequence[Candidate], question: Question) -> Sequence[Candidate]:
    """Only those in the asker's language, unless the other language has a clearly better one."""
    own = [candidate for candidate in candidates if candidate.passage.language == question.language]
    return own if own and own[0].score >= candidates[0].score - OTHER_LANGUAGE else candidates


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether they are the same sentence, or say the same. Two questions may have given it different scores."""
    here, there = (one.passage.id, one.number), (other.passage.id, other.number)
    return here == there or _repeats(one, other)


def _repeats(one: Candidate, other: Candidate) -> bool:
    if one.passage.language != other.passage.language:
        return float(one.direction @ other.direction) >= SAME_DIRECTION
    union = one.stems | other.stems
    return bool(union) and len(one.stems & other.stems) / len(union) >= SAME_WORDS


def _with_neighbours(chosen: Sequence[Candidate], snapshot: Snapshot, most: int) -> list[tuple[Passage, int]]:
    """The chosen sentences with what they need beside them; articles in order of their best sentence.

    A sentence that points back follows the one before it; one that opens a list is followed by the list's items.
    """
    wanted: dict[tuple[str, int], tuple[Passage, int]] = {}
    for candidate in chosen:
        passage, here = candidate.passage, candidate.number
        first = here - 1 if here and points_back(passage, here, snapshot) else here
        may_be_quoted = quotable(passage, snapshot.articles[passage.article_id])
        for number in [*range(first, here + 1), *list_items(passage, here, snapshot)]:
            if may_be_quoted[number]:
                wanted.setdefault((passage.id, number), (passage, number))
    kept = list(wanted.values())[:most]
    order = list(dict.fromkeys(passage.article_id for passage, _ in kept))
    return sorted(kept, key=lambda place: (order.index(place[0].article_id), place[0].sentences[place[1]]))


def list_items(passage: Passage, number: int, snapshot: Snapshot) -> list[int]:
    """Numbers of the list items that follow a sentence which is not an item itself; [] where no list follows."""
    text = snapshot.articles[passage.article_id].text
    starts = [start for start, _ in passage.sentences]
    items = [bool(ITEM_MARK.search(text[max(0, start - 6) : start])) for start in starts]
    if items[number]:
        return []
    following = range(number + 1, len(items))
    return list(itertools.takewhile(lambda n: items[n], following))


def points_back(passage: Passage, number: int, snapshot: Snapshot) -> bool:
    """Whether a sentence opens with a word that means something in the sentence before it."""
    start, end = passage.sentences[number]
    opening = fold(snapshot.articles[passage.article_id].text[start : min(end, start + 30)]).split()
    return bool(opening) and opening[0].strip(",.;:") in _POINTS_BACK[passage.language]


def _quote(passage: Passage, number: int, question: Question, snapshot: Snapshot) -> Quoted:
    start, end = passage.sentences[number]
    sentence = snapshot.articles[passage.article_id].text[start:end]
    return Quoted(passage, start, end, tuple(answering_words(sentence, question.text, question.kind)))
