"""Making, changing and retiring sites."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ecomdash.sites import audit, validation
from ecomdash.sites.errors import Conflict, Missing
from ecomdash.sites.secrets import new_site_key
from ecomdash.sites.tables import SiteRow

_CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": validation.check_name,
    "domains": validation.check_domains,
    "timezone": validation.check_timezone,
    "currency": validation.check_currency,
    "consent_mode": validation.check_consent_mode,
    "respect_gpc": bool,
    "respect_dnt": bool,
    "query_params": validation.check_query_params,
    "vitals": bool,
    "automated_browsers": bool,
}
_DEFAULTS: dict[str, Any] = {
    "domains": [],
    "timezone": "UTC",
    "currency": "EUR",
    "consent_mode": "required",
    "respect_gpc": True,
    "respect_dnt": False,
    "query_params": [],
    "vitals": True,
    "automated_browsers": False,
    "rates": {},
}


async def create(
    session: AsyncSession, now: int, actor: str, fields: Mapping[str, Any], *, key: str | None = None
) -> SiteRow:
    """A new site with the given fields (a name at least) and a random key, or `key`.

    Raises InvalidField, and Conflict when the key is taken.
    """
    if key is not None and await session.scalar(select(SiteRow.id).where(SiteRow.key == key)) is not None:
        raise Conflict(f"there is already a site with the key {key!r}")
    row = SiteRow(key=key or new_site_key(), channel_rules=[], created_at=now, retired_at=None)
    _assign(row, {**_DEFAULTS, **fields})
    session.add(row)
    await session.flush()
    audit.record(session, now, actor, "site.create", row.key)
    return row


async def update(session: AsyncSession, now: int, actor: str, site_id: int, changes: Mapping[str, Any]) -> SiteRow:
    """Change the given fields. Raises Missing and InvalidField."""
    row = await get(session, site_id)
    if changes:
        _assign(row, changes)
        audit.record(session, now, actor, "site.update", f"{row.key}: {', '.join(sorted(changes))}")
    return row


def _assign(row: SiteRow, fields: Mapping[str, Any]) -> None:
    for field, check in _CHECKS.items():
        if field in fields:
            setattr(row, field, check(fields[field]))
    if "rates" in fields or "currency" in fields:  # rates are prices in the site's currency: another one needs others
        row.rates = validation.check_rates(fields.get("rates", {}), row.currency)


async def get(session: AsyncSession, site_id: int) -> SiteRow:
    """The site, unless it is retired. Raises Missing."""
    row = await session.get(SiteRow, site_id)
    if row is None or row.retired_at is not None:
        raise Missing(f"there is no site {site_id}")
    return row


async def every(session: AsyncSession) -> Sequence[SiteRow]:
    """All sites that are not retired, oldest first."""
    return (await session.scalars(select(SiteRow).where(SiteRow.retired_at.is_(None)).order_by(SiteRow.id))).all()


async def retire(session: AsyncSession, now: int, actor: str, site_id: int) -> None:
    """Close the site: nobody sees it and it takes no events. Its data is to be expired, then `remove` it."""
    row = await get(session, site_id)
    row.retired_at = now
    audit.record(session, now, actor, "site.delete", row.key)


async def retired(session: AsyncSession) -> Sequence[int]:
    """The sites whose data is still to be expired."""
    return (await session.scalars(select(SiteRow.id).where(SiteRow.retired_at.is_not(None)))).all()


async def remove(session: AsyncSession, site_id: int) -> None:
    """Forget a retired site whose data is gone."""
    row = await session.get(SiteRow, site_id)
    if row is not None and row.retired_at is not None:
        await session.delete(row)
