"""What a path says before anything is opened: whether it is an address such as s3://bucket/points.csv, and the names in it."""

from __future__ import annotations

import re
from typing import NamedTuple

# A letter alone is a drive of Windows, and a colon alone is a sign of a name.
ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]+::)*[a-z][a-z0-9+.-]+://", re.ASCII | re.IGNORECASE)
WEB = ("http", "https")  # whose addresses may have a question behind the name
HIDDEN = (".", "_")  # with which the names of files begin that are no part of a table
BEGUN = ".gradcli-"  # with which the names of files begin that are being written
CHECK = "give a file that can be read, or - for standard input"


class State(NamedTuple):
    """What tells whether a file is still the same: its bytes, and when it was changed, or what its store says instead."""

    size: int
    stamp: int | str


def is_address(path: str) -> bool:
    """Whether a path says by what protocol it is reached."""
    return ADDRESS.match(path) is not None


def is_of_one_process(path: str) -> bool:
    """Whether no other process finds there what this one does."""
    return "memory://" in path.lower() and is_address(path)


def plain_name(path: str) -> str:
    """The path that says which format a file has: points.csv of https://host/points.csv?version=2, and of zip://points.csv::..."""
    if not is_address(path):
        return path
    protocol, _, rest = own_part(path)[1].partition("://")
    return re.split("[?#]", rest)[0] if protocol.lower() in WEB else rest


def own_part(path: str) -> tuple[str, str, str]:
    """The part of an address that names the file, with what stands before and behind it: of what it is inside of."""
    links = path.split("::")
    k = next(k for k, link in enumerate(links) if "://" in link)
    return "".join(f"{link}::" for link in links[:k]), links[k], "".join(f"::{link}" for link in links[k + 1 :])


def shown(path: str) -> str:
    """A path as people may see it: without a password, and without what an address of the web asks, which may be a signature."""
    if not is_address(path):
        return path
    links = [re.sub(r"(://[^/@:]*):[^/@]*@", r"\1:…@", link) for link in path.split("::")]
    return "::".join([re.sub(r"^(https?://[^?#]*)[?#].*", r"\1?…", link, flags=re.IGNORECASE | re.DOTALL) for link in links])
