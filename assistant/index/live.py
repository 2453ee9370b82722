"""The reader: the live build as a snapshot that stays the same while a question is answered."""

import logging
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

import numpy as np

from assistant.documents import Article, Language, Passage
from assistant.errors import IndexUnavailable, ModelError
from assistant.index import files, glossary, layout, manifest, vocabulary
from assistant.index.files import Vectors
from assistant.index.keyword import KeywordIndex, KeywordResult
from assistant.index.layout import DamagedBuild
from assistant.index.manifest import Embedding, HasEmbedding, Manifest
from assistant.index.store import VectorStore
from assistant.index.voter import Votes
from assistant.language import content_words, stems

log = logging.getLogger(__name__)

T = TypeVar("T")
Opener = Callable[[Path, Manifest, str], T]


class Snapshot:
    """One opened build. Nothing in it changes; questions from several threads may read it at the same time.

    `notice` is empty, or one line that says why an older build than the one in CURRENT is served. `articles` and
    `passages` are by id; articles in order of id, passages in order of article and place. `votes` are those of the
    second voter, None in a build made without one.
    """

    def __init__(self, directory: Path, described: Manifest, notice: str = "") -> None:
        """Open a build whose files were checked. Raises DamagedBuild when one of them cannot be opened."""
        self.manifest = described
        self.build_id = described.build_id
        self.notice = notice
        self.articles: dict[str, Article] = files.read_articles(directory)
        self.passages: dict[str, Passage] = files.read_passages(directory)
        self.languages = {passage.language for passage in self.passages.values()}
        self._moments = files.read_moments(directory)
        self._sentences = files.read_rows(directory, files.SENTENCES)
        self.vocabulary = vocabulary.read(directory / vocabulary.NAME)
        self.glossary = glossary.read(directory / glossary.NAME)
        self.votes = Votes(directory, self.passages) if described.voter is not None else None
        ends = accumulate(len(passage.sentences) for passage in self.passages.values())
        self._sentence_ends = dict(zip(self.passages, ends, strict=True))
        with ExitStack() as opened:
            self._keyword = KeywordIndex(directory / files.KEYWORD)
            opened.callback(self._keyword.close)
            self._store = VectorStore.open(directory / files.CHROMA)
            opened.callback(self._store.close)
            self._opened = opened.pop_all()

    @property
    def created(self) -> date:
        """The day (UTC) the build was made."""
        return self.manifest.created.date()

    def dense(self, vector: Vectors, k: int, language: Language | None = None) -> list[tuple[str, float]]:
        """The `k` passages nearest to a unit vector [dimension] with their cosine, best first; [] for an empty build.

        `language` keeps to passages of that language.

        Raises:
            ModelError: when the vector is zero, not finite, or of another dimension.
        """
        self._check(vector)
        if language is None or self.languages == {language}:
            return self._store.query(vector, k)
        return self._store.query(vector, k, {"language": language}) if language in self.languages else []

    def dense_moments(self, vector: Vectors, language: Language) -> tuple[float, float]:
        """Mean and standard deviation of the cosine of a unit `vector` over the passages of a language, exactly.

        Over all passages where the build has few in that language.

        Raises:
            ModelError: as `dense`.
        """
        self._check(vector)
        return self._moments[language].of_cosine(vector)

    def cosines(self, vector: Vectors, ids: Sequence[str]) -> list[float]:
        """The cosine of a unit `vector` with each passage of `ids`, in their order.

        Raises:
            ModelError: as `dense`.
        """
        self._check(vector)
        return [float(cosine) for cosine in self._store.vectors(ids) @ vector] if ids else []

    def keyword(self, terms: Sequence[str], k: int) -> KeywordResult:
        """The `k` best passages by BM25 over title, headings and text; see `KeywordIndex.query`."""
        return self._keyword.query(terms, k)

    def rarity(self, terms: Sequence[str]) -> float:
        """How rare the passages are that contain any of `terms`: ln(1 + (N − n + 0.5) / (n + 0.5)), above 0.

        BM25's idf in the form that never is negative; n of the N passages contain one. No terms count as in none.
        """
        total, found = len(self.passages), self._keyword.matching(terms)
        return math.log(1 + (total - found + 0.5) / (found + 0.5))

    def has_any(self, terms: Sequence[str]) -> bool:
        """Whether any passage contains any of `terms`."""
        return self._keyword.matching(terms) > 0

    def naming(self, name: str) -> int:
        """How many passages have all content words of a name, each in some form; 0 for a name without."""
        return self._keyword.together([sorted(stems(word)) for word in content_words(name)])

    def sentence_vectors(self, passage_id: str) -> Vectors:
        """Unit vectors [sentences, dimension] of a passage, in the order of `passage.sentences`; read-only."""
        return self._sentences[self.sentence_rows(passage_id)]

    def sentence_rows(self, passage_id: str) -> slice:
        """Where the sentences of a passage lie among all sentences of the build."""
        end = self._sentence_ends[passage_id]
        return slice(end - len(self.passages[passage_id].sentences), end)

    def directions(self, passage_id: str) -> Vectors:
        """The sentence vectors less what passages of their language share, at unit length; order and shape as those.

        What is said in two languages lies in one direction, so cosines of directions compare sentences across them.
        """
        centred = self.sentence_vectors(passage_id) - self._moments[self.passages[passage_id].language].mean
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        directions: Vectors = (centred / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)
        return directions

    def close(self) -> None:
        """Release the files. The snapshot must not be used any more."""
        self._opened.close()

    def _check(self, vector: Vectors) -> None:
        expected = self.manifest.embedding.dimension
        if vector.shape != (expected,) or not np.isfinite(vector).all() or not vector.any():
            raise ModelError(
                f"The question's vector (shape {vector.shape}) is not a finite one of {expected} dimensions other than "
                "zero; run `assistant doctor`."
            )


@dataclass(slots=True)
class _Held:
    """A snapshot and the questions that use it. `asked` is what CURRENT said when it was opened."""

    snapshot: Snapshot
    asked: str | None
    users: int = 0


class LiveIndex:
    """The live build of an index directory, reopened when CURRENT changes. Safe to use from several threads."""

    def __init__(self, location: Path, model: HasEmbedding | None) -> None:
        """`model` is what embeds the questions, usually the embedder; None for reading without asking."""
        self.location = location
        self._expected = Embedding.of(model) if model is not None else None
        self._lock = threading.Lock()
        self._held: _Held | None = None

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The live build, the same until the context ends, even if another becomes live meanwhile.

        A damaged or missing build is not opened: the newest intact one is, with a notice.

        Raises:
            IndexUnavailable: when there is no build, or none is intact.
            ModelError: when the build was made with another embedding model, revision or dimension.
        """
        held = self._take()
        try:
            yield held.snapshot
        finally:
            self._give_back(held)

    def close(self) -> None:
        """Let go of the open build, once the questions that use it have ended. Asking again opens it again."""
        with self._lock:
            self._retire()

    def _take(self) -> _Held:
        with self._lock:
            asked = layout.live_id(self.location)
            if self._held is None or self._held.asked != asked:
                opened = _Held(self._open(asked), asked)
                self._retire()
                self._held = opened
            self._held.users += 1
            return self._held

    def _give_back(self, held: _Held) -> None:
        with self._lock:
            held.users -= 1
            if held is not self._held and not held.users:
                held.snapshot.close()

    def _retire(self) -> None:
        if self._held is not None and not self._held.users:
            self._held.snapshot.close()
        self._held = None

    def _open(self, asked: str | None) -> Snapshot:
        return _serve(self.location, asked, self._expected, Snapshot)


def read_articles(location: Path) -> list[Article]:
    """The articles of the build that would be served, in order of id, without opening the rest of it.

    Raises:
        IndexUnavailable: when there is no build, or none is intact.
    """
    asked = layout.live_id(location)
    return _serve(location, asked, None, lambda directory, *_: list(files.read_articles(directory).values()))


def _serve(location: Path, asked: str | None, expected: Embedding | None, opener: Opener[T]) -> T:
    """Open the build that CURRENT asks for, or the newest intact one with a notice that says why."""
    ids = layout.build_ids(location)
    if not ids:
        raise IndexUnavailable(f"No index in {location}; run `assistant index`.")
    wrong = "" if asked in ids else f"{layout.CURRENT} names no build ({asked or 'nothing'})"
    for build_id in sorted(ids, key=lambda found: found == asked, reverse=True):
        directory = layout.build_path(location, build_id)
        notice = f"{wrong}; serving build {build_id}. Run `assistant index`." if wrong else ""
        try:
            opened = opener(directory, _checked(directory, expected), notice)
        except DamagedBuild as error:
            wrong = wrong or f"Build {build_id} is damaged ({error})"
            log.warning("Index %s: build %s is damaged: %s", location, build_id, error)
            continue
        if notice:
            log.warning("Index %s: %s", location, notice)
        return opened
    raise IndexUnavailable(f"Index {location}: {wrong}, and no other is intact; run `assistant index`.")


def _checked(directory: Path, expected: Embedding | None) -> Manifest:
    """The manifest, after the model is found to be the same and every file to match."""
    found = manifest.read(directory)
    if expected is not None and found.embedding != expected:
        raise ModelError(
            f"Build {directory} was made with {found.embedding}, found {expected}; run `assistant index`, or set "
            "ENTENTE_EMBEDDING__MODEL."
        )
    manifest.check(directory, found)
    return found
