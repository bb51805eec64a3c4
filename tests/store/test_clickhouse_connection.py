"""Whose fault an error is, and that a client which is opened while the store is closed does not stay open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clickhouse_connect.driver import Client
from clickhouse_connect.driver.exceptions import DatabaseError
from tests.store.clickhouse_stores import Place, opened

from ecomdash.store.engines.clickhouse.connection import Clients
from ecomdash.store.protocol import ROWS_AT_FAULT, StoreUnavailable


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened(tmp_path) as found:
        yield found


def test_what_cannot_be_read_is_no_fault_of_rows_to_write(place: Place) -> None:
    with pytest.raises(DatabaseError, match="INCORRECT_DATA") as told:  # as of a damaged part
        place.sql("SELECT throwIf(1, 'damaged', 117::Int16) SETTINGS allow_custom_error_code_in_throwif = 1")
    assert not isinstance(told.value, ROWS_AT_FAULT)


def test_a_client_that_is_opened_while_the_store_is_closed_is_closed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = Clients(place.address)
    connect, made = clients._connect, list[Client]()

    def slowly() -> Client:
        made.append(connect())
        clients.close()
        return made[0]

    monkeypatch.setattr(clients, "_connect", slowly)
    with pytest.raises(StoreUnavailable, match="closed"):
        clients.run(lambda client: client.command("SELECT 1"))
    assert clients._opened == []
    with pytest.raises(Exception, match="closed"):
        made[0].command("SELECT 1")
