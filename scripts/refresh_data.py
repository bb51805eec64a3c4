"""Rewrites the vendored pattern data of enrichment from its upstreams; run it, read the diff, commit.

Upstreams: the npm package `isbot` (Unlicense) and matomo-org/searchengine-and-social-list (CC0).
"""

import argparse
import io
import json
import re
import subprocess
import tarfile
import tempfile
import urllib.request
from pathlib import Path

DATA = Path(__file__).parent.parent / "src" / "ecomdash" / "enrichment" / "data"
ISBOT = "isbot@5.2.3"
MATOMO = "https://raw.githubusercontent.com/matomo-org/searchengine-and-social-list"
MATOMO_COMMIT = "3b3a82dc83cd146abe17aafe31254de1c25f7844"
MATOMO_FILES = {"search": "SearchEngines.yml", "social": "Socials.yml", "ai": "AIAssistants.yml"}


def bot_patterns(package: str) -> list[str]:
    """The regular expressions of an isbot release, with look-behinds of one width each, as Python's `re` wants them."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", package, "--pack-destination", folder], check=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            member = archive.extractfile("package/index.mjs")
            assert member is not None
            source = io.TextIOWrapper(member, "utf-8").read()
    found = re.search(r"var patterns_default = (\[.*?\n\]);", source, re.DOTALL)
    if found is None:
        raise SystemExit(f"{package}: the pattern list is not where it was")
    patterns = [_python(text) for text in json.loads(found[1])]
    for pattern in patterns:
        re.compile(pattern)
    return patterns


def _python(pattern: str) -> str:
    """Two spellings JavaScript takes and Python does not: look-behinds of several widths, a class before a hyphen."""
    pattern = re.sub(r"\(\?<!([^()]*\|[^()]*)\)", _split_look_behind, pattern)
    return pattern.replace(r"\d-.", r"\d\-.")


def _split_look_behind(look_behind: re.Match[str]) -> str:
    return "".join(f"(?<!{part})" for part in look_behind[1].split("|"))


def host_names(text: str) -> dict[str, list[str]]:
    """Name -> addresses of one of Matomo's files: the names are at the margin, the addresses in (nested) lists."""
    names: dict[str, list[str]] = {}
    wanted = True
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if not line.startswith(" "):
            name = stripped.removesuffix(":").strip("'\"").replace("%2B", "+")
            names[name] = []
            wanted = True
        elif stripped.endswith(":"):
            wanted = stripped == "urls:"
        elif wanted and stripped.startswith("- "):
            names[name].append(stripped[2:].strip("'\"").removeprefix("www."))
    return {name: list(dict.fromkeys(hosts)) for name, hosts in names.items() if hosts}


def matomo_sources(base: str) -> dict[str, dict[str, list[str]]]:
    """Kind -> name -> addresses, from `base` (an https address or a folder) that holds Matomo's three files."""
    sources = {}
    for kind, file in MATOMO_FILES.items():
        if base.startswith("https://"):
            with urllib.request.urlopen(f"{base}/{file}") as answer:
                text = answer.read().decode()
        else:
            text = (Path(base) / file).read_text("utf-8")
        sources[kind] = host_names(text)
    return sources


def _write(name: str, value: object) -> None:
    (DATA / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


def main() -> None:
    """Write both files."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--isbot", default=ISBOT, help="package and version")
    arguments.add_argument("--matomo", default=f"{MATOMO}/{MATOMO_COMMIT}", help="address or folder of the lists")
    given = arguments.parse_args()
    _write("bots.json", bot_patterns(given.isbot))
    _write("known_hosts.json", matomo_sources(given.matomo))


if __name__ == "__main__":
    main()
