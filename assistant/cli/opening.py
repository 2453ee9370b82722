"""What commands work with: the options they share, the settings, the assistant. Heavy imports come late."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.ask.pipeline import Assistant
    from assistant.settings import Settings

IndexDir = Annotated[Path | None, typer.Option("--index", metavar="DIR", help="Directory of the index builds.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
AsLines = Annotated[bool, typer.Option("--json", help="Print a JSON object per line.")]


def open_settings(index: Path | None, **sections: dict[str, Any]) -> "Settings":
    """The settings, with the index directory and the sections that flags give."""
    from assistant import settings

    if index is not None:
        sections["index"] = {"location": index}
    return settings.load(**{name: values for name, values in sections.items() if values})


def open_assistant(settings: "Settings") -> "Assistant":
    """The index is looked for first: a missing one is told at once, not after loading the model."""
    from assistant.index.live import LiveIndex, read_articles

    read_articles(settings.index.location)
    from assistant.ask.pipeline import Assistant
    from assistant.index.embed import SentenceEmbeddings

    embedder = SentenceEmbeddings(settings.embedding)
    return Assistant(settings, embedder, LiveIndex(settings.index.location, embedder))
