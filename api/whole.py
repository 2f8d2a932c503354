"""Files that are written whole or not at all: beside their place first, then moved there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_whole(file: Path, data: bytes) -> Path:
    """Write one file; whoever looks meanwhile sees the old one or none."""
    temporary = file.with_name(f".{file.name}.part")
    temporary.write_bytes(data)
    return temporary.replace(file)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files by name into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write_whole(folder / name, data) for name, data in files.items()]
