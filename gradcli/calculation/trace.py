"""What happened, as data: the graph, every forward step, every backward step, every accumulation.

A trace is recorded while the engine runs (recorder.py); nothing is computed a second time, and the views compute nothing at all.
Everything in it is plain: numbers, texts, tuples and nested lists of numbers, so that it survives a trip through JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gradcli.calculation.notes import Note
from gradcli.problems import Problem, Span

SCHEMA = "gradcli.trace/1"


class Vertex(NamedTuple):
    """One value of the graph: a leaf, a constant, or the result of an operation.

    name     what it is called: the variable, the assigned name, v1, v2, ...; a constant's own text
    op       the row of the table; "leaf" or "constant"
    text     how it was computed from the names of its inputs
    inputs   ids
    saved    what its node keeps for backward, by name
    span     the part of the expression, as offsets, or None
    numbers  the text with the values of the inputs in place of their names; None where that would be long
    skipped  inside no_grad: the node that would have been recorded
    shapes   the text with the shapes of the inputs in place of names, and the shape of the result; None where they stay
    within   what was typed, where it took this operation and others: cross_entropy(z, 1)
    """

    id: int
    name: str
    op: str
    text: str
    grad_fn: str | None
    inputs: tuple[int, ...]
    value: Any
    shape: tuple[int, ...]
    requires_grad: bool
    is_leaf: bool
    saved: tuple[str, ...]
    span: Span | None
    numbers: str | None = None
    skipped: str | None = None
    shapes: str | None = None
    within: str | None = None


class Product(NamedTuple):
    """The gradient of one operand at one node.

    formula   the local derivative, or for operations that mix elements the whole rule in g; None if it has no spelling
    local     the local derivative as plain data, where it is one number for each element
    product   upstream times local
    reduced   the product summed over the dimensions in which the operand was broadcast; None if it was not
    role      which operand, where the same value is used twice: 1st factor, exponent
    rule      the rule as people read it: g ⊗ h; None where the formula says it
    numbers   the rule with the numbers put in
    shapes    the rule with the shapes put in, and the shape of the gradient
    guard     where the derivative is 0 although the rule does not say so; None where it says all
    jacobian  derivatives of every element of the value by every element of the operand, row by row, where they are few
    """

    input: int
    formula: str | None
    local: Any
    product: Any
    reduced: Any
    role: str | None = None
    rule: str | None = None
    numbers: str | None = None
    shapes: str | None = None
    guard: str | None = None
    jacobian: Any = None


class Together(NamedTuple):
    """The gradient of one operand through all the operations that one call took: softmax(z) - onehot(1).

    call     what was typed
    vertex   the value of the whole call
    input    the operand
    rule     the gradient as people read it
    numbers  the same with the numbers put in
    product  what it comes to
    """

    call: str
    vertex: int
    input: int
    rule: str
    numbers: str | None
    product: Any


class Raised(NamedTuple):
    """What backward raised, in words; `span` is the part of the expression, as offsets, or None."""

    kind: str
    message: str
    why: str | None
    fix: str | None
    hint: str | None
    span: Span | None = None


class Move(NamedTuple):
    """One step of backward.

    vertex    the value whose node ran; of an accumulation the leaf
    grad_fn   the node, or AccumulateGrad
    upstream  the gradient that reached it
    products  empty for an accumulation
    before, after   of an accumulation: the leaf's .grad
    terms     what added up to the gradient that reached it, where it was more than one contribution
    together  of the last operation of a call that took several
    """

    vertex: int
    grad_fn: str
    upstream: Any
    products: tuple[Product, ...]
    before: Any = None
    after: Any = None
    terms: tuple[Any, ...] = ()
    together: tuple[Together, ...] = ()


class Pass(NamedTuple):
    """One call of backward: its steps, the .grad of each variable afterwards, and what it raised."""

    moves: tuple[Move, ...]
    grads: Mapping[str, Any]
    error: Raised | None = None


class Trace(NamedTuple):
    """Everything that happened.

    root      the id of the output
    formulas  variable -> closed form, where it can be written down
    numbers   variable -> the same with the values of the variables put in, where they are numbers
    recorded  False inside no_grad
    readings  variable -> the closed form as people read it, where that is shorter: without what guards it, which a note tells
    upstream  what rules call the gradient that arrived: g, or another letter where that is taken
    """

    expression: str
    output: str
    vertices: tuple[Vertex, ...]
    root: int
    passes: tuple[Pass, ...]
    grads: Mapping[str, Any]
    formulas: Mapping[str, str]
    numbers: Mapping[str, str]
    notes: tuple[Note, ...]
    recorded: bool = True
    upstream: str = "g"
    readings: Mapping[str, str] = {}

    def closed_form(self, name: str) -> str:
        """The closed form as it is shown."""
        return self.readings.get(name, self.formulas[name])

    @property
    def error(self) -> Raised | None:
        """What the last pass raised."""
        return self.passes[-1].error if self.passes else None


def named(trace: Trace, name: str) -> Vertex:
    """The value of a name. Raises Problem if there is none."""
    found = next((v for v in trace.vertices if v.name == name and v.op != "constant"), None)
    if found is None:
        names = ", ".join(v.name for v in trace.vertices if v.op != "constant")
        raise Problem(f"there is no value `{name}` in this graph", fix=f"there are: {names}")
    return found


def plain(data: Any) -> Any:
    """Data as a number or nested lists of numbers; None stays None."""
    if type(data) is tuple:
        return [plain(part) for part in data]
    return data.tolist() if hasattr(data, "tolist") else data
