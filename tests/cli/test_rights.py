"""What a login of PostgreSQL must be allowed: the statements of the guide suffice, and less is told in one line."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Command
from tests.servers.postgres import shared_server

from ecomdash.settings import redacted

GUIDE = (Path(__file__).resolve().parents[2] / "docs/SCALING.md").read_text()


def test_the_owner_that_the_guide_makes_may_do_everything(tmp_path: Path, command: Command) -> None:
    server = shared_server()
    (block,) = re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL)
    for statement in block.strip().splitlines():
        server.sql(statement)
    try:
        url = server.url("ecomdash").replace("postgres@", "ecomdash:change-me@")
        assert command("migrate", "--data", tmp_path, store=url, sites=url).exit_code == 0
        assert command("site", "add", "Oak", "--data", tmp_path, sites=url).exit_code == 0
    finally:
        server.sql("DROP DATABASE ecomdash WITH (FORCE)")
        server.sql("DROP ROLE ecomdash")


def test_a_login_that_may_make_no_tables(tmp_path: Path, refusal: Callable[..., tuple[int, str]]) -> None:
    server = shared_server()
    with server.database() as name:
        server.sql(f"CREATE ROLE guest LOGIN; GRANT ALL ON DATABASE {name} TO guest")
        try:
            url = server.url(name).replace("postgres@", "guest:geheim@")
            where = redacted(url).rpartition("@")[2]
            said = f"the configuration database at {where} cannot be used: permission denied for schema public"
            assert refusal("site", "list", "--data", tmp_path, sites=url) == (2, said)
        finally:
            server.sql("DROP OWNED BY guest", name)
            server.sql("DROP OWNED BY guest; DROP ROLE guest")
