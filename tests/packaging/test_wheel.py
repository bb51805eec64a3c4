"""The wheel holds all that the program needs and nothing of the workshop; installed, it serves the dashboard."""

import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest
from tests.cli.program import Serving

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.packaging


@pytest.mark.parametrize(
    "name",
    [
        "web/dashboard/index.html",
        "web/dashboard/assets/*.js",
        "web/dashboard/assets/*.css",
        "web/tracker/ecomdash.js",
        "web/tracker/analytics-sdk.js",
        "web/tracker/ecomdash-vitals.js",
        "web/store/index.html",
        "web/store/products/*.html",
        "privacy/data/country.mmdb",
        "privacy/data/time_zones.tsv",
        "enrichment/data/bots.json",
        "jobs/demo/catalogue.json",
        "jobs/mappings/online-retail.toml",
        "sites/currencies.txt",
        "sites/migrations/env.py",
        "sites/migrations/versions/0001_*.py",
        "py.typed",
    ],
)
def test_what_the_program_needs_is_there(content: zipfile.ZipFile, name: str) -> None:
    found = [info for info in content.infolist() if fnmatch(info.filename, f"ecomdash/{name}")]
    assert found
    assert all(info.file_size > 0 for info in found if not name.endswith("py.typed"))


def test_every_module_of_the_tree_is_there(content: zipfile.ZipFile) -> None:
    package = ROOT / "src" / "ecomdash"
    modules = {str(path.relative_to(package.parent)) for path in package.rglob("*.py")}
    assert modules <= set(content.namelist())


def test_nothing_of_the_workshop_is_there(content: zipfile.ZipFile) -> None:
    names = content.namelist()
    assert {name.partition("/")[0] for name in names} == {
        "ecomdash",
        next(n.partition("/")[0] for n in names if "dist-info" in n),
    }
    unwanted = re.compile(r"(^|/)(tests?|node_modules|__pycache__)/|\.(test|spec)\.|\.pyc$|\.tsx?$|\.map$")
    assert [name for name in names if unwanted.search(name)] == []


def test_no_file_tells_where_it_was_built(content: zipfile.ZipFile) -> None:
    places = [f"{place}/".encode() for place in (ROOT, Path(sys.prefix), Path.home())]
    assert [name for name in content.namelist() if any(place in content.read(name) for place in places)] == []


def test_it_brings_its_licences(content: zipfile.ZipFile) -> None:
    for name in ("LICENSE", "NOTICE", *(f"LICENSES/{path.name}" for path in (ROOT / "LICENSES").iterdir())):
        (found,) = (each for each in content.namelist() if each.endswith(f".dist-info/licenses/{name}"))
        assert content.read(found) == (ROOT / name).read_bytes()


def test_all_data_is_accounted_for(content: zipfile.ZipFile) -> None:
    listed = tomllib.loads((ROOT / "LICENSES" / "data.toml").read_text())
    patterns = [f"ecomdash/{file}" for entry in [*listed["data"], listed["own"]] for file in entry["files"]]
    data = [
        name
        for name in content.namelist()
        if re.match(r"ecomdash/(?!web/)", name) and not re.search(r"\.(py|typed|mako|gitignore)$", name)
    ]
    assert [name for name in data if not any(fnmatch(name, each) for each in patterns)] == []
    assert [each for each in patterns if not any(fnmatch(name, each) for name in content.namelist())] == []


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `ecomdash` command of a new environment that has the wheel, and this one's packages but not its tree."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    where = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    (Path(where) / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "ecomdash"


class Installed(Serving):
    """`serve` of the installed program."""

    def __init__(self, program: Path, folder: Path, *flags: str) -> None:
        super().__init__(folder, *flags, demo_traffic=False)
        self.program = (str(program),)


def test_installed_it_serves_dashboard_shop_and_tracker(program: Path, tmp_path: Path) -> None:
    own = [str(program.with_name("python")), "-c", "import ecomdash; print(ecomdash.__file__)"]
    place = subprocess.run(own, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert place.startswith(str(program.parent.parent)), "the tree must not be in its place"

    with Installed(program, tmp_path, "--demo") as server:
        page = server.web.get("/")
        assert page.status_code == 200
        for asset in re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text):
            assert server.web.get(asset).status_code == 200
        for path in ("/store/", "/ecomdash.js", "/analytics-sdk.js", "/ecomdash-vitals.js", "/api/docs"):
            assert server.web.get(path).status_code == 200
        event = {"event_type": "pageview", "url": "https://oak.example/"}
        assert server.web.post("/api/v1/analytics/track/event", json=event).status_code == 202
        assert server.web.get("/api/v1/health").json()["status"] == "ok"
        assert server.end() == 0
        assert "Traceback" not in server.err
