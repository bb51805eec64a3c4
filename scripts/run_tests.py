"""Runs every check in order and ends with counts; what could not run is named, and fails the run under CI."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

import build_web

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
RESULTS = ROOT / ".cache" / "results"
CI = os.environ.get("CI") == "true"
OPTIONAL = "optional: "  # a skip whose reason begins so needs something that is not part of the project


@dataclass
class Tally:
    """Counts over all stages, and the names of what did not run."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    missing: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def _run(name: str, command: list[str], env: dict[str, str] | None = None) -> tuple[bool, str]:
    started = time.monotonic()
    print(f"\n== {name}", flush=True)
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        print(line, end="", flush=True)
    ok = process.wait() == 0
    print(f"-- {name}: {'ok' if ok else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return ok, "".join(lines)


def _check(tally: Tally, name: str, command: list[str]) -> None:
    ok, _ = _run(name, command)
    if ok:
        tally.passed += 1
    else:
        tally.failed += 1
        tally.failures.append(name)


def lint(tally: Tally, npx: list[str]) -> None:
    """Format, lint, types, boundaries and house numbers, for Python and TypeScript."""
    _check(tally, "ruff check", [PYTHON, "-m", "ruff", "check", "."])
    _check(tally, "ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."])
    _check(tally, "mypy", [PYTHON, "-m", "mypy"])
    _check(tally, "import boundaries", [str(Path(PYTHON).parent / "lint-imports")])
    _check(tally, "house numbers", [PYTHON, "scripts/check_house.py"])
    _check(tally, "eslint", [*npx, "eslint", ".", "--max-warnings", "0"])
    for workspace in ("tracker", "dashboard"):
        _check(tally, f"types of the {workspace}", [*npx, "tsc", "--noEmit", "-p", workspace])


def _read_junit(tally: Tally, report: Path, ok: bool, name: str) -> None:
    if not report.exists():
        tally.failed += 1
        tally.failures.append(f"{name} (wrote no report)")
        return
    for case in ET.parse(report).getroot().iter("testcase"):
        title = f"{case.get('classname')}::{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            tally.failed += 1
            tally.failures.append(title)
        elif skipped is not None and skipped.get("type") != "pytest.xfail":
            tally.skipped += 1
            tally.missing.append(f"{title}: {skipped.get('message')}")
        else:
            tally.passed += 1
    if not ok and not tally.failures:
        tally.failed += 1
        tally.failures.append(f"{name} (ended badly)")


def vitest(tally: Tally, npx: list[str]) -> None:
    """The unit tests of tracker and dashboard."""
    for workspace in ("tracker", "dashboard"):
        report = RESULTS / f"{workspace}.xml"
        command = [*npx, "vitest", "run", "--root", workspace, "--reporter=default", "--reporter=junit"]
        ok, _ = _run(f"vitest {workspace}", [*command, f"--outputFile.junit={report}"], {"NO_COLOR": "1"})
        _read_junit(tally, report, ok, workspace)


def find_chromium() -> str | None:
    """A Chromium for the browser tests, installed from Debian when it is missing and that is possible."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not prefix or shutil.which("sudo")):
        print("\n== installing Chromium from Debian", flush=True)
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run([*prefix, *command], env=env, stdout=subprocess.DEVNULL, check=False)
    return shutil.which("chromium")


def python(tally: Tally) -> None:
    """The Python tests, then the ones that drive a browser."""
    cores = min(4, os.cpu_count() or 1)
    # One worker more than cores: many of these tests wait for disks, and for servers to start and stop.
    waiting = ["-n", str(cores + 1), "--dist", "loadfile", "--no-loadscope-reorder"]
    stages = [("python tests", "not browser and not slow", waiting)]
    if find_chromium():
        stages.append(("browser tests", "browser and not slow", ["-n", str(cores), "--dist", "loadfile"]))
    else:
        tally.skipped += 1
        tally.missing.append("browser tests: no Chromium here and it could not be installed (apt-get install chromium)")
    for name, marks, extra in stages:
        report = RESULTS / f"{re.sub('[^a-z]', '-', name)}.xml"
        command = [PYTHON, "-m", "pytest", "-m", marks, "-rs", "--durations=5", f"--junitxml={report}", *extra]
        ok, _ = _run(name, command)
        _read_junit(tally, report, ok, name)


def _report(tally: Tally) -> int:
    if tally.missing:
        print("\nNot run:")
        for line in tally.missing:
            print(f"  {line}")
    if tally.failures:
        print("\nFailed:")
        for line in tally.failures:
            print(f"  {line}")
    unwanted = [line for line in tally.missing if OPTIONAL not in line]
    if CI and unwanted:
        print(f"\n{len(unwanted)} things did not run, which counts as failure here.")
    print(f"\n{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    return 1 if tally.failed or (CI and unwanted) else 0


def main() -> int:
    """Run the stages asked for; 0 when all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["lint", "vitest", "python"], help="one stage instead of all")
    only = parser.parse_args().only
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    print("== build", flush=True)
    try:
        build_web.build()
        node, npm = build_web.node_commands()
    except build_web.BuildError as error:
        print(error)
        return 1
    npx = [*npm, "exec", "--offline", "--"]
    if node != ["node"]:
        os.environ["PATH"] = f"{Path(node[0]).parent}{os.pathsep}{os.environ['PATH']}"
    tally = Tally()
    if only in (None, "lint"):
        lint(tally, npx)
    if only in (None, "vitest"):
        vitest(tally, npx)
    if only in (None, "python"):
        python(tally)
    return _report(tally)


if __name__ == "__main__":
    sys.exit(main())
