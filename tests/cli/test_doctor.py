"""`ecomdash doctor`: what it finds in good folders and in bad ones, and its exit code."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._acl import AclBinding, AclOperation, AclPermissionType
from confluent_kafka.admin._resource import ResourcePatternType, ResourceType
from confluent_kafka.cimpl import NewTopic
from structlog.testing import capture_logs
from tests.cli.conftest import Command
from tests.cli.program import Serving
from tests.engines import CONNECTIONS
from tests.servers import kafka
from tests.servers.postgres import shared_server
from tests.servers.processes import free_port
from tests.servers.redis import RedisServer

from ecomdash.cli.folder import DataFolder
from ecomdash.settings import redacted
from ecomdash.store.engines.clickhouse import address
from ecomdash.store.engines.clickhouse import schema as clickhouse
from ecomdash.store.engines.clickhouse.connection import Clients
from ecomdash.store.engines.duckdb import schema as duckdb
from ecomdash.store.engines.postgres import schema as postgres


@pytest.fixture
def bucket_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "geheim")


def findings(output: str) -> dict[str, tuple[str, str]]:
    """What was looked at -> the state and what was found."""
    lines = (re.split(r"\s{2,}", line.strip(), maxsplit=2) for line in output.splitlines())
    return {what: (state, found) for state, what, found in lines}


def test_a_folder_that_is_not_there_yet_is_no_fault(tmp_path: Path, command: Command) -> None:
    done = command("doctor", "--data", tmp_path / "data")
    found = findings(done.stdout)
    assert done.exit_code == 0
    assert found["versions"][0] == "ok"
    assert found["data folder"] == ("note", f"{tmp_path / 'data'} is not there yet; serve makes it")
    assert not (tmp_path / "data").exists(), "looking changes nothing"
    (tmp_path / "data").mkdir()
    assert findings(command("doctor", "--data", tmp_path / "data").stdout)["configuration"][1].endswith("first start")
    assert not (tmp_path / "data/sites.sqlite").exists(), "nor is anything made in an empty folder"


def test_a_folder_in_use_and_after(tmp_path: Path, command: Command) -> None:
    with Serving(tmp_path) as server:
        server.set_up()
        found = findings(command("doctor", "--data", server.data).stdout)
        for what in ("configuration", "event store"):
            assert found[what][0] == "note"
            assert "in use" in found[what][1]
        assert server.web.get("/api/v1/health").status_code == 200
        server.end()
    done = command("doctor", "--data", server.data)
    found = findings(done.stdout)
    assert done.exit_code == 0
    assert {state for state, _ in found.values()} <= {"ok", "note"}
    assert re.fullmatch(r"SQLite 3[\d.]+, 1 site", found["configuration"][1])
    assert re.fullmatch(rf"duckdb:///{server.data}/events.duckdb, version v[\d.]+", found["event store"][1])
    assert found["log"] == ("ok", "local, 0 bytes wait for the store")
    assert found["realtime"][0] == found["recordings"][0] == "ok"
    assert found["recordings"] == ("ok", f"file://{server.data}/blobs, made when it is first used")


def test_a_file_in_place_of_the_folder(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "file"
    file.touch()
    done = command("doctor", "--data", file)
    assert done.exit_code == 1
    assert findings(done.stdout)["data folder"] == ("wrong", f"{file} is a file")


@pytest.mark.parametrize(("name", "what"), [("sites.sqlite", "configuration"), ("events.duckdb", "event store")])
def test_a_file_that_is_no_database(tmp_path: Path, command: Command, name: str, what: str) -> None:
    (tmp_path / name).write_bytes(b"not a database" * 1000)
    done = command("doctor", "--data", tmp_path)
    assert done.exit_code == 1
    state, found = findings(done.stdout)[what]
    assert state == "wrong"
    assert name in found
    DataFolder(tmp_path).release()  # which another process may take again


@pytest.mark.parametrize(
    ("setting", "what", "value"),
    [
        ("host", "address", "192.0.2.1"),
        ("trusted_proxies", "trusted proxies", "the-proxy"),
        ("geo_database", "countries", "/nowhere/geo.mmdb"),
    ],
)
def test_what_would_keep_it_from_starting(
    tmp_path: Path, command: Command, setting: str, what: str, value: str
) -> None:
    done = command("doctor", "--data", tmp_path, **{setting: value})
    assert done.exit_code == 1
    state, found = findings(done.stdout)[what]
    assert (state, f"ECOMDASH_{setting.upper()}" in found) == ("wrong", True)


@pytest.mark.parametrize(
    ("module", "settings", "needed"),
    [
        ("redis", {"live": "redis://127.0.0.1:1/0"}, "LIVE=redis://… needs its driver: pip install '.[redis]'"),
        (
            "ecomdash.store.engines.clickhouse.engine", {"store": "chdb:///x"},
            "STORE=chdb://… needs its driver: pip install '.[clickhouse]' chdb-core",
        ),
    ],
)  # fmt: skip
def test_a_driver_that_is_not_installed(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, *,
    module: str, settings: dict[str, str], needed: str,
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, module, None)
    done = command("doctor", "--data", tmp_path, **settings)
    assert ("wrong", f"ECOMDASH_{needed}") in findings(done.stdout).values()


def test_servers_that_are_away_and_credentials_that_are_missing_are_told_in_a_few_words_whatever_the_width(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    port = free_port()
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", f"http://127.0.0.1:{port}")  # as on a machine without a role
    settings = {"store": f"clickhouse://ann:geheim@127.0.0.1:{port}/x", "blobs": "s3://bucket"}
    found = findings(command("doctor", "--data", tmp_path, **settings).stdout)
    assert found["event store"][1].endswith(f"/x: nothing answers at 127.0.0.1:{port}: Connection refused")
    assert found["recordings"][1].startswith("no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("COLUMNS", "80")
    long = tmp_path / ("folder" * 20)
    narrow = command("doctor", "--data", long).stdout
    assert str(long) in "".join(narrow.split())


def test_a_full_disk(tmp_path: Path, command: Command) -> None:
    done = command("doctor", "--data", tmp_path, min_free_disk=10**18)
    assert done.exit_code == 1
    assert findings(done.stdout)["disk"][0] == "wrong"


@pytest.mark.parametrize("setting", ["sites", "store", "log", "live", "blobs"])
def test_addresses_of_no_known_kind_are_refused_before_anything_is_looked_at(
    tmp_path: Path, refusal: Callable[..., tuple[int, str]], setting: str
) -> None:
    code, line = refusal("doctor", "--data", tmp_path, **{setting: "oracle://scott:tiger@somewhere"})
    assert code == 2
    assert line.startswith(f"ECOMDASH_{setting.upper()} must be ")
    assert "tiger" not in line


def test_servers_that_answer(tmp_path: Path, command: Command) -> None:
    database, topic = shared_server(), kafka.new_address()
    with database.database() as name, RedisServer(tmp_path) as redis:
        url = database.url(name)
        settings = {"store": url, "sites": url, "log": topic[0], "live": redis.url}
        found = findings(command("doctor", "--data", tmp_path / "none", **settings).stdout)
        for what in ("configuration", "event store"):
            assert found[what][0] == "note"
            assert "no tables yet" in found[what][1]
        assert not (tmp_path / "none").exists()
        assert database.sql("select count(*) from information_schema.tables where table_schema = 'public'", name) == "0"

        for _ in range(2):
            assert command("migrate", "--data", tmp_path / "none", **settings).exit_code == 0
        done = command("doctor", "--data", tmp_path / "none", **settings)
        found, shown = findings(done.stdout), re.escape(redacted(url))
        assert done.exit_code == 0
        assert re.fullmatch(rf"PostgreSQL 1[\d.]+ at {shown}, 0 sites", found["configuration"][1])
        assert re.match(rf"{shown}, version PostgreSQL 1", found["event store"][1])
        assert found["log"][1].endswith(" partitions")
        assert re.search(r"Redis \d", found["realtime"][1])


def test_a_topic_that_takes_less_than_may_be_appended(tmp_path: Path, command: Command) -> None:
    broker = kafka.server()
    if isinstance(broker, str):
        pytest.skip(f"optional: {broker}, and the mock cluster tells no settings of a topic")
    topic = NewTopic("small", num_partitions=2, replication_factor=1, config={"max.message.bytes": "1048588"})
    admin = AdminClient({"bootstrap.servers": broker.brokers})
    admin.create_topics([topic])["small"].result(20)
    done = command("doctor", "--data", tmp_path, log=f"kafka://{broker.brokers}/small")
    state, found = findings(done.stdout)["log"]
    assert (done.exit_code, state) == (0, "note")
    assert found.endswith("2 partitions; the topic takes records of 1,048,588 bytes at most: "
                          "set its max.message.bytes to 16100000")  # fmt: skip


def test_a_topic_whose_settings_the_user_may_not_ask_for(tmp_path: Path, command: Command) -> None:
    broker = kafka.server()
    if isinstance(broker, str):
        pytest.skip(f"optional: {broker}, and the mock cluster knows no rights")
    address, _ = kafka.new_address()
    topic = address.rpartition("/")[2]
    rights = [
        AclBinding(ResourceType.TOPIC, topic, ResourcePatternType.LITERAL, "User:*", "*", operation, permission)
        for operation, permission in (
            (AclOperation.ALL, AclPermissionType.ALLOW), (AclOperation.DESCRIBE_CONFIGS, AclPermissionType.DENY)
        )
    ]  # fmt: skip
    admin = AdminClient({"bootstrap.servers": broker.brokers})
    for answer in admin.create_acls(rights).values():
        answer.result(20)
    with capture_logs():  # which doctor does not show
        done = command("doctor", "--data", tmp_path, log=address)
    state, found = findings(done.stdout)["log"]
    assert (done.exit_code, state) == (0, "note")
    assert re.search("partitions; the size of records that the topic takes could not be asked: .*uthoriz", found)


@pytest.mark.parametrize(
    ("what", "setting", "address"),
    [
        ("configuration", "sites", "postgresql://ann:geheim@127.0.0.1:1/x"),
        ("configuration", "sites", "postgresql://ann:geheim@nowhere.invalid/x"),
        ("event store", "store", "postgresql://ann:geheim@127.0.0.1:1/x"),
        ("event store", "store", "clickhouse://ann:geheim@127.0.0.1:1/x"),
        ("log", "log", "kafka://ann:geheim@127.0.0.1:1/x?security.protocol=SASL_PLAINTEXT&sasl.mechanisms=PLAIN"),
        ("realtime", "live", "redis://:geheim@127.0.0.1:1/0"),
        ("recordings", "blobs", "s3://bucket/prefix?endpoint=http://127.0.0.1:1"),
        ("recordings", "blobs", "s3://ann:geheim@bucket/prefix"),
        ("recordings", "blobs", "file:///dev/null/blobs"),
    ],
)
@pytest.mark.usefixtures("bucket_key")
def test_servers_that_are_not_there(tmp_path: Path, command: Command, what: str, setting: str, address: str) -> None:
    done = command("doctor", "--data", tmp_path, **{setting: address})
    assert done.exit_code == 1
    state, found = findings(done.stdout)[what]
    assert state == "wrong"
    assert found
    assert "geheim" not in done.output
    assert {other for other, (state, _) in findings(done.stdout).items() if state == "wrong"} == {what}


def test_a_database_that_refuses_and_one_that_is_newer(tmp_path: Path, command: Command) -> None:
    server = shared_server()
    with server.database() as name:
        missing = server.url("no_such_database")
        found = findings(command("doctor", "--data", tmp_path, sites=missing, store=missing).stdout)
        for what in ("configuration", "event store"):
            assert found[what][0] == "wrong"
            assert "no_such_database" in found[what][1]
        url = server.url(name)
        command("migrate", "--data", tmp_path, sites=url, store=url)
        server.sql("update sites_version set version_num = '9999'", name)
        assert (
            "newer" in findings(command("doctor", "--data", tmp_path, sites=url, store=url).stdout)["configuration"][1]
        )


def is_made(url: str) -> bool:
    """Whether there is the store's file, or its database on a ClickHouse."""
    kind, _, place = url.partition("://")
    if kind == "duckdb":
        return Path(place.removeprefix("/")).exists()
    clients = Clients(address.folder(place) if kind == "chdb" else address.server(url))
    databases = clients.look(lambda client: client.query("SELECT name FROM system.databases").result_rows)
    clients.close()
    return (clients.address.database,) in list(map(tuple, databases))


@pytest.mark.parametrize("engine", CONNECTIONS)
def test_an_event_store_that_would_refuse_to_start(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    def look() -> tuple[str, str]:
        return findings(command("doctor", "--data", tmp_path, store=url).stdout)["event store"]

    with CONNECTIONS[engine](tmp_path) as url:
        if engine != "postgresql":  # whose database has its tables here
            assert re.search("no tables yet|made by the first start", look()[1])
            assert not is_made(url), "looking changes nothing"
        assert command("migrate", "--data", tmp_path, store=url).exit_code == 0
        assert look()[0] == "ok"
        with monkeypatch.context() as patch:
            patch.setattr(duckdb, "VERSION", 0)
            patch.setattr(clickhouse, "VERSION", 0)
            patch.setattr(postgres, "REVISIONS", ())
            state, found = look()
            assert state == "wrong"
            assert "was written by a newer EcomDash" in found
        assert look()[0] == "ok"


def test_a_store_of_an_older_version_stays_so(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("migrate", "--data", tmp_path)
    monkeypatch.setattr(duckdb, "VERSION", duckdb.VERSION + 1)
    for _ in range(2):
        state, found = findings(command("doctor", "--data", tmp_path).stdout)["event store"]
        assert (state, "an older version's" in found) == ("note", True)


@pytest.mark.parametrize("engine", ["postgresql", "clickhouse-http"])
def test_a_server_too_old_for_events(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    with CONNECTIONS[engine](tmp_path) as url:  # which may have to make a database
        monkeypatch.setattr("ecomdash.store.engines.postgres.schema._OLDEST", 99)
        monkeypatch.setattr("ecomdash.store.engines.clickhouse.connection._OLDEST", 99)
        done = command("doctor", "--data", tmp_path, store=url)
        monkeypatch.undo()
    state, found = findings(done.stdout)["event store"]
    assert (done.exit_code, state, "99 or newer" in found) == (1, "wrong", True)


def test_a_database_that_is_not_in_utf8(tmp_path: Path, command: Command) -> None:
    server = shared_server()
    server.sql("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    try:
        done = command("doctor", "--data", tmp_path, store=server.url("latin"))
    finally:
        server.sql("DROP DATABASE latin")
    state, found = findings(done.stdout)["event store"]
    assert (state, found.endswith("encoding UTF8, this one has LATIN1")) == ("wrong", True)
