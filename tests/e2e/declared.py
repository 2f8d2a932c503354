"""A running service with declarations at every standing, for pictures and for a journey in the browser."""

from __future__ import annotations

import copy
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from api.settings import Settings
from tests.web.conftest import example
from tests.web.declarations.conftest import Place, founded

SLIP = 1_000


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, Place]]:
    """Serve it from a thread, and drive it by its pages from this one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = founded(Settings(data_dir=folder, port=port, access="accounts"))
    server = uvicorn.Server(uvicorn.Config(place.app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", place
    server.should_exit = True
    thread.join(10)


def slipped() -> dict[str, object]:
    """Return the demonstration product with the electricity of its cells a thousand times too small."""
    document = copy.deepcopy(example())
    cell = next(process for process in document["processes"] if process["id"] == "cell")
    line = next(line for line in cell["lines"] if line["id"] == "electricity")
    line["amount"] /= SLIP
    return document


def pages(place: Place) -> dict[str, tuple[str, str]]:
    """Bring declarations to each standing, and return the pages by name: who looks, and where."""
    first = place.published()
    product = place.paula.get(f"/v1{first}").json()["product"]
    place.saved(product, slipped())
    review = place.in_review(place.draft(product))
    place.rita.post(
        f"/en{review}/comments",
        data={"subject": "processes[cell].lines[electricity]", "text": "A thousandth of last time. The bill?",
              "back": "review"},
    )  # fmt: skip
    place.act(place.rita, review, "checked_passed")
    recommended, verified = place.recommended(), place.verified()
    returned = place.in_review()
    place.done(place.rita, returned, "returned", **{"text:returned": "The yield is too good. Which year is it of?"})
    return {
        "declare": ("paula", f"/products/{product}/declare"),
        "declared-product": ("paula", f"/products/{product}"),
        "declarations": ("paula", "/declarations"),
        "declarations-body": ("rita", "/declarations"),
        "declaration-draft": ("paula", place.draft()),
        "declaration-returned": ("paula", returned),
        "declaration-published": ("paula", first),
        "declaration-comments": ("paula", f"{review}/comments"),
        "review": ("rita", f"{review}/review"),
        "review-decide": ("ada", f"{recommended}/review"),
        "review-publish": ("ada", f"{verified}/review"),
    }
