"""`ecomdash serve --demo`, as the README starts it: where to look, what can be asked at once, and how it ends."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.program import Serving, until

ROOT = Path(__file__).resolve().parents[2]
EVENT = {
    "event_type": "pageview", "session_id": "test_123", "visitor_id": "test_456",
    "url": "https://mystore.com/products/test", "path": "/products/test", "user_agent": "Mozilla/5.0",
    "viewport_width": 1920, "viewport_height": 1080, "consent_given": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A demo that has just started and is still making its history."""
    with Serving(tmp_path_factory.mktemp("demo"), "--demo", demo_traffic=False) as demo:
        yield demo


def test_it_says_where_to_look(demo: Serving) -> None:
    until(lambda: "Stop" in demo.out)
    for address in (f"{demo.url}/", f"{demo.url}/store/", f"{demo.url}/api/docs"):
        assert address in demo.out.split()
        assert demo.web.get(address).headers["Content-Type"].startswith("text/html")
    assert str(demo.data) in demo.out
    assert "\x1b[" not in demo.out, "colours belong into a terminal"


def test_it_says_how_far_the_history_is(demo: Serving) -> None:
    def progress() -> float | None:
        found: float | None = demo.web.get("/api/v1/auth/me").raise_for_status().json()["demo_progress"]
        return found

    first = progress()
    assert first is not None, "the history was made before anyone could look"
    assert 0 <= first < 1
    until(lambda: (progress() or 1) > first)
    assert "━" not in demo.out + demo.err, "a bar belongs into a terminal"


def test_one_event_needs_no_key_and_is_live(demo: Serving) -> None:
    answer = demo.web.post("/api/v1/analytics/track/event", json=EVENT)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "rejected": []})
    until(lambda: demo.web.get("/api/v1/analytics/realtime").raise_for_status().json()["active_visitors"] >= 1)


def test_the_commands_of_the_readme_work(demo: Serving) -> None:
    if shutil.which("curl") is None:
        pytest.skip("optional: curl is not installed; the same requests are made without it above")
    (block,) = (block for block in re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
                if "curl" in block)  # fmt: skip
    script = block.replace("http://localhost:8000", demo.url).replace("curl ", "curl --fail-with-body -sS ")
    assert demo.url in script
    done = subprocess.run(["bash", "-eu", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"accepted":1' in done.stdout.replace(" ", "")
    assert '"active_visitors"' in done.stdout


def test_reads_are_open_and_changes_are_not(demo: Serving) -> None:
    assert demo.web.get("/api/v1/analytics/summary").status_code == 200
    assert demo.web.post("/api/v1/sites", json={"name": "Mine"}).status_code == 401


def test_it_ends_in_the_middle_of_the_history(tmp_path: Path) -> None:
    with Serving(tmp_path, "--demo") as demo:
        assert demo.end() == 0
        assert "Traceback" not in demo.err
        assert '"level": "error"' not in demo.err
