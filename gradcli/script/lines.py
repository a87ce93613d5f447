"""Lines that are typed one after the other: when they are a whole statement."""

from __future__ import annotations

import ast
import re
import warnings

_GOES_ON = re.compile(
    r"was never closed|unexpected EOF|expected an indented block|unterminated triple-quoted|unexpected end of file|"
    r"expected 'except' or 'finally' block"
)

_GOES_WITH_IT = re.compile(r"(?:else|elif|except|finally)\b|[#)\]}]")  # at the margin, and no statement of its own


def begins_another(lines: list[str], line: str) -> bool:
    """Whether a line is the first of another statement, because what stands before it is a block that is whole.

    So a block ends where the next line is not indented, in what is pasted with empty lines within it, and without one after it.
    """
    if not lines or not line.strip() or line[0].isspace() or _GOES_WITH_IT.match(line):
        return False
    return not lines[-1].startswith("@") and is_whole("\n".join([*lines, ""]))


def is_whole(text: str) -> bool:
    """Whether a text can be run as it stands; what is wrong in itself can, and says so.

    A block is whole when an empty line follows it, as in Python's own prompt.
    """
    lines = text.split("\n")
    if lines[-1].lstrip().startswith("@"):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        return not _GOES_ON.search(error.msg or "") or (error.lineno or 0) < len(lines) - 1
    except (ValueError, RecursionError, MemoryError):
        return True
    if text.rstrip(" \n").endswith("\\"):
        return False
    last = tree.body[-1] if tree.body else None
    is_block = isinstance(last, ast.FunctionDef | ast.ClassDef | ast.If | ast.For | ast.While | ast.With | ast.Try)
    return not is_block or not lines[-1].strip()
