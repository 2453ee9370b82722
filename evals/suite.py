"""A collection with its cases, and the choice of which of them to ask."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import assistant
from assistant.documents import Article
from assistant.errors import EntenteError
from assistant.settings import Settings
from evals.cases import DATA, Case, altered, faults, read_cases
from evals.corpora import HOME, read_articles

SHIPPED = "agreements"


class CasesError(EntenteError):
    """Cases that cannot be asked of their articles."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles and all cases over them. `home` is where the indexes of its copies lie."""

    name: str
    articles: tuple[Article, ...]
    cases: tuple[Case, ...]
    home: Path

    @property
    def shipped(self) -> bool:
        return self.name == SHIPPED

    def texts(self, copy: str) -> dict[str, str]:
        """The articles' texts by id, with the edits of all cases of that copy; "" is the collection unaltered."""
        editing = [case for case in self.cases if case.copy == copy] if copy else []
        return altered({article.id: article.text for article in self.articles}, editing)

    @property
    def digest(self) -> str:
        """Twelve hex digits over articles and cases."""
        return hashlib.sha256(repr((self.articles, self.cases)).encode()).hexdigest()[:12]


def code_digest() -> str:
    """Twelve hex digits over the assistant's own files: answers of another state of the code are not these."""
    root = Path(assistant.__path__[0])
    files = sorted(path for path in root.rglob("*") if path.suffix in {".py", ".json"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def anchored(settings: Settings, root: Path) -> Settings:
    """The settings with the corpus and the index below `root`, for a caller in another working directory."""
    corpus = settings.corpus.model_copy(update={"path": root / settings.corpus.path})
    index = settings.index.model_copy(update={"location": root / settings.index.location})
    return settings.model_copy(update={"corpus": corpus, "index": index})


def read_collection(articles: Path | None, cases: Path | None, settings: Settings, root: Path = Path()) -> Collection:
    """The shipped corpus and cases, or another collection's: a folder or `.jsonl` of each; indexes lie below `root`.

    Raises:
        CorpusError: when no article can be read.
        CasesError: naming the first cases that do not fit the articles, or a line that is not a case.
    """
    source = articles or settings.corpus.path
    name = SHIPPED if articles is None else articles.stem.removesuffix(".articles")
    read = read_articles(source, settings)
    try:
        found = read_cases(cases or DATA)
        wrong = faults(found, {article.id: article.text for article in read})
    except (ValueError, OSError) as error:
        raise CasesError(f"{cases or DATA}: {error}; mend the line and run again.") from None
    if wrong or not found:
        told = "; ".join(wrong[:3]) or "no case found"
        raise CasesError(f"{cases or DATA}: {len(wrong)} faults, first: {told}. Mend the cases and run again.")
    return Collection(name, tuple(read), tuple(found), root / HOME / name)


def choose(cases: Sequence[Case], split: str | None, family: str | None, sample: int | None) -> list[Case]:
    """The cases of a split and a family; of those about `sample`, every so-many-th conversation, always the same ones.

    Cases of one copy stand together, the unaltered corpus first, each copy in the cases' order.
    """
    kept = [case for case in cases if split in (None, case.split) and family in (None, case.family)]
    if sample is not None and sample < len(kept):
        clusters = list(dict.fromkeys(case.cluster for case in kept if not case.copy))
        step = max(1, -(-len(clusters) // max(1, sample)))
        taken = set(clusters[::step])
        kept = [case for case in kept if case.cluster in taken]
    return sorted(kept, key=lambda case: case.copy)
