"""Importing the package or asking for help loads nothing heavy."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb", "gradio", "fastapi", "trafilatura")


@pytest.mark.parametrize("module", ["assistant", "assistant.cli", "assistant.settings", "assistant.documents"])
def test_no_heavy_library_is_loaded_by(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
