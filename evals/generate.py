"""Ask every case once and keep what came of it: the answer, what was found, and the same without its evidence."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Lock

import numpy as np

from assistant.ask.retrieve import read_query
from assistant.documents import Answer, Passage, Turn
from assistant.index.embed import Embedder
from assistant.index.live import Snapshot
from assistant.serialise import answer_json
from assistant.settings import Settings
from evals import runs
from evals.cases import Case
from evals.corpora import Opened, opened
from evals.runs import Place, Stored
from evals.suite import Collection

FOUND = 10


class Asking:
    """Asks cases of the copies of the corpus they belong to; one copy is open at a time. Safe to use from threads.

    With a run folder, an answer that is already there is not asked for again, and a new one is appended at once.
    """

    def __init__(
        self,
        collection: Collection,
        settings: Settings,
        embedder: Embedder,
        folder: Path | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> None:
        """Indexes of the copies of the collection lie in its `home`. `told` is called once for each case."""
        self._collection = collection
        self._settings = settings
        self._embedder = embedder
        self._folder = folder
        self._told = told
        self._known = runs.read_answers(folder) if folder is not None else {}
        self._asked: set[str] = set()
        self._open: Opened | None = None
        self._opened = ExitStack()
        self._lock = Lock()

    def stored(self, case: Case) -> Stored:
        """What the case was answered."""
        with self._lock:
            if case.id not in self._asked:
                self._asked.add(case.id)
                self._told()
            if case.id not in self._known:
                stored = ask(case, self._copy(case.copy), self._embedder)
                if self._folder is not None:
                    runs.append(self._folder, stored)
                self._known[case.id] = stored
            return self._known[case.id]

    def close(self) -> None:
        """Close the index that is open."""
        self._opened.close()

    def _copy(self, name: str) -> Opened:
        if self._open is None or self._open.name != name:
            self._opened.close()
            collection = self._collection
            texts = collection.texts(name)
            copy = opened(name, collection.articles, texts, self._settings, self._embedder, collection.home)
            self._open = self._opened.enter_context(copy)
        return self._open


def ask(case: Case, copy: Opened, embedder: Embedder) -> Stored:
    """One case: asked twice, then once more without the passages it cited, beside what the yardsticks find."""
    history = [Turn(question) for question in case.history]
    answer = copy.assistant.ask(case.question, history, case.lang, as_of=case.as_of)
    again = copy.assistant.ask(case.question, history, case.lang, as_of=case.as_of)
    with copy.assistant.snapshot() as snapshot:
        cited = cited_passages(answer, snapshot.passages.values())
        keyword, dense = yardsticks(answer.condensed_question, snapshot, embedder)
        found = [hit.passage for hit in answer.considered[:FOUND]]
    ablated = copy.assistant.ask(case.question, history, case.lang, cited, case.as_of) if cited else None
    return Stored(
        case=case.id,
        answer=answer_json(answer),
        found=places(found),
        keyword=places(keyword),
        dense=places(dense),
        gold=gold_places(case, copy.texts),
        repeated=bare(answer) == bare(again),
        ablated=answer_json(ablated) if ablated is not None else None,
    )


def cited_passages(answer: Answer, passages: Iterable[Passage]) -> frozenset[str]:
    """Ids of the passages that a citation of the answer lies in."""
    spans = [citation.span for citation in answer.citations]
    return frozenset(
        passage.id
        for passage in passages
        if any(passage.article_id == s.article_id and passage.start < s.end and s.start < passage.end for s in spans)
    )


def yardsticks(question: str, snapshot: Snapshot, embedder: Embedder) -> tuple[list[Passage], list[Passage]]:
    """The ten best passages by BM25 alone and by the cosine alone."""
    query = read_query(question, embedder)
    keyword = snapshot.keyword(query.terms, FOUND).scores
    dense = [passage_id for passage_id, _ in snapshot.dense(np.asarray(query.vector), FOUND)]
    return [snapshot.passages[id_] for id_ in keyword], [snapshot.passages[id_] for id_ in dense]


def places(passages: Iterable[Passage]) -> tuple[Place, ...]:
    return tuple((passage.article_id, passage.start, passage.end) for passage in passages)


def gold_places(case: Case, texts: Mapping[str, str]) -> tuple[Place, ...]:
    """Where the gold passages stand in the texts that were indexed.

    Raises:
        ValueError: when one does not stand there.
    """
    found = []
    for gold in case.gold:
        start = texts.get(gold.article, "").find(gold.passage)
        if start < 0:
            raise ValueError(f"case {case.id}: gold passage not in article {gold.article}: {gold.passage!r}")
        found.append((gold.article, start, start + len(gold.passage)))
    return tuple(found)


def bare(answer: Answer) -> Answer:
    """The answer without what may differ between two equal ones: the seconds."""
    return replace(answer, seconds={})
