"""Building again: only what changed is embedded, and what is gone is found nowhere."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant import settings as settings_module
from assistant.documents import Article
from assistant.index import files, layout
from assistant.index.build import BuildReport, build
from assistant.index.cache import VectorCache
from assistant.index.live import LiveIndex, Snapshot
from assistant.settings import Settings
from tests.conftest import make_corpus
from tests.fakes import FakeEmbedder, no_progress

CORPUS = make_corpus()


def rebuild(settings: Settings, articles: Sequence[Article] = CORPUS, model: FakeEmbedder | None = None) -> BuildReport:
    return build(articles, settings, model or FakeEmbedder(), no_progress)


def look(settings: Settings, read: Callable[[Snapshot], object]) -> object:
    live = LiveIndex(settings.index.location, FakeEmbedder())
    with live.snapshot() as snapshot:
        found = read(snapshot)
    live.close()
    return found


def edited(articles: Sequence[Article], article_id: str, old: str, new: str) -> list[Article]:
    return [
        replace(article, text=article.text.replace(old, new)) if article.id == article_id else article
        for article in articles
    ]


def vector(text: str) -> files.Vectors:
    return np.asarray(FakeEmbedder().embed_query(text), np.float32)


@pytest.mark.usefixtures("quick_check")
class TestWhatIsEmbeddedAgain:
    def test_an_unchanged_corpus_makes_no_build_and_embeds_nothing(self, built: Settings) -> None:
        before = layout.build_ids(built.index.location)
        embedder = FakeEmbedder()
        report = rebuild(built, model=embedder)

        assert (report.unchanged, report.build_id, report.embedded, embedder.calls) == (True, before[0], 0, [])
        assert layout.build_ids(built.index.location) == before

    def test_a_changed_article_has_only_its_own_texts_embedded(self, built: Settings) -> None:
        embedder = FakeEmbedder()
        report = rebuild(built, edited(CORPUS, "ferry-pilot", "3 crowns", "4 crowns"), embedder)

        # The passage that holds the changed sentence, and the sentence.
        assert [text.count("4 crowns") for text in embedder.documents] == [1, 1]
        assert report.embedded == 2

    def test_the_old_passages_of_a_changed_article_are_gone_from_every_index(self, built: Settings) -> None:
        old = look(built, lambda s: {p.id for p in s.passages.values() if p.article_id == "ferry-pilot"})
        rebuild(built, edited(CORPUS, "ferry-pilot", "The free ferry", "The costly ferry"))
        found = look(
            built,
            lambda s: {
                *(id_ for id_, _ in s.dense(vector("free ferry"), 99)),
                *s.keyword(["ferri", "free", "trial"], 99).scores,
                *s.passages,
            },
        )

        assert isinstance(old, set)
        assert isinstance(found, set)
        assert old & found < old
        texts = look(built, lambda s: "".join(article.text for article in s.articles.values()))
        assert "The free ferry between" not in str(texts)

    def test_a_deleted_article_is_found_nowhere(self, built: Settings) -> None:
        rebuild(built, [article for article in CORPUS if article.id != "pilots-school"])

        def hits(snapshot: Snapshot) -> list[str]:
            near = [id_ for id_, _ in snapshot.dense(vector("Captain Maren Oduya leads the school"), 99)]
            words = list(snapshot.keyword(["oduya"], 99).scores)
            return [snapshot.passages[id_].article_id for id_ in near + words]

        assert "pilots-school" not in str(look(built, hits))
        assert look(built, lambda s: s.keyword(["oduya"], 99).scores) == {}
        assert look(built, lambda s: "pilots-school" in s.articles) is False

    def test_the_same_corpus_gives_the_same_passage_ids_in_another_index(self, built: Settings, tmp_path: Path) -> None:
        other = built.model_copy(update={"index": built.index.model_copy(update={"location": tmp_path / "other"})})
        rebuild(other)
        assert look(other, lambda s: list(s.passages)) == look(built, lambda s: list(s.passages))

    @pytest.mark.parametrize("model", [FakeEmbedder(revision="2"), FakeEmbedder(name="b"), FakeEmbedder(dimension=64)])
    def test_another_model_embeds_everything_again(self, built: Settings, model: FakeEmbedder) -> None:
        model.documents.clear()
        report = rebuild(built, model=model)
        assert report.embedded == len(model.documents) == 46

    def test_another_passage_prompt_embeds_everything_again(self, built: Settings) -> None:
        prompt = settings_module.load(
            index=built.index.model_dump(), corpus=built.corpus.model_dump(), embedding={"passage_prompt": "text: "}
        )
        assert rebuild(prompt).embedded == 46

    def test_another_passage_length_makes_a_new_build(self, built: Settings) -> None:
        longer = settings_module.load(index=built.index.model_dump(), corpus={"passage_tokens": 80})
        assert not rebuild(longer).unchanged

    def test_a_damaged_live_build_is_built_again_from_the_cache(self, built: Settings) -> None:
        (build_id,) = layout.build_ids(built.index.location)
        (layout.build_path(built.index.location, build_id) / files.ARTICLES).write_text("{}")
        report = rebuild(built)

        assert (report.unchanged, report.embedded) == (False, 0)
        assert report.removed_builds == (build_id,)

    def test_a_reverted_change_comes_from_the_cache_while_its_build_is_kept(self, built: Settings) -> None:
        rebuild(built, edited(CORPUS, "ferry-pilot", "3 crowns", "4 crowns"))
        assert rebuild(built).embedded == 0

    def test_vectors_that_no_kept_build_uses_leave_the_cache(self, built: Settings) -> None:
        texts = rebuild(built).passages + rebuild(built).sentences
        for price in ("4", "5", "6"):
            rebuild(built, edited(CORPUS, "ferry-pilot", "3 crowns", f"{price} crowns"))

        assert texts < 50
        # The last two builds share all texts but two each.
        assert len(VectorCache(built.index.location / layout.CACHE)) == 46 + 2


@pytest.mark.usefixtures("quick_check")
class TestTheCache:
    @pytest.mark.parametrize("content", [b"this is no database" * 500, b"SQLite format 3\0" + b"\xff" * 9000, b""])
    def test_a_damaged_cache_only_costs_time(self, built: Settings, content: bytes) -> None:
        (built.index.location / layout.CACHE).write_bytes(content)
        report = rebuild(built, edited(CORPUS, "ferry-pilot", "3 crowns", "4 crowns"))
        assert report.embedded == 46

    def test_a_damaged_vector_is_not_used(self, tmp_path: Path) -> None:
        cache = VectorCache(tmp_path / "cache")
        cache.put({b"whole": np.ones(3, np.float32), b"bad": np.ones(3, np.float32)}, "b")
        cache._healing(lambda db: db.execute("UPDATE vectors SET vector = x'0000803f0000803f0000804000000000'"))
        cache.put({b"whole": np.ones(3, np.float32)}, "b")

        assert set(cache.get([b"whole", b"bad", b"absent"])) == {b"whole"}

    def test_what_a_stopped_build_embedded_is_not_embedded_again(self, settings: Settings) -> None:
        class Stops(FakeEmbedder):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                if self.calls:
                    raise KeyboardInterrupt
                return super().embed_documents(texts)

        stopped = Stops()
        with pytest.raises(KeyboardInterrupt):
            rebuild(settings, model=stopped)
        report = rebuild(settings)

        assert len(stopped.documents) == report.passages
        assert report.embedded == 46 - report.passages
