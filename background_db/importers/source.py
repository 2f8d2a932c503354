"""What is handed in: a file, a folder or a zip archive, opened with bounds and never unpacked to disk."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from footprint.errors import BackgroundError, Problem

# A licensed database is at most a few gigabytes; a bomb is a thousand times larger than its archive.
MAX_ENTRY = 2_000_000_000
MAX_TOTAL = 20_000_000_000
MAX_ENTRIES = 500_000
MAX_RATIO = 300
RATIO_FROM = 20_000_000
# What is read whole at once: JSON documents, one data set per file.
MAX_DOCUMENT = 200_000_000
_WORKBOOKS = (".xlsx", ".xlsm")


class RefusedError(BackgroundError):
    """The input as a whole is refused."""


class MalformedError(BackgroundError):
    """One entry cannot be read; the others may be fine."""


def refuse(where: str, what: str) -> RefusedError:
    """Word a refusal of the whole input."""
    return RefusedError(Problem(where, what))


def malformed(where: str, what: str) -> MalformedError:
    """Word what is wrong with one entry."""
    return MalformedError(Problem(where, what))


class Source:
    """A file, a folder or a zip archive with its entries.

    Parameters
    ----------
    path : Path

    Raises
    ------
    RefusedError
        It is not there, no readable archive, or looks like a bomb or a path traversal.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self._zip: zipfile.ZipFile | None = None
        if not path.exists():
            raise refuse(self.name, "there is no such file or folder")
        if path.is_dir():
            self._files = _files(path)
        elif path.suffix.lower() in _WORKBOOKS:
            # A workbook is an archive itself: checked as one, read as one file.
            _open_zip(path).close()
            self._files = {path.name: path}
        elif zipfile.is_zipfile(path):
            self._zip = _open_zip(path)
            self._files = {info.filename: path for info in self._zip.infolist() if not info.is_dir()}
        else:
            if path.suffix.lower() == ".zip":
                raise refuse(self.name, "is not a complete zip archive: it was cut off or is something else")
            if path.suffix.lower() == ".7z":
                raise refuse(self.name, "7z archives are not read: unpack it and name the folder")
            self._files = {path.name: path}

    @property
    def single(self) -> bool:
        """Tell whether this is one plain file."""
        return self._zip is None and self.path.is_file()

    def entries(self, *suffixes: str) -> list[str]:
        """List entries with one of the suffixes (lower case, with dot), sorted."""
        return sorted(name for name in self._files if not suffixes or name.lower().endswith(suffixes))

    def where(self, entry: str) -> str:
        """Name an entry in messages."""
        return self.name if self.single else f"{self.name}/{entry}"

    @contextmanager
    def open(self, entry: str) -> Iterator[IO[bytes]]:
        """Open an entry for reading.

        Raises
        ------
        MalformedError
            Its compressed data are damaged.
        """
        try:
            if self._zip is None:
                with self._files[entry].open("rb") as file:
                    yield file
            else:
                with self._zip.open(entry) as file:
                    yield file
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise malformed(self.where(entry), "is damaged inside the archive") from error

    def read(self, entry: str) -> bytes:
        """Read an entry whole.

        Raises
        ------
        RefusedError
            It is larger than any single document should be.
        """
        with self.open(entry) as file:
            data = file.read(MAX_DOCUMENT + 1)
        if len(data) > MAX_DOCUMENT:
            raise refuse(self.where(entry), f"is larger than {MAX_DOCUMENT} bytes")
        return data

    def sha256(self) -> str:
        """Return the hash of everything handed in."""
        if self.path.is_file():
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        whole = hashlib.sha256()
        for name in self.entries():
            with self._files[name].open("rb") as file:
                whole.update(f"{name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
        return whole.hexdigest()


def _files(folder: Path) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            here = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            raise refuse(here, "is a link, which is not followed")
        if path.is_file():
            files[path.relative_to(folder).as_posix()] = path
        if len(files) > MAX_ENTRIES:
            raise refuse(folder.name, f"holds more than {MAX_ENTRIES} files")
    return files


def check_workbook(data: bytes, where: str) -> None:
    """Refuse a workbook (an archive) inside another source that is a bomb or none.

    Raises
    ------
    RefusedError
    """
    _open_zip(BytesIO(data), where).close()


def _open_zip(path: Path | IO[bytes], where: str = "") -> zipfile.ZipFile:
    name = where or (path.name if isinstance(path, Path) else "")
    try:
        archive = zipfile.ZipFile(path)
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise refuse(name, "is not a complete zip archive: it was cut off or is something else") from error
    if len(infos) > MAX_ENTRIES:
        raise refuse(name, f"holds more than {MAX_ENTRIES} entries")
    if sum(info.file_size for info in infos) > MAX_TOTAL:
        raise refuse(name, f"would unpack to more than {MAX_TOTAL} bytes: refused as a zip bomb")
    for info in infos:
        _check_entry(name, info)
    return archive


def _check_entry(archive: str, info: zipfile.ZipInfo) -> None:
    where = f"{archive}/{info.filename}"
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if ".." in parts or info.filename.startswith(("/", "\\")) or ":" in (parts[0] if parts else ""):
        raise refuse(where, "the name of the entry leads out of the archive: refused")
    if info.flag_bits & 0x1:
        raise refuse(where, "is encrypted: unpack the archive with its password first")
    packed = max(info.compress_size, 1)
    if info.file_size > MAX_ENTRY or (info.file_size > RATIO_FROM and info.file_size / packed > MAX_RATIO):
        raise refuse(where, f"would unpack {packed} to {info.file_size} bytes: refused as a zip bomb")
