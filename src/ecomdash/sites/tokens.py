"""API tokens: made once, shown once, revocable."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ecomdash.sites import audit
from ecomdash.sites.errors import InvalidField, Missing
from ecomdash.sites.secrets import digest, new_token
from ecomdash.sites.tables import TokenRow

SCOPES: Final = ("read", "ingest", "admin")


async def create(session: AsyncSession, now: int, actor: str, *, name: str, scope: str) -> tuple[TokenRow, str]:
    """A new token and its secret, which is stored nowhere. Raises InvalidField."""
    name = name.strip()
    if not 1 <= len(name) <= 120:
        raise InvalidField("name", "must have 1 to 120 characters")
    if scope not in SCOPES:
        raise InvalidField("scope", f"must be one of {', '.join(SCOPES)}")
    secret = new_token(scope)
    row = TokenRow(name=name, scope=scope, token_hash=digest(secret), created_at=now, last_used_at=None)
    session.add(row)
    await session.flush()
    audit.record(session, now, actor, "token.create", f"{name} ({scope})")
    return row, secret


async def every(session: AsyncSession) -> Sequence[TokenRow]:
    """Oldest first."""
    return (await session.scalars(select(TokenRow).order_by(TokenRow.id))).all()


async def note_use(session: AsyncSession, now: int, token_id: int) -> None:
    """Remember when it was last used."""
    await session.execute(update(TokenRow).where(TokenRow.id == token_id).values(last_used_at=now))


async def revoke(session: AsyncSession, now: int, actor: str, token_id: int) -> None:
    """End the token. Raises Missing."""
    row = await session.get(TokenRow, token_id)
    if row is None:
        raise Missing(f"there is no token {token_id}")
    await session.delete(row)
    audit.record(session, now, actor, "token.revoke", f"{row.name} ({row.scope})")
