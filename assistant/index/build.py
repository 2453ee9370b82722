"""articles → load → split → embed → index: the writer of builds.

A build is written beside the live one, closed, checked in a child process, named, and only then made live.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import assistant
from assistant.documents import Article, Passage
from assistant.errors import CorpusError, IndexUnavailable
from assistant.index import files, glossary, keyword, layout, manifest, vocabulary
from assistant.index.cache import CachedEmbedder, VectorCache
from assistant.index.embed import Embedder, Encoder, middle, passage_input, sentence_inputs
from assistant.index.layout import BuildError, DamagedBuild
from assistant.index.manifest import Embedding, Manifest
from assistant.index.plan import Plan, Progress, make_plan
from assistant.index.store import ROWS_PER_CALL, Metadata, VectorStore
from assistant.index.voter import voter
from assistant.language import terms
from assistant.settings import Settings

SPARE_BYTES = 32 * 2**20


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What `build` did. `embedded` counts the texts that the model had to read; `warnings` are one line each."""

    build_id: str
    unchanged: bool
    articles: int
    passages: int
    sentences: int
    embedded: int
    removed_builds: tuple[str, ...]
    warnings: tuple[str, ...]


def build(
    articles: Sequence[Article], settings: Settings, embedder: Embedder, progress: Progress, force: bool = False
) -> BuildReport:
    """Make a build of `articles` and switch to it. Nothing is made or embedded when the live one already holds them.

    An article whose id or text was there before is left out with a warning. `progress` is called with a stage
    ("split": articles, "embed": texts, "verify", "switch"), how many are done, and of how many.

    Raises:
        CorpusError: when there is not one passage, unless `force`: an index is not replaced by an empty one.
        IndexLocked: when another process is building this index.
        ModelError: when the embedding model gives vectors that cannot be used.
        BuildError: when there is no room, the directory cannot be written, or the build fails its check.

    Whatever is raised, KeyboardInterrupt included: no half build is left to be served, the lock is free, and the live
    build is the one from before or, once it is complete and checked, the new one.
    """
    root = settings.index.location
    with layout.writing(root), layout.lock(root):
        layout.remove_leftovers(root)
        plan = make_plan(articles, settings, embedder, progress)
        if not plan.passages and not force:
            raise CorpusError(
                f"{len(articles)} articles with no text found, at least one expected; name the folder: "
                "`assistant index PATH`, or replace the index by an empty one: `assistant index --force`."
            )
        live = _intact(root, layout.live_id(root))
        if live is not None and live.content_hash == plan.content_hash:
            return _report(live.build_id, plan, unchanged=True)
        return _make(root, plan, settings, embedder, progress)


def require_free(settings: Settings) -> None:
    """Find out at once, before a model is loaded, that another process is building.

    Raises:
        IndexLocked: naming its pid.
        BuildError: when the directory cannot be written.
    """
    root = settings.index.location
    with layout.writing(root), layout.lock(root):
        pass


def has_current(location: Path) -> bool:
    """Whether CURRENT names a build that is whole."""
    return _intact(location, layout.live_id(location)) is not None


def rollback(settings: Settings) -> str:
    """Make the newest intact build before the live one live, and return its id.

    Raises:
        IndexUnavailable: when there is none.
        IndexLocked: when a process is building this index.
    """
    root = settings.index.location
    live = layout.live_id(root)
    if live is None:
        raise IndexUnavailable(f"No index in {root}; run `assistant index`.")
    with layout.writing(root), layout.lock(root):
        for build_id in layout.build_ids(root):
            if build_id < live and _intact(root, build_id):
                layout.switch(root, build_id)
                return build_id
    raise IndexUnavailable(f"Index {root}: no intact build from before {live} is kept; run `assistant index`.")


def verify_in_child(directory: Path) -> None:
    """Check a build in a process of its own: damaged vector files may end the process that opens them.

    Raises:
        BuildError: with what the check found.
    """
    done = subprocess.run(
        [sys.executable, "-m", "assistant.index.verify", str(directory.resolve())],
        cwd=Path(assistant.__file__).parent.parent,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"]
        raise BuildError(f"The new build failed its check: {said[-1]}; the index is as before, run `assistant index`.")


def _intact(root: Path, build_id: str | None) -> Manifest | None:
    """The manifest of a build whose files all match it; None for any other."""
    if build_id is None or build_id not in layout.build_ids(root):
        return None
    directory = layout.build_path(root, build_id)
    try:
        found = manifest.read(directory)
        manifest.check(directory, found)
    except DamagedBuild:
        return None
    return found


def _make(root: Path, plan: Plan, settings: Settings, embedder: Embedder, progress: Progress) -> BuildReport:
    second = voter() if settings.retrieval.voter == "use" else None
    _check_space(root, plan, embedder, second)
    build_id = layout.new_build_id(root, plan.content_hash, manifest.now())
    partial = layout.partial_path(root, build_id)
    partial.mkdir(parents=True)
    with closing(VectorCache(root / layout.CACHE)) as cache:
        own = len(plan.passages) + 2 * plan.sentences
        total = own + (len(plan.passages) + plan.sentences if second else 0)
        prompt = settings.embedding.passage_prompt
        texts = CachedEmbedder(embedder, prompt, cache, build_id, lambda done: progress("embed", done, total))
        made = [texts]
        try:
            _write(partial, plan, texts, embedder.dimension)
            if second:
                votes = CachedEmbedder(second, "", cache, build_id, lambda done: progress("embed", own + done, total))
                made.append(votes)
                _write_votes(partial, plan, votes, second.dimension)
            manifest.write(partial, _manifest(partial, build_id, plan, settings, embedder, second))
            layout.sync_tree(partial)
            progress("verify", 0, 1)
            verify_in_child(partial)
            progress("verify", 1, 1)
            layout.publish(root, build_id)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        progress("switch", 0, 1)
        layout.switch(root, build_id)
        progress("switch", 1, 1)
        kept, removed = _remove_old(root, build_id, settings.index.keep_builds)
        cache.prune(set().union(*(one.used for one in made)), build_id, kept)
    return _report(build_id, plan, embedded=sum(one.embedded for one in made), removed=removed)


def _check_space(root: Path, plan: Plan, embedder: Encoder, second: Encoder | None) -> None:
    """Vectors lie in the build, in Chroma's index with its links, and in the cache; texts in the build, three ways."""
    vectors = (len(plan.passages) * 3 + plan.sentences * 2) * (embedder.dimension * 4 + 512)
    vectors += (len(plan.passages) + plan.sentences) * 2 * (second.dimension * 4 if second else 0)
    text = sum(len(article.text.encode()) for article in plan.articles)
    needed = vectors + 6 * text + SPARE_BYTES
    free = shutil.disk_usage(root).free
    if free < needed:
        raise BuildError(
            f"Index {root}: found {free} bytes free, {needed} bytes needed; free space or set "
            "ENTENTE_INDEX__LOCATION, then run `assistant index`."
        )


def _write(directory: Path, plan: Plan, texts: CachedEmbedder, dimension: int) -> None:
    articles = {article.id: article for article in plan.articles}
    sentences = files.create_rows(directory, files.SENTENCES, plan.sentences, dimension)
    moments = files.MomentsSum(dimension)
    row = 0
    with closing(VectorStore.create(directory / files.CHROMA)) as store:
        for start in range(0, len(plan.passages), ROWS_PER_CALL):
            part = plan.passages[start : start + ROWS_PER_CALL]
            vectors = texts.rows([passage_input(articles[passage.article_id], passage) for passage in part])
            store.add([passage.id for passage in part], vectors, [_metadata(passage) for passage in part])
            moments.add(vectors, [passage.language for passage in part])
            inputs = [text for passage in part for text in _sentence_inputs(articles[passage.article_id], passage)]
            merged = middle(texts.rows(inputs).reshape(-1, 2, dimension))
            sentences[row : row + len(merged)] = merged
            row += len(merged)
    sentences.flush()
    keyword.create(directory / files.KEYWORD, ((p.id, _terms(articles[p.article_id], p)) for p in plan.passages))
    vocabulary.create(directory / vocabulary.NAME, plan.articles)
    glossary.create(directory / glossary.NAME, plan.articles)
    files.write_articles(directory, plan.articles)
    files.write_passages(directory, plan.passages)
    files.write_moments(directory, moments.by_language())


def _write_votes(directory: Path, plan: Plan, texts: CachedEmbedder, dimension: int) -> None:
    """The voter reads each passage, and each sentence under its headings."""
    articles = {article.id: article for article in plan.articles}
    passages = files.create_rows(directory, files.VOTES, len(plan.passages), dimension)
    sentences = files.create_rows(directory, files.SENTENCE_VOTES, plan.sentences, dimension)
    moments = files.MomentsSum(dimension)
    row = 0
    for start in range(0, len(plan.passages), ROWS_PER_CALL):
        part = plan.passages[start : start + ROWS_PER_CALL]
        vectors = texts.rows([passage_input(articles[passage.article_id], passage) for passage in part])
        passages[start : start + len(part)] = vectors
        moments.add(vectors, [passage.language for passage in part])
        inputs = [text for passage in part for text in _sentence_inputs(articles[passage.article_id], passage)[1::2]]
        sentences[row : row + len(inputs)] = texts.rows(inputs)
        row += len(inputs)
    passages.flush()
    sentences.flush()
    files.write_moments(directory, moments.by_language(), files.VOTE_MOMENTS)


def _sentence_inputs(article: Article, passage: Passage) -> list[str]:
    return [text for n in range(len(passage.sentences)) for text in sentence_inputs(article, passage, n)]


def _terms(article: Article, passage: Passage) -> list[str]:
    """A passage is also found by the title and the headings above it, as its vector is."""
    return terms(passage_input(article, passage), passage.language)


def _metadata(passage: Passage) -> Metadata:
    return {
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "language": passage.language,
    }


def _manifest(
    directory: Path, build_id: str, plan: Plan, settings: Settings, embedder: Embedder, second: Encoder | None
) -> Manifest:
    return Manifest(
        build_id=build_id,
        created=manifest.now(),
        content_hash=plan.content_hash,
        embedding=Embedding.of(embedder),
        voter=Embedding.of(second) if second else None,
        passage_prompt=settings.embedding.passage_prompt,
        passage_tokens=settings.corpus.passage_tokens,
        articles=len(plan.articles),
        passages=len(plan.passages),
        sentences=plan.sentences,
        words=len(vocabulary.read(directory / vocabulary.NAME)),
        names=len(glossary.read(directory / glossary.NAME)),
        article_hashes=plan.hashes,
        packages=manifest.package_versions(),
        files=manifest.record_files(directory),
    )


def _remove_old(root: Path, live: str, keep: int) -> tuple[list[str], tuple[str, ...]]:
    """Keep the live build and the newest intact others, `keep` in all; a damaged one is of no use for rollback."""
    kept, removed = [live], []
    for build_id in layout.build_ids(root):
        if build_id == live:
            continue
        if len(kept) < keep and _intact(root, build_id):
            kept.append(build_id)
        else:
            layout.remove(root, build_id)
            removed.append(build_id)
    return kept, tuple(removed)


def _report(
    build_id: str, plan: Plan, unchanged: bool = False, embedded: int = 0, removed: tuple[str, ...] = ()
) -> BuildReport:
    return BuildReport(
        build_id, unchanged, len(plan.articles), len(plan.passages), plan.sentences, embedded, removed, plan.warnings
    )
