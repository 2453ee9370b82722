"""What the network can and cannot get from the app."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from assistant import settings as settings_module
from assistant.app import api
from assistant.app.guard import MOST_BYTES, localised, page_language
from assistant.app.source import Place, View
from assistant.documents import Span
from assistant.errors import SettingsError
from tests.fakes_app import ENGLISH_QUOTE, LIGHTHOUSE, FakeAssistant
from tests.pages import Page

SETTINGS = settings_module.Settings()
PLACE = Place.of(
    Span(LIGHTHOUSE.id, (at := LIGHTHOUSE.text.index(ENGLISH_QUOTE)), at + len(ENGLISH_QUOTE), ENGLISH_QUOTE)
)
MARKED = View(LIGHTHOUSE.id, (PLACE,), 0, 1).address


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[TestClient, FakeAssistant]]:
    """One app for all the tests here: it keeps nothing between requests."""
    assistant = FakeAssistant()
    with TestClient(api.create_app(assistant, SETTINGS)) as client:
        yield client, assistant


@pytest.fixture
def client(served: tuple[TestClient, FakeAssistant]) -> TestClient:
    return served[0]


@pytest.fixture
def assistant(served: tuple[TestClient, FakeAssistant], monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    monkeypatch.setattr(served[1], "missing", False)
    return served[1]


@pytest.mark.parametrize("address", ["/", "/healthz", f"/{MARKED}", "/entente/entente.js", "/config", "/nothing-here"])
def test_every_reply_carries_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["script-src-attr"] == policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == policy["form-action"] == policy["base-uri"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("", "fr-CA", "fr"),
        ("", "en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("", "de,fr;q=0.5,en;q=0.3", "fr"),
        ("", "de", "en"),
        ("", "fr;q=broken,en;q=0.1", "en"),
        ("lang=fr", "en", "fr"),
        ("lang=en", "fr", "en"),
        ("lang=de", "fr", "fr"),
        ("lang=%22%3E%3Cscript%3E", "en", "en"),
    ],
)
def test_the_page_is_in_the_language_asked_for_or_the_browsers(asked: str, accepted: str, language: str) -> None:
    scope = {"query_string": asked.encode(), "headers": [(b"accept-language", accepted.encode())]}
    assert page_language(scope) == language


def test_the_page_has_its_language_title_style_and_script_before_anything_runs(client: TestClient) -> None:
    page = client.get("/", headers={"accept-language": "fr", "accept-encoding": "br, gzip"}).text
    head = page[: page.index("</head>")]
    assert re.search(r'<html\s+lang="fr"', page)
    assert "<title>Entente</title>" in head
    assert '<link rel="stylesheet" href="entente/entente.css"><script src="entente/entente.js"></script>' in head
    assert "<noscript><p>Cette page a besoin de JavaScript.</p></noscript>" in page


def test_the_page_names_no_other_host(client: TestClient) -> None:
    hosts = {urlsplit(url).hostname for url in re.findall(r"https?://[^\s\"'<>\\]+", client.get("/").text)}
    assert hosts <= {"testserver"}


def test_a_page_without_a_place_for_our_head_is_left_as_it_is() -> None:
    assert localised("<p>Internal Server Error</p>", "fr") == "<p>Internal Server Error</p>"


@pytest.mark.parametrize("name", ["entente.css", "entente.js", "entente.svg"])
def test_our_own_files_are_served_and_fetch_nothing_elsewhere(client: TestClient, name: str) -> None:
    reply = client.get(f"/entente/{name}")
    assert reply.status_code == 200
    assert not re.search(r"@import|url\(|https?://(?!www\.w3\.org/2000/svg)", reply.text)


def test_health_tells_the_live_build(client: TestClient) -> None:
    reply = client.get("/healthz")
    assert reply.status_code == 200
    assert reply.json() == {"status": "ok", "build_id": "20251124-0930-5f2c1e", "notice": "", "articles": 2}


def test_health_without_an_index_says_what_to_run(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.missing = True
    reply = client.get("/healthz")
    assert reply.status_code == 503
    assert reply.json() == {"status": "unavailable", "error": "No index in data/index; run `assistant index`."}


def test_a_panel_shows_the_article_with_its_quote_marked(client: TestClient) -> None:
    reply = client.get(f"/{MARKED}&lang=fr")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(reply.text)
    assert page.texts(".shown") == [ENGLISH_QUOTE]
    assert page.texts(".close") == ["Fermer"]


def test_a_panel_of_an_article_that_is_gone_says_so(client: TestClient) -> None:
    reply = client.get("/panel", params={"article": "<script>"})
    assert reply.status_code == 404
    assert "no longer in the index" in Page(reply.text).text


def test_a_panel_without_an_index_says_what_to_run(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.missing = True
    reply = client.get(f"/{MARKED}")
    assert reply.status_code == 503
    assert Page(reply.text).texts(".notice") == ["No index in data/index; run `assistant index`."]


@pytest.mark.parametrize(
    "fields",
    [
        "",
        "at=1-2-aaaaaaaa",
        "article=x&at=1-2",
        "article=x&at=-1-2-aaaaaaaa",
        "article=x&lang=de",
        "article=x&shown=-1",
    ],
)
def test_a_panel_that_is_not_asked_for_properly_is_refused(client: TestClient, fields: str) -> None:
    reply = client.get(f"/panel?{fields}")
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "address",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=https://example.org/",
        "/gradio_api/file=http://169.254.169.254/latest",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=https://example.org/",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/gradio_api/runs",
        "/gradio_api/deep_link",
        "/gradio_api/upload_progress",
        "/gradio_api/stream/x/1/2/playlist.m3u8",
        "/monitoring",
        "/monitoring/summary",
        "/login",
        "/manifest.json",
        "/docs",
        "/openapi.json",
        "/static/../../../../etc/passwd",
        "/assets/%2e%2e/%2e%2e/routes.py",
        "/entente/../api.py",
        "/entente/api.py",
    ],
)
def test_nothing_else_can_be_read(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "upload",
        "run/predict",
        "api/predict",
        "call/ask",
        "component_server",
        "process_recording",
        "vibe-edit",
        "queue/status",
    ],
)
def test_nothing_else_can_be_written(client: TestClient, address: str) -> None:
    assert client.post(f"/gradio_api/{address}", json={}).status_code == 404


def test_uploads_are_refused(client: TestClient, tmp_path: Path) -> None:
    reply = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")})
    assert (reply.status_code, reply.text) == (404, "Not found.")


def test_a_request_that_is_too_long_is_refused_before_it_is_read(client: TestClient) -> None:
    reply = client.post("/gradio_api/queue/join", content=b"x" * (MOST_BYTES + 1))
    assert (reply.status_code, reply.text) == (413, "The request is longer than 1000000 bytes.")


def test_a_request_that_hides_its_length_is_refused(client: TestClient) -> None:
    assert client.post("/gradio_api/queue/join", content=iter([b"{}"])).status_code == 411


def test_other_origins_may_not_read_replies(client: TestClient) -> None:
    for origin in ("https://evil.example", "null", "http://localhost:9999"):
        asked = {"origin": origin, "access-control-request-method": "POST"}
        for reply in (client.get("/config", headers=asked), client.options("/gradio_api/queue/join", headers=asked)):
            assert "access-control-allow-origin" not in reply.headers
            assert "access-control-allow-credentials" not in reply.headers


def test_an_address_that_is_taken_is_told_in_one_line(assistant: FakeAssistant) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"Cannot listen on 127\.0\.0\.1, port {port} .*--port") as told:
            api.serve(assistant, settings_module.load(app={"port": port}))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serving_answers_until_it_is_interrupted_and_then_ends_quietly(stop: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = (
        "from assistant import settings; from assistant.app import api; from tests.fakes_app import FakeAssistant;"
        f"api.serve(FakeAssistant(), settings.load(app={{'port': {port}}}))"
    )
    root = Path(__file__).parents[1]
    serving = subprocess.Popen(
        [sys.executable, "-c", script], stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(root)}
    )
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=60) as client:
            assert client.get(f"http://127.0.0.1:{port}/healthz").json()["status"] == "ok"
        serving.send_signal(stop)
        assert serving.communicate(timeout=30) == (None, b"")
    finally:
        serving.kill()
