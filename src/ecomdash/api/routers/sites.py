"""The sites and their policies."""

from fastapi import APIRouter

from ecomdash.api import schemas

router = APIRouter(prefix="/sites", tags=["sites"])


@router.get("")
async def list_sites() -> list[schemas.SiteOut]:
    """Every site the asker may see, oldest first."""
    raise NotImplementedError


@router.post("", status_code=201)
async def create_site(wish: schemas.SiteIn) -> schemas.SiteOut:
    """A new site with a new public key."""
    raise NotImplementedError


@router.patch("/{site_id}")
async def update_site(site_id: int, changes: schemas.SitePatch) -> schemas.SiteOut:
    """Change what is given and leave the rest."""
    raise NotImplementedError


@router.delete("/{site_id}", status_code=204)
async def delete_site(site_id: int) -> None:
    """Remove the site and everything stored of it, for ever."""
    raise NotImplementedError
