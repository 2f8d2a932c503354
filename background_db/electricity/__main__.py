"""``python -m background_db.electricity``: write the layer of derived mixes."""

from __future__ import annotations

import sys

from background_db.electricity.layer import write

for written in write():
    sys.stdout.write(f"{written}\n")
