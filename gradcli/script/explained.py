"""Every call of backward() of a script as an event, with all of its steps."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from gradcli.calculation.trace import Trace
from gradcli.calculation.watching import Watch
from gradcli.script.events import Backward, Event
from gradcli.script.naming import tensors_of
from gradcli.script.tracebacks import here_now

MOST_PASSES = 100  # a loop over thousands of them is not read


class Explained:
    """Looks on while a script runs.

    watch  remembers what is computed
    """

    def __init__(self, names: dict[str, Any], emit: Callable[[Event], None], note: Callable[[str], None]) -> None:
        self._emit, self._note = emit, note
        self._told = 0
        self.watch = Watch(lambda: tensors_of(names, sys._getframe(1)), self._tell)

    def _tell(self, found: Trace | str) -> None:
        self._told += 1
        if self._told > MOST_PASSES:
            self._note(f"only the first {MOST_PASSES} calls of backward() are explained")
            return
        where = here_now(sys._getframe(1))
        file, line = (where[0].file, where[0].line) if where else ("<script>", 1)
        if isinstance(found, Trace):
            self._emit(Backward(found, file, line))
        else:
            self._note(f"backward() in line {line} is not explained: {found}")
