"""A disk that fills up: the store says that it cannot write now, loses nothing, and writes again when there is room."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.store.filling import EVENTS

ROOT = Path(__file__).resolve().parents[2]


def test_a_full_disk_is_told_and_recovered_from(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "tests.store.filling", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    stored = found["stored"]
    assert 0 < stored < 1_000
    assert found == {"stored": stored, "refusals": 3, "events": (stored + 1) * EVENTS, "position": stored + 1}
