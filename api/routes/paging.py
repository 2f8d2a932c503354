"""Lists by page: one entry more than asked for was looked up, and tells whether there is another page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import quote, urlencode


def next_page(
    path: str,
    found: Sequence[Any],
    limit: int,
    mark: Literal["after", "before"] = "after",
    key: str = "id",
    **narrowed: object,
) -> str | None:
    """Return the address of the next page, None on the last.

    Parameters
    ----------
    found : sequence
        Up to ``limit + 1`` entries.
    mark, key : str
        The parameter that names the last entry of this page, and the field of it that it takes.
    narrowed
        What else narrows the list; what is None or empty does not.
    """
    if len(found) <= limit:
        return None
    asked: dict[str, object] = {"limit": limit, mark: getattr(found[limit - 1], key)}
    for name, value in narrowed.items():
        if value is not None and value != "":
            asked[name] = str(value).lower() if isinstance(value, bool) else value
    return f"{path}?{urlencode(asked, safe='/', quote_via=quote)}"
