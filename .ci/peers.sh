#!/usr/bin/env bash
# Install what the benchmark compares with into an environment of its own, on top of the project's packages.
# Apart, because bw2calc takes another solver where it finds pypardiso. Missing packages are said in the table.
set -u
venv="$1"; peers="$venv/peers"
"$venv/bin/python" -m venv "$peers" || { echo "make: could not create $peers: comparisons with other software are left out" >&2; exit 0; }
site() { "$1" -c 'import sysconfig; print(sysconfig.get_path("purelib"))'; }
site "$venv/bin/python" >"$(site "$peers/bin/python")/project.pth"
"$peers/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt \
  && touch "$venv/.bench-installed" \
  || echo "make: not all of requirements/bench.txt could be installed: comparisons with it are left out" >&2
exit 0
