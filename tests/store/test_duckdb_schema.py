"""The database's schema: as reviewed, upgraded safely, never touched when it comes from the future."""

import os
from pathlib import Path

import duckdb
import pytest

from ecomdash.store.engines.duckdb import schema
from ecomdash.store.engines.duckdb.steps import STEPS
from ecomdash.store.protocol import StoreTooNew

SNAPSHOT = Path(__file__).parent / "snapshots" / "duckdb_schema.txt"
VERSION_1 = Path(__file__).parent / "snapshots" / "duckdb_version_1.sql"


def described(connection: duckdb.DuckDBPyConnection) -> str:
    columns = connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY table_name, column_index"
    ).fetchall()
    lines = [
        f"{table}.{name} {kind}{'' if null else ' NOT NULL'} {default or ''}"
        for table, name, kind, null, default in columns
    ]
    return "\n".join([f"version {schema.VERSION}", *(line.rstrip() for line in lines)]) + "\n"


def test_a_changed_table_is_a_new_version_with_a_step_from_the_old_one() -> None:
    """If this fails: raise schema.VERSION, add the step to schema.STEPS, then UPDATE_SNAPSHOTS=1."""
    with duckdb.connect() as connection:
        schema.migrate(connection)
        found = described(connection)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text(found)
    assert found == SNAPSHOT.read_text()


def test_twice_is_as_once() -> None:
    with duckdb.connect() as connection:
        schema.migrate(connection)
        connection.execute("INSERT INTO ingest_positions VALUES ('local', 0, 7)")
        before = described(connection)
        schema.migrate(connection)
        assert described(connection) == before
        assert connection.execute("SELECT position FROM ingest_positions").fetchall() == [(7,)]


def test_a_database_of_version_1_is_upgraded_with_every_row() -> None:
    kinds = ("pageview", "engagement", "web_vitals", "view_item", "purchase", "pageview")
    with duckdb.connect() as fresh, duckdb.connect() as connection:
        schema.migrate(fresh)
        connection.execute(VERSION_1.read_text())
        for number, kind in enumerate(kinds):
            connection.execute(
                "INSERT INTO analytics_events (site_id, event_id, occurred_at, received_at, session_id, event_type, "
                "path, engaged_ms, properties, visitor_no) VALUES "
                "(1, uuid(), make_timestamp($1), make_timestamp($1), $1, $2, '/' || $1, $1, '{}', $1)",
                [number, kind],
            )
        zeros = dict.fromkeys(("visitor_id", "client_session", "pageviews", "events", "interactions", "visitor_no"), 0)
        zeros |= dict.fromkeys(("product_views", "add_to_carts", "checkouts", "orders", "revenue"), 0)
        connection.execute(
            f"INSERT INTO analytics_sessions (site_id, session_id, started_at, ended_at, bounced, {', '.join(zeros)}) "
            f"VALUES (1, 3, make_timestamp(3), make_timestamp(9), false, {', '.join(map(str, zeros.values()))})"
        )
        connection.execute(
            "INSERT INTO conversion_events (site_id, conversion_id, kind, booked_at, occurred_at, session_id, units) "
            "VALUES (1, uuid(), 'order', make_timestamp(9), make_timestamp(9), 3, 1), "
            "(1, uuid(), 'order', make_timestamp(9), make_timestamp(9), NULL, 1)"
        )
        connection.execute(
            "INSERT INTO ingest_outcomes VALUES (1, make_timestamp(0), 'stored', '', 5, 40), "
            "(1, make_timestamp(0), 'stored', '', 7, 0)"
        )
        rows = "SELECT epoch_us(occurred_at), event_type, path, engaged_ms, properties, visitor_no, session_id FROM"
        before = connection.execute(f"{rows} analytics_events ORDER BY 1").fetchall()
        assert len(before) == len(kinds)
        schema.migrate(connection)
        assert described(connection) == described(fresh)
        after = connection.execute(f"{rows} analytics_events JOIN sessions USING (session_no) ORDER BY 1").fetchall()
        assert after == before
        of_3 = connection.execute("SELECT session_no FROM sessions WHERE session_id = 3").fetchall()
        assert connection.execute("SELECT session_no FROM analytics_sessions").fetchall() == of_3
        orders = connection.execute(
            "SELECT session_no FROM conversion_events ORDER BY session_id NULLS LAST"
        ).fetchall()
        assert orders == [*of_3, (None,)]
        assert connection.execute("SELECT count(*) FROM events_pageview").fetchall() == [(2,)]
        assert connection.execute("SELECT count(*) FROM events_other").fetchall() == [(2,)]
        outcomes = connection.execute("SELECT events, lag_ms, measured FROM ingest_outcomes ORDER BY events").fetchall()
        assert outcomes == [(5, 40, 5), (7, 0, 0)]


def test_every_version_has_a_step_to_the_next() -> None:
    assert set(STEPS) == set(range(1, schema.VERSION))


def test_steps_are_taken_in_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    with duckdb.connect() as connection:
        schema.migrate(connection)
        now = schema.VERSION
        monkeypatch.setattr(schema, "VERSION", now + 2)
        steps = {now: ("CREATE TABLE first (a INTEGER)",), now + 1: ("INSERT INTO nowhere VALUES (1)",)}
        monkeypatch.setattr(schema, "STEPS", steps)
        with pytest.raises(duckdb.CatalogException):
            schema.migrate(connection)
        assert "first.a" not in described(connection)
        steps[now + 1] = ("ALTER TABLE first ADD COLUMN b INTEGER DEFAULT 5",)
        schema.migrate(connection)
        schema.migrate(connection)
        assert "first.b" in described(connection)
        assert connection.execute("SELECT version FROM schema_version").fetchall() == [(now + 2,)]


def test_a_database_from_the_future_is_left_alone() -> None:
    with duckdb.connect() as connection:
        schema.migrate(connection)
        connection.execute("UPDATE schema_version SET version = 99")
        connection.execute("DROP TABLE bot_events")
        with pytest.raises(StoreTooNew, match="newer EcomDash \\(schema 99"):
            schema.migrate(connection)
        assert "bot_events" not in described(connection)
        assert connection.execute("SELECT version FROM schema_version").fetchall() == [(99,)]
