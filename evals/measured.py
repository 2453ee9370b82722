"""What `retrieval` and `answerability` are measured on: collections by name, a half of their cases, and all in one."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.ask.pipeline import Assistant
from assistant.documents import Language
from assistant.index.embed import Embedder
from assistant.settings import Settings
from evals.baselines import Baselines
from evals.cases import Case, Split
from evals.corpora import HOME, opened
from evals.suite import SHIPPED, CasesError, Collection, code_digest, read_collection

COLLECTIONS = Path(__file__).parent / "collections"
POOL = "pool"

Half = Literal["tune", "aside", "all"]


@dataclass(frozen=True, slots=True)
class Indexed:
    """Articles, indexed: the assistant over them, the baselines beside it, the texts and the languages by id."""

    assistant: Assistant
    baselines: Baselines
    texts: Mapping[str, str]
    languages: Mapping[str, Language]


def names() -> list[str]:
    """The shipped corpus and every collection of evals/collections."""
    found = sorted(COLLECTIONS.glob("*.articles.jsonl"))
    return [SHIPPED, *(path.name.removesuffix(".articles.jsonl") for path in found)]


def read(name: str, settings: Settings) -> Collection:
    """The collection of that name, or of that path without `.articles.jsonl` and `.cases.jsonl`.

    Raises:
        CorpusError: when no article can be read.
        CasesError: when a case does not fit.
    """
    if name == SHIPPED:
        return read_collection(None, None, settings)
    base = COLLECTIONS / name if name in names() else Path(name)
    return read_collection(
        base.with_name(f"{base.name}.articles.jsonl"), base.with_name(f"{base.name}.cases.jsonl"), settings
    )


def read_all(chosen: Sequence[str] | None, settings: Settings) -> list[Collection]:
    """As `read`, every one of `names()` when none is chosen."""
    return [read(name, settings) for name in chosen or names()]


def state(collections: Sequence[Collection], settings: Settings, wanted: Half) -> dict[str, Any]:
    """What figures were made of, to be kept beside them."""
    return {
        "split": wanted,
        "settings_hash": settings.hash,
        "code": code_digest(),
        "embedding": settings.embedding.model,
        "collections": {collection.name: collection.digest for collection in collections},
    }


def count(collections: Sequence[Collection], wanted: Half) -> int:
    """How many cases the halves have together."""
    return sum(len(half(collection.cases, wanted)) for collection in collections)


def half(cases: Sequence[Case], wanted: Half) -> list[Case]:
    """The cases of one half that are asked of the articles as they are, at no other date than the articles' own.

    Where the cases have a `split` (some are `tune`), it decides. Where they have none, the cluster does, so that a
    conversation, or a question in its two languages, is never parted: `aside` when the SHA-256 of its name is odd.
    """
    labelled = any(case.split == "tune" for case in cases)
    plain = [case for case in cases if not case.copy and not case.as_of]
    return [case for case in plain if wanted in ("all", case.split if labelled else drawn(case.cluster))]


def drawn(cluster: str) -> Split:
    """The half a cluster belongs to, by its name alone."""
    return "aside" if hashlib.sha256(cluster.encode()).digest()[-1] % 2 else "tune"


def pooled(collections: Sequence[Collection]) -> Collection:
    """All articles and cases as one collection, in which every question has the other collections' articles against it.

    Raises:
        CasesError: when two articles have the same id.
    """
    articles = [article for collection in collections for article in collection.articles]
    if len({article.id for article in articles}) < len(articles):
        raise CasesError("Two collections have an article of the same id; give one another and run again.")
    cases = [case for collection in collections for case in collection.cases]
    return Collection(POOL, tuple(articles), tuple(cases), HOME / POOL)


@contextmanager
def indexed(collection: Collection, settings: Settings, embedder: Embedder) -> Iterator[Indexed]:
    """The collection's unaltered articles, indexed (below its `home`) unless they are already."""
    texts = collection.texts("")
    with (
        opened("", collection.articles, texts, settings, embedder, collection.home) as there,
        closing(Baselines(collection.articles, embedder)) as baselines,
    ):
        languages = {article.id: article.language for article in collection.articles}
        yield Indexed(there.assistant, baselines, texts, languages)
