"""The files under deploy/: they parse, and every command, option, setting, path and port in them exists."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.cli.program import until
from tests.servers import debian
from tests.servers.processes import free_port, start
from typer.testing import CliRunner

from ecomdash.cli import app
from ecomdash.settings import Settings, load

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def documents(path: Path) -> list[Any]:
    """The documents of a YAML file, read by the parser that the web packages bring along."""
    node = shutil.which("node")
    assert node is not None
    script = "console.log(JSON.stringify(require('js-yaml').loadAll(require('fs').readFileSync(0, 'utf8'))))"
    done = subprocess.run(
        [node, "-e", script], cwd=ROOT, input=path.read_text(), capture_output=True, text=True, check=True
    )
    found: list[Any] = json.loads(done.stdout)
    return found


def yaml(path: Path) -> Any:
    """The content of a YAML file of one document."""
    (document,) = documents(path)
    return document


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


@pytest.mark.parametrize("name", sorted(str(path.relative_to(DEPLOY)) for path in DEPLOY.rglob("*") if path.is_file()))
def test_every_setting_named_exists(name: str) -> None:
    named = set(re.findall(r"ECOMDASH_[A-Z_]+", (DEPLOY / name).read_text())) - {"ECOMDASH_NAME"}
    settings = {variable.removeprefix("ECOMDASH_").removesuffix("_FILE").lower() for variable in named}
    assert settings <= set(Settings.__dataclass_fields__)


COMPOSED = ("compose.postgres.yaml", "compose.cluster.yaml")


def ours(compose: Any) -> dict[str, Any]:
    """The services of a compose file that are EcomDash."""
    return {name: service for name, service in compose["services"].items() if service["image"] == "ecomdash"}


@pytest.mark.parametrize("name", COMPOSED)
def test_the_services_of_a_compose_file_fit_together(name: str, tmp_path: Path) -> None:
    compose = yaml(DEPLOY / name)
    (network,) = compose["networks"]["ecomdash"]["ipam"]["config"]
    fixed = [
        service["networks"]["ecomdash"]["ipv4_address"]
        for service in compose["services"].values()
        if isinstance(service["networks"], dict)
    ]
    for service in ours(compose).values():
        build = service["build"]
        assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
        assert_runs(service.get("command", ["ecomdash", "serve"]))
        assert service["environment"]["ECOMDASH_TRUSTED_PROXIES"] in [network["gateway"], *fixed]
        environment = dict(service["environment"])
        for variable in [key for key in environment if key.endswith("_FILE")]:
            secret = environment.pop(variable).removeprefix("/run/secrets/")
            assert secret in service["secrets"]
            assert secret in compose["secrets"]
            told = re.findall(
                rf"printf '(\S+)'.* > deploy/secrets/{secret}$", (DEPLOY / name).read_text(), re.MULTILINE
            )
            (tmp_path / secret).write_text(told[0].replace("%s", "a-password"))
            environment[variable] = str(tmp_path / secret)
        settings = load({key: value for key, value in environment.items() if key.startswith("ECOMDASH_")})
        named = [urlsplit(url).hostname for url in (settings.store, settings.sites, settings.log, settings.live)]
        named.append(urlsplit(parse_qs(urlsplit(settings.blobs).query).get("endpoint", [""])[0]).hostname)
        assert {host for host in named if host} <= compose["services"].keys()
    for service in compose["services"].values():
        for mount in service.get("volumes", []):
            source = mount.partition(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).is_file()


def test_the_roles_of_the_compose_file_are_all_there_are() -> None:
    commands = {service["command"][1] for service in ours(yaml(DEPLOY / "compose.cluster.yaml")).values()}
    assert commands == {"collect", "load", "api", "migrate"}


def test_the_credentials_of_the_bucket_are_those_of_its_server() -> None:
    (identity,) = json.loads((DEPLOY / "s3.json").read_text())["identities"]
    (key,) = identity["credentials"]
    for name, service in ours(yaml(DEPLOY / "compose.cluster.yaml")).items():
        if name != "collect":
            assert service["environment"]["AWS_ACCESS_KEY_ID"] == key["accessKey"]
            assert service["environment"]["AWS_SECRET_ACCESS_KEY"] == key["secretKey"]


def test_a_collector_holds_no_key_to_the_reports() -> None:
    composed = yaml(DEPLOY / "compose.cluster.yaml")["services"]["collect"]
    assert composed["secrets"] == ["sites"]
    objects = {(each["kind"], each["metadata"]["name"]): each for each in documents(DEPLOY / "kubernetes/roles.yaml")}
    (container,) = objects["Deployment", "ecomdash-collect"]["spec"]["template"]["spec"]["containers"]
    handed: dict[str, str] = {}
    for source in container["envFrom"]:
        for kind, key in (("ConfigMap", "configMapRef"), ("Secret", "secretRef")):
            held = objects[kind, source[key]["name"]] if key in source else {}
            handed |= held.get("data", held.get("stringData", {}))
    for names in (set(composed["environment"]), set(handed)):
        assert {name.removesuffix("_FILE") for name in names} >= {"ECOMDASH_SITES", "ECOMDASH_LOG"}
        assert not [name for name in names if name.startswith(("ECOMDASH_STORE", "AWS_"))]


@pytest.mark.parametrize("name", ["one-process.yaml", "roles.yaml"])
def test_the_kubernetes_objects_fit_together(name: str) -> None:
    found = documents(DEPLOY / "kubernetes" / name)
    by_kind: dict[str, dict[str, Any]] = {}
    for each in found:
        by_kind.setdefault(each["kind"], {})[each["metadata"]["name"]] = each
    workloads = {
        **by_kind.get("Deployment", {}), **by_kind.get("StatefulSet", {}), **by_kind.get("Job", {})
    }  # fmt: skip
    for workload in workloads.values():
        pod = workload["spec"]["template"]["spec"]
        assert pod["enableServiceLinks"] is False, "a Service named ecomdash would set ECOMDASH_PORT"
        (container,) = pod["containers"]
        assert_runs(container["args"])
        assert {mount["name"] for mount in container["volumeMounts"]} <= {
            *(volume["name"] for volume in pod["volumes"]),
            *(claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", [])),
        }
        environment = {entry["name"]: entry["value"] for entry in container.get("env", [])}
        for source in container.get("envFrom", []):
            for kind, key in (("ConfigMap", "configMapRef"), ("Secret", "secretRef")):
                if key in source:
                    held = by_kind[kind][source[key]["name"]]
                    environment |= held.get("data", held.get("stringData"))
        load({key: value for key, value in environment.items() if key.startswith("ECOMDASH_")})
        for probe in ("readinessProbe", "livenessProbe"):
            if probe in container:
                health = {"/api/v1/health/live"} | ({"/api/v1/health"} if "load" in container["args"] else set())
                assert container[probe]["httpGet"]["path"] in health, "whoever serves pages says what is away"
    for service in by_kind["Service"].values():
        chosen = service["spec"]["selector"].items()
        assert any(chosen <= each["spec"]["template"]["metadata"]["labels"].items() for each in workloads.values()
                   if "labels" in each["spec"]["template"].get("metadata", {}))  # fmt: skip
    for scaler in by_kind.get("HorizontalPodAutoscaler", {}).values():
        scaled = workloads[scaler["spec"]["scaleTargetRef"]["name"]]
        assert "replicas" not in scaled["spec"], "each apply would scale back what the autoscaler chose"
    for ingress in by_kind["Ingress"].values():
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                assert path["backend"]["service"]["name"] in by_kind["Service"]


ROLE_UNITS = ("ecomdash-role@.service", "ecomdash-collect@.service")


@pytest.mark.parametrize("name", ROLE_UNITS)
def test_the_unit_of_a_role_is_as_closed_as_the_unit_of_all_and_shares_its_folder(name: str) -> None:
    def hardening(name: str) -> str:
        return (DEPLOY / name).read_text().partition("NoNewPrivileges")[2]

    def place(name: str) -> list[tuple[str, str]]:
        return re.findall(r"^(User|StateDirectory|Environment|UMask)=(.*)$", (DEPLOY / name).read_text(), re.MULTILINE)

    assert hardening(name) == hardening("ecomdash.service")
    assert place(name) == place("ecomdash.service")


def test_the_units_of_the_roles_start_what_the_proxy_asks() -> None:
    text = (DEPLOY / ROLE_UNITS[0]).read_text()
    (enabled,) = re.findall(r"enable --now (.*)", text)
    (needed,) = re.findall(r"^EnvironmentFile=([^-].*)$", text, re.MULTILINE)
    assert f" {needed}\n" in text.partition("enable --now")[0], "they do not start without it"
    started, listening = set(), set()
    for one in enabled.split():
        unit, _, instance = one.partition("@")
        (line,) = re.findall(r"^ExecStart=(.*)$", (DEPLOY / f"{unit}@.service").read_text(), re.MULTILINE)
        words = shlex.split(line.replace("%i", instance))
        assert_runs(words)
        started.add(words[1])
        if words[1] != "load":
            listening.add(words[-1] if "--port" in words else str(Settings().port))
    assert started == {"collect", "load", "api"}
    assert listening == set(re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOY / "nginx-roles.conf").read_text()))


def test_the_bucket_of_the_compose_file_is_made() -> None:
    services = yaml(DEPLOY / "compose.cluster.yaml")["services"]
    bucket = urlsplit(services["api"]["environment"]["ECOMDASH_BLOBS"]).netloc
    (script,) = services["s3-bucket"]["command"]
    assert f"s3.bucket.create -name {bucket}'" in script


@pytest.mark.parametrize("name", [".gitignore", "deploy/Dockerfile.dockerignore"])
def test_secrets_stay_out_of_the_repository_and_the_image(name: str) -> None:
    assert "deploy/secrets" in [line.strip("/") for line in (ROOT / name).read_text().splitlines()]


def test_the_settings_of_the_compose_file_are_understood() -> None:
    (service,) = yaml(DEPLOY / "compose.yaml")["services"].values()
    settings = load(service["environment"])
    assert settings.secure_cookies


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_proxies_ask_the_port_that_is_served(name: str, unit: dict[str, list[str]]) -> None:
    port = shlex.split(unit["ExecStart"][0])[-1]
    asked = set(re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOY / name).read_text()))
    assert asked == {port} == {str(Settings().port)}


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "nginx-roles.conf", "Caddyfile.roles"])
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


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers it got, as JSON, and refuses what is posted, as a collector does whose log is away."""

    def do_GET(self) -> None:
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        assert isinstance(self.server, Upstream)
        self.server.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_error(503)

    def log_message(self, *_: object) -> None:
        pass


class Upstream(ThreadingHTTPServer):
    """Answers as Echo does; `posted` is every body it got."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Echo)
        self.posted: list[bytes] = []


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """What stands behind the proxy, in place of every role."""
    with Upstream() as server:
        thread = Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-roles.conf"])
def test_nginx_tells_every_role_who_asked_for_which_host_and_each_event_to_one(
    name: str, upstream: Upstream, tmp_path: Path
) -> None:
    port = free_port()
    server = (DEPLOY / name).read_text().partition("\nserver {\n    listen 80;")[0]  # the redirect
    server = re.sub(r".*(listen \[|ssl_certificate).*\n", "", server).replace("443 ssl http2", f"127.0.0.1:{port}")
    server = re.sub(r"server 127\.0\.0\.1:\d+;", f"server 127.0.0.1:{upstream.server_port};", server)
    kept = "".join(f"{kind}_temp_path {tmp_path}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (tmp_path / "conf").write_text(
        f"daemon off; pid {tmp_path}/pid; error_log stderr; events {{}}\nhttp {{ access_log off; {kept}\n{server} }}"
    )
    program = debian.installed("nginx", "nginx-light")
    process = start([program, "-p", str(tmp_path), "-c", str(tmp_path / "conf")], tmp_path / "out")
    try:
        asked = {"Host": "stats.example.com:8443", "X-Forwarded-For": "203.0.113.9", "Cookie": "a=b"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=asked) as web:
            until(lambda: answers(web))
            for path in ("/ecomdash.js", "/api/v1/analytics/track/event", "/api/v1/sites"):
                got = web.get(path).raise_for_status().json()
                told = (got["host"], got["x-forwarded-for"], got["x-forwarded-proto"], got.get("connection"))
                assert told == ("stats.example.com:8443", "127.0.0.1", "http", None)
            socket = {"Connection": "Upgrade", "Upgrade": "websocket"}
            got = web.get("/api/v1/live", headers=socket).json()
            assert (got["connection"], got["upgrade"]) == ("upgrade", "websocket")
            for number in range(4):
                assert web.post("/api/v1/analytics/track/batch", content=b"%d" % number).status_code == 503
            assert upstream.posted == [b"0", b"1", b"2", b"3"], "its sender repeats it, and no collector is set aside"
    finally:
        process.terminate()
        process.wait()


def answers(web: httpx.Client) -> bool:
    try:
        return web.get("/").status_code == 200
    except httpx.TransportError:
        return False
