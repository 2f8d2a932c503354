#!/usr/bin/env bash
# Create the virtual environment, or say in one line why it cannot be done.
set -eu
python="$1"; venv="$2"
command -v "$python" >/dev/null || { echo "make: $python not found: install Python 3.11 or newer, or call make PYTHON=/path/to/python" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: $("$python" --version) is too old: Python 3.11 or newer is needed (make PYTHON=python3.12)" >&2; exit 1; }
[ -x "$venv/bin/python" ] && exit 0
"$python" -m venv "$venv" || { echo "make: could not create $venv: on Debian install python3-venv" >&2; exit 1; }
