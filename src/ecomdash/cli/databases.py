"""Opens the configuration database that the settings name, and says in one sentence why it cannot."""

import secrets

from sqlalchemy.exc import SQLAlchemyError

from ecomdash.clock import Clock
from ecomdash.privacy.anonymiser import folder
from ecomdash.privacy.keeping import secret_file
from ecomdash.settings import Settings
from ecomdash.sites.database import Database, open_database
from ecomdash.sites.errors import DatabaseAway, NewerDatabase
from ecomdash.sites.keeping import SharedKeeping, open_shared


class SitesUnavailable(Exception):  # noqa: N818 - names the state
    """The configuration database cannot be opened; the message is for the operator."""


class SitesWrong(SitesUnavailable):
    """It cannot be opened however long one waits."""


async def open_sites(settings: Settings, *, demo_key: str | None = None) -> Database:
    """The database with all its tables; the caller closes it. Raises SitesUnavailable."""
    try:
        database = open_database(settings.sites_url, demo_key=demo_key)
    except ImportError:
        raise SitesWrong("ECOMDASH_SITES=postgresql://… needs the extra: pip install 'ecomdash[postgres]'") from None
    except (ValueError, OSError, SQLAlchemyError) as error:
        raise SitesWrong(f"ECOMDASH_SITES: {settings.conceal(str(error))}") from error
    try:
        await database.migrate()
    except NewerDatabase as error:
        await database.close()
        raise SitesWrong(str(error)) from error
    except (DatabaseAway, SQLAlchemyError, OSError) as error:
        await database.close()
        where = settings.sites_url.rpartition("@")[2]  # what is in front of it may be a password
        reason = settings.conceal(str(error))
        raise SitesUnavailable(f"the configuration database at {where} cannot be used: {reason}") from error
    return database


async def shared_keeping(settings: Settings, sites: Database, clock: Clock) -> SharedKeeping:
    """The visitors' secret and salts in a database that machines share; a secret that was in the folder moves there.

    Raises SecretDamaged, DatabaseAway and OSError.
    """
    file = secret_file(folder(settings))
    inherited = file.read_bytes() if file.is_file() else None
    return await open_shared(sites, secrets.token_bytes, clock.now(), inherited=inherited)
