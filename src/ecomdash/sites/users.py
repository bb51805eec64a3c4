"""The people who may log in: owners (everything), admins (sites, tokens, viewers) and viewers (reports)."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ecomdash.sites import audit, validation
from ecomdash.sites.errors import Conflict, Missing
from ecomdash.sites.tables import LoginRow, UserRow


async def create(
    session: AsyncSession, now: int, actor: str, *, email: str, password_hash: str, role: str = "viewer"
) -> UserRow:
    """A new user. Raises InvalidField, and Conflict when the address is in use."""
    email = validation.check_email(email)
    role = validation.check_role(role)
    if await by_email(session, email) is not None:
        raise Conflict(f"there is already a user {email}")
    row = UserRow(email=email, password_hash=password_hash, role=role, created_at=now, last_login_at=None)
    session.add(row)
    await session.flush()
    audit.record(session, now, actor, "user.create", f"{email} ({role})")
    return row


async def by_email(session: AsyncSession, email: str) -> UserRow | None:
    """The user with that address, whatever its case."""
    row: UserRow | None = await session.scalar(select(UserRow).where(UserRow.email == email.strip().lower()))
    return row


async def get(session: AsyncSession, user_id: int) -> UserRow:
    """Raises Missing."""
    row = await session.get(UserRow, user_id)
    if row is None:
        raise Missing(f"there is no user {user_id}")
    return row


async def every(session: AsyncSession) -> Sequence[UserRow]:
    """Oldest first."""
    return (await session.scalars(select(UserRow).order_by(UserRow.id))).all()


async def any_user(session: AsyncSession) -> bool:
    """Whether the first run is over."""
    return await session.scalar(select(UserRow.id).limit(1)) is not None


async def remove(session: AsyncSession, now: int, actor: str, user_id: int) -> None:
    """Remove the user and end their logins. Raises Missing, and Conflict for the last owner."""
    row = await get(session, user_id)
    owners = await session.scalar(select(func.count()).select_from(UserRow).where(UserRow.role == "owner"))
    if row.role == "owner" and owners == 1:
        raise Conflict("the last owner cannot be removed; make another owner first")
    await session.delete(row)
    audit.record(session, now, actor, "user.delete", row.email)


async def reset_password(session: AsyncSession, now: int, actor: str, email: str, password_hash: str) -> None:
    """Set the password and end every login of that user. Raises Missing."""
    row = await by_email(session, email)
    if row is None:
        raise Missing(f"there is no user {email}")
    row.password_hash = password_hash
    await session.execute(delete(LoginRow).where(LoginRow.user_id == row.id))
    audit.record(session, now, actor, "user.reset_password", row.email)
