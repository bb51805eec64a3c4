"""The audit log: every change of the configuration, by whom, in the same transaction as the change."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ecomdash.sites.tables import AuditRow


def record(session: AsyncSession, now: int, actor: str, action: str, subject: str) -> None:
    """Note that `actor` did `action` (e.g. site.create) to `subject`; becomes durable with the transaction."""
    session.add(AuditRow(at=now, actor=actor[:254], action=action, subject=subject[:254]))


async def latest(session: AsyncSession, limit: int, offset: int = 0) -> Sequence[AuditRow]:
    """Newest first."""
    return (await session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(limit).offset(offset))).all()
