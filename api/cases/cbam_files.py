"""The files that the manifest of a CBAM pack names: in its folder, or in the zip, each against its SHA-256."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any

from footprint.errors import InputError, Problem

# Opens a file by its name beside the manifest.
Opens = Callable[[str], IO[bytes]]
MANIFESTS = ("manifest.jws", "manifest.json")
CHUNK = 1 << 20
MOST_MANIFEST = 4 << 20


def of_folder(folder: Path) -> Opens:
    """Return what opens the files of a folder."""

    def opens(name: str) -> IO[bytes]:
        return (folder / name).open("rb")

    return opens


def of_archive(data: bytes) -> tuple[bytes, Opens, tuple[str, ...]]:
    """Return the manifest of a pack, the signed one where there is one, what opens its files, and their names.

    Raises
    ------
    InputError
        No zip, or none with a manifest.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
        name = next((n for n in MANIFESTS if n in names), None)
        if name is None:
            raise InputError(Problem("", "is a zip without manifest.jws or manifest.json: no CBAM pack"))
        with archive.open(name) as stream:
            manifest = stream.read(MOST_MANIFEST)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(Problem("", "is a zip that cannot be read")) from error

    def opens(wanted: str) -> IO[bytes]:
        try:
            return archive.open(wanted)
        except KeyError as error:
            raise FileNotFoundError(wanted) from error

    return manifest, opens, tuple(names)


def compare(document: Mapping[str, Any], opens: Opens) -> Iterator[tuple[str, bool, str]]:
    """Compare every file a manifest names: its name, whether it is what was listed, and what to say of it."""
    for row in document["files"]:
        name, listed = str(row["name"]), str(row["sha256"])
        if name != PurePosixPath(name).name or "\\" in name or name in {"", ".", ".."}:
            yield name[:80], False, "is no plain name of a file, so nothing was opened"
            continue
        size = row.get("size")
        try:
            with opens(name) as stream:
                digest, read = _hash(stream, size if isinstance(size, int) else None)
        except FileNotFoundError:
            yield name, False, "is missing beside the manifest"
            continue
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
            yield name, False, f"cannot be read: {str(error)[:80].lower()}"
            continue
        if digest != listed:
            longer = f", {read} bytes in place of {size}" if size is not None and read != size else ""
            yield name, False, f"differs from the manifest: SHA-256 {digest}, {listed} is listed{longer}"
        else:
            yield name, True, "is what the manifest lists"


def _hash(stream: IO[bytes], size: int | None) -> tuple[str, int]:
    """Hash a file, and stop once it is longer than it may be."""
    found, read = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        found.update(chunk)
        read += len(chunk)
        if size is not None and read > size + CHUNK:
            break
    return found.hexdigest(), read


def strangers(document: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    """Return the files of a zip that its manifest does not name."""
    listed = {str(row["name"]) for row in document["files"]}
    return [name for name in names if name not in listed and name not in MANIFESTS]
