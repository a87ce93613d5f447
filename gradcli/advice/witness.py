"""Who looks on while a script runs again: which statement made, wrote and freed what."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, NamedTuple

from gradcli.recording.modes import mode
from gradcli.script.frames import UNBOUND, Cell, Frame, Source
from gradcli.script.unit import Unit
from gradcli.tensors.tensor import Tensor

MOST = 5_000  # operations that are remembered: what went wrong is mostly not long ago
FREEING = ("backward", "grad", "jacobian", "hessian", "vjp", "step")


class Spot(NamedTuple):
    """A statement of a script, in the cell of a number that counts from 0."""

    node: ast.stmt
    unit: Unit
    cell: int

    @property
    def source(self) -> Source:
        """The text in which it stands."""
        return self.unit.program.source


class Made(NamedTuple):
    """An operation that ran.

    recorded  whether recording was on
    """

    op: Any
    operands: tuple[Any, ...]
    out: Any
    recorded: bool
    spot: Spot | None


class Named(NamedTuple):
    """A value that got its first name, as the text has it: `w`, `self.w`."""

    name: str
    value: Any
    spot: Spot


class Witness:
    """What is remembered of a run.

    now      the statement that runs, and its frame
    made     operations by the id() of their result
    nodes    operations by the id() of their node
    named    by the id() of a value
    freed    by the id() of a node, itself and the statement that freed what it had saved
    written  by the id() of a tensor, itself and the last statement that wrote into it
    """

    def __init__(self) -> None:
        self.cell = 0
        self.now: tuple[Spot, Frame] | None = None
        self.made: dict[int, Made] = {}
        self.nodes: dict[int, Made] = {}
        self.named: dict[int, Named] = {}
        self.freed: dict[int, tuple[Any, Spot]] = {}
        self.written: dict[int, tuple[Any, Spot]] = {}
        self._cells: dict[int, int] = {}
        self._sources: list[Source] = []
        self._saved: dict[int, Any] = {}
        self._versions: dict[int, tuple[Any, int]] = {}

    # -------------------------------------------------------------- what the session tells
    def before(self, node: ast.stmt, unit: Unit, frame: Frame) -> None:
        """A statement begins."""
        self.now = Spot(node, unit, self._cell_of(unit.program.source)), frame

    def after(self, node: ast.stmt, unit: Unit, frame: Frame) -> None:
        """A statement has run."""
        spot = Spot(node, unit, self._cell_of(unit.program.source))
        calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)] if not hasattr(node, "body") else []
        if any(_called(call) in FREEING for call in calls):
            self._look_for_freed(spot)
        if calls or isinstance(node, ast.AugAssign | ast.Assign):
            self._look_for_written(spot)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            self._name(spot, frame)

    def operation(self, op: Any, operands: Any, options: Mapping[str, Any], out: Any) -> None:  # noqa: ARG002
        """An operation of the engine has run."""
        spot = None if self.now is None else self.now[0]
        made = Made(op, tuple(operands), out, mode.recording, spot)
        self.made[id(out)] = made
        node = out.edge
        if node is not None and not node.accumulates:
            self.nodes[id(node)] = made
            if getattr(node, "saved", ()):
                self._saved[id(node)] = node
        for x in (*operands, out):
            if isinstance(x, Tensor) and id(x) not in self._versions:
                self._versions[id(x)] = x, x.version
        if len(self.made) > MOST:
            self._forget()

    def _forget(self) -> None:
        for held in (self.made, self.nodes, self._saved, self._versions):
            for key in list(held)[: len(held) // 2]:
                del held[key]

    def _cell_of(self, source: Source) -> int:
        """The cell of a text: the one that ran when it was first met."""
        if id(source) not in self._cells:
            self._sources.append(source)  # held, so that no other gets its id
            self._cells[id(source)] = self.cell
        return self._cells[id(source)]

    def sources(self) -> list[tuple[Source, int]]:
        """The texts that ran, with the cells that they are of."""
        return [(source, self._cells[id(source)]) for source in self._sources]

    # -------------------------------------------------------------- what a statement did
    def _look_for_freed(self, spot: Spot) -> None:
        for key, node in list(self._saved.items()):
            if type(node.saved) is not tuple:
                del self._saved[key]
                self.freed[key] = node, spot

    def _look_for_written(self, spot: Spot) -> None:
        for key, (x, before) in list(self._versions.items()):
            count = x.version
            if count != before:
                self._versions[key] = x, count
                self.written[key] = x, spot

    def _name(self, spot: Spot, frame: Frame) -> None:
        node = spot.node
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            for part in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
                if isinstance(part, ast.Name | ast.Attribute):
                    value = valued(part, spot.unit, frame)
                    if value is not None and id(value) not in self.named:
                        self.named[id(value)] = Named(ast.unparse(part), value, spot)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def valued(node: ast.expr, unit: Unit, frame: Frame) -> Any:
    """The value of a name, or of an attribute that a script may read; None where it has none."""
    if isinstance(node, ast.Attribute):
        owner = valued(node.value, unit, frame)
        try:
            return None if owner is None else unit.program.guard.read(owner, node.attr)
        except Exception:  # whatever a property of a script raises
            return None
    if not isinstance(node, ast.Name):
        return None
    name, scope = unit.mangled(node.id), unit.scope
    if scope.is_function and name in scope.slots:
        held = frame[scope.slots[name]]
        held = held.value if type(held) is Cell else held
        return None if held is UNBOUND else held
    return unit.program.globals.get(name)
