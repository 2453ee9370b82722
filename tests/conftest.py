"""A small made-up corpus, an index of it, and walls around every test: no network, no home, no outer settings."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from assistant import settings as settings_module
from assistant.documents import Article, Source
from assistant.index import build as build_module
from assistant.index.build import build
from assistant.index.live import LiveIndex, Snapshot
from assistant.index.verify import verify
from assistant.settings import Settings
from tests.fakes import FakeEmbedder, no_progress

REAL_HOME = Path.home()


def pytest_runtest_setup() -> None:
    """Sockets reach this machine only; pytest-socket lifts it after each test."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running in this thread, and Inspect starts its own."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(autouse=True)
def isolated(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home, working directory and temporary directory, and no setting from the environment."""
    for name in [name for name in os.environ if name.startswith("ENTENTE_")]:
        monkeypatch.delenv(name)
    around = tmp_path_factory.mktemp("around")
    for name in ("home", "cwd", "tmp"):
        (around / name).mkdir()
    monkeypatch.setenv("HOME", str(around / "home"))
    monkeypatch.setenv("TMPDIR", str(around / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(around / "tmp"))
    monkeypatch.chdir(around / "cwd")


@pytest.fixture
def real_home() -> Path:
    """Where a model that was unpacked before may be found."""
    return REAL_HOME


@pytest.fixture
def corpus() -> list[Article]:
    return make_corpus()


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The defaults, with the index in `tmp_path` and passages of at most 40 tokens, so that articles have several."""
    return make_settings(tmp_path / "index")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index of the corpus, made once, checked in a child process as every build is."""
    location = tmp_path_factory.mktemp("template") / "index"
    build(make_corpus(), make_settings(location), FakeEmbedder(), no_progress)
    return location


@pytest.fixture
def built(settings: Settings, template: Path) -> Settings:
    """Settings whose index holds one complete build of the corpus, a copy of its own."""
    shutil.copytree(template, settings.index.location)
    return settings


@pytest.fixture
def live(built: Settings) -> Iterator[LiveIndex]:
    index = LiveIndex(built.index.location, FakeEmbedder())
    yield index
    index.close()


@pytest.fixture
def snapshot(live: LiveIndex) -> Iterator[Snapshot]:
    with live.snapshot() as opened:
        yield opened


@pytest.fixture
def quick_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check new builds in this process: a second less each, for tests that make many."""
    monkeypatch.setattr(build_module, "verify_in_child", verify)


def make_settings(location: Path) -> Settings:
    """Small passages, and no second voter: its weights take a second to load."""
    return settings_module.load(index={"location": location}, corpus={"passage_tokens": 40}, retrieval={"voter": "off"})


def make_corpus() -> list[Article]:
    """Six articles on an agreement between two towns that do not exist; two in French; one that another replaced."""
    return [
        Article(
            id="harbour-accord",
            title="The Harbour Accord of Norbury and Valmer",
            language="en",
            publisher="Norbury Gazette",
            published=date(2025, 3, 14),
            url="https://gazette.example/harbour-accord",
            topics=("accord", "harbour"),
            valid_from=date(2025, 4, 1),
            sources=(Source("Text of the accord", "https://norbury.example/accord", "2025-03-12"),),
            text=(
                "# What was signed\n\n"
                "Norbury and Valmer signed the Harbour Accord on 12 March 2025. It was signed by Mayor Edith Calloway "
                "and by Mayor Luc Fontanel. The accord entered into force on 1 April 2025 and runs for ten years.\n\n"
                "# The money\n\n"
                "The two towns pay 4.2 million crowns a year into a common fund. Norbury pays 60 per cent of it, and "
                "Valmer pays the rest. The fund may only be spent on dredging, on lighthouses and on the pilots' "
                "school.\n\n"
                "# How it is watched\n\n"
                "A board of eight members meets every quarter. It publishes its accounts each January."
            ),
        ),
        Article(
            id="pilots-school",
            title="The pilots' school opens",
            language="en",
            publisher="Norbury Gazette",
            published=date(2025, 9, 2),
            url="https://gazette.example/pilots-school",
            topics=("school",),
            text=(
                "The pilots' school of the Harbour Accord opened on 1 September 2025 with 36 pupils. Half of them come "
                "from Valmer.\n\n"
                "## Who leads it\n\n"
                "Captain Maren Oduya leads the school. She was chosen by the board in June 2025. Her deputy is "
                "Thierry Blanchet.\n\n"
                "## What is taught\n\n"
                "- Navigation in fog, for two terms.\n"
                "- Harbour law of both towns, for one term.\n"
                "- Radio, in English and in French."
            ),
        ),
        Article(
            id="ferry-pilot",
            title="The free ferry: a trial until June 2026",
            language="en",
            publisher="Norbury Council",
            published=date(2025, 6, 20),
            url="https://norbury.example/free-ferry",
            topics=("ferry",),
            authority="government",
            valid_from=date(2025, 7, 1),
            valid_to=date(2026, 6, 30),
            text=(
                "The free ferry between Norbury and Valmer runs as a trial from 1 July 2025 to 30 June 2026. Anyone "
                "who lives in either town travels free on weekdays. Visitors pay 3 crowns.\n\n"
                "# What comes after\n\n"
                "The councils decide in May 2026 whether the ferry stays. In the first month 18,400 passengers used it."
            ),
        ),
        Article(
            id="old-lights-treaty",
            title="The Lights Treaty of 1987",
            language="en",
            publisher="Valmer Archive",
            published=date(1987, 5, 5),
            url="https://archive.example/lights-treaty",
            topics=("lighthouse", "treaty"),
            authority="treaty",
            valid_from=date(1987, 6, 1),
            valid_to=date(2025, 3, 31),
            replaced_by=("harbour-accord",),
            text=(
                "The Lights Treaty of 1987 shared the cost of three lighthouses between Norbury and Valmer. Each town "
                "paid half.\n\n"
                "The treaty ended on 31 March 2025. The Harbour Accord has taken its place."
            ),
        ),
        Article(
            id="accord-du-port",
            title="L'accord du port entre Norbury et Valmer",
            language="fr",
            publisher="Le Courrier de Valmer",
            published=date(2025, 3, 15),
            url="https://courrier.example/accord-du-port",
            topics=("accord", "port"),
            valid_from=date(2025, 4, 1),
            text=(
                "# La signature\n\n"
                "Les deux villes ont signé l'accord du port le 12 mars 2025 à l'hôtel de ville de Valmer. Le maire de "
                "Valmer, Luc Fontanel, y voit « une promesse tenue ». L'accord est entré en vigueur le 1er avril "
                "2025.\n\n"
                "# Le fonds commun\n\n"
                "Le fonds commun reçoit 4,2 millions de couronnes par an. Valmer en paie 40 pour cent."
            ),
        ),
        Article(
            id="marche-aux-huitres",
            title="Le marché aux huîtres de Valmer",
            language="fr",
            publisher="Le Courrier de Valmer",
            published=date(2025, 11, 8),
            url="https://courrier.example/marche-aux-huitres",
            topics=("marché",),
            text=(
                "Le marché aux huîtres se tient chaque samedi sur le quai des Goélands. Il compte 24 étals, dont six "
                "venus de Norbury.\n\n"
                "Depuis novembre 2025, les droits de place sont de 15 couronnes par jour. Ils étaient de 22 couronnes "
                "auparavant."
            ),
        ),
    ]
