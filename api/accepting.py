"""What form of an answer a request asks for (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

MOST_RANGES = 20


def best(accept: str, offered: Sequence[str]) -> str:
    """Return the media type of those offered that is wanted most; the first where nothing tells them apart.

    Who accepts none of them gets the first too: a page with links is of more use than a refusal.
    """
    ranges = [_range(part) for part in accept.lower().split(",")[:MOST_RANGES] if part.strip()]
    if not ranges:
        return offered[0]
    weights = [max((_weight(one, media_type) for one in ranges), default=(0, 0.0)) for media_type in offered]
    wanted = [quality for _exact, quality in weights]
    return offered[max(range(len(offered)), key=lambda i: (wanted[i], -i))] if max(wanted) > 0 else offered[0]


def _range(part: str) -> tuple[str, float]:
    name, *more = (piece.strip() for piece in part.split(";"))
    for piece in more:
        if piece.startswith("q="):
            try:
                quality = float(piece[2:])
            except ValueError:
                quality = 0.0
            return name, quality if 0 <= quality <= 1 else 0.0
    return name, 1.0


def _weight(given: tuple[str, float], media_type: str) -> tuple[int, float]:
    """Return how closely a range names a media type, and how much it is wanted; the closest range counts."""
    name, quality = given
    if name == media_type:
        return 3, quality
    if name == f"{media_type.partition('/')[0]}/*":
        return 2, quality
    return (1, quality) if name == "*/*" else (0, 0.0)
