"""Building again: only what changed is embedded, what is gone is found nowhere, and which builds are kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant import settings as settings_module
from assistant.documents import Article
from assistant.errors import IndexUnavailable
from assistant.index import files, layout
from assistant.index.build import BuildReport, build, has_current, rollback
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

        # The passage that holds the changed sentence, and the sentence alone and under its headings.
        assert [text.count("4 crowns") for text in embedder.documents] == [1, 1, 1]
        assert report.embedded == 3

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
        assert report.embedded == len(model.documents) == 80

    def test_another_passage_prompt_embeds_everything_again(self, built: Settings) -> None:
        prompt = settings_module.load(
            index=built.index.model_dump(),
            corpus=built.corpus.model_dump(),
            retrieval=built.retrieval.model_dump(),
            embedding={"passage_prompt": "text: "},
        )
        assert rebuild(prompt).embedded == 80

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
        for price in ("4", "5", "6"):
            assert rebuild(built, edited(CORPUS, "ferry-pilot", "3 crowns", f"{price} crowns")).embedded == 3

        # The last two builds share all texts but three each.
        assert len(VectorCache(built.index.location / layout.CACHE)) == 80 + 3


@pytest.mark.usefixtures("quick_check")
class TestTheCache:
    @pytest.mark.parametrize("content", [b"this is no database" * 500, b"SQLite format 3\0" + b"\xff" * 9000, b""])
    def test_a_damaged_cache_only_costs_time(self, built: Settings, content: bytes) -> None:
        (built.index.location / layout.CACHE).write_bytes(content)
        report = rebuild(built, edited(CORPUS, "ferry-pilot", "3 crowns", "4 crowns"))
        assert report.embedded == 80

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
        assert report.embedded == 80 - report.passages


@pytest.mark.usefixtures("quick_check")
class TestWhatIsKept:
    def test_the_last_two_builds_stay(self, built: Settings) -> None:
        (first,) = layout.build_ids(built.index.location)
        second = rebuild(built, CORPUS[1:]).build_id
        third = rebuild(built, CORPUS[2:])

        assert third.removed_builds == (first,)
        assert layout.build_ids(built.index.location) == [third.build_id, second]

    def test_an_intact_build_is_kept_rather_than_a_damaged_newer_one(self, built: Settings) -> None:
        (first,) = layout.build_ids(built.index.location)
        second = rebuild(built, CORPUS[1:]).build_id
        (layout.build_path(built.index.location, second) / files.MOMENTS).unlink()
        third = rebuild(built, CORPUS[2:])

        assert third.removed_builds == (second,)
        assert layout.build_ids(built.index.location) == [third.build_id, first]

    def test_rollback_makes_the_previous_build_live(self, built: Settings) -> None:
        (first,) = layout.build_ids(built.index.location)
        rebuild(built, CORPUS[1:])

        assert rollback(built) == first
        assert look(built, lambda s: (s.build_id, s.notice)) == (first, "")

    def test_rollback_with_nothing_to_go_back_to_says_so(self, built: Settings, tmp_path: Path) -> None:
        with pytest.raises(IndexUnavailable, match="no intact build"):
            rollback(built)
        with pytest.raises(IndexUnavailable, match="No index in"):
            rollback(settings_module.load(index={"location": tmp_path / "none"}))

    def test_has_current_is_true_only_for_a_live_build_that_is_whole(self, built: Settings, tmp_path: Path) -> None:
        assert has_current(built.index.location)
        assert not has_current(tmp_path / "none")
        (build_id,) = layout.build_ids(built.index.location)
        (layout.build_path(built.index.location, build_id) / files.KEYWORD).write_bytes(b"")
        assert not has_current(built.index.location)
