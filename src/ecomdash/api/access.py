"""Who is asking and what they may do: by login cookie, by API token, or anonymously in demo mode."""

from contextlib import suppress
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

import msgspec
from fastapi import Depends, Path
from starlette.requests import HTTPConnection

from ecomdash.api.parts import Parts, parts_of
from ecomdash.api.problems import ProblemError
from ecomdash.sites import logins, tokens
from ecomdash.sites.errors import DatabaseAway

COOKIE: Final = "ecomdash_session"
RELAYED_FOR: Final = "x-ecomdash-relayed-for"

Role = Literal["owner", "admin", "viewer", "ingest", "demo", "nobody"]
_READERS: Final = frozenset({"owner", "admin", "viewer", "demo"})
_ADMINS: Final = frozenset({"owner", "admin"})
_OWNERS: Final = frozenset({"owner"})
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Principal(msgspec.Struct, frozen=True):
    """Who is asking. `name` is what the audit log says; `user_id` is None for a token or nobody."""

    role: Role
    name: str = "anonymous"
    user_id: int | None = None


Id = Annotated[int, Path(ge=0, le=2**31 - 1)]  # what a database gives out
PartsOf = Annotated[Parts, Depends(parts_of)]


async def principal_of(connection: HTTPConnection, parts: PartsOf) -> Principal:
    """The asker; a wrong token is an error, an expired login is nobody. Raises ProblemError."""
    secret = _bearer(connection)
    if secret is not None:
        return await _token_principal(parts, secret)
    if cookie := connection.cookies.get(COOKIE):
        async with parts.sites.read() as session:
            user = await logins.user_of(session, parts.clock.now(), cookie)
        if user is not None:
            return Principal(user.role, user.email, user.id)  # type: ignore[arg-type]  # only validated roles are written
    return Principal("demo" if parts.settings.demo else "nobody")


async def _token_principal(parts: Parts, secret: str) -> Principal:
    token = parts.sites.directory.token(secret)
    if token is None:
        raise ProblemError("unauthenticated", "This token is unknown or was revoked.", headers=_CHALLENGE)
    if parts.sites.directory.note_use(token.id, parts.clock.now()):
        with suppress(DatabaseAway):  # a busy database is no reason to refuse a report
            async with parts.sites.write() as session:
                await tokens.note_use(session, parts.clock.now(), token.id)
    roles: dict[str, Role] = {"read": "viewer", "ingest": "ingest", "admin": "admin"}
    return Principal(roles[token.scope], f"token {token.name}")


_CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}


def _bearer(connection: HTTPConnection) -> str | None:
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return secret.strip()
    # a browser cannot set a header on a WebSocket
    return connection.query_params.get("token") if connection.scope["type"] == "websocket" else None


Asker = Annotated[Principal, Depends(principal_of)]


def _demand(asker: Principal, roles: frozenset[str], what: str) -> Principal:
    if asker.role in roles:
        return asker
    if asker.role in {"nobody", "demo"}:
        raise ProblemError("unauthenticated", f"Log in, or send an API token, to {what}.", headers=_CHALLENGE)
    raise ProblemError("forbidden", f"{asker.name} may not {what}.")


def may_read(asker: Asker) -> Principal:
    """The asker, who may read reports. Raises ProblemError."""
    return _demand(asker, _READERS, "read reports")


def _admin(asker: Asker) -> Principal:
    return _demand(asker, _ADMINS, "see or change the configuration")


def _owner(asker: Asker) -> Principal:
    return _demand(asker, _OWNERS, "do what only an owner may")


Reader = Annotated[Principal, Depends(may_read)]
Admin = Annotated[Principal, Depends(_admin)]
Owner = Annotated[Principal, Depends(_owner)]


def is_same_origin(connection: HTTPConnection, public_url: str) -> bool:
    """Whether a browser sent this from a page of this server; true for anything that is not a browser."""
    origin = connection.headers.get("origin")
    if origin is None:
        return connection.headers.get("sec-fetch-site", "none") in {"same-origin", "none"}
    host = _host_of(origin)
    return bool(host) and host in {connection.headers.get("host", "").lower(), _host_of(public_url)}


def _host_of(address: str) -> str:
    """Name and port of a URL; '' where it has none or is none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:  # brackets around what is no IPv6 address
        return ""


def refuse_cross_origin(connection: HTTPConnection, parts: PartsOf) -> None:
    """Refuse a change that another site's page makes with this browser's cookie. A token is no cookie: it may."""
    if connection.scope["type"] != "http" or connection.scope["method"] in _SAFE_METHODS:
        return
    if _bearer(connection) is None and not is_same_origin(connection, parts.settings.public_url):
        raise ProblemError("cross_origin", "A page of another site may not make changes here.")


def peer_of(connection: HTTPConnection) -> str:
    """The address at the other end; of a request that another process of this server hands on, that one's peer.

    Only a Unix socket has no peer address, and only those processes can reach it, so that nobody else is believed.
    """
    return connection.client.host if connection.client else connection.headers.get(RELAYED_FOR, "")


_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def is_from_this_machine(connection: HTTPConnection, parts: Parts) -> bool:
    """Whether it is certain that the asker sits at this machine: peer, name and listening address are all loopback.

    A proxy's request is not (its headers say so), nor a page that had its own name resolve to this machine.
    """
    if parts.settings.host not in _LOOPBACK or any(header in connection.headers for header in _FORWARDED):
        return False
    try:
        name = urlsplit(f"//{connection.headers.get('host', '')}").hostname
    except ValueError:
        return False
    return peer_of(connection) in _LOOPBACK and name in _LOOPBACK
