"""``python -m api.i18n collect``: renew the catalogues from the source."""

from __future__ import annotations

import sys

from api.i18n.collect import collect


def main(arguments: list[str]) -> int:
    """Run the one command there is."""
    if arguments != ["collect"]:
        sys.stderr.write("usage: python -m api.i18n collect\n")
        return 2
    missing = collect()
    for line in missing:
        sys.stderr.write(f"untranslated: {line}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
