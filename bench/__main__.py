"""Runs every benchmark one after the other; the figures go to .cache/bench as JSON."""

import subprocess
import sys
from pathlib import Path

BENCHES = ("ingest", "loader", "process", "storage", "query", "engines", "imports", "tracker_size")


def main() -> int:
    """0 when every benchmark ran."""
    results = Path(".cache/bench")
    results.mkdir(parents=True, exist_ok=True)
    worst = 0
    for name in BENCHES:
        command = [sys.executable, "-m", f"bench.{name}", "--json", str(results / f"{name}.json")]
        worst = max(worst, subprocess.run(command, check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
