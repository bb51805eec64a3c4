"""What the collector knows of one request besides its body."""

from msgspec import Struct


class Request(Struct, frozen=True, kw_only=True):
    """Who asks, and how far they are believed.

    `address` is the client's canonical IP address, '' where none is to be used. `hints` are low-entropy client hints
    by header name. `gpc` and `dnt` say that the browser sent Sec-GPC: 1 or DNT: 1. `trusted` says that a secret token
    came with it. Time in microseconds UTC.
    """

    address: str
    user_agent: str
    received_at: int
    site_key: str | None = None
    hints: dict[str, str] = {}
    gpc: bool = False
    dnt: bool = False
    trusted: bool = False
    origin: str = "browser"
