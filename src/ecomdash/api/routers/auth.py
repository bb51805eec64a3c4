"""Logging in and out, who is asking, and the first run."""

from fastapi import APIRouter

from ecomdash.api import schemas

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/login")
async def login(credentials: schemas.Credentials) -> schemas.Me:
    """Start a login session; the answer sets its cookie."""
    raise NotImplementedError


@router.post("/logout", status_code=204)
async def logout() -> None:
    """End this login session; without one nothing happens."""
    raise NotImplementedError


@router.get("/me")
async def me() -> schemas.Me:
    """Who is asking; open to everyone."""
    raise NotImplementedError


@router.post("/setup", status_code=201)
async def setup(wish: schemas.Setup) -> schemas.Me:
    """Make the owner's account and the first site, and log in; only while there is no user."""
    raise NotImplementedError
