"""Login sessions: a random secret in the browser's cookie, its hash here, until it expires or is ended."""

from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from ecomdash.clock import US_PER_DAY
from ecomdash.sites import audit
from ecomdash.sites.secrets import digest, new_token
from ecomdash.sites.tables import LoginRow, UserRow

LIFETIME_US: Final = 30 * US_PER_DAY


async def start(session: AsyncSession, now: int, user: UserRow) -> str:
    """Log the user in; the secret for the cookie. Sessions that are over are cleared away on the way."""
    await session.execute(delete(LoginRow).where(LoginRow.expires_at <= now))
    secret = new_token("login")
    session.add(LoginRow(token_hash=digest(secret), user_id=user.id, created_at=now, expires_at=now + LIFETIME_US))
    user.last_login_at = now
    audit.record(session, now, user.email, "login", user.email)
    return secret


async def user_of(session: AsyncSession, now: int, secret: str) -> UserRow | None:
    """Who is logged in by that secret, if anyone still is."""
    row: UserRow | None = await session.scalar(
        select(UserRow)
        .join(LoginRow, LoginRow.user_id == UserRow.id)
        .where(LoginRow.token_hash == digest(secret), LoginRow.expires_at > now)
    )
    return row


async def end(session: AsyncSession, secret: str) -> None:
    """End that login; nothing happens when it is over already."""
    await session.execute(delete(LoginRow).where(LoginRow.token_hash == digest(secret)))
