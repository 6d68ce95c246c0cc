#!/usr/bin/env bash
# Make the virtual environment VENV with the packages of REQUIREMENTS: environment.sh VENV REQUIREMENTS
# Needs a Python 3.11 or newer that is already there; installs nothing outside VENV, except
# Debian's python3-venv when the system's own Python lacks it and we are root.
set -euo pipefail
venv=$1
requirements=$2

say() { printf '%s\n' "$*" >&2; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    local candidate
    for candidate in "${LANDINGS_PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null && new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    say "Landings needs Python 3.11 or newer and found none. Install it, or name it: make LANDINGS_PYTHON=/path/to/python3"
    exit 1
}

create() {
    local python=$1
    "$python" -m venv "$venv" >/dev/null 2>&1 && return
    rm -rf "$venv"
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        say "This Python has no venv module; installing Debian's python3-venv."
        { apt-get update -qq && apt-get install -y -qq python3-venv; } >/dev/null
        "$python" -m venv "$venv" && return
    fi
    if command -v uv >/dev/null; then
        uv venv --quiet --python "$python" "$venv" && return
    fi
    say "$python cannot make a virtual environment. Install its venv module (Debian and Ubuntu: python3-venv) and try again."
    exit 1
}

install() {
    local uv="$venv/bin/uv"
    [ -x "$uv" ] || "$venv/bin/python" -m pip install --quiet --disable-pip-version-check uv 2>/dev/null || true
    if [ -x "$uv" ] && "$uv" pip install --quiet --python "$venv/bin/python" -r "$requirements"; then
        return
    fi
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
}

if ! { [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python"; }; then
    rm -rf "$venv"
    create "$(find_python)"
fi
say "Installing $requirements into $venv"
install
