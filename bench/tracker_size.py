"""What the tracker weighs in a browser's cache and on the wire, against the budgets that its build enforces."""

import gzip
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.table import arguments, report

TRACKER = Path(__file__).resolve().parent.parent / "tracker"


def build(out: Path) -> None:
    """Build the tracker into `out`, budgets or not; SystemExit when there is no Node or no file comes out."""
    node = shutil.which("node")
    if node is None:
        raise SystemExit("Node is needed to build the tracker")
    done = subprocess.run(
        [node, str(TRACKER / "build.mjs"), "--out", str(out)], capture_output=True, text=True, check=False
    )
    if not any(out.glob("*.js")):
        raise SystemExit(done.stderr)


def sizes(out: Path, budgets: dict[str, int]) -> list[dict[str, object]]:
    """One row a file, in bytes: plain, gzip at level 9, and brotli at quality 11 as the build wrote it."""
    rows: list[dict[str, object]] = []
    for name, budget in budgets.items():
        plain = (out / name).read_bytes()
        brotli = (out / f"{name}.br").stat().st_size
        rows.append({
            "file": name,
            "plain": len(plain),
            "gzip": len(gzip.compress(plain, 9, mtime=0)),
            "brotli": brotli,
            "budget, brotli": budget,
            "used": f"{brotli / budget:.1%}",
            "fits": "yes" if brotli < budget else "NO",
        })  # fmt: skip
    return rows


def main() -> int:
    """Build, print the table; 1 when a file is over its budget."""
    options = arguments(__doc__ or "").parse_args()
    budgets: dict[str, int] = json.loads((TRACKER / "budgets.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        rows = sizes(Path(folder), budgets)
    report("Tracker, bytes", rows, options.json)
    return int(any(row["fits"] != "yes" for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
