"""The people who may log in."""

from fastapi import APIRouter

from ecomdash.api import schemas

router = APIRouter(prefix="/users", tags=["users"])


@router.get("")
async def list_users() -> list[schemas.UserOut]:
    """Every user, oldest first."""
    raise NotImplementedError


@router.post("", status_code=201)
async def create_user(wish: schemas.UserIn) -> schemas.UserOut:
    """A new user; only an owner makes owners and admins."""
    raise NotImplementedError


@router.delete("/{user_id}", status_code=204)
async def delete_user(user_id: int) -> None:
    """Remove a user and end their logins; the last owner stays."""
    raise NotImplementedError
