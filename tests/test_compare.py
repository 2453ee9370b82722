"""How the articles of two builds differ, and by which names a build goes."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.documents import Article, Passage
from assistant.errors import IndexUnavailable, QuestionError
from assistant.index import compare as module
from assistant.index import layout
from assistant.index.build import build
from assistant.index.compare import Comparison, Content, changed_articles, compare, find_build, read_content
from assistant.settings import Settings
from tests.fakes import FakeEmbedder, no_progress

FIRST, SECOND = "The mayor is Edith Calloway.", "The quay is long."
Build = Callable[[list[Article]], str]


def content(build_id: str, *articles: Article) -> Content:
    """A build in which every paragraph is a passage."""
    passages = {}
    for article in articles:
        start = 0
        for paragraph in article.text.split("\n\n"):
            end = start + len(paragraph)
            passage_id = f"{article.id} {start}"
            passages[passage_id] = Passage(passage_id, article.id, start, end, (), "en", 9, ((start, end),))
            start = end + 2
    return Content(build_id, {article.id: article for article in articles}, passages)


def article(name: str = "mayors", *paragraphs: str) -> Article:
    return Article(name, f"The {name}", "\n\n".join(paragraphs or (FIRST, SECOND)), "en")


def between(before: Article, after: Article) -> Comparison:
    return compare(content("a", before), content("b", after))


@pytest.fixture
def made(settings: Settings, quick_check: None) -> Build:
    """Index articles and give the id of the build."""
    return lambda articles: build(articles, settings, FakeEmbedder(), no_progress).build_id


class TestCompare:
    def test_the_same_articles_give_nothing(self) -> None:
        assert between(article(), article()) == Comparison("a", "b", (), (), (), 0, 0)

    def test_articles_of_one_build_alone_are_added_or_removed_with_their_passages(self) -> None:
        old, new = article("old"), article("new", FIRST)
        found = between(old, new)
        assert (found.added, found.removed, found.changed) == ((new,), (old,), ())
        assert (found.passages_added, found.passages_removed) == (1, 2)

    def test_articles_come_by_id(self) -> None:
        names = ("c", "a", "b")
        found = compare(content("a"), content("b", *(article(name) for name in names)))
        assert [one.id for one in found.added] == ["a", "b", "c"]

    def test_a_change_names_its_fields_in_the_order_of_an_article(self) -> None:
        after = replace(article("mayors", FIRST, "The quay is short."), valid_to=date(2026, 1, 1), title="Mayors")
        (change,) = between(article(), after).changed
        assert change.fields == ("title", "text", "valid_to")
        assert (change.passages_added, change.passages_removed) == (1, 1)

    def test_a_passage_that_only_moved_is_neither_added_nor_removed(self) -> None:
        found = between(article(), article("mayors", "Norbury has a mayor.", FIRST, SECOND))
        (change,) = found.changed
        assert (change.passages_added, change.passages_removed) == (1, 0)
        assert (found.passages_added, found.passages_removed) == (1, 0)

    def test_the_same_words_twice_count_twice(self) -> None:
        (change,) = between(article("mayors", FIRST, FIRST), article("mayors", FIRST)).changed
        assert (change.passages_added, change.passages_removed) == (0, 1)

    def test_the_diff_of_a_text_is_unified(self) -> None:
        (change,) = between(article(), article("mayors", FIRST, "The quay is short.")).changed
        assert change.text_diff() == [
            "--- before",
            "+++ after",
            "@@ -2,2 +2,2 @@",
            " ",
            f"-{SECOND}",
            "+The quay is short.",
        ]

    def test_the_diff_of_the_same_text_is_empty(self) -> None:
        (change,) = between(article(), replace(article(), title="Mayors")).changed
        assert change.text_diff() == []


class TestNames:
    def test_a_build_goes_by_its_id_by_the_beginning_of_it_and_by_where_it_stands(
        self, settings: Settings, made: Build, corpus: list[Article]
    ) -> None:
        first, second = made(corpus), made(corpus[1:])
        location = settings.index.location
        assert find_build(location, second) == find_build(location, second[:22]) == second
        assert (find_build(location, "PREVIOUS"), find_build(location, "CURRENT")) == (first, second)

    def test_the_build_before_the_live_one_is_not_merely_another(
        self, settings: Settings, made: Build, corpus: list[Article]
    ) -> None:
        first, _ = made(corpus), made(corpus[1:])
        layout.switch(settings.index.location, first)
        with pytest.raises(IndexUnavailable, match=f"no build from before {first} is kept"):
            find_build(settings.index.location, "PREVIOUS")

    @pytest.mark.parametrize(("name", "told"), [("x", "No builds in"), ("2", "2 builds in"), ("", "2 builds in")])
    def test_a_name_of_none_or_of_several_is_told_with_those_there_are(
        self, name: str, told: str, settings: Settings, made: Build, corpus: list[Article]
    ) -> None:
        ids = made(corpus), made(corpus[1:])
        with pytest.raises(QuestionError, match=told) as stop:
            find_build(settings.index.location, name)
        assert all(build_id in str(stop.value) for build_id in ids)

    def test_no_index_is_told_with_the_command(self, tmp_path: Path) -> None:
        with pytest.raises(IndexUnavailable, match="run `assistant index`"):
            find_build(tmp_path, module.CURRENT)

    def test_a_live_build_that_is_not_there_is_told(self, built: Settings) -> None:
        layout.switch(built.index.location, "gone")
        with pytest.raises(IndexUnavailable, match=r"CURRENT names no build \(gone\)"):
            find_build(built.index.location, module.CURRENT)


class TestBuilds:
    def test_what_was_indexed_is_what_is_compared(self, settings: Settings, made: Build, corpus: list[Article]) -> None:
        first, *rest = corpus
        ids = made(corpus), made([replace(first, title="Another"), *rest[1:]])
        found = compare(*(read_content(settings.index.location, one) for one in ids))
        assert [one.id for one in found.removed] == [rest[0].id]
        assert [(change.after.id, change.fields) for change in found.changed] == [(first.id, ("title",))]

    def test_a_damaged_build_is_told_with_the_file(self, built: Settings) -> None:
        build_id = find_build(built.index.location, module.CURRENT)
        (layout.build_path(built.index.location, build_id) / "passages.jsonl").write_text("")
        with pytest.raises(IndexUnavailable, match=rf"build {build_id} is damaged \(passages.jsonl"):
            read_content(built.index.location, build_id)

    def test_changed_articles_are_known_from_the_manifests_alone(
        self, settings: Settings, made: Build, corpus: list[Article]
    ) -> None:
        first, second, *rest, last = corpus
        ids = made([first, second, *rest]), made([replace(first, title="Another"), *rest, last])
        for build_id in ids:
            shutil.rmtree(layout.build_path(settings.index.location, build_id) / "chroma")
        assert changed_articles(settings.index.location, *ids) == frozenset({first.id, second.id, last.id})
        assert changed_articles(settings.index.location, ids[0], ids[0]) == frozenset()

    def test_nothing_is_known_of_a_build_that_is_not_kept(self, built: Settings) -> None:
        live = find_build(built.index.location, module.CURRENT)
        assert changed_articles(built.index.location, "gone", live) is None
