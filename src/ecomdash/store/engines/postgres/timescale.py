"""What TimescaleDB takes over where a database has it: months as its chunks, and their compression.

It is detected when the tables are made and never required. Retention is per site, so it stays a DELETE and no policy.
No server with it is at hand where the tests run: they run all but the ALTER TABLE against functions like its own.
"""

EXTENSION = "SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'"
_CHUNK = "1 month"
_COMPRESS_AFTER = "14 days"  # late events come within two days, and a compressed chunk is slow to write to


def hypertable(table: str, time: str) -> tuple[str, ...]:
    """Make the empty table one of chunks, compressed by site in the order of time; its indexes are the migration's."""
    return (
        f"SELECT create_hypertable('{table}', '{time}', chunk_time_interval => INTERVAL '{_CHUNK}', "
        "create_default_indexes => FALSE)",
        f"ALTER TABLE {table} SET (timescaledb.compress, timescaledb.compress_segmentby = 'site_id', "
        f"timescaledb.compress_orderby = '{time}')",
        f"SELECT add_compression_policy('{table}', INTERVAL '{_COMPRESS_AFTER}')",
    )
