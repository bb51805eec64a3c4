"""The people who may log in."""

from fastapi import APIRouter

from ecomdash.api import present, schemas
from ecomdash.api.access import Admin, Id, PartsOf, Principal
from ecomdash.api.bodies import StrictRoute
from ecomdash.api.problems import ProblemError
from ecomdash.sites import users, validation
from ecomdash.sites.secrets import hash_password

router = APIRouter(prefix="/users", tags=["users"], route_class=StrictRoute)


@router.get("")
async def list_users(_asker: Admin, parts: PartsOf) -> list[schemas.UserOut]:
    """Every user, oldest first."""
    async with parts.sites.read() as session:
        return [present.user_out(row) for row in await users.every(session)]


@router.post("", status_code=201)
async def create_user(wish: schemas.UserIn, asker: Admin, parts: PartsOf) -> schemas.UserOut:
    """A new user; only an owner makes owners and admins."""
    _demand_rank(asker, wish.role, "make")
    password_hash = await hash_password(validation.check_password(wish.password))
    async with parts.sites.write() as session:
        row = await users.create(
            session, parts.clock.now(), asker.name, email=wish.email, password_hash=password_hash, role=wish.role
        )
    return present.user_out(row)


@router.delete("/{user_id}", status_code=204)
async def delete_user(user_id: Id, asker: Admin, parts: PartsOf) -> None:
    """Remove a user and end their logins; the last owner stays."""
    async with parts.sites.write() as session:
        row = await users.get(session, user_id)
        if row.id != asker.user_id:
            _demand_rank(asker, row.role, "remove")
        await users.remove(session, parts.clock.now(), asker.name, user_id)


def _demand_rank(asker: Principal, role: str, what: str) -> None:
    if role != "viewer" and asker.role != "owner":
        raise ProblemError("forbidden", f"Only an owner may {what} an {role}.")
