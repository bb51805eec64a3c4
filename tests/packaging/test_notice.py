"""NOTICE and the lock files: current, free of forbidden licences, and without a word about where they were made."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = import_module("scripts.generate_notice").FORBIDDEN


def notice(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Check NOTICE."""
    command = [sys.executable, "scripts/generate_notice.py", "--check", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_notice_is_current() -> None:
    done = notice()
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_a_stale_notice_is_found(tmp_path: Path) -> None:
    other = tmp_path / "NOTICE"
    other.write_text((ROOT / "NOTICE").read_text().replace("react 18", "react 17"))
    done = notice("--notice", other)
    assert done.returncode == 1
    assert "NOTICE is stale" in done.stdout


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-only",
        "AGPL-3.0",
        "MIT AND GPL-2.0",
        "GNU General Public License v3 (GPLv3)",
        "GNU Affero General Public License",
    ],
)
def test_a_licence_that_may_not_ship_is_found(licence: str) -> None:
    assert FORBIDDEN.search(licence)


@pytest.mark.parametrize("licence", ["MIT", "LGPL-2.1", "GNU Lesser General Public License v2 (LGPLv2)", "MPL-2.0"])
def test_a_licence_that_may_ship_is_let_through(licence: str) -> None:
    assert FORBIDDEN.search(licence) is None


@pytest.mark.parametrize(
    "name",
    [
        "package-lock.json",
        "requirements.lock",
        "requirements-cluster.lock",
        "requirements-dev.lock",
        "NOTICE",
        ".npmrc",
    ],
)
def test_locks_and_notice_name_no_registry_and_no_place(name: str) -> None:
    text = (ROOT / name).read_text()
    unwanted = re.compile(
        r"registry\.|npmjs\.|yarnpkg|pypi\.|pythonhosted|artifactory|nexus|index-url|file://|"
        r"\"resolved\": \"https?:|(?<![\w./])/(root|home|work|tmp|usr|var|Users)/"
    )
    assert [line for line in text.splitlines() if unwanted.search(line)] == []
