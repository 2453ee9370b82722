"""What stands between the network and the app: which addresses exist, how long a request may be, what replies say.

Plain ASGI, no framework: it holds whatever is mounted behind it.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from html import escape
from typing import Any
from urllib.parse import parse_qs

from assistant.app.texts import PRODUCT, TEXTS
from assistant.documents import Language

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 1_000_000

# The page's framework builds functions from templates and has scripts in its page; what comes from articles and
# questions can do neither: handlers in attributes do not run, and nothing is fetched from or sent to another host.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "script-src-attr 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self' data:",
        "frame-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "object-src 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)

# All that the page needs. Files, uploads, proxying, direct calls and the rest of the framework's helpers are not there.
READ = re.compile(
    r"/|/healthz|/panel|/entente/\w+\.\w+|/favicon\.ico|/robots\.txt|/config|/theme\.css|/(?:assets|static)/(?:\w[\w.-]*/)*\w[\w.-]*|"
    r"/gradio_api/(?:heartbeat/\w+|queue/data|app_id|startup-events|theme\.css)"
)
WRITTEN = re.compile(r"/gradio_api/(?:queue/join|cancel|reset)")

_FOREIGN_META = re.compile(r"""<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|<link rel="manifest"[^>]*>""")
_HEAD = (
    f'<title>{PRODUCT}</title><link rel="icon" href="entente/entente.svg" type="image/svg+xml">'
    '<link rel="stylesheet" href="entente/entente.css"><script src="entente/entente.js"></script></head>'
)


class Guard:
    """Wraps an ASGI app: refuses what is not on the lists, adds the headers, gives the page its language."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (refused := _refusal(scope)) is not None:
            await _reply(send, *refused)
        elif scope["path"] == "/" and scope["method"] == "GET":
            await self._page(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The framework's page, uncompressed and whole, so that it can be changed before it is sent."""
        language = page_language(scope)
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            if message["type"] != "http.response.body":
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                page = localised(body.decode("utf-8"), language).encode("utf-8")
                kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
                kept += [(b"content-length", str(len(page)).encode()), (b"cache-control", b"no-store")]
                await send({**start, "headers": kept})
                await send({"type": "http.response.body", "body": page})

        await self._app({**scope, "headers": plain, "query_string": b""}, receive, collect)


def page_language(scope: Scope) -> Language:
    """What `?lang=` asks for, else the browser's first choice of the two, else English."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
    if asked in ("en", "fr"):
        return "fr" if asked == "fr" else "en"
    weights = {"en": 0.0, "fr": 0.0}
    for item in _header(scope, b"accept-language").split(","):
        tag, _, quality = item.strip().partition(";q=")
        language = tag.lower().partition("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _weight(quality))
    return "fr" if weights["fr"] > weights["en"] else "en"


def localised(page: str, language: Language) -> str:
    """The framework's page in a language, with our title, style and script, without its pointers elsewhere."""
    page = _FOREIGN_META.sub("", page.replace('lang="en"', f'lang="{language}"', 1))
    notice = f"<noscript><p>{escape(TEXTS[language].needs_script)}</p></noscript><gradio-app"
    return page.replace("</head>", _HEAD, 1).replace("<gradio-app", notice, 1)


def _refusal(scope: Scope) -> tuple[int, str] | None:
    """Status and reason why a request goes no further, None if it does."""
    method, path = scope["method"], scope["path"]
    if method in ("GET", "HEAD") and READ.fullmatch(path):
        return None
    if method != "POST" or not WRITTEN.fullmatch(path):
        return 404, "Not found."
    length = _header(scope, b"content-length")
    if not length.isdecimal():
        return 411, "The request does not say how long it is."
    return (413, f"The request is longer than {MOST_BYTES} bytes.") if int(length) > MOST_BYTES else None


def _header(scope: Scope, name: bytes) -> str:
    values: list[bytes] = [value for key, value in scope["headers"] if key == name]
    return values[0].decode("latin-1") if values else ""


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0


def _with_headers(send: Send) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name for name, _ in HEADERS}
            kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in names]
            message = {**message, "headers": [*kept, *HEADERS]}
        await send(message)

    return wrapped


async def _reply(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
