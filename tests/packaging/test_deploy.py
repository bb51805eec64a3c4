"""The files under deploy/: they parse, and every command, option, setting, path and port in them exists."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ecomdash.cli import app
from ecomdash.settings import Settings, load

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def yaml(path: Path) -> Any:
    """The content of a YAML file, read by the parser that the web packages bring along."""
    node = shutil.which("node")
    assert node is not None
    script = "console.log(JSON.stringify(require('js-yaml').load(require('fs').readFileSync(0, 'utf8'))))"
    done = subprocess.run(
        [node, "-e", script], cwd=ROOT, input=path.read_text(), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def unit() -> dict[str, list[str]]:
    """The settings of the unit's service section; systemd lets a name stand more than once."""
    parser = configparser.RawConfigParser(strict=False, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names are case-sensitive
    parser.read(DEPLOY / "ecomdash.service")
    assert parser.sections() == ["Unit", "Service", "Install"]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^([A-Za-z]+)=(.*)$", (DEPLOY / "ecomdash.service").read_text(), re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def assert_runs(words: list[str]) -> None:
    """That `ecomdash` knows the command and each of its options."""
    program, subcommand, *rest = words
    assert Path(program).name == "ecomdash"
    shown = CliRunner().invoke(app, [subcommand, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
    assert shown.exit_code == 0
    for option in (word for word in rest if word.startswith("--")):
        assert re.search(rf"{option}\b", shown.output), option


def test_the_service_starts_a_command_that_exists(unit: dict[str, list[str]]) -> None:
    (line,) = unit["ExecStart"]
    assert_runs(shlex.split(line))


def test_the_service_writes_only_its_data_folder(unit: dict[str, list[str]]) -> None:
    environment = dict(entry.split("=", 1) for entry in unit["Environment"])
    assert environment["ECOMDASH_DATA"] == f"/var/lib/{unit['StateDirectory'][0]}"
    assert unit["ProtectSystem"] == ["strict"]
    assert unit["User"] != ["root"]


def test_the_container_starts_a_command_that_exists_and_checks_an_address_that_does() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    assert_runs(json.loads(re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)[-1]))
    (check,) = re.findall(r"^ +CMD (\[.*\])$", text, re.MULTILINE)
    program, flag, script = json.loads(check)
    assert (program, flag) == ("python", "-c")
    compile(script, "health check", "exec")
    assert "/api/v1/health/live" in script
    assert re.search(r"^USER ecomdash$", text, re.MULTILINE), "it must not run as root"
    for name in re.findall(r"^COPY ([\w./]+) ", text, re.MULTILINE):
        assert (ROOT / name).exists()


def test_the_compose_file_is_one_process_with_one_volume() -> None:
    compose = yaml(DEPLOY / "compose.yaml")
    (service,) = compose["services"].values()
    build = service["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    (mount,) = service["volumes"]
    volume, _, target = mount.partition(":")
    assert volume in compose["volumes"]
    image = dict(re.findall(r"(ECOMDASH_\w+)=(\S+)", (DEPLOY / "Dockerfile").read_text()))
    assert target == image["ECOMDASH_DATA"]
    (port,) = service["ports"]
    assert port == f"127.0.0.1:8000:{image['ECOMDASH_PORT']}", "open to this machine's proxy alone"
    (network,) = compose["networks"]["ecomdash"]["ipam"]["config"]
    assert service["environment"]["ECOMDASH_TRUSTED_PROXIES"] == network["gateway"]


@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.iterdir()))
def test_every_setting_named_exists(name: str) -> None:
    named = set(re.findall(r"ECOMDASH_[A-Z_]+", (DEPLOY / name).read_text())) - {"ECOMDASH_NAME"}
    assert {variable.removeprefix("ECOMDASH_").lower() for variable in named} <= set(Settings.__dataclass_fields__)


def test_the_settings_of_the_compose_file_are_understood() -> None:
    (service,) = yaml(DEPLOY / "compose.yaml")["services"].values()
    settings = load(service["environment"])
    assert settings.secure_cookies


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_proxies_ask_the_port_that_is_served(name: str, unit: dict[str, list[str]]) -> None:
    port = shlex.split(unit["ExecStart"][0])[-1]
    asked = set(re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOY / name).read_text()))
    assert asked == {port} == {str(Settings().port)}


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_first_party_path_reaches_every_file_of_the_tracker(name: str) -> None:
    text = (DEPLOY / name).read_text()
    (pattern,) = re.findall(r"location ~ (\S+) \{", text) or [""]
    for path in (
        "ecomdash.js",
        "ecomdash-vitals.js",
        "analytics-sdk.js",
        "api/v1/analytics/track/event",
        "api/v1/analytics/track/batch",
    ):
        assert re.search(pattern, f"/{path}") if pattern else f"/{path}" in text.split()
    assert pattern == "" or not re.search(pattern, "/api/v1/auth/login")
