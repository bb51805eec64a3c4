"""Chooses the engine that a store URL names."""

from pathlib import Path

from ecomdash.settings import Settings, SettingsError, missing_extra, redacted
from ecomdash.store.protocol import Store


def open_store(settings: Settings) -> Store:
    """The event store of these settings, not yet connected: `migrate` is the first call that can fail on it.

    Raises SettingsError for a URL of no known engine.
    """
    engine, separator, place = settings.store_url.partition("://")
    if separator and engine == "duckdb":
        from ecomdash.store.engines.duckdb.engine import DuckDBStore  # noqa: PLC0415 - loads only the engine in use

        return DuckDBStore(
            Path(place.removeprefix("/")),
            memory=settings.store_memory,
            threads=settings.store_threads,
            limit_seconds=settings.query_timeout,
        )
    if separator and engine == "postgresql":
        try:
            from ecomdash.store.engines.postgres.engine import PostgresStore  # noqa: PLC0415 - loads only the engine in use
        except ImportError:
            raise missing_extra("store", engine, "postgres") from None

        return PostgresStore(settings.store_url, limit_seconds=settings.query_timeout)
    if separator and engine in {"clickhouse", "chdb"}:
        try:
            from ecomdash.store.engines.clickhouse import address  # noqa: PLC0415 - loads only the engine in use
            from ecomdash.store.engines.clickhouse.engine import ClickHouseStore  # noqa: PLC0415
        except ImportError:
            engines = ["chdb-core"] if engine == "chdb" else []
            raise missing_extra("store", engine, "clickhouse", *engines) from None

        there = address.folder(place) if engine == "chdb" else address.server(settings.store_url)
        return ClickHouseStore(
            there,
            memory=settings.store_memory,
            threads=settings.store_threads,
            limit_seconds=settings.query_timeout,
        )
    raise SettingsError(f"ECOMDASH_STORE names no engine: {redacted(settings.store_url)!r}")
