"""Writes docs/reference from the code; with --check it only compares, and fails naming each page that is stale."""

import argparse
import sys
from pathlib import Path

from ecomdash.api.app import openapi
from reference import api, events, questions, settings
from reference.markdown import link, page

ROOT = Path(__file__).resolve().parent.parent


def render() -> dict[str, str]:
    """File name -> text of every page."""
    document = openapi()
    pages = {
        "metrics.md": questions.metrics(),
        "dimensions.md": questions.dimensions(),
        "events.md": events.events(document),
        "settings.md": settings.settings(),
        "api.md": api.api(document),
    }
    titles = {name: text.partition("\n# ")[2].partition("\n")[0] for name, text in pages.items()}
    index = page("Reference", "\n".join(f"- {link(title, name)}" for name, title in titles.items()))
    return pages | {"README.md": index}


def stale(folder: Path, pages: dict[str, str]) -> list[str]:
    """What is wrong in the folder: pages that say something else than `pages`, are missing, or should not be there."""
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in there.keys() | pages.keys() if there.get(name) != pages.get(name))


def main() -> int:
    """Write or check; 1 when something is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail when a page is stale")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "reference", help="where the pages are")
    given = parser.parse_args()
    pages = render()
    if given.check:
        wrong = stale(given.folder, pages)
        for name in wrong:
            print(f"{name} is stale: run `make reference`")
        return 1 if wrong else 0
    given.folder.mkdir(parents=True, exist_ok=True)
    for path in given.folder.glob("*.md"):
        path.unlink()
    for name, text in pages.items():
        (given.folder / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
