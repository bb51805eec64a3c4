"""The sites and their policies."""

from fastapi import APIRouter, Request

from ecomdash.api import present, schemas
from ecomdash.api.access import Admin, Id, Owner, PartsOf, Reader
from ecomdash.api.arrivals import arrivals
from ecomdash.api.bodies import StrictRoute
from ecomdash.api.parts import Parts
from ecomdash.events.site import DEMO_SITE
from ecomdash.sites import registry
from ecomdash.sites.errors import Conflict
from ecomdash.sites.tables import SiteRow
from ecomdash.store.protocol import QueryTimeout, Store, StoreUnavailable

router = APIRouter(prefix="/sites", tags=["sites"], route_class=StrictRoute)


@router.get("")
async def list_sites(request: Request, asker: Reader, parts: PartsOf) -> list[schemas.SiteOut]:
    """Every site the asker may see, oldest first."""
    async with parts.sites.read() as session:
        rows = await registry.every(session)
    return await _out(request, parts, [row for row in rows if asker.role != "demo" or row.key == DEMO_SITE])


@router.post("", status_code=201)
async def create_site(wish: schemas.SiteIn, request: Request, asker: Admin, parts: PartsOf) -> schemas.SiteOut:
    """A new site with a new public key."""
    async with parts.sites.write() as session:
        row = await registry.create(session, parts.clock.now(), asker.name, wish.model_dump())
    return (await _out(request, parts, [row]))[0]


@router.patch("/{site_id}")
async def update_site(
    site_id: Id, changes: schemas.SitePatch, request: Request, asker: Admin, parts: PartsOf
) -> schemas.SiteOut:
    """Change what is given and leave the rest."""
    given = changes.model_dump(exclude_unset=True, exclude_none=True)
    await _refuse_new_currency(parts, site_id, given.get("currency"))
    async with parts.sites.write() as session:
        row = await registry.update(session, parts.clock.now(), asker.name, site_id, given)
    return (await _out(request, parts, [row]))[0]


@router.delete("/{site_id}", status_code=204)
async def delete_site(site_id: Id, asker: Owner, parts: PartsOf) -> None:
    """Remove the site and everything stored of it, for ever.

    The site takes no events from the first moment. Should the store not answer, its data goes at the next start.
    """
    async with parts.sites.write() as session:
        await registry.retire(session, parts.clock.now(), asker.name, site_id)
    await expire_all(parts.store, site_id)


async def _refuse_new_currency(parts: Parts, site_id: int, currency: str | None) -> None:
    """What is stored is in the site's currency, and would be taken for the new one."""
    site = parts.sites.directory.by_id(site_id)
    if site is not None and currency not in {None, site.currency} and site_id in await arrivals(parts.store):
        raise Conflict(f"the site has amounts in {site.currency}; make a new site for {currency}")


async def expire_all(store: Store, site_id: int) -> None:
    """Remove every row of the site, whatever its time. Raises StoreUnavailable."""
    await store.expire(site_id, _END_OF_TIME)


_END_OF_TIME = 32_503_680_000_000_000  # microseconds, the year 3000; no event is accepted from later


async def _out(request: Request, parts: Parts, rows: list[SiteRow]) -> list[schemas.SiteOut]:
    address = (parts.settings.public_url or str(request.base_url)).rstrip("/")
    try:
        came = await arrivals(parts.store)
    except (StoreUnavailable, QueryTimeout):  # every page begins with the sites, also to say that the store is away
        return [present.site_out(row, address, None, known=False) for row in rows]
    return [present.site_out(row, address, came.get(row.id)) for row in rows]
