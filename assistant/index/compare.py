"""How the articles of two builds differ."""

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from assistant.documents import Article, Passage
from assistant.errors import IndexUnavailable, QuestionError
from assistant.index import files, layout, manifest
from assistant.index.layout import DamagedBuild

CURRENT = layout.CURRENT
PREVIOUS = "PREVIOUS"


@dataclass(frozen=True, slots=True)
class Content:
    """What a build holds, by id."""

    build_id: str
    articles: Mapping[str, Article]
    passages: Mapping[str, Passage]


@dataclass(frozen=True, slots=True)
class Change:
    """An article that both builds have, in two versions.

    `fields` are those of `Article` that differ, in its order. A passage counts as added or removed when the other
    version has none of the same words; one that only moved does not.
    """

    before: Article
    after: Article
    fields: tuple[str, ...]
    passages_added: int
    passages_removed: int

    def text_diff(self) -> list[str]:
        """The unified diff of the two texts, line by line, with one line of context; [] for the same text."""
        old, new = self.before.text.split("\n"), self.after.text.split("\n")
        return list(difflib.unified_diff(old, new, "before", "after", lineterm="", n=1))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the articles from the build `before` to the build `after`; articles in order of id.

    The counts of passages are over all articles, added and removed ones included.
    """

    before: str
    after: str
    added: tuple[Article, ...]
    removed: tuple[Article, ...]
    changed: tuple[Change, ...]
    passages_added: int
    passages_removed: int


def find_build(location: Path, name: str) -> str:
    """The id of a build named by its id, by the beginning of it, by CURRENT, or by PREVIOUS.

    CURRENT is the live build, PREVIOUS the newest one made before it.

    Raises:
        IndexUnavailable: when there is no index, no live build, or none before it.
        QuestionError: when no build, or more than one, begins with `name`.
    """
    ids = layout.build_ids(location)
    if not ids:
        raise IndexUnavailable(f"No index in {location}; run `assistant index`.")
    if name in (CURRENT, PREVIOUS):
        return _relative_to_live(location, name, ids)
    found = [build_id for build_id in ids if build_id.startswith(name)] if name not in ids else [name]
    if len(found) == 1:
        return found[0]
    held = ", ".join(ids)
    raise QuestionError(
        f"{len(found) or 'No'} builds in {location} begin with {name!r}, expected one of {held}, {CURRENT} or "
        f"{PREVIOUS}; name more of the id."
    )


def read_content(location: Path, build_id: str) -> Content:
    """The articles and passages of a build, its files checked.

    Raises:
        IndexUnavailable: when the build is damaged.
    """
    directory = layout.build_path(location, build_id)
    try:
        manifest.check(directory, manifest.read(directory))
    except DamagedBuild as error:
        raise IndexUnavailable(
            f"Index {location}: build {build_id} is damaged ({error}); name another, or run `assistant index`."
        ) from error
    return Content(build_id, files.read_articles(directory), files.read_passages(directory))


def compare(before: Content, after: Content) -> Comparison:
    """The articles added, removed and changed; the same build compared with itself gives nothing."""
    old, new = before.articles, after.articles
    counts = _passage_counts(before, after)
    both = sorted(old.keys() & new.keys())
    return Comparison(
        before=before.build_id,
        after=after.build_id,
        added=tuple(new[one] for one in sorted(new.keys() - old.keys())),
        removed=tuple(old[one] for one in sorted(old.keys() - new.keys())),
        changed=tuple(
            Change(old[one], new[one], _differing(old[one], new[one]), *counts.get(one, (0, 0)))
            for one in both
            if old[one] != new[one]
        ),
        passages_added=sum(added for added, _ in counts.values()),
        passages_removed=sum(removed for _, removed in counts.values()),
    )


def changed_articles(location: Path, before: str, after: str) -> frozenset[str] | None:
    """Ids of the articles that are not the same in two builds, those of one alone included; reads manifests only.

    None when one of the builds is not kept any more, or its manifest is damaged: then nothing is known.
    """
    try:
        old = manifest.read(layout.build_path(location, before)).article_hashes
        new = manifest.read(layout.build_path(location, after)).article_hashes
    except DamagedBuild:
        return None
    return frozenset(one for one in old.keys() | new.keys() if old.get(one) != new.get(one))


def _relative_to_live(location: Path, name: str, ids: list[str]) -> str:
    """`ids` are newest first."""
    live = layout.live_id(location)
    if live is None or live not in ids:
        raise IndexUnavailable(
            f"Index {location}: {CURRENT} names no build ({live or 'nothing'}); run `assistant index`."
        )
    if name == CURRENT:
        return live
    earlier = next((build_id for build_id in ids if build_id < live), None)
    if earlier is None:
        raise IndexUnavailable(f"Index {location}: no build from before {live} is kept, so there is none to compare.")
    return earlier


def _differing(one: Article, other: Article) -> tuple[str, ...]:
    names = [field.name for field in fields(Article)]
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


def _passage_counts(before: Content, after: Content) -> dict[str, tuple[int, int]]:
    """By article, how many passages the later build has that the earlier one has not, and the other way round."""
    old, new = _words(before), _words(after)
    none: Counter[str] = Counter()
    pairs = {one: (old.get(one, none), new.get(one, none)) for one in old.keys() | new.keys()}
    return {one: ((now - was).total(), (was - now).total()) for one, (was, now) in pairs.items()}


def _words(content: Content) -> dict[str, Counter[str]]:
    """The passages of each article by their words, with how often they stand in it."""
    found: dict[str, Counter[str]] = {}
    for passage in content.passages.values():
        text = content.articles[passage.article_id].text[passage.start : passage.end]
        found.setdefault(passage.article_id, Counter())[text] += 1
    return found
