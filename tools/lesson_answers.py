"""What real torch prints for the scripts and notebooks in tests/lessons/programs, as Python and IPython show it.

    python -m tools.lesson_answers              writes tests/data/lesson_answers.jsonl
    python -m tools.lesson_answers --check      says for which lessons the file does not hold what torch prints now
    python -m tools.lesson_answers tensors/     only these, by the beginning of their names

To be run with Python 3.11 where torch 2.13, NumPy 2 and IPython are installed. Every lesson runs in a process of its own.
"""

from __future__ import annotations

import ast
import json
import linecache
import os
import re
import sys
import tempfile
import traceback
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gradcli.script.cells import Cell, cells
from tests.lessons.files import ANSWERS, Ran, answers, lessons, plain

INSIDE = re.compile(r" \(Triggered internally at [^)]*\)")
SECONDS = 60


def main(arguments: list[str]) -> int:
    """Ask torch for every lesson; the exit status."""
    import IPython.core.displayhook
    import numpy as np
    import torch

    del IPython, np
    torch.set_num_threads(1)
    chosen = tuple(a for a in arguments if not a.startswith("-"))
    known = answers() if ANSWERS.exists() else {}
    found = {name: apart(path) if not chosen or name.startswith(chosen) else known.get(name) for name, path in lessons().items()}
    if "--check" in arguments:
        stale = [name for name in sorted(found.keys() | known.keys()) if found.get(name) != known.get(name)]
        print(*stale, sep="\n", end="\n" if stale else "")
        return 1 if stale else 0
    lines = [json.dumps({"name": name, **ran._asdict()}, ensure_ascii=False) for name, ran in found.items() if ran is not None]
    ANSWERS.write_text("\n".join(lines) + "\n", "utf-8")
    return 0


def apart(path: Path) -> Ran:
    """What a lesson prints in a process of its own, which has torch already."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os._exit(alone(path))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        printed, told = (plain(INSIDE.sub("", _text(stream))) for stream in (out, err))
        return Ran(printed, told, status)


def _text(stream: Any) -> str:
    stream.seek(0)
    return str(stream.read().decode("utf-8"))


def alone(path: Path) -> int:
    """Run a lesson as Python runs a script, or cell by cell as IPython does; the exit status."""
    import signal

    signal.alarm(SECONDS)
    status = 0
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    sys.argv = [path.name]
    try:
        found = cells(path.read_text("utf-8"), path.name)
        os.chdir(tempfile.mkdtemp())
        names = {cell.name for cell in found}
        warnings.showwarning = warned(names)
        prepare(main)
        whole = path.read_text("utf-8")
        for cell in found:
            if not one(cell, main, names, whole):
                status = 1
    except SystemExit as done:
        status = done.code if isinstance(done.code, int) else 1 if done.code else 0
        if isinstance(done.code, str):
            print(done.code, file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def prepare(main: types.ModuleType) -> None:
    """What a notebook knows: display."""
    import IPython.display

    IPython.display.display = show_all
    vars(main)["__builtins__"] = __builtins__


def one(cell: Cell, main: types.ModuleType, names: set[str], whole: str) -> bool:
    """Run a cell of a text, and say whether it ended well."""
    text, name = cell.text, cell.name
    if cell.echo:
        text = as_python(text)
        vars(main).update(display=show_all, get_ipython=Silent)
    Path(name).write_text(whole if cell.first else text, "utf-8")  # where Python looks for the lines of a traceback
    linecache.checkcache(name)
    try:
        run(text, name, vars(main), cell.echo)
    except SystemExit:
        raise
    except BaseException as error:
        sys.stdout.flush()
        sys.__excepthook__(type(error), only(error, names), error.__traceback__)
        return False
    return True


def run(text: str, name: str, scope: dict[str, Any], echo: bool) -> None:
    """Execute a text; with `echo` the value of its last expression is shown."""
    sys.setrecursionlimit(1000 + len(traceback.extract_stack()) + 2)  # as at the beginning of a script
    tree = ast.parse(text, name)
    last = tree.body[-1] if tree.body else None
    if not echo or not isinstance(last, ast.Expr):
        exec(compile(text, name, "exec", dont_inherit=True), scope)
        return
    tree.body.pop()
    exec(compile(tree, name, "exec", dont_inherit=True), scope)
    value = eval(compile(ast.Expression(last.value), name, "eval", dont_inherit=True), scope)
    if value is None:
        return
    from IPython.core.displayhook import DisplayHook

    if not DisplayHook.semicolon_at_end_of_expression(text):
        show_all(value)
        scope["_"] = value


def as_python(text: str) -> str:
    """A cell without IPython's lines, which do nothing here; all others stay where they are."""
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell(text) if re.search(r"^[%!]", text, re.M) else text


class Silent:
    """What stands for IPython's shell: every line that it is given does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


def show_all(*values: Any) -> None:
    """Values as a notebook shows them."""
    from IPython.core.formatters import PlainTextFormatter

    for value in values:
        print(PlainTextFormatter()(value))


def only(error: BaseException, names: set[str]) -> BaseException:
    """The error without the frames of Python's library, of torch and of this tool, also in what led to it."""
    pending: list[BaseException] = [error]
    seen: set[int] = set()
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        found: types.TracebackType | None = None
        for part in reversed(parts(current.__traceback__)):
            if part.tb_frame.f_code.co_filename in names:
                found = types.TracebackType(found, part.tb_frame, part.tb_lasti, part.tb_lineno)
        current.__traceback__ = found
        pending += [other for other in (current.__cause__, current.__context__) if other is not None]
    return error


def parts(traced: types.TracebackType | None) -> list[types.TracebackType]:
    """A traceback frame by frame."""
    found = []
    while traced is not None:
        found.append(traced)
        traced = traced.tb_next
    return found


def warned(names: set[str]) -> Callable[..., None]:
    """How a warning is written: at the innermost place in the lesson, whoever warned."""

    def show(message: Any, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None) -> None:
        del file
        if filename not in names:
            here = next((f for f in reversed(traceback.extract_stack()) if f.filename in names), None)
            filename, lineno = (here.filename, here.lineno or 0) if here else (filename, lineno)
        sys.stdout.flush()
        sys.stderr.write(warnings.formatwarning(message, category, filename, lineno, line))

    return show


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
