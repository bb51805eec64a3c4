"""The implementation guide's commands and calls, as printed, against a server with two sites and no demo."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Command
from tests.cli.program import Serving, until

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "ANALYTICS_IMPLEMENTATION_GUIDE.md").read_text()
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TRACK = "/api/v1/analytics/track/event"
SPOKEN = """
const said = [];
const localStorage = { ecomdash_visitor: 'v', ecomdash_session: 's' };
const place = { ecomdash: (...words) => said.push(words), localStorage };
place.window = place;
require('vm').runInNewContext(require('fs').readFileSync(0, 'utf8'), place);
console.log(JSON.stringify(said));
"""


def blocks(language: str, word: str) -> list[str]:
    """The guide's blocks in that language with that word in them."""
    return [block for block in re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL) if word in block]


def program(name: str) -> str:
    """Where that program is; without it the test is skipped."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"optional: {name} is not installed")
    return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server that is set up."""
    with Serving(tmp_path_factory.mktemp("guide")) as server:
        server.set_up()
        yield server


def test_every_request_is_answered_where_there_are_two_sites(shop: Serving, command: Command) -> None:
    program("curl")
    key = shop.web.get("/api/v1/sites").raise_for_status().json()[0]["key"]

    def made(*words: str) -> str:
        done = command(*words, "--data", shop.data)
        assert done.exit_code == 0, done.stderr
        return done.stdout.strip()

    made("site", "add", "Second")
    tokens = {scope: made("token", "create", "--scope", scope, "shop") for scope in ("read", "ingest")}
    until(lambda: asked(shop, tokens["read"]) == 422)  # which site is not said, and the second is there
    until(lambda: asked(shop, tokens["ingest"]) == 403)
    visit = {"event_type": "pageview", "url": "https://oak.example/?utm_source=letter", "visitor_id": "VISITOR_ID"}
    visit |= {"session_id": "SESSION_ID", "site_key": key, "user_agent": AGENT}
    shop.web.post(TRACK, json=visit | {"consent_given": True}).raise_for_status()

    requests = re.findall(r"^curl .*?(?=^curl |\Z)", "".join(blocks("bash", "curl ")), re.DOTALL | re.MULTILINE)
    assert len(requests) == 4
    for request in requests:
        script = request.replace("https://stats.example.com", shop.url).replace("YOUR_SITE_KEY", key)
        script = script.replace("READ_TOKEN", tokens["read"]).replace("INGEST_TOKEN", tokens["ingest"])
        script = script.replace("curl ", "curl --fail-with-body -sS ")
        done = subprocess.run(["bash", "-eu", "-c", script], capture_output=True, text=True, check=False)
        assert done.returncode == 0, request + done.stdout + done.stderr
        json.loads(done.stdout)
    until(lambda: order(shop, key, tokens["read"]))
    assert order(shop, key, tokens["read"]) == [["letter"], [1, 1]]


def asked(shop: Serving, token: str) -> int:
    """The status of a summary asked for with this token and no site."""
    return shop.web.get("/api/v1/analytics/summary", headers={"Authorization": f"Bearer {token}"}).status_code


def order(shop: Serving, key: str, token: str) -> Any:
    """The source, orders and sessions of the row that has the server's order; None while there is none."""
    question = {"site": key, "metrics": ["orders", "sessions"], "dimensions": ["source"], "range": {"preset": "30d"}}
    answer = shop.web.post("/api/v1/analytics/query", json=question, headers={"Authorization": f"Bearer {token}"})
    rows = answer.raise_for_status().json()["rows"]
    return next(([row["dimensions"], row["metrics"]] for row in rows if row["metrics"][0]), None)


def test_every_call_of_the_tracker_is_an_event_that_is_taken(shop: Serving) -> None:
    node = program("node")
    key = shop.web.get("/api/v1/sites").raise_for_status().json()[0]["key"]
    calls: list[list[Any]] = []
    for block in blocks("js", ""):
        done = subprocess.run([node, "-e", SPOKEN], input=block, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        calls += json.loads(done.stdout)
    said = [words for words in calls if words[0] not in {"consent", "optOut"}]
    assert {"purchase", "refund", "event"} <= {words[0] for words in said}
    assert [words for words in calls if words not in said] == [["consent", True], ["consent", False], ["optOut"]]
    for name, *values in said:
        fields = {"event_type": "custom", "name": values[0], "properties": values[1]} if name == "event" else values[0]
        event = {"event_type": name, "url": "https://oak.example/", "site_key": key, "user_agent": AGENT} | fields
        answer = shop.web.post(TRACK, json=event)
        assert (name, answer.status_code) == (name, 202), answer.text
