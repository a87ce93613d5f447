"""Every call of backward() of a script as an event with all of its steps, and what a call would do, for those who ask."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from gradcli.calculation.trace import Trace
from gradcli.calculation.watching import Unexplained, Watch
from gradcli.problems import Problem
from gradcli.script.events import Backward, Event
from gradcli.script.naming import tensors_of
from gradcli.script.tracebacks import here_now
from gradcli.tensors.tensor import Tensor

MOST_PASSES = 100  # a loop over thousands of them is not read


class Explained:
    """Looks on while a script runs.

    always  tell of every call of backward(); otherwise only what is asked for is told
    """

    def __init__(
        self, names: Mapping[str, Any], emit: Callable[[Event], None], note: Callable[[str], None], always: bool
    ) -> None:
        self._names, self._emit, self._note, self._always = names, emit, note, always
        self._told = 0
        self._watch = Watch(lambda: tensors_of(names, sys._getframe(1)), self._tell)

    def looking(self) -> AbstractContextManager[None]:
        """Everything that this thread computes inside the block is remembered."""
        return self._watch.looking(self._always)

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

    def asked(self, name: str, backward: bool) -> Trace:
        """The graph of what has a name, and what backward() would do from there, without doing it. Raises Problem."""
        named = tensors_of(self._names)
        value = self._names.get(name, named.get(name))
        if not isinstance(value, Tensor):
            known = [n for n, x in named.items() if x.requires_grad]
            what = "is no tensor" if name in self._names else "is not defined"
            raise Problem(f"`{name}` {what}", fix=f"there are: {', '.join(known)}" if known else None)
        if value.edge is None:
            raise Problem(f"`{name}` does not require grad: it has no graph")
        try:
            return self._watch.rehearsed(value) if backward else self._watch.graph([value]).bare()
        except Unexplained as why:
            raise Problem(f"`{name}` is not explained: {why}") from None
