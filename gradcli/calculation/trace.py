"""What happened, as data: the graph, every forward step, every backward step, every accumulation.

A trace is recorded while the engine runs; nothing is computed a second time, and the views compute nothing at all.
Everything in it is plain: numbers, texts, tuples and nested lists of numbers, so that it survives a trip through JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.autograd.backward import Visit, backward, call_rule, ones_like
from gradcli.calculation.calculation import (
    Note,
    Record,
    Settings,
    as_tensor,
    check_names,
    clear,
    explained,
    grads_of,
    make_leaves,
    output_gradient,
    output_name,
)
from gradcli.calculation.remarks import remarks
from gradcli.evaluate.expression import Place, evaluate
from gradcli.formula.closed_form import closed_forms
from gradcli.formula.symbol import Symbols, TooLarge
from gradcli.formula.text import NotWritable, operand_texts, write
from gradcli.numerals import is_number, number, tensor
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.op import Op, Step
from gradcli.ops.table import TABLE
from gradcli.problems import BackwardError, Problem, Span
from gradcli.recording.modes import mode, set_grad_enabled, watched
from gradcli.recording.node import Freed
from gradcli.tensors.op_node import OpNode as Node
from gradcli.syntax.tree import BINARY_PRECEDENCE, Tree
from gradcli.tensors.tensor import Tensor

LONGEST_NUMBERS = 40  # characters of values in one forward step
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


class Product(NamedTuple):
    """The gradient of one operand at one node.

    formula   the local derivative, or for operations that mix elements the whole rule in g; None if it has no spelling
    local     the local derivative as plain data, where it is one number for each element
    product   upstream times local
    reduced   the product summed over the dimensions in which the operand was broadcast; None if it was not
    """

    input: int
    formula: str | None
    local: Any
    product: Any
    reduced: Any


class Raised(NamedTuple):
    """What backward raised, in words."""

    kind: str
    message: str
    why: str | None
    fix: str | None
    hint: str | None


class Move(NamedTuple):
    """One step of backward.

    vertex    the value whose node ran; of an accumulation the leaf
    grad_fn   the node, or AccumulateGrad
    upstream  the gradient that reached it
    products  empty for an accumulation
    before, after   of an accumulation: the leaf's .grad
    """

    vertex: int
    grad_fn: str
    upstream: Any
    products: tuple[Product, ...]
    before: Any = None
    after: Any = None


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

    @property
    def error(self) -> Raised | None:
        """What the last pass raised."""
        return self.passes[-1].error if self.passes else None


def plain(data: Any) -> Any:
    """Data as a number or nested lists of numbers; None stays None."""
    return data.tolist() if hasattr(data, "tolist") else data


class Recorder(Record):
    """Watches forward and backward and writes the trace."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self.vertices: list[Vertex] = []
        self.ids: dict[int, int] = {}
        self.kept: list[Any] = []  # tensors whose id() is in use as a key
        self.ops: dict[Node, tuple[int, Op, tuple[str, ...]]] = {}
        self.outs: dict[Node, Any] = {}
        self.moves: list[Move] = []
        self.counted = 0

    def begin(self, leaves: Mapping[str, Tensor]) -> None:
        """A new graph: the leaves come first."""
        self.vertices, self.ids, self.kept, self.ops, self.outs, self.counted = [], {}, [], {}, {}, 0
        for name, x in leaves.items():
            self._add(
                x,
                Vertex(len(self.vertices), name, "leaf", name, None, (), plain(x.raw), x.shape, x.requires_grad, True, (), None),
            )

    def _add(self, key: Any, vertex: Vertex) -> int:
        self.vertices.append(vertex)
        if key is not None:
            self.ids[id(key)] = vertex.id
            self.kept.append(key)
        return vertex.id

    def _watch(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> None:
        super()._watch(op, operands, options, out)
        inputs = tuple(self._input(x) for x in operands)
        names = tuple(self.vertices[i].name for i in inputs)
        self.counted += 1
        node = out.grad_fn
        at = self.place.node
        saved = _saved_names(node, op, names)
        vertex = Vertex(
            id=len(self.vertices),
            name=f"v{self.counted}",
            op=op.name,
            text=spelled(op, names, options),
            grad_fn=node.name() if node is not None else None,
            inputs=inputs,
            value=plain(out.raw),
            shape=out.shape,
            requires_grad=out.requires_grad,
            is_leaf=out.is_leaf,
            saved=saved,
            span=(self.tree.starts[at], self.tree.ends[at]),
            numbers=self._numbers(op, inputs, options),
            skipped=self._skipped(op, inputs, node),
        )
        self._add(out, vertex)
        if node is not None:
            self.ops[node] = (vertex.id, op, names)
            self.outs[node] = out.raw

    def _numbers(self, op: Op, inputs: Sequence[int], options: Mapping[str, Any]) -> str | None:
        """The operation on numbers: 3*4."""
        texts = [value_text(self.vertices[i].value) for i in inputs]
        return None if sum(map(len, texts)) > LONGEST_NUMBERS else spelled(op, texts, options)

    def _skipped(self, op: Op, inputs: Sequence[int], node: Node | None) -> str | None:
        """The node that no_grad kept from being recorded."""
        if node is not None or mode.recording or not op.differentiable:
            return None
        sources = [self.vertices[i] for i in inputs]
        return op.grad_fn if any(v.requires_grad or v.skipped for v in sources) else None

    def _input(self, x: Any) -> int:
        known = self.ids.get(id(x)) if isinstance(x, Tensor) else None
        if known is not None:
            return known
        data = x.raw if isinstance(x, Tensor) else x
        text = _constant_text(data)
        shape = tuple(getattr(data, "shape", ()))
        vertex = Vertex(len(self.vertices), text, "constant", text, None, (), plain(data), shape, False, True, (), None)
        return self._add(x if isinstance(x, Tensor) else None, vertex)

    def name_values(self, named: Sequence[tuple[str, Any]], output: Tensor, name: str) -> int:
        """Give the named intermediates their names, and the output its own; the id of the output.

        A name that is bound again is told from its earlier values by a number: x, x#2, x#3.
        """
        root = self._input(output)
        times: dict[str, int] = {v.name: 1 for v in self.vertices if v.op == "leaf"}
        given: dict[int, str] = {}
        for wanted, value in [*named, (name, output)]:
            i = self.ids.get(id(value))
            if i is None or self.vertices[i].op in ("leaf", "constant") or i in given:
                continue
            times[wanted] = times.get(wanted, 0) + 1
            given[i] = wanted if times[wanted] == 1 else f"{wanted}#{times[wanted]}"
        self._renumber(given)
        return root

    def _renumber(self, given: Mapping[int, str]) -> None:
        """v1, v2, ... without gaps, in the texts too."""
        taken = {v.name for v in self.vertices if v.op in ("leaf", "constant")} | set(given.values())
        count = 0
        names: dict[int, str] = {}
        for v in self.vertices:
            if v.op in ("leaf", "constant") or v.id in given:
                names[v.id] = given.get(v.id, v.name)
                continue
            count += 1
            while f"v{count}" in taken:
                count += 1
            names[v.id] = f"v{count}"
        rows = {i: (op, options) for i, op, options in self._rows()}
        for v in list(self.vertices):
            inputs = tuple(names[i] for i in v.inputs)
            found = rows.get(v.id)
            text = spelled(found[0], inputs, found[1]) if found is not None else v.text
            self.vertices[v.id] = v._replace(name=names[v.id], text=text)
        for node, (i, op, _) in list(self.ops.items()):
            inputs = tuple(names[k] for k in self.vertices[i].inputs)
            self.ops[node] = (i, op, inputs)
            saved = _saved_names(node, op, inputs)
            self.vertices[i] = self.vertices[i]._replace(saved=saved)

    def _rows(self) -> Sequence[tuple[int, Op, Mapping[str, Any]]]:
        return [(i, op, node.options) for node, (i, op, _) in self.ops.items()]

    # -------------------------------------------------------------- backward
    def observe(self, visit: Visit) -> None:
        """One step of backward."""
        super().observe(visit)
        node = visit.node
        if node.accumulates:
            after = node.variable.grad
            before = None if visit.before is None else plain(visit.before)
            i = self.ids[id(node.variable)]
            now = None if after is None else plain(after.raw)
            self.moves.append(Move(i, "AccumulateGrad", plain(visit.upstream), (), before, now))
            return
        i, op, names = self.ops[node]
        products = tuple(self._product(node, op, names, visit, *found) for found in visit.products)
        self.moves.append(Move(i, node.name(), plain(visit.upstream), products))

    def _product(self, node: Node, op: Op, names: tuple[str, ...], visit: Visit, operand: int, raw: Any, fitted: Any) -> Product:
        step = next(s for s in node.plan.steps if s.operand == operand)
        local = self._local(node, op, step)
        formula = local_formula(node, step, names, whole=local is None)
        target = self.vertices[self.ops[node][0]].inputs[operand]
        changed = tuple(getattr(raw, "shape", ())) != tuple(getattr(fitted, "shape", ()))
        return Product(target, formula, plain(local), plain(raw), plain(fitted) if changed else None)

    def _local(self, node: Node, op: Op, step: Step) -> Any:
        """The local derivative as numbers, where it is one for each element: the rule with 1 for g."""
        if not op.elementwise or isinstance(node.saved, Freed):
            return None
        known = [x.raw if isinstance(x, Tensor) else x for x in node.saved]
        return call_rule(step, node, ones_like(self.outs[node]), known)


def local_formula(node: Node, step: Step, names: Sequence[str], whole: bool) -> str | None:
    """The rule of one operand as text, in the names of this graph: with g for the upstream gradient, or with 1 for it."""
    symbols = Symbols(400)
    metas = node.metas or (((), "float64"),) * len(names)
    known: list[Any] = []
    for name in node.plan.saved:
        if name in node.op.operands:
            k = node.op.operands.index(name)
            known.append(symbols.lift(float(names[k])) if is_number(names[k]) else symbols.name(names[k], metas[k][0]))
        elif name == "out":
            known.append(symbols.name("out", node.out_meta[0] if node.out_meta else ()))
        else:
            return None
    shape = node.out_meta[0] if node.out_meta else ()
    g = symbols.name("g", shape) if whole else symbols.expanded(symbols.number(1), shape)
    try:
        with set_grad_enabled(False):
            found = step.rule(g, *[known[p] if isinstance(p, int) else node.argument(step, p) for p in step.picks])
        return write(symbols.core(symbols.lift(found)), 80)
    except (NotWritable, TooLarge, Problem, ArithmeticError, TypeError, ValueError, AttributeError):
        return None


def _saved_names(node: Node | None, op: Op, names: Sequence[str]) -> tuple[str, ...]:
    """What a node saved; PyTorch keeps the number in x**2 as a setting, not as a saved tensor."""
    if node is None:
        return ()
    found = [_saved_name(n, op, names) for n in node.plan.saved]
    return tuple(n for n in found if not (op.symbol == "**" and is_number(n)))


def _saved_name(name: str, op: Op, names: Sequence[str]) -> str:
    """What is saved, by the name it has in this graph."""
    if name in op.operands:
        return names[op.operands.index(name)]
    return "the result" if name == "out" else name


def _constant_text(data: Any) -> str:
    return value_text(plain(data), 12)


def spelled(op: Op, names: Sequence[str], options: Mapping[str, Any]) -> str:
    """An operation on the names of its inputs."""
    if op.symbol is not None and len(names) == 2 and not op.options:
        space = "" if op.symbol in ("*", "/", "**", "//", "%") else " "
        left, right = (_grouped(n, op.symbol) for n in names)
        return f"{left}{space}{op.symbol}{space}{right}"
    if op.symbol == "-" and len(names) == 1:
        return f"-{_grouped(names[0], '**')}"
    if op.name == "select":
        return f"{names[0]}[{':, ' * options['dim']}{options['at']}]"
    shown = [
        f"{k}={v!r}"
        for k, v in {**op.chosen_by, **options}.items()
        if not hasattr(v, "tolist") and op.defaults.get(k, "unset") != v and v is not None
    ]
    inside = ", ".join(operand_texts(op, TABLE.get(op.name, op), names))
    return f"{op.name}({', '.join([inside, *shown])})"


def _grouped(name: str, symbol: str) -> str:
    """A negative constant in brackets, where it would read as something else."""
    return f"({name})" if name.startswith("-") and symbol in BINARY_PRECEDENCE else name


def trace(tree: Tree, values: Mapping[str, Any], settings: Settings, place: Place | None = None) -> Trace:
    """Evaluate, go backward, and record everything. Raises Problem when the expression cannot be evaluated.

    place  is kept up to date with the node of the tree that is being evaluated
    """
    check_names(tree, values, settings)
    leaves = make_leaves(values, settings)
    recorder = Recorder(tree)
    recorder.place = place or recorder.place
    passes: list[Pass] = []
    error: Raised | None = None
    name, root, output = "", 0, Tensor(0.0)
    with default_dtype_of(settings.dtype), set_grad_enabled(not settings.no_grad):
        for k in range(max(settings.passes, 1)):
            if not k or not settings.same_graph:
                name, root, output = _forward(recorder, tree, values, leaves)
            if k and settings.zero_grad:
                clear(leaves)
            recorder.moves = []
            try:
                backward(output, output_gradient(settings, output), retain_graph=settings.retain_graph, observer=recorder.observe)
            except BackwardError as raised:
                error = _raised(explained(raised, tree, output, leaves, settings, recorder))
            passes.append(Pass(tuple(recorder.moves), _plain_grads(leaves), error))
            if error is not None:
                break
    formulas = _formulas(tree, leaves, settings, output) if error is None else {}
    grads = _plain_grads(leaves)
    notes = recorder.notes(leaves, values) if error is None else ()
    if notes:
        notes += tuple(remarks(tree, values, settings, plain(output.raw), grads, notes))
    return Trace(
        expression=tree.source,
        output=name,
        vertices=tuple(recorder.vertices),
        root=root,
        passes=tuple(passes),
        grads=grads,
        formulas=formulas,
        numbers=_put_in(formulas, leaves),
        notes=notes,
        recorded=not settings.no_grad,
    )


def _raised(error: BackwardError) -> Raised:
    return Raised(error.kind, error.title, error.why, error.fix, error.hint)


def _plain_grads(leaves: Mapping[str, Tensor]) -> dict[str, Any]:
    return {name: plain(g) for name, g in grads_of(leaves).items()}


def _formulas(tree: Tree, leaves: Mapping[str, Tensor], settings: Settings, output: Tensor) -> dict[str, str]:
    """The closed forms, where the output is one number and none was put in front of it."""
    if settings.grad_output is not None or output.shape:
        return {}
    wrt = [n for n, x in leaves.items() if x.requires_grad]
    masks = [n for n, x in leaves.items() if x.dtype == "bool"]
    forms = closed_forms(tree, {n: x.shape for n, x in leaves.items()}, wrt, masks)
    return {n: text for n, text in forms.formulas.items() if text is not None}


def _forward(recorder: Recorder, tree: Tree, values: Mapping[str, Any], leaves: Mapping[str, Tensor]) -> tuple[str, int, Tensor]:
    recorder.begin(leaves)
    recorder.restart()
    with watched(recorder._watch):
        evaluation = evaluate(tree, leaves, recorder.place)
        output = as_tensor(evaluation.output)
    name = evaluation.name or output_name(tree, values)
    return name, recorder.name_values(evaluation.named, output, name), output


def _put_in(formulas: Mapping[str, str], leaves: Mapping[str, Tensor]) -> dict[str, str]:
    """The closed forms with numbers for names: 6*x + 4 at x = 2 is 6*2 + 4."""
    if any(x.shape for x in leaves.values()):
        return {}
    texts = {name: value_text(plain(x.raw)) for name, x in leaves.items()}
    found = {}
    for name, text in formulas.items():
        put = _NAME.sub(lambda m: _bracketed(texts[m[0]], m) if m[0] in texts else m[0], text)
        if put != text:
            found[name] = put
    return found


_NAME = re.compile(r"[^\W\d]\w*(?![\w(])")


def _bracketed(text: str, place: re.Match[str]) -> str:
    """A negative number in brackets, unless it stands alone in some."""
    around = place.string[place.start() - 1 : place.start()] + place.string[place.end() : place.end() + 1]
    return f"({text})" if text.startswith("-") and around != "()" else text


def value_text(value: Any, digits: int = 6) -> str:
    """A value inside a text of the trace."""
    return tensor(value, digits) if isinstance(value, list) else number(value, digits)
