"""The security headers of each kind of answer."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

_PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; "  # component libraries set the size of a pop-up in a style element
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_NOTHING_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"

EVERYWHERE: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
PAGE: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
}
SHOP: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _PAGE_POLICY,
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
TRACKER: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def with_headers(send: Send, path: str, https_only: bool) -> Send:
    """A `send` that adds the headers that the answer does not set itself; no cache keeps what the API says."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in EVERYWHERE.items():
                headers.setdefault(name, value)
            if path.startswith("/api/"):
                headers.setdefault("Content-Security-Policy", _NOTHING_POLICY)
                headers.setdefault("Cache-Control", "no-store")
            if https_only:
                headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        await send(message)

    return sending
