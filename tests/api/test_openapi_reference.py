"""The reference pages and the dashboard's types say what the code says now."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "reference"
TYPES = ROOT / "dashboard" / "src" / "api" / "schema.d.ts"


def reference(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the generator of the pages."""
    command = [sys.executable, "scripts/generate_reference.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_pages_are_current() -> None:
    done = reference("--check")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_stale_missing_and_surplus_pages_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(PAGES, folder)
    page = folder / "settings.md"
    page.write_text(page.read_text().replace("Port to listen on.", "Port to listen at."))
    (folder / "metrics.md").unlink()
    (folder / "forgotten.md").write_text("# Gone\n")
    done = reference("--check", "--folder", folder)
    assert done.returncode == 1
    assert re.findall(r"^(\S+) is stale", done.stdout, re.MULTILINE) == ["forgotten.md", "metrics.md", "settings.md"]


def test_pages_come_out_the_same_whatever_was_there(tmp_path: Path) -> None:
    (tmp_path / "forgotten.md").write_text("# Gone\n")
    (tmp_path / "api.md").write_text("old")
    assert reference("--folder", tmp_path).returncode == 0
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in PAGES.iterdir()}


def headings(page: Path) -> set[str]:
    """The addresses of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    found = [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]
    assert len(found) == len(set(found)), f"two headings of {page.name} have one address"
    return set(found)


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for file, heading in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", page.read_text()):
        target = page.parent / file if file else page
        assert target.is_file(), file
        assert not heading or heading in headings(target), f"{file}#{heading}"


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.name)
def test_every_row_of_a_table_has_the_cells_of_its_head(page: Path) -> None:
    cells = 0
    for line in page.read_text().splitlines():
        if not line.startswith("|"):
            cells = 0
            continue
        count = len(re.findall(r"(?<!\\)\|", line))
        cells = cells or count
        assert count == cells, line


def api_types(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the dashboard's generator of types."""
    node = shutil.which("node")
    assert node is not None, "the dashboard's types need Node.js"
    command = [node, "dashboard/scripts/generate-api.mjs", "--check", *map(str, arguments)]
    env = os.environ | {"PYTHON": sys.executable}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_the_types_of_the_dashboard_are_those_of_the_api() -> None:
    done = api_types()
    assert done.returncode == 0, done.stderr


def test_other_types_than_those_of_the_api_are_found(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ecomdash", "openapi"]
    document = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    other = tmp_path / "openapi.json"
    other.write_text(document.replace('"demo_progress"', '"demo_state"'))
    done = api_types(other)
    assert done.returncode == 1
    assert "is not what the API is now" in done.stderr
