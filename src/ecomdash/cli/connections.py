"""What answers at each address of the settings: one line each, for `ecomdash doctor`."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Final

import sqlalchemy as sa

from ecomdash.cli.backlog import backlog_bytes
from ecomdash.cli.databases import has_sites, open_sites, sites_of
from ecomdash.cli.folder import DataFolder, InUse
from ecomdash.jobs.moving_marks import refuse_half_moved
from ecomdash.live.opening import bus_version
from ecomdash.log.local import LocalLog
from ecomdash.log.opening import caution, open_log
from ecomdash.replay.opening import probe
from ecomdash.settings import Settings, redacted
from ecomdash.sites.errors import DatabaseAway
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import QueryTimeout, StoreTooNew, StoreUnavailable

Check = tuple[str, str, str]  # what, ok | note | wrong, what was found

_SECONDS: Final = 40.0  # for one connection; most have limits of their own
_QUERY_SECONDS: Final = 10.0
_BEHIND: Final = {
    "none": "it has no tables yet; the first start makes them, or ecomdash migrate",
    "older": "its tables are an older version's; the first start brings them up to date, or ecomdash migrate",
}


async def connections(settings: Settings) -> list[Check]:
    """Look at every connection, in the order in which a role opens them."""
    return [
        await _look(settings, "configuration", _sites),
        await _look(settings, "event store", _store),
        await _look(settings, "log", _log),
        await _look(settings, "realtime", _live),
        await _look(settings, "recordings", _blobs),
    ]


async def _look(settings: Settings, what: str, look: Callable[[Settings], Awaitable[tuple[str, str]]]) -> Check:
    try:
        async with asyncio.timeout(_SECONDS):
            state, found = await look(settings)
    except InUse:
        return what, "note", "in use by a running EcomDash; its /api/v1/health says how it is"
    except TimeoutError:
        state, found = "wrong", f"no answer within {_SECONDS:.0f} seconds"
    except Exception as error:  # each driver has its own ways of saying what is wrong, and all of them are asked for
        state, found = "wrong", str(error) or type(error).__name__
    return what, state, settings.conceal(" ".join(found.split()))


async def _sites(settings: Settings) -> tuple[str, str]:
    if settings.shares_sites:
        return await _sites_server(settings)
    if not (settings.data.is_dir() and has_sites(settings)):
        return "ok", "SQLite, made by the first start"
    with DataFolder(settings.data):
        sites = await open_sites(settings)
        try:
            count = len(sites.directory.all())
            return "ok", f"{await sites.server_version()}, {count} site{'' if count == 1 else 's'}"
        finally:
            await sites.close()


async def _sites_server(settings: Settings) -> tuple[str, str]:
    """A server's tables are left as they are: who looks may be newer than who works."""
    sites, where = sites_of(settings), redacted(settings.sites_url)
    try:
        found = f"{await sites.server_version()} at {where}"
        if (behind := await sites.behind()) is not None:
            return "note", f"{found}; {behind}"
        await sites.refresh()
        count = len(sites.directory.all())
        return "ok", f"{found}, {count} site{'' if count == 1 else 's'}"
    except DatabaseAway as error:
        raise DatabaseAway(f"{where}: {error}") from error
    finally:
        await sites.close()


async def _store(settings: Settings) -> tuple[str, str]:
    store = open_store(settings)
    where = redacted(settings.store_url)
    embedded = store.capabilities.embedded
    try:
        with DataFolder(settings.data) if embedded and settings.data.is_dir() else nullcontext():
            tables = await store.inspect()
            if tables == "none" and embedded:
                return "ok", f"{where}, made by the first start"
            if tables in _BEHIND:
                return "note", f"{where}; {_BEHIND[tables]}"
            await refuse_half_moved(store)
            [[version]] = await store.execute(sa.select(sa.func.version()), _QUERY_SECONDS)
            return "ok", f"{where}, version {' '.join(str(version).split()[:2])}"
    except (StoreUnavailable, StoreTooNew, QueryTimeout) as error:
        raise StoreUnavailable(f"{where}: {error}") from error
    finally:
        await store.close()


async def _log(settings: Settings) -> tuple[str, str]:
    if settings.log == LocalLog.name:
        if not settings.log_folder.is_dir():
            return "ok", "local, empty"
        return "ok", f"local, {backlog_bytes(settings) or 0:,} bytes wait for the store"
    log = await asyncio.to_thread(open_log, settings)
    await log.close()
    found = f"{redacted(settings.log)}, {log.shards} partitions"
    wrong = await asyncio.to_thread(caution, settings)
    return ("note", f"{found}; {wrong}") if wrong else ("ok", found)


async def _live(settings: Settings) -> tuple[str, str]:
    version = await asyncio.to_thread(bus_version, settings)
    if settings.shares_live:
        return "ok", f"{redacted(settings.live)}, {version}"
    return "ok", "memory; where roles are processes of their own, the window is read from the store every few seconds"


async def _blobs(settings: Settings) -> tuple[str, str]:
    return "ok", await probe(settings)
