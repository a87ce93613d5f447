"""NumPy's .npy format: the header, checked before anything is allocated for it, and a whole array. Nothing is ever unpickled."""

from __future__ import annotations

import math
import warnings
import zipfile
import zlib
from tokenize import TokenError
from typing import Any, NamedTuple

import numpy as np
from numpy.lib import format as npy

from gradcli import limits
from gradcli.problems import FileProblem
from gradcli.readers.arrays import NUMBERS, check_range
from gradcli.readers.choice import ONLY, Wanted

BROKEN = (ValueError, TypeError, SyntaxError, TokenError, EOFError, OSError, zipfile.BadZipFile, zlib.error)


class Header(NamedTuple):
    """What stands before the elements of a .npy file."""

    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]


def read_header(stream: Any, name: str) -> Header:
    """The header of a .npy file. Raises FileProblem; objects, which would have to be unpickled, are refused."""
    try:
        header = _header(stream)
    except BROKEN:
        raise FileProblem(f"{name} is not a .npy file of numbers", fix="write it with numpy.save") from None
    if header.dtype.hasobject:
        raise FileProblem(f"{name} holds Python objects, which are not read", fix="save arrays of numbers")
    limits.check(limits.LIVE_BYTES, header.dtype.itemsize, f"an element of {name}")
    if not header.dtype.itemsize:
        raise FileProblem(f"{name} holds nothing")
    return header


def _header(stream: Any) -> Header:
    version = npy.read_magic(stream)
    if version not in ((1, 0), (2, 0), (3, 0)):
        raise ValueError(version)
    reader = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    with warnings.catch_warnings(action="ignore"):  # about files of Python 2
        shape, fortran, dtype = reader(stream)
    if min(shape, default=0) < 0:
        raise ValueError(shape)
    if version == (3, 0) and dtype.names:  # which NumPy reads as Latin-1 here
        dtype.names = tuple(field.encode("latin-1").decode("utf-8") for field in dtype.names)
    return Header(shape, fortran, dtype)


def read_array(stream: Any, name: str, wanted: Wanted = ONLY) -> np.ndarray[Any, Any]:
    """The array of numbers in a .npy file, in its own dtype; of an array with fields the wanted one. Raises FileProblem."""
    header = read_header(stream, name)
    names = header.dtype.names
    field = names[wanted.among(names)] if names else None
    kind = header.dtype if field is None else header.dtype[field]
    if field is None:
        wanted.refuse_column("an array without fields")
    if kind.kind not in NUMBERS or kind.itemsize > 8:
        raise FileProblem(f"{name} holds {kind}, not numbers")
    count = math.prod(header.shape)
    limits.check(limits.ELEMENTS, count, name)
    data = stream.read(count * header.dtype.itemsize)
    if len(data) < count * header.dtype.itemsize:
        raise FileProblem(f"{name} is not a .npy file of numbers", fix="write it with numpy.save")
    array = np.frombuffer(data, header.dtype, count).reshape(header.shape, order="F" if header.fortran else "C")
    array = array if field is None else array[field]
    check_range(name, array)
    return array
