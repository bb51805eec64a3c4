"""Ids that senders choose, turned into numbers that mean nothing outside this installation."""

import fcntl
import os
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Literal

Kind = Literal["visitor", "session", "customer", "text"]
_PERSON: dict[str, bytes] = {kind: kind.encode() for kind in ("visitor", "session", "customer", "text", "event")}
SECRET_BYTES = 32


class SecretDamaged(Exception):  # noqa: N818 - names the state
    """The installation's secret is there but is not one; with a new one, known visitors would count as new."""


def open_secret(path: Path, random: Callable[[int], bytes]) -> bytes:
    """The installation's secret, made when there is none yet; only the file's owner may read it.

    Of processes that start together one makes it and all use it. Raises SecretDamaged and OSError.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        secret = os.pread(descriptor, SECRET_BYTES + 1, 0)
        if not secret:
            secret = new_secret(random)
            os.pwrite(descriptor, secret, 0)
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return checked_secret(secret, path)


def new_secret(random: Callable[[int], bytes]) -> bytes:
    """A secret from `random(n)`, which gives n bytes."""
    return random(SECRET_BYTES)


def checked_secret(secret: bytes, place: object) -> bytes:
    """The secret found at `place`, as it is. Raises SecretDamaged."""
    if len(secret) != SECRET_BYTES:
        raise SecretDamaged(f"{place} must have {SECRET_BYTES} bytes, not {len(secret)}; delete it to begin anew")
    return secret


class Identifiers:
    """Keyed BLAKE2b (RFC 7693) of an id, per site and kind, under the installation's secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def number(self, site_id: int, kind: Kind, text: str) -> int:
        """A signed 64-bit number, never 0, the same for the same text, site and kind."""
        return int.from_bytes(self._hash(site_id, kind, text, 8), "big", signed=True) or 1

    def event(self, site_id: int, text: str) -> bytes:
        """The 16 bytes of an event id: of a UUID its own, of any other text a hash of it."""
        if len(text) == 36 and text[8] == text[13] == text[18] == text[23] == "-":
            try:
                return bytes.fromhex(text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:])
            except ValueError:
                pass
        return self._hash(site_id, "event", text, 16)

    def _hash(self, site_id: int, kind: str, text: str, size: int) -> bytes:
        return blake2b(
            text.encode(errors="surrogatepass"),
            digest_size=size,
            key=self._secret,
            person=_PERSON[kind],
            salt=site_id.to_bytes(8, "big", signed=True),
        ).digest()
