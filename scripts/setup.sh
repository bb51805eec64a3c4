#!/bin/sh
# Makes .venv and installs the locked packages and, where the machine has none, Node into it, unless they are there.
# Usage: scripts/setup.sh run|test
set -eu
cd "$(dirname "$0")/.."

lock=requirements.lock
[ "${1:-run}" = test ] && lock=requirements-dev.lock

say() { printf '  %s\n' "$*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

find_python() {
    for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"
            return
        fi
    done
    say "Python 3.11 or newer is needed and was not found."
    exit 1
}

make_environment() {
    python=$(find_python)
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && return
    rm -rf .venv
    say "Python's venv module is incomplete; installing Debian's python3-venv ..."
    if as_root apt-get update -qq >/dev/null 2>&1 && as_root apt-get install -y -qq python3-venv >/dev/null 2>&1 &&
        "$python" -m venv .venv; then
        return
    fi
    rm -rf .venv
    say "An environment could not be made. Install python3-venv (apt-get install python3-venv) and try again."
    exit 1
}

[ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 || make_environment

.venv/bin/python scripts/build_web.py node # before the slow part, so that one who has to install it does not wait

wanted=$(cat "$lock" pyproject.toml | cksum)
stamp=".venv/.installed-$lock"
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
    say "installing Python packages from $lock ..."
    if command -v uv >/dev/null 2>&1; then
        VIRTUAL_ENV=.venv uv pip install -q --require-hashes -r "$lock"
        VIRTUAL_ENV=.venv uv pip install -q --no-deps --no-build-isolation -e .
    else
        .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
        .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
    fi
    printf '%s' "$wanted" >"$stamp"
fi
