"""One database instance per process: opened late, opened again after it broke, released only when nobody uses it."""

import threading
from pathlib import Path

import duckdb
import pytest

from ecomdash.store.engines.duckdb.connection import Connections
from ecomdash.store.protocol import StoreUnavailable


def opened(path: Path) -> Connections:
    return Connections(path / "events.duckdb", memory="100MB", threads=1)


def fail(connections: Connections, error: Exception) -> None:
    with connections.cursor():
        raise error


@pytest.mark.parametrize("kind", [duckdb.FatalException, duckdb.InternalException, duckdb.IOException])
def test_after_a_failure_the_data_is_there_again(tmp_path: Path, kind: type[Exception]) -> None:
    connections = opened(tmp_path)
    with connections.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with pytest.raises(StoreUnavailable, match="disk full"):
        fail(connections, kind("disk full"))
    with connections.cursor() as cursor:
        assert cursor.execute("SELECT answer FROM kept").fetchall() == [(42,)]
    connections.close()


def test_a_mistake_in_a_statement_is_not_the_stores_fault(tmp_path: Path) -> None:
    connections = opened(tmp_path)
    with pytest.raises(duckdb.CatalogException), connections.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")
    connections.close()


def test_what_cannot_be_read_is_no_fault_of_rows_to_write(tmp_path: Path) -> None:
    connections = opened(tmp_path)
    with pytest.raises(duckdb.ConversionException), connections.cursor() as cursor:
        cursor.execute("SELECT CAST('x' AS INTEGER)")
    connections.close()


def test_a_broken_instance_is_replaced_once_the_last_cursor_is_back(tmp_path: Path) -> None:
    connections = opened(tmp_path)
    holding, done, order = threading.Event(), threading.Event(), []

    def hold() -> None:
        with connections.cursor():
            holding.set()
            done.wait(10)
            order.append("first is back")

    def follow() -> None:
        with connections.cursor() as cursor:
            order.append("next is served")
            cursor.execute("SELECT 1").fetchall()

    first = threading.Thread(target=hold)
    first.start()
    assert holding.wait(10)
    with pytest.raises(StoreUnavailable):
        fail(connections, duckdb.FatalException("gone"))
    following = threading.Thread(target=follow)
    following.start()
    following.join(0.1)
    assert order == []
    done.set()
    first.join(10)
    following.join(10)
    assert order == ["first is back", "next is served"]
    connections.close()


def test_statements_reach_no_other_file_and_no_network(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    connections = opened(tmp_path)
    for statement in (
        f"SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')",
        f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
        f"ATTACH '{tmp_path / 'other.duckdb'}'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ):
        with pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException)), connections.cursor() as cursor:
            cursor.execute(statement)
    connections.close()
    assert {file.name for file in tmp_path.iterdir()} == {"secret.csv", "events.duckdb"}


def test_a_closed_store_is_not_opened_by_accident(tmp_path: Path) -> None:
    connections = opened(tmp_path)
    connections.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        fail(connections, AssertionError("a closed store gave a cursor"))
    assert not (tmp_path / "events.duckdb").exists()
