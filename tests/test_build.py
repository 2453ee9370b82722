"""Building: what is embedded again and what is not, what is kept, and what is refused."""

import os
import shutil
import subprocess
import sys
import threading
from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assistant.documents import Article, Passage
from assistant.errors import CorpusError, IndexLocked, ModelError
from assistant.index import build as build_module
from assistant.index import files, glossary, layout, manifest, vocabulary
from assistant.index.build import BuildReport, build, verify_in_child
from assistant.index.embed import middle, sentence_inputs
from assistant.index.layout import BuildError
from assistant.index.live import LiveIndex, Snapshot
from assistant.settings import Settings
from tests.conftest import make_corpus
from tests.fakes import FakeEmbedder, no_progress

CORPUS = make_corpus()
NPA = '{"one": "Norbury Pilots Authority", "other": "NPA", "article_id": "a"}\n'


def rebuild(settings: Settings, articles: Sequence[Article] = CORPUS, model: FakeEmbedder | None = None) -> BuildReport:
    return build(articles, settings, model or FakeEmbedder(), no_progress)


def last_inputs(snapshot: Snapshot, passage: Passage) -> tuple[str, str]:
    return sentence_inputs(snapshot.articles[passage.article_id], passage, len(passage.sentences) - 1)


def look(settings: Settings, read: Callable[[Snapshot], object]) -> object:
    live = LiveIndex(settings.index.location, FakeEmbedder())
    with live.snapshot() as snapshot:
        found = read(snapshot)
    live.close()
    return found


@pytest.mark.usefixtures("quick_check")
class TestWhatIsBuilt:
    def test_the_first_build_becomes_live_and_holds_every_passage_and_sentence(self, settings: Settings) -> None:
        embedder = FakeEmbedder()
        report = rebuild(settings, model=embedder)

        assert layout.live_id(settings.index.location) == report.build_id
        assert (report.articles, report.unchanged, report.removed_builds) == (6, False, ())
        assert report.embedded == len(embedder.documents) == len(set(embedder.documents))
        held = look(settings, lambda s: (len(s.passages), sum(len(p.sentences) for p in s.passages.values())))
        assert held == (report.passages, report.sentences)

    def test_the_manifest_says_what_the_build_was_made_of(self, settings: Settings) -> None:
        report = rebuild(settings)
        directory = layout.build_path(settings.index.location, report.build_id)
        found = manifest.read(directory)

        assert set(found.files) == {
            path.relative_to(directory).as_posix()
            for path in directory.rglob("*")
            if path.is_file() and path.name != "MANIFEST.json"
        }
        assert set(found.article_hashes) == {article.id for article in CORPUS}
        assert (found.articles, found.passages, found.sentences) == (6, report.passages, report.sentences)
        assert (found.words, found.names) == (len(vocabulary.read(directory / vocabulary.NAME)), 0)
        assert str(found.embedding) == "fake (1, 128 dimensions)"
        assert found.voter is None
        assert (found.passage_tokens, found.passage_prompt) == (40, "passage: ")
        assert {"chromadb", "numpy"} <= set(found.packages)

    def test_progress_goes_up_to_the_end_of_each_stage(self, settings: Settings) -> None:
        told: dict[str, list[tuple[int, int]]] = {}
        report = build(CORPUS, settings, FakeEmbedder(), lambda *step: told.setdefault(step[0], []).append(step[1:]))

        assert list(told) == ["split", "embed", "verify", "switch"]
        assert told["split"][-1] == (6, 6)
        texts = report.passages + 2 * report.sentences
        assert told["embed"][-1] == (texts, texts)
        assert all(steps == sorted(steps) for steps in told.values())

    def test_the_order_of_the_articles_does_not_matter(self, settings: Settings) -> None:
        rebuild(settings)
        assert rebuild(settings, CORPUS[::-1]).unchanged

    def test_the_same_article_twice_is_indexed_once_with_a_warning(self, settings: Settings) -> None:
        report = rebuild(settings, [*CORPUS, CORPUS[0]])
        assert report.articles == 6
        assert [warning for warning in report.warnings if "harbour-accord" in warning]
        assert look(settings, lambda s: len([p for p in s.passages.values() if p.article_id == "harbour-accord"])) == 3

    def test_another_article_under_the_same_id_is_left_out_with_a_warning(self, settings: Settings) -> None:
        report = rebuild(settings, [*CORPUS, replace(CORPUS[1], id="harbour-accord", text="Something else.")])
        assert report.articles == 6
        assert len(report.warnings) == 1
        assert look(settings, lambda s: s.articles["harbour-accord"] == CORPUS[0])

    def test_the_same_text_under_two_ids_is_indexed_once_with_a_warning(self, settings: Settings) -> None:
        report = rebuild(settings, [*CORPUS, replace(CORPUS[0], id="a-copy")])
        assert report.articles == 6
        assert "a-copy" in report.warnings[0]
        assert "harbour-accord" in report.warnings[0]
        assert look(settings, lambda s: "a-copy" in s.articles) is False

    def test_an_article_without_text_is_kept_but_has_no_passage(self, settings: Settings) -> None:
        blank = replace(CORPUS[0], id="blank", text=" \n ")
        assert rebuild(settings, [*CORPUS, blank]).articles == 7
        assert look(settings, lambda s: ("blank" in s.articles, len(s.dense(vector("blank"), 99)) == len(s.passages)))

    def test_several_batches_of_passages_keep_their_own_sentences(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(build_module, "ROWS_PER_CALL", 5)
        rebuild(settings)

        def own(snapshot: Snapshot) -> bool:
            return all(
                np.allclose(
                    snapshot.sentence_vectors(passage.id)[-1],
                    middle(np.array([[vector(text) for text in last_inputs(snapshot, passage)]]))[0],
                    atol=1e-6,
                )
                for passage in snapshot.passages.values()
            )

        assert look(settings, lambda s: len(s.passages)) == 13
        assert look(settings, own)

    def test_build_ids_go_up_even_when_the_clock_goes_back(self, tmp_path: Path) -> None:
        (tmp_path / "builds" / "20990101T000000.000000Z-aaaaaaaa").mkdir(parents=True)
        assert layout.new_build_id(tmp_path, "b" * 64, datetime(2026, 1, 1, tzinfo=UTC)) == (
            "20990101T000000.000001Z-bbbbbbbb"
        )


def vector(text: str) -> files.Vectors:
    return np.asarray(FakeEmbedder().embed_query(text), np.float32)


@pytest.mark.usefixtures("quick_check")
class TestWhatIsRefused:
    def test_an_empty_corpus_does_not_replace_an_index(self, built: Settings) -> None:
        before = layout.live_id(built.index.location)
        with pytest.raises(CorpusError, match="--force"):
            rebuild(built, [])
        assert layout.live_id(built.index.location) == before

    def test_an_empty_corpus_replaces_an_index_when_forced(self, built: Settings) -> None:
        report = build([], built, FakeEmbedder(), no_progress, force=True)
        assert report.passages == 0
        assert look(
            built, lambda s: (s.dense(vector("x"), 3), s.keyword(["x"], 3).scores, s.dense_moments(vector("x"), "en"))
        )

    @pytest.mark.parametrize("bad", [float("nan"), float("inf"), 0.0])
    def test_a_model_whose_vectors_mean_nothing_is_refused(self, built: Settings, bad: float) -> None:
        class Broken(FakeEmbedder):
            def vector(self, text: str) -> list[float]:
                return [bad] * self.dimension

        before = layout.live_id(built.index.location)
        with pytest.raises(ModelError, match="assistant doctor"):
            rebuild(built, model=Broken(revision="broken"))
        assert layout.live_id(built.index.location) == before

    def test_a_model_whose_vectors_have_another_size_is_refused(self, settings: Settings) -> None:
        class Short(FakeEmbedder):
            def vector(self, text: str) -> list[float]:
                return super().vector(text)[:100]

        with pytest.raises(ModelError, match="100"):
            rebuild(settings, model=Short())

    def test_a_model_that_gives_too_few_vectors_is_refused(self, settings: Settings) -> None:
        class Lazy(FakeEmbedder):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                return super().embed_documents(texts)[1:]

        with pytest.raises(ModelError):
            rebuild(settings, model=Lazy())

    def test_too_little_space_is_told_in_bytes_before_anything_is_embedded(
        self, built: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = namedtuple("usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9 - 12345, 12345))
        embedder = FakeEmbedder()
        with pytest.raises(BuildError, match=r"12345 bytes free, \d{8,} bytes needed"):
            rebuild(built, CORPUS[1:], embedder)
        assert embedder.calls == []

    def test_a_second_builder_is_told_who_holds_the_lock(self, built: Settings) -> None:
        inside, done = threading.Event(), threading.Event()

        class Waits(FakeEmbedder):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                inside.set()
                assert done.wait(30)
                return super().embed_documents(texts)

        first = threading.Thread(target=rebuild, args=(built, CORPUS, Waits(revision="2")))
        first.start()
        try:
            assert inside.wait(30)
            with pytest.raises(IndexLocked, match=f"process {os.getpid()} "):
                rebuild(built, CORPUS[1:])
        finally:
            done.set()
            first.join()
        report = rebuild(built, CORPUS, FakeEmbedder(revision="2"))
        assert report.unchanged
        verify_in_child(layout.build_path(built.index.location, report.build_id))

    def test_the_lock_of_a_dead_process_is_free(self, settings: Settings) -> None:
        settings.index.location.mkdir()
        dead = (
            "import fcntl, os, sys\n"
            "lock = open(sys.argv[1], 'w')\n"
            "fcntl.flock(lock, fcntl.LOCK_EX)\n"
            "print(os.getpid(), file=lock, flush=True)\n"
            "os.kill(os.getpid(), 9)\n"
        )
        lock = settings.index.location / layout.LOCK
        subprocess.run([sys.executable, "-c", dead, str(lock)], check=False)

        assert lock.read_text().strip().isdigit()
        assert rebuild(settings).articles == 6


class TestTheCheckInAChild:
    def test_a_whole_build_passes(self, built: Settings) -> None:
        verify_in_child(layout.build_path(built.index.location, str(layout.live_id(built.index.location))))

    def test_a_build_that_fails_it_does_not_become_live(self, built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        before = layout.live_id(built.index.location)

        def damage(directory: Path) -> None:
            path = next(directory.rglob("data_level0.bin"))
            path.write_bytes(os.urandom(path.stat().st_size))
            verify_in_child(directory)

        monkeypatch.setattr(build_module, "verify_in_child", damage)
        with pytest.raises(BuildError, match=r"data_level0\.bin"):
            rebuild(built, CORPUS[1:])
        assert layout.live_id(built.index.location) == before
        assert [path.name for path in (built.index.location / layout.BUILDS).iterdir()] == [before]

    @pytest.mark.parametrize(("name", "content"), [(vocabulary.NAME, '{"port": 1}'), (glossary.NAME, NPA)])
    def test_words_or_names_that_are_not_those_counted_fail_it(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str, content: str
    ) -> None:
        def replace_file(directory: Path) -> None:
            (directory / name).write_text(content)
            described = manifest.read(directory).model_copy(update={"files": manifest.record_files(directory)})
            manifest.write(directory, described)
            verify_in_child(directory)

        monkeypatch.setattr(build_module, "verify_in_child", replace_file)
        with pytest.raises(BuildError, match=rf"{name}: found \d entries, expected \d+"):
            rebuild(settings)

    def test_an_index_that_gives_wrong_passages_fails_it_even_with_right_checksums(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unlink_neighbours(directory: Path) -> None:
            """Zero every row's list of neighbours; a row is 4 + 2 · 32 · 4 bytes of them, the vector, and a label."""
            path = next(directory.rglob("data_level0.bin"))
            content = bytearray(path.read_bytes())
            links, row = 4 + 2 * 32 * 4, 4 + 2 * 32 * 4 + 128 * 4 + 8
            for start in range(0, len(content), row):
                content[start : start + links] = bytes(links)
            path.write_bytes(content)
            described = manifest.read(directory).model_copy(update={"files": manifest.record_files(directory)})
            manifest.write(directory, described)
            verify_in_child(directory)

        monkeypatch.setattr(build_module, "verify_in_child", unlink_neighbours)
        with pytest.raises(BuildError, match="of 13 passages do not find themselves"):
            rebuild(settings)
        assert layout.live_id(settings.index.location) is None
