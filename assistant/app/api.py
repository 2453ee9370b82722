"""HTTP: the page, the articles it opens, and whether all is well. The only home of fastapi, starlette and uvicorn."""

import socket
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Annotated, Protocol

import uvicorn
from fastapi import FastAPI, Query
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.middleware.cors import CORSMiddleware

from assistant.app import web
from assistant.app.guard import Guard
from assistant.app.keeping import Keeping
from assistant.app.source import Place, View, panel, panel_notice
from assistant.app.texts import TEXTS
from assistant.documents import Article, Language
from assistant.errors import EntenteError, SettingsError
from assistant.settings import Settings

STATIC = Path(__file__).with_name("static")
STATIC_TYPES = {"entente.css": "text/css", "entente.js": "text/javascript", "entente.svg": "image/svg+xml"}
STOP_SECONDS = 2

_PLACE = r"^\d{1,9}-\d{1,9}-[0-9a-f]{8}$"


class Held(Protocol):
    """The part of a snapshot that is shown."""

    @property
    def build_id(self) -> str: ...
    @property
    def notice(self) -> str: ...
    @property
    def articles(self) -> Mapping[str, Article]: ...


class Serves(web.Asks, Protocol):
    """What the app needs of the assistant."""

    def snapshot(self) -> AbstractContextManager[Held]: ...


def serve(assistant: Serves, settings: Settings) -> None:
    """Serve until interrupted (SIGINT or SIGTERM), then return. Answers are kept as `settings.records` says.

    Raises:
        SettingsError: when the address cannot be listened on.
    """
    listener = _listen(settings.app.host, settings.app.port)
    config = uvicorn.Config(
        create_app(assistant, settings, Keeping.opened(settings.records)),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    with listener, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def create_app(assistant: Serves, settings: Settings, keeping: Keeping | None = None) -> FastAPI:
    """The whole app, guarded, the page at its root. Without `keeping` no answer is kept and no feedback asked for."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # No origin but our own may read replies; with this in place the page's framework adds no rules of its own.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Guard)
    _add_health(app, assistant)
    _add_panel(app, assistant)
    _add_files(app)
    web.mount(app, assistant, settings, keeping)
    return app


def _add_health(app: FastAPI, assistant: Serves) -> None:
    @app.get("/healthz")
    def healthz() -> JSONResponse:
        """200 with the live build, or 503 with the line that says what to mend."""
        try:
            with assistant.snapshot() as held:
                found = {"status": "ok", "build_id": held.build_id, "notice": held.notice}
                return JSONResponse({**found, "articles": len(held.articles)})
        except EntenteError as error:
            return JSONResponse({"status": "unavailable", "error": str(error)}, 503)


def _add_panel(app: FastAPI, assistant: Serves) -> None:
    @app.get("/panel")
    def article_panel(
        article: Annotated[str, Query(max_length=300)],
        at: Annotated[list[Annotated[str, Query(pattern=_PLACE)]], Query(max_length=50)] = [],  # noqa: B006
        shown: Annotated[int, Query(ge=0)] = 0,
        marker: Annotated[int | None, Query(ge=1)] = None,
        lang: Language = "en",
    ) -> HTMLResponse:
        """The article as HTML to put beside the conversation; `View.address` is how it is asked for."""
        try:
            with assistant.snapshot() as held:
                if article not in held.articles:
                    return HTMLResponse(panel_notice(TEXTS[lang].unknown_article, lang), 404)
                view = View(article, tuple(_place(written) for written in at), shown, marker)
                return HTMLResponse(panel(held.articles[article], view, held.articles, lang))
        except EntenteError as error:
            return HTMLResponse(panel_notice(str(error), lang), 503)


def _add_files(app: FastAPI) -> None:
    @app.get("/entente/{name}")
    def own_file(name: str) -> Response:
        if name not in STATIC_TYPES:
            return Response(status_code=404)
        return FileResponse(STATIC / name, media_type=STATIC_TYPES[name], headers={"cache-control": "no-cache"})

    @app.get("/favicon.ico")
    def icon() -> Response:
        return own_file("entente.svg")


def _place(written: str) -> Place:
    start, end, digest = written.split("-")
    return Place(int(start), int(end), digest)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {host}, port {port} ({error.strerror}); run `assistant serve --port` with a free port."
        ) from None
