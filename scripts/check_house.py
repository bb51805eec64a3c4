"""Checks the house numbers: file and function lengths, names, docstrings, the wall clock, where engines are named."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = {".py", ".ts", ".tsx", ".css", ".mjs", ".js"}
EXEMPT = {"dashboard/src/api/schema.d.ts"}  # generated
BANNED_NAMES = {"utils", "helpers", "common", "base_service", "misc"}
ENGINES = re.compile(r"duckdb|postgres|clickhouse|chdb|timescale", re.IGNORECASE)
# The last keeps the configuration, in SQLite or PostgreSQL by design: no event store, and no engine of one.
MAY_NAME_ENGINES = ("src/ecomdash/store/engines/", "src/ecomdash/settings.py", "src/ecomdash/sites/")
FILE_LIMIT, P90_LIMIT, MEDIAN_LIMIT, FUNCTION_LIMIT = 600, 300, 120, 60


def tracked() -> list[Path]:
    """Code files that git knows or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [
        ROOT / name for name in listed if Path(name).suffix in CODE and name not in EXEMPT and (ROOT / name).exists()
    ]


def _function_problems(tree: ast.Module, name: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            length = (node.end_lineno or 0) - first.lineno + 1
            if length > FUNCTION_LIMIT:
                yield f"{name}:{node.lineno} {node.name} has {length} lines (limit {FUNCTION_LIMIT})"


def _clock_problems(tree: ast.Module, name: str) -> Iterator[str]:
    banned = {("time", "time"), ("time", "time_ns"), ("datetime", "now"), ("datetime", "utcnow"), ("date", "today")}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (node.value.id, node.attr) in banned
        ):
            yield f"{name}:{node.lineno} reads the wall clock; take a Clock (ecomdash.clock)"


def python_problems(path: Path, name: str) -> Iterator[str]:
    """What is wrong with one Python file."""
    text = path.read_text()
    tree = ast.parse(text)
    yield from _function_problems(tree, name)
    if name.startswith("src/ecomdash/"):
        if tree.body and not ast.get_docstring(tree):
            yield f"{name} has no module docstring"
        if not name.startswith(MAY_NAME_ENGINES):
            for number, line in enumerate(text.splitlines(), 1):
                if found := ENGINES.search(line):
                    yield f"{name}:{number} names {found[0]}; ask the store's capabilities"
        if name != "src/ecomdash/clock.py":
            yield from _clock_problems(tree, name)


def main() -> int:
    """Print every problem and the numbers; 1 when there is a problem."""
    problems: list[str] = []
    lengths: list[int] = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        lines = len(path.read_text().splitlines())
        if path.name != "__init__.py":
            lengths.append(lines)
        if lines > FILE_LIMIT:
            problems.append(f"{name} has {lines} lines (limit {FILE_LIMIT})")
        if path.stem in BANNED_NAMES:
            problems.append(f"{name}: say what it is for instead of '{path.stem}'")
        if path.suffix == ".py":
            problems.extend(python_problems(path, name))
    median, p90 = statistics.median(lengths), statistics.quantiles(lengths, n=10)[-1]
    if median > MEDIAN_LIMIT:
        problems.append(f"median file length is {median:.0f} (limit {MEDIAN_LIMIT})")
    if p90 > P90_LIMIT:
        problems.append(f"p90 file length is {p90:.0f} (limit {P90_LIMIT})")
    for problem in problems:
        print(problem)
    sizes = f"median {median:.0f} lines, p90 {p90:.0f}, longest {max(lengths)}"
    print(f"{len(lengths)} files, {sizes}; {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
