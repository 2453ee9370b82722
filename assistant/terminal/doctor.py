"""What `assistant doctor` reports."""

import platform
import sys
from collections.abc import Callable
from importlib import metadata

from rich.console import Console
from rich.text import Text

from assistant.errors import EntenteError
from assistant.settings import Settings

PACKAGES = ("chromadb", "gradio", "langchain", "sentence-transformers", "tiktoken", "torch")


def show_doctor(settings: Settings) -> None:
    """Versions, model, index, settings and network, a line each; nothing is loaded or changed."""
    console = Console(highlight=False, soft_wrap=True)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    lines = {
        "Python": f"{platform.python_version()} ({sys.executable})",
        "Packages": versions,
        "Model": _or_error(lambda: _model_line(settings)),
        "Index": _or_error(lambda: _index_line(settings)),
        "Settings": f"hash {settings.hash}",
        "Network": _or_error(lambda: _network_line(settings)),
    }
    for name, line in lines.items():
        console.print(Text(f"{name:>9}  ", style="cyan").append(line, style="default"))


def _or_error(line: Callable[[], str]) -> str:
    try:
        return line()
    except EntenteError as error:
        return str(error)


def _model_line(settings: Settings) -> str:
    from assistant.index.embed import find_model

    found = find_model(settings.embedding)
    return f"{settings.embedding.model}, found in {found.place}"


def _network_line(settings: Settings) -> str:
    from assistant.index.embed import find_model

    if hub_name := find_model(settings.embedding).hub_name:
        return f"loading the model asks the hub for {hub_name}; questions and articles are sent nowhere"
    return "nothing is sent anywhere: no key, no account, no telemetry, no download"


def _index_line(settings: Settings) -> str:
    from assistant.index.live import LiveIndex

    with LiveIndex(settings.index.location, None).snapshot() as snapshot:
        held = f"{len(snapshot.articles)} articles, {len(snapshot.passages)} passages"
        made = f"made {snapshot.created.isoformat()} with {snapshot.manifest.embedding}"
        return f"{settings.index.location}: build {snapshot.build_id}, {held}, {made}. {snapshot.notice}".rstrip()
