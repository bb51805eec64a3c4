"""Opens the configuration database that the settings name, and says in one sentence why it cannot."""

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ecomdash.settings import Settings
from ecomdash.sites.database import Database, open_database
from ecomdash.sites.errors import NewerDatabase


class SitesUnavailable(Exception):  # noqa: N818 - names the state
    """The configuration database cannot be opened; the message is for the operator."""


async def open_sites(settings: Settings, *, demo_key: str | None = None) -> Database:
    """The database with all its tables; the caller closes it. Raises SitesUnavailable."""
    try:
        database = open_database(settings.sites_url, demo_key=demo_key)
    except (ValueError, ImportError, OSError, SQLAlchemyError) as error:
        raise SitesUnavailable(f"ECOMDASH_SITES: {error}") from error
    try:
        await database.migrate()
    except NewerDatabase as error:
        await database.close()
        raise SitesUnavailable(str(error)) from error
    except (SQLAlchemyError, OSError) as error:
        await database.close()
        reason = error.orig if isinstance(error, DBAPIError) else error
        where = settings.sites_url.rpartition("@")[2]  # what is in front of it may be a password
        raise SitesUnavailable(f"the configuration database at {where} cannot be used: {reason}") from error
    return database
