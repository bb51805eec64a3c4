"""Users, logins and tokens."""

import pytest
import sqlalchemy as sa

from ecomdash.sites import audit, logins, tokens, users
from ecomdash.sites.database import Database
from ecomdash.sites.errors import Conflict, InvalidField, Missing
from ecomdash.sites.secrets import hash_password, password_matches
from ecomdash.sites.tables import Base, UserRow


async def _user(database: Database, email: str = "ann@example.com", role: str = "owner") -> UserRow:
    async with database.write() as session:
        return await users.create(session, 1, "test", email=email, password_hash="x", role=role)


async def test_passwords_match_themselves_alone() -> None:
    hashed = await hash_password("correct horse battery")
    assert hashed.startswith("$argon2id$")
    assert await password_matches(hashed, "correct horse battery")
    assert not await password_matches(hashed, "correct horse batterx")
    assert not await password_matches(None, "correct horse battery")
    assert not await password_matches("not a hash", "correct horse battery")


async def test_addresses_are_one_whatever_their_case(database: Database) -> None:
    await _user(database, " Ann@Example.COM ")
    async with database.read() as session:
        found = await users.by_email(session, "ANN@example.com")
    assert found is not None
    assert found.email == "ann@example.com"
    with pytest.raises(Conflict):
        await _user(database, "ann@example.com")


@pytest.mark.parametrize("email", ["", "ann", "@example.com", "ann@", "a b@example.com", "ann@exa\nmple.com", "a@b@c"])
async def test_what_is_no_address_is_refused(database: Database, email: str) -> None:
    with pytest.raises(InvalidField) as caught:
        await _user(database, email)
    assert caught.value.field == "email"


async def test_the_last_owner_stays(database: Database) -> None:
    owner, viewer = await _user(database), await _user(database, "bob@example.com", "viewer")
    with pytest.raises(Conflict):
        async with database.write() as session:
            await users.remove(session, 2, "test", owner.id)
    async with database.write() as session:
        await users.remove(session, 2, "test", viewer.id)
    second = await _user(database, "eve@example.com")
    async with database.write() as session:
        await users.remove(session, 2, "test", owner.id)
    async with database.read() as session:
        assert [row.id for row in await users.every(session)] == [second.id]
    with pytest.raises(Missing):
        async with database.write() as session:
            await users.remove(session, 2, "test", owner.id)


async def test_a_login_lasts_until_it_ends_or_expires(database: Database) -> None:
    user = await _user(database)
    async with database.write() as session:
        first = await logins.start(session, 10, await users.get(session, user.id))
        second = await logins.start(session, 20, await users.get(session, user.id))
    async with database.read() as session:
        found = await logins.user_of(session, 30, first)
        assert found is not None
        assert (found.email, found.last_login_at) == ("ann@example.com", 20)
        assert await logins.user_of(session, 10 + logins.LIFETIME_US, first) is None
        assert await logins.user_of(session, 30, first + "x") is None
    async with database.write() as session:
        await logins.end(session, first)
    async with database.read() as session:
        assert await logins.user_of(session, 30, first) is None
        assert await logins.user_of(session, 30, second) is not None


@pytest.mark.parametrize("how", ["reset", "remove"])
async def test_a_new_password_or_the_users_end_ends_their_logins(database: Database, how: str) -> None:
    user = await _user(database)
    await _user(database, "second@example.com")
    async with database.write() as session:
        secret = await logins.start(session, 10, await users.get(session, user.id))
    async with database.write() as session:
        if how == "reset":
            await users.reset_password(session, 11, "test", user.email, "y")
        else:
            await users.remove(session, 11, "test", user.id)
    async with database.read() as session:
        assert await logins.user_of(session, 12, secret) is None


async def test_tokens_are_known_to_the_directory_until_revoked(database: Database) -> None:
    made: dict[str, tuple[int, str]] = {}
    for scope in tokens.SCOPES:
        async with database.write() as session:
            row, secret = await tokens.create(session, 1, "test", name=f"my {scope}", scope=scope)
        made[scope] = (row.id, secret)
    trusted = {scope: database.directory.is_trusted_token(secret) for scope, (_, secret) in made.items()}
    assert trusted == {"read": False, "ingest": True, "admin": True}
    token = database.directory.token(made["read"][1])
    assert token is not None
    assert (token.name, token.scope) == ("my read", "read")
    async with database.write() as session:
        await tokens.revoke(session, 2, "test", made["ingest"][0])
    assert not database.directory.is_trusted_token(made["ingest"][1])
    assert database.directory.token("") is None
    with pytest.raises(InvalidField):
        async with database.write() as session:
            await tokens.create(session, 1, "test", name="x", scope="root")


async def test_a_tokens_use_is_written_down_once_a_minute(database: Database) -> None:
    minute = 60_000_000
    uses = [database.directory.note_use(1, at) for at in (0, 1, minute - 1, minute, minute + 1)]
    assert uses == [True, False, False, True, False]


async def test_no_secret_is_stored(database: Database) -> None:
    user = await _user(database)
    async with database.write() as session:
        login = await logins.start(session, 1, await users.get(session, user.id))
        _, token = await tokens.create(session, 1, "test", name="x", scope="read")
    async with database.read() as session:
        stored = str([(await session.execute(sa.select(table))).all() for table in Base.metadata.sorted_tables])
    assert "ann@example.com" in stored
    assert login not in stored
    assert token not in stored


async def test_the_audit_log_pages_newest_first(database: Database) -> None:
    async with database.write() as session:
        for number in range(5):
            audit.record(session, number, "ann", "test", f"thing {number}")
    async with database.read() as session:
        page = await audit.latest(session, 2, offset=1)
    assert [entry.subject for entry in page] == ["thing 3", "thing 2"]
