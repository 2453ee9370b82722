"""Files → articles: which files are read, what is left out and why."""

import codecs
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.corpus import fields
from assistant.corpus.clean import clean, digest, one_line, shown, slug
from assistant.corpus.formats import READERS, read
from assistant.documents import Article
from assistant.errors import ArticleError, CorpusError
from assistant.settings import CorpusSettings

JSON_LINES = ".jsonl"
SUFFIXES = (*READERS, JSON_LINES)
MARKDOWN = (".md", ".markdown")
TITLE_CHARS = 80

_HOW = "put articles there, or run `assistant index PATH` with the folder or file that holds them"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file (or a line of a .jsonl file, named in the reason) that was left out. Both fields are one line."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The articles in the order of their paths, what was left out, and what the reader should know.

    `paths[i]` is the file of `articles[i]`, as found below the path that was loaded.
    """

    articles: tuple[Article, ...]
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()


def load(path: Path, settings: CorpusSettings) -> Loaded:
    """Every article in a folder, at any depth, or in one file.

    Read are the suffixes in `SUFFIXES`; hidden files, README.md and other suffixes are not looked at. Files come in
    the order of their paths. Of two articles with one id, or with the same text, the first is kept.

    Raises:
        CorpusError: the path is missing, or holds no article that can be read.
    """
    found = _Found()
    for file in _files(path, found):
        try:
            _load_file(path, file, settings, found)
        except ArticleError as error:
            found.reject(file, str(error))
    if not found.articles:
        raise CorpusError(_nothing(path, found.rejected))
    return Loaded(tuple(found.articles), tuple(found.rejected), tuple(found.warnings), tuple(found.paths))


@dataclass
class _Found:
    """What has been found so far."""

    articles: list[Article] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ids: dict[str, Path] = field(default_factory=dict)
    texts: dict[str, Path] = field(default_factory=dict)

    def reject(self, file: Path, reason: str) -> None:
        self.rejected.append(Rejected(shown(str(file)), reason))

    def warn(self, file: Path, message: str) -> None:
        self.warnings.append(f"{shown(str(file))}: {message}")

    def free_id(self, wanted: str, distinguishing: str) -> str:
        return wanted if wanted not in self.ids else f"{wanted}-{digest(distinguishing)}"

    def add(self, file: Path, article: Article) -> None:
        """Keep the article, unless its id (ArticleError) or its text (warning) is there already."""
        if article.id in self.ids:
            raise ArticleError(f"id '{article.id}' is already used by {shown(str(self.ids[article.id]))}")
        text = article.text.strip()
        if text in self.texts:
            self.warn(file, f"'{article.id}' has the same text as {shown(str(self.texts[text]))}; left out")
            return
        self.ids[article.id] = self.texts[text] = file
        self.articles.append(article)
        self.paths.append(file)


def _load_file(root: Path, file: Path, settings: CorpusSettings, found: _Found) -> None:
    longest = int(settings.max_article_mb * 1_000_000)
    if file.suffix.lower() == JSON_LINES:
        _load_lines(file, longest, found)
        return
    raw = read(file.suffix.lower(), _bytes(file, longest))
    _check_text(raw.text, longest)
    given = fields.identifier(raw.fields, slug_only=file.suffix.lower() in MARKDOWN)
    article_id = given or found.free_id(slug(file.stem), file.relative_to(root).as_posix())
    title = fields.text_of(raw.fields, "title") or one_line(file.stem)
    found.add(file, fields.article(raw.fields, raw.text, article_id, title))


def _load_lines(file: Path, longest: int, found: _Found) -> None:
    """One article per line; blank lines are none. A bad line is left out with its number."""
    for number, line in _lines(file, longest):
        try:
            if len(line) > longest:
                raise ArticleError(f"longer than {longest} bytes (corpus.max_article_mb)")
            if line.strip():
                found.add(file, _article_of_line(line, longest, found))
        except ArticleError as error:
            found.reject(file, f"line {number}: {error}")


def _article_of_line(line: bytes, longest: int, found: _Found) -> Article:
    values = _members(line)
    text = values.get("text")
    if not isinstance(text, str):
        raise ArticleError('no text; expected a member "text" with the article\'s text')
    text = clean(text)
    _check_text(text, longest)
    given = fields.identifier(values, slug_only=False)
    title = fields.text_of(values, "title") or _opening(text)
    return fields.article(values, text, given or found.free_id(slug(title), text), title)


def _members(line: bytes) -> Mapping[str, object]:
    try:
        values = json.loads(line)
    except UnicodeDecodeError:
        raise ArticleError("not UTF-8; save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"not JSON ({one_line(str(error))[:80]}); expected one object on the line") from None
    if not isinstance(values, dict):
        raise ArticleError(f'found a JSON {type(values).__name__}, expected an object with a member "text"')
    return values


def _opening(text: str) -> str:
    opening = one_line(text.strip().partition("\n")[0])
    return opening if len(opening) <= TITLE_CHARS else opening[:TITLE_CHARS].rpartition(" ")[0] + "…"


def _check_text(text: str, longest: int) -> None:
    if not any(c.isalnum() for c in text):
        raise ArticleError("empty: no words in it")
    if len(text) > longest:
        raise ArticleError(f"text of {len(text)} characters, expected at most {longest} (corpus.max_article_mb)")


def _bytes(file: Path, longest: int) -> bytes:
    try:
        size = file.stat().st_size
        if size > longest:
            raise ArticleError(f"{size} bytes, expected at most {longest} (corpus.max_article_mb)")
        return file.read_bytes()
    except OSError as error:
        raise _unreadable(error) from None


def _lines(file: Path, longest: int) -> Iterator[tuple[int, bytes]]:
    """Numbered lines; of one longer than `longest` bytes only the beginning, still longer than that."""
    try:
        with file.open("rb") as lines:
            number = 0
            if lines.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                raise ArticleError("found UTF-16, expected UTF-8; save the file as UTF-8")
            while line := lines.readline(longest + 1):
                number += 1
                rest = line
                while rest and not rest.endswith(b"\n"):
                    rest = lines.readline(longest + 1)
                yield number, line
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> ArticleError:
    return ArticleError(f"cannot be read: {error.strerror or type(error).__name__}; check its permissions")


def _files(root: Path, found: _Found) -> list[Path]:
    """Regular files to read, in the order of their paths; what is left out of the walk is noted in `found`."""
    if not os.path.lexists(root):
        raise CorpusError(f"No articles at {shown(str(root))}: there is no such path; {_HOW}")
    if not root.is_dir():
        if root.suffix.lower() not in SUFFIXES or not root.is_file():
            raise CorpusError(f"No articles at {shown(str(root))}: not a file ending in {' '.join(SUFFIXES)}; {_HOW}")
        return [root]
    files: list[Path] = []
    links: list[Path] = []
    folders = [root]
    while folders:
        for entry in _entries(folders.pop(), found):
            place = Path(entry.path)
            if entry.is_symlink():
                links.append(place)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(place)
            elif _is_wanted(place) and entry.is_file(follow_symlinks=False):
                files.append(place)
            elif _is_wanted(place):
                found.warn(place, "not a regular file; left out")
    files += _links_inside(root, links, {file.resolve() for file in files}, found)
    return sorted(files, key=lambda file: file.relative_to(root).parts)


def _entries(folder: Path, found: _Found) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        found.reject(folder, str(_unreadable(error)))
        return []


def _links_inside(root: Path, links: list[Path], known: set[Path], found: _Found) -> Iterator[Path]:
    """Links to files of the folder that are not read anyway. Links to folders are never followed."""
    home = root.resolve()
    for link in sorted(links):
        try:
            target = link.resolve()
            is_file = stat.S_ISREG(target.stat().st_mode)
        except (OSError, RuntimeError):  # a missing target, a loop of links
            found.warn(link, "a link that leads nowhere; left out")
            continue
        if not is_file or not target.is_relative_to(home):
            found.warn(link, "a link out of the folder, or to no regular file; left out")
        elif target not in known and _is_wanted(link):
            known.add(target)
            yield link


def _is_wanted(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES and file.name.lower() != "readme.md"


def _nothing(root: Path, rejected: list[Rejected]) -> str:
    if not rejected:
        return f"No articles in {shown(str(root))}: no file ends in {' '.join(SUFFIXES)}; {_HOW}"
    first = f"{rejected[0].path}: {rejected[0].reason}"
    return f"No articles in {shown(str(root))}: all {len(rejected)} found were left out, the first is {first}; {_HOW}"
