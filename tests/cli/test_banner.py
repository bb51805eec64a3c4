"""What the terminal shows first: whole labels at the width of a terminal, and a word where a folder has two uses."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from ecomdash.cli.banner import greet, mixture
from ecomdash.events.site import Site
from ecomdash.settings import Settings

DEMO = Site(id=1, key="demo", name="Demo Shop")
OAK = Site(id=2, key="oak", name="Oak & Ash [new]")
TOKEN = "NHt9gTX2TaeaXeuBTLYjZQ"


def shown(width: int, *, needs_setup: bool = False, note: str = "", data: str = "data") -> list[str]:
    """The lines of the banner, without its frame."""
    out = io.StringIO()
    console = Console(file=out, width=width)
    greet(console, Settings(data=Path(data)), 8000, needs_setup=needs_setup, setup_token=TOKEN, note=note)
    lines = out.getvalue().splitlines()
    assert all(len(line) <= width for line in lines)
    return [line.strip("│╭╮╰╯─ ") for line in lines]


@pytest.mark.parametrize("width", [80, 120])
def test_every_label_is_whole_and_in_one_line(width: int) -> None:
    lines = shown(width, needs_setup=True)
    for label, value in (
        ("Dashboard", "http://127.0.0.1:8000/"),
        ("API", "http://127.0.0.1:8000/api/docs"),
        ("First run", "open the dashboard to make your account and your first site"),
        ("Setup token", TOKEN),
        ("Stop", "Ctrl+C"),
    ):
        (line,) = (line for line in lines if line.startswith(f"{label} "))
        assert line.removeprefix(label).strip().startswith(value)
    assert not any("…" in line for line in lines)


def test_a_long_path_is_folded_and_not_cut() -> None:
    path = "/srv/" + "a-long-name/" * 10
    lines = shown(80, data=path + "data")
    assert path + "data" in "".join(line.removeprefix("Data").strip() for line in lines)


@pytest.mark.parametrize(
    ("sites", "demo", "named"),
    [
        ([DEMO], True, ""),
        ([OAK], False, ""),
        ([], False, ""),
        ([OAK, DEMO], True, "sites of its own (Oak & Ash [new])"),
        ([DEMO], False, "this folder has the Demo Shop"),
        ([DEMO, OAK], False, "this folder has the Demo Shop"),
    ],
)
def test_a_folder_with_the_demo_and_other_sites_is_spoken_of(sites: list[Site], demo: bool, named: str) -> None:
    note = mixture(sites, demo=demo)
    assert (named in note) if named else note == ""
    lines = shown(200, note=note)
    assert any(line.startswith("Note ") and named in line for line in lines) is bool(named)
