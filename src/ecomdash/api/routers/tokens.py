"""API tokens: read (reports), ingest (old and server-side events), admin (everything)."""

from fastapi import APIRouter

from ecomdash.api import schemas

router = APIRouter(prefix="/tokens", tags=["tokens"])


@router.get("")
async def list_tokens() -> list[schemas.TokenOut]:
    """Every token, oldest first, without its secret."""
    raise NotImplementedError


@router.post("", status_code=201)
async def create_token(wish: schemas.TokenIn) -> schemas.TokenOut:
    """A new token; its secret is in this answer and never again."""
    raise NotImplementedError


@router.delete("/{token_id}", status_code=204)
async def revoke_token(token_id: int) -> None:
    """End a token at once."""
    raise NotImplementedError
