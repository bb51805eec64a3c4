"""Opens the configuration database that the settings name, and says in one sentence why it cannot."""

import secrets
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ecomdash.clock import Clock
from ecomdash.privacy.anonymiser import folder
from ecomdash.privacy.identifiers import SECRET_BYTES, checked_secret, open_secret
from ecomdash.privacy.keeping import secret_file
from ecomdash.settings import Settings, SettingsError
from ecomdash.sites.database import Database, open_database
from ecomdash.sites.errors import DatabaseAway, NewerDatabase
from ecomdash.sites.keeping import VISITORS, SharedKeeping, open_shared, shared_secret


class SitesUnavailable(Exception):  # noqa: N818 - names the state
    """The configuration database cannot be opened; the message is for the operator."""


class SitesWrong(SitesUnavailable):
    """It cannot be opened however long one waits."""


def has_sites(settings: Settings) -> bool:
    """Whether there may be a configuration already; where it is a file, opening it makes an empty one."""
    return settings.shares_sites or Path(settings.sites_url.removeprefix("sqlite:///")).exists()


def sites_of(settings: Settings, *, demo_key: str | None = None) -> Database:
    """The database, not yet connected; the caller closes it. Raises SitesWrong."""
    try:
        return open_database(settings.sites_url, demo_key=demo_key)
    except SettingsError as error:
        raise SitesWrong(str(error)) from error
    except (ValueError, OSError, SQLAlchemyError) as error:
        raise SitesWrong(f"ECOMDASH_SITES: {settings.conceal(str(error))}") from error


async def open_sites(settings: Settings, *, demo_key: str | None = None) -> Database:
    """The database with all its tables; the caller closes it. Raises SitesUnavailable."""
    database = sites_of(settings, demo_key=demo_key)
    try:
        await database.migrate()
    except NewerDatabase as error:
        await database.close()
        raise SitesWrong(str(error)) from error
    except (DatabaseAway, SQLAlchemyError, OSError) as error:
        await database.close()
        where = settings.sites_url.rpartition("@")[2]  # what is in front of it may be a password
        reason = settings.conceal(str(error.orig if isinstance(error, DBAPIError) else error))
        raise SitesUnavailable(f"the configuration database at {where} cannot be used: {reason}") from error
    return database


async def shared_keeping(settings: Settings, sites: Database, clock: Clock) -> SharedKeeping:
    """The visitors' secret and salts in a database that machines share; a secret that was in the folder moves there.

    Raises SecretDamaged, DatabaseAway and OSError.
    """
    return await open_shared(sites, secrets.token_bytes, clock.now(), inherited=_secret_of_folder(settings))


async def bring_secret(settings: Settings, source: Database, target: Database) -> None:
    """Before `source` is copied to `target`: have the visitors' secret where the processes of the target look for it.

    Raises SecretDamaged, DatabaseAway and OSError.
    """
    if not source.is_shared and (inherited := _secret_of_folder(settings)) is not None:
        await shared_secret(source, VISITORS, partial(checked_secret, inherited, "the secret in the data folder"))
    if source.is_shared and not target.is_shared:
        secret = await shared_secret(source, VISITORS, lambda: secrets.token_bytes(SECRET_BYTES))
        folder(settings).mkdir(parents=True, exist_ok=True, mode=0o700)
        open_secret(secret_file(folder(settings)), lambda _: secret)


def _secret_of_folder(settings: Settings) -> bytes | None:
    file = secret_file(folder(settings))
    return file.read_bytes() if file.is_file() else None
