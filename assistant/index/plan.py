"""What a build is to hold: articles and passages in their order, and a hash over all that shapes the build."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.corpus.split import split
from assistant.documents import Article, Passage
from assistant.index import files, manifest
from assistant.index.embed import Embedder
from assistant.index.manifest import Embedding
from assistant.settings import Settings

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """Articles by id, passages in text order, SHA-256 of every article, and a line for each article left out."""

    articles: tuple[Article, ...]
    passages: tuple[Passage, ...]
    hashes: dict[str, str]
    content_hash: str
    warnings: tuple[str, ...]

    @property
    def sentences(self) -> int:
        return sum(len(passage.sentences) for passage in self.passages)


def make_plan(articles: Sequence[Article], settings: Settings, embedder: Embedder, progress: Progress) -> Plan:
    """Split the articles, in order of id whatever order they come in. Reports the stage "split", in articles."""
    kept, warnings = _unique(articles)
    passages: list[Passage] = []
    for number, article in enumerate(kept, start=1):
        passages.extend(split(article, embedder.count_tokens, settings.corpus.passage_tokens))
        progress("split", number, len(kept))
    hashes = {article.id: hashlib.sha256(files.article_json(article)).hexdigest() for article in kept}
    content_hash = _content_hash(hashes, passages, settings, embedder)
    return Plan(tuple(kept), tuple(passages), hashes, content_hash, tuple(warnings))


def _unique(articles: Iterable[Article]) -> tuple[list[Article], list[str]]:
    """The articles by id, and a warning for each one left out because its id or its text was there before."""
    by_id: dict[str, Article] = {}
    by_text: dict[str, str] = {}
    warnings = []
    for article in articles:
        if article.id in by_id:
            warnings.append(f"Article {article.id} is there twice; the first is kept, give the other an id of its own.")
        elif article.text.strip() and article.text in by_text:
            warnings.append(f"Article {article.id} has the text of {by_text[article.text]}; it is left out.")
        else:
            by_id[article.id] = article
            by_text[article.text] = article.id
    return sorted(by_id.values(), key=lambda article: article.id), warnings


def _content_hash(hashes: dict[str, str], passages: Iterable[Passage], settings: Settings, embedder: Embedder) -> str:
    """Over the articles, how they are split, and what embeds them. Builds with the same hash answer the same."""
    model = [str(Embedding.of(embedder)), settings.embedding.passage_prompt, settings.retrieval.voter]
    digest = hashlib.sha256(repr([manifest.FORMAT, *model, sorted(hashes.items())]).encode())
    for passage in passages:
        digest.update(files.passage_json(passage))
    return digest.hexdigest()
