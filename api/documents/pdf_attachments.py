"""The files inside a PDF. Read only after its signature was found good: the reader unpacks what it meets."""

from __future__ import annotations

import io
import logging

from footprint.errors import InputError

MOST = 20


def attachments(pdf: bytes) -> dict[str, bytes]:
    """Return the embedded files by name; those of a flat list of names, as this service writes it.

    Raises
    ------
    InputError
        The PDF cannot be read.
    """
    logging.getLogger("pyhanko").setLevel(logging.ERROR)
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        rows = PdfFileReader(io.BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
        return {
            str(rows[i]): bytes(rows[i + 1]["/EF"]["/F"].data) for i in range(0, min(len(rows), 2 * MOST) - 1, 2)
        }
    except KeyError:
        return {}
    except (PdfError, ValueError, TypeError, IndexError, AttributeError) as error:
        what = f"the files inside the PDF cannot be read: {error}"
        raise InputError(what) from error
