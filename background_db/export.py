"""A background as datapackages that any Brightway installation can calculate with."""

from __future__ import annotations

from pathlib import Path

from footprint.background import Background
from footprint.engine.system import background_alone


def export_brightway(background: Background, folder: Path) -> tuple[Path, ...]:
    """Write one zipped datapackage per characterization set, slots filled with their defaults.

    Parameters
    ----------
    folder : Path
        Where the files go; a file of the same name is replaced whole.

    Returns
    -------
    tuple of Path
        ``<id>-<version>-<sha12>-<set>.zip``
    """
    # Brightway takes half a second to import; only this needs it here.
    from footprint.engine import brightway

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for set_id in sorted(background.characterization):
        path = folder / f"{background.id}-{background.version}-{background.sha256[:12]}-{set_id}.zip"
        part = path.with_suffix(".part.zip")
        part.unlink(missing_ok=True)
        brightway.write(background_alone(background, set_id), part)
        part.replace(path)
        written.append(path)
    return tuple(written)
