"""The README cannot drift: its commands exist, its files exist, it stays short."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"^assistant (?:articles )?[a-z]+", README, re.MULTILINE)))
TARGETS = re.findall(r"^make ([a-z]+)", README, re.MULTILINE)


def test_is_at_most_150_lines() -> None:
    assert len(README.splitlines()) <= 150


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    arguments = [sys.executable, "-m", *command.split(), "--help"]
    done = subprocess.run(arguments, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_names_the_two_commands_and_five_more() -> None:
    assert TARGETS == ["serve", "test"]
    assert len(COMMANDS) == 5


def test_make_has_the_targets_it_names() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in TARGETS)


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)", README))
def test_linked_files_exist(target: str) -> None:
    assert (ROOT / target).exists()


def test_the_two_lines_of_the_design_are_those_of_the_package() -> None:
    package = (ROOT / "assistant" / "__init__.py").read_text("utf-8")
    lines = [line for line in README.splitlines() if "→" in line and "`" not in line]
    assert len(lines) == 2
    assert all(line in package for line in lines)
