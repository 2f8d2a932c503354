"""Rules to and from the open TianGong PCR structure (``manifest.yaml`` and ``structured.yaml``).

One JSON document holds both files under their names. Nothing is guessed: what the other side cannot hold is
listed by name on the way out, and stays null or becomes a question on the way in. Which version of the structure
was seen, and field by field what maps to what: ``docs/rules/tiangong.md``.
"""

from __future__ import annotations

from rules.exchange.tiangong_read import read
from rules.exchange.tiangong_write import export

__all__ = ["export", "read"]
