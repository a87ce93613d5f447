"""Files without a name, which vanish with the process however that ends."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from typing import BinaryIO

from gradcli.readers.source import Source


def spooled(source: Source) -> BinaryIO:
    """What comes through a pipe as a file, in which one can go back and forth."""
    spool = nameless(source.keep)
    while piece := source.some():
        spool.write(piece)
    spool.seek(0)
    return spool


def nameless(keep: ExitStack, folder: str | None = None) -> BinaryIO:
    """An empty file, for as long as `keep` holds."""
    return keep.enter_context(tempfile.TemporaryFile(dir=folder))
