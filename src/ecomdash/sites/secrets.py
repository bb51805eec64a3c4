"""Random secrets and what is stored of them: tokens by SHA-256, passwords by Argon2id."""

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's minimum: 19 MiB, about 20 ms
_threads = ThreadPoolExecutor(2, "password")  # so that a flood of logins takes neither the memory nor all cores


def new_token(prefix: str) -> str:
    """A secret of 256 random bits that says what it is for, e.g. `ecomdash_read_...`."""
    return f"ecomdash_{prefix}_{secrets.token_urlsafe(32)}"


def new_site_key() -> str:
    """A public site key; random only so that it is unique."""
    return secrets.token_hex(8)


def digest(token: str) -> bytes:
    """What is stored of a random token; a fast hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


async def hash_password(password: str) -> str:
    """The Argon2id hash in PHC form, made in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password; without a hash (no such user) it takes as long and is False."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _matches, password_hash, password)


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
