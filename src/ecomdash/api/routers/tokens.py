"""API tokens: read (reports), ingest (old and server-side events), admin (what an admin may)."""

from fastapi import APIRouter

from ecomdash.api import present, schemas
from ecomdash.api.access import Admin, Id, PartsOf
from ecomdash.api.bodies import StrictRoute
from ecomdash.sites import tokens

router = APIRouter(prefix="/tokens", tags=["tokens"], route_class=StrictRoute)


@router.get("")
async def list_tokens(_asker: Admin, parts: PartsOf) -> list[schemas.TokenOut]:
    """Every token, oldest first, without its secret."""
    async with parts.sites.read() as session:
        return [present.token_out(row) for row in await tokens.every(session)]


@router.post("", status_code=201)
async def create_token(wish: schemas.TokenIn, asker: Admin, parts: PartsOf) -> schemas.TokenOut:
    """A new token; its secret is in this answer and never again."""
    async with parts.sites.write() as session:
        row, secret = await tokens.create(session, parts.clock.now(), asker.name, name=wish.name, scope=wish.scope)
    return present.token_out(row, secret)


@router.delete("/{token_id}", status_code=204)
async def revoke_token(token_id: Id, asker: Admin, parts: PartsOf) -> None:
    """End a token at once."""
    async with parts.sites.write() as session:
        await tokens.revoke(session, parts.clock.now(), asker.name, token_id)
