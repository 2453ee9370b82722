"""Where cases are asked: the corpus as it is, and altered copies of it, each in an index of its own."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.ask.pipeline import Assistant
from assistant.corpus.load import load
from assistant.documents import Article
from assistant.index import layout
from assistant.index.build import build
from assistant.index.embed import Embedder
from assistant.index.live import LiveIndex
from assistant.settings import Settings

HOME = Path("data") / "eval-index"


@dataclass(frozen=True, slots=True)
class Opened:
    """An index of one copy of the corpus, with the assistant that answers from it and the texts it holds, by id."""

    name: str
    assistant: Assistant
    texts: Mapping[str, str]


def read_articles(path: Path, settings: Settings) -> list[Article]:
    """The articles of a folder or a `.jsonl` file, as `assistant index` would read them.

    Raises:
        CorpusError: when there is none that can be read.
    """
    return list(load(path, settings.corpus).articles)


@contextmanager
def opened(
    name: str,
    articles: Sequence[Article],
    texts: Mapping[str, str],
    settings: Settings,
    embedder: Embedder,
    home: Path,
) -> Iterator[Opened]:
    """The copy `name` ("" for the corpus as it is) of the articles, with these `texts`, indexed below `home`.

    A copy that has not changed is not built again; vectors of texts that the live index knows are taken from there.
    """
    location = home / (name or "unaltered")
    _seed(location, settings.index.location)
    there = settings.model_copy(update={"index": settings.index.model_copy(update={"location": location})})
    changed = [replace(article, text=texts[article.id]) for article in articles]
    build(changed, there, embedder, lambda stage, done, total: None)
    index = LiveIndex(location, embedder)
    try:
        yield Opened(name, Assistant(there, embedder, index), texts)
    finally:
        index.close()


def _seed(location: Path, live: Path) -> None:
    source, target = live / layout.CACHE, location / layout.CACHE
    if source.exists() and not target.exists():
        location.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
