"""Bytes on their way in: hashed and written as they arrive, whole under their hash or not there at all."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from api.errors import RequestError
from api.files.refusals import WHY, refuse
from api.i18n import N_

# Beside the kept files, on the same disk, so that taking one over is a rename; no backup holds what is here.
INCOMING = "incoming"
KEPT = "files"
# What a killed process left behind is thrown away after so long [s]; no upload takes a day.
STALE_S = 86_400.0


class Incoming:
    """A file on its way in; leaving the block throws away what was not kept.

    Parameters
    ----------
    data_dir : Path
    most : int
        Largest size [bytes].
    """

    def __init__(self, data_dir: Path, most: int) -> None:
        self._data_dir, self._most = data_dir, most
        self._hash = hashlib.sha256()
        self.size = 0
        self.path = data_dir / INCOMING / f"{uuid4().hex}.part"

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        throw_away_stale(self.path.parent)
        self._file = self.path.open("xb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        """Hash of what came so far."""
        return self._hash.hexdigest()

    def take(self, data: bytes) -> None:
        """Write a piece.

        Raises
        ------
        RequestError
            It is more than may come.
        """
        self.size += len(data)
        if self.size > self._most:
            raise RequestError(N_("At most {limit} bytes are read."), fault="too_large", limit=self._most)
        self._hash.update(data)
        self._file.write(data)

    def finish(self) -> None:
        """Bring everything to the disk.

        Raises
        ------
        InputError
            Nothing came.
        """
        if not self.size:
            raise refuse(WHY.empty)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def keep(self) -> None:
        """Put it in its place under its hash.

        Content that is there already is replaced by the same: whoever brings it learns nothing by the time it
        takes.
        """
        self.move(place(self._data_dir, self.sha256))

    def move(self, target: Path) -> None:
        """Put it in another place, whole."""
        target.parent.mkdir(parents=True, exist_ok=True)
        self.path.replace(target)
        for folder in (target.parent, target.parent.parent):
            _sync(folder)


def place(data_dir: Path, sha256: str) -> Path:
    """Return where content lies."""
    return data_dir / KEPT / sha256[:2] / sha256


def throw_away_stale(folder: Path, older_than: float = STALE_S) -> int:
    """Throw away what killed processes left behind; return how many files."""
    before, count = time.time() - older_than, 0
    for path in folder.glob("*.part"):
        try:
            if path.stat().st_mtime < before:
                path.unlink()
                count += 1
        except FileNotFoundError:
            continue  # another process was faster
    return count


def _sync(folder: Path) -> None:
    """Bring a name to the disk, where the system knows how."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
