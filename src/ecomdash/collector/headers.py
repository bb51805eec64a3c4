"""Reads what the collector needs from a request's headers, and leaves the rest unread."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from ecomdash.collector.accept import Collector
from ecomdash.collector.answer import Answer
from ecomdash.collector.request import Request
from ecomdash.events import limits
from ecomdash.privacy.addresses import canonical

_HINTS = (b"sec-ch-ua", b"sec-ch-ua-mobile", b"sec-ch-ua-platform")
_HINT_CHARS = 256


def read_headers(
    collector: Collector, headers: Sequence[tuple[bytes, bytes]], peer: str, query: bytes
) -> Request | Answer:
    """The request as the collector sees it, or the answer when its token is not one.

    Names are lower case. With a token the peer is a shop's server, whose own address says nothing of the visitor:
    only X-Visitor-IP counts then, and is believed.
    """
    found = dict(headers)
    get = found.get
    key = get(b"x-site-key")
    site_key = key.decode("latin-1") if key else _site_key(query)
    trusted = False
    if (authorization := get(b"authorization")) is not None:
        scheme, _, token = authorization.decode("latin-1").partition(" ")
        may_send = collector.is_trusted(token.strip()) if scheme.lower() == "bearer" else None
        if not may_send:
            return collector.refuse_token(site_key, known=may_send is not None)
        trusted = True
        address = canonical(get(b"x-visitor-ip", b"").decode("latin-1"))
    elif b"x-forwarded-for" in found:
        hops = found[b"x-forwarded-for"]
        if len(found) < len(headers):  # it may stand there more than once
            hops = b",".join(value for name, value in headers if name == b"x-forwarded-for")
        address = collector.proxies.client(peer, hops.decode("latin-1"))
    else:
        address = canonical(peer)
    return Request(
        address=address,
        user_agent=get(b"user-agent", b"")[: limits.AGENT_CHARS].decode("latin-1"),
        received_at=collector.clock.now(),
        site_key=site_key,
        hints=_hints(found),
        gpc=get(b"sec-gpc") == b"1",
        dnt=get(b"dnt") == b"1",
        trusted=trusted,
        origin="server" if trusted else "browser",
    )


def _site_key(query: bytes) -> str | None:
    if not query:
        return None
    return dict(parse_qsl(query.decode("latin-1"))).get("site_key")


def _hints(found: dict[bytes, bytes]) -> dict[str, str]:
    if b"sec-ch-ua" not in found:
        return {}
    return {name.decode(): found[name][:_HINT_CHARS].decode("latin-1") for name in _HINTS if name in found}
