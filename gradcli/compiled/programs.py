"""Programs for other libraries: value and gradients of an expression, and the assertion that they are these."""

from __future__ import annotations

import keyword
import operator
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradcli import SEMANTICS
from gradcli.calculation.calculation import calculate
from gradcli.calculation.leaves import make_leaves, whole_positions
from gradcli.calculation.question import Settings, check_occurring, checked, variables
from gradcli.compiled import torch_text
from gradcli.compiled.spelling import array, lines, number
from gradcli.lanes.record import drawn
from gradcli.lanes.rows import needed, rows
from gradcli.lanes.sheet import Mark, Sheet
from gradcli.lanes.straight import NotStraight
from gradcli.ops import floats
from gradcli.ops.sizes import numel
from gradcli.ops.warnings import muted
from gradcli.problems import Problem, Remedy
from gradcli.syntax.parser import demand_used, parse
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

TARGETS = ("python", "numpy", "torch", "jax", "pytest")
TOLERANCES = {"float64": (1e-9, 1e-12), "float32": (1e-4, 1e-6)}  # relative, absolute
IN_JAX = (1e-6, 1e-9)  # its derivatives are its own: hardsigmoid's is a sixth, and PyTorch's is one rounded to float32
TAKEN = frozenset("np jnp jax torch F math pytest value gradients main print abs max min round float int bool len test".split())
FUNCTION = "value_and_gradients"
DONE = 'print("the value and the gradients are as they should be")'
RAISING = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "true_divide": operator.truediv}


class Point(NamedTuple):
    """What is known at a point.

    leaves  the variables
    value, grads   the answer
    noted   what has to be known about it, in words: a kink, a gradient that is not finite
    """

    leaves: Mapping[str, Tensor]
    value: Any
    grads: Mapping[str, Any]
    noted: str


def program(expression: str, values: Mapping[str, Any], settings: Settings, to: str) -> str:
    """The program. Raises Problem where the expression cannot be asked, and for what cannot be spelled in the library."""
    if to not in TARGETS:
        raise Problem(f"there are no programs for `{to}`", fix=f"it is one of {', '.join(TARGETS)}")
    tree = parse(expression, tuple(values))
    if not values and variables(tree):
        demand_used(tree)
        check_occurring(variables(tree), settings)
        point = None
    else:
        point = _point(tree, values, settings)
    names = _names(tree, values)
    if to == "torch":
        return _in_torch(tree, names, settings, point)
    return _Writer(tree, names, settings, point, to).text()


def _point(tree: Tree, values: Mapping[str, Any], settings: Settings) -> Point:
    with muted():
        found = calculate(*checked(tree, values, settings))
    if found.error is not None:
        raise found.error
    special = [note.text for note in found.notes if note.kind in ("kink", "not finite", "derivative")]
    return Point(make_leaves(values, settings, whole_positions(tree)), found.value, found.grads, special[0] if special else "")


def _names(tree: Tree, values: Mapping[str, Any]) -> dict[str, str]:
    """What names are called in the program, where they would be in the way of something else."""
    found: dict[str, str] = {}
    for name in (*(values or variables(tree)), *tree.assigned()):
        own = name
        while own in TAKEN or keyword.iskeyword(own) or own in found.values() or (own[0] == "t" and own[1:].isdigit()):
            own += "_"
        found.setdefault(name, own)
    return found


def _headline(tree: Tree) -> str:
    """The expression as a comment, in which nothing it holds can end the line."""
    return f"# {ascii(tree.source)[1:-1]}: value and gradients as {SEMANTICS} has them"


def _keyed(pairs: Sequence[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{name!r}: {text}" for name, text in pairs) + "}"


# ------------------------------------------------------------------ NumPy, JAX, Python, pytest
class _Writer:
    """A program of straight lines."""

    def __init__(self, tree: Tree, names: Mapping[str, str], settings: Settings, point: Point | None, to: str) -> None:
        self.tree, self.names, self.settings, self.point = tree, names, settings, point
        self.to = to
        self.library = "numpy" if to == "pytest" else to
        self.prefix = {"numpy": "np.", "jax": "jnp.", "python": ""}[self.library]
        self.variables = [*point.leaves] if point else variables(tree)
        wanted = settings.wrt
        if point:
            self.wrt = [name for name, x in point.leaves.items() if x.requires_grad]
        else:
            self.wrt = [name for name in self.variables if wanted is None or name in wanted]

    def text(self) -> str:
        """The program."""
        if self.to == "pytest" and self.point is None:
            raise Problem("a test is about numbers, and no variable has a value", fix="give all variables values")
        if self.to == "jax" and self.point is not None and self.point.noted:
            raise Problem(
                "JAX may go by another convention at this point",
                why=self.point.noted,
                fix=Remedy("program", ("torch", "has PyTorch's")),
            )
        if self.library == "python" and self.settings.dtype != "float64":
            raise Problem("Python's own numbers are float64", fix=Remedy("program", ("numpy", f"has {self.settings.dtype}")))
        try:
            with muted():
                body = self._body()
        except NotStraight as why:
            raise Problem(
                f"this is no straight line of steps: {why}", fix=Remedy("program", ("torch", "spells it as PyTorch does"))
            ) from None
        parts = [_headline(self.tree), *self._imports("\n".join(body)), "", "", *body]
        if self.point is not None:
            parts += ["", "", *self._assertions(self.point)]
        return "\n".join(parts) + "\n"

    def _imports(self, body: str) -> list[str]:
        if self.to == "jax":
            wide = ['jax.config.update("jax_enable_x64", True)'] if self.settings.dtype == "float64" else []
            return ["import jax", "import jax.numpy as jnp", *(["", *wide] if wide else [])]
        math = ["import math"] if self.library == "python" or "math." in body else []
        numpy = ["import numpy as np"] if self.library == "numpy" else []
        pytest = ["import pytest"] if self.to == "pytest" else []
        return [*math, *(["", *numpy] if math and numpy else numpy), *pytest]

    def _body(self) -> list[str]:
        sheet = Sheet()
        data = {name: self._variable(sheet, name) for name in self.variables}
        found = drawn(sheet, self.tree, data, self.wrt, self.settings.dtype)
        if self.point is not None:
            self._same(found.value, found.grads, self.point)
        grads = {name: found.grads.get(name) for name in self.variables}
        if self.to == "jax":
            self._finite(found.value)
            return self._function("f", [found.value], "jnp.reshape({}, ())" if getattr(found.value, "shape", ()) else "{}")
        known = {name: g for name, g in grads.items() if g is not None}
        written, results = lines([found.value, *known.values()], self.names, self.library)
        if self.library == "python":
            self._raises([found.value, *known.values()])
        spelled = dict(zip(known, results[1:], strict=True))
        pairs = [(name, spelled.get(name, "None")) for name in grads]
        last = f"return {results[0]}, {_keyed(pairs)}"
        head = f"def {FUNCTION}({', '.join(self.names[n] for n in self.variables)}):"
        if self.library == "numpy" and written:
            return [head, '    with np.errstate(all="ignore"):', *[f"        {line}" for line in written], f"    {last}"]
        return [head, *[f"    {line}" for line in (*written, last)]]

    def _function(self, name: str, results: Sequence[Any], shaped: str) -> list[str]:
        written, texts = lines(results, self.names, self.library)
        head = f"def {name}({', '.join(self.names[n] for n in self.variables)}):"
        return [head, *[f"    {line}" for line in written], f"    return {shaped.format(texts[0])}"]

    def _variable(self, sheet: Sheet, name: str) -> Any:
        """A mark in the place of a variable."""
        if self.point is None:
            return sheet.tensor(name, (), self.settings.dtype)
        leaf = self.point.leaves[name]
        if self.library == "python" and leaf.shape:
            raise Problem("Python alone has no tensors", why=f"`{name}` is one", fix=Remedy("program", ("numpy", "has them")))
        return sheet.tensor(name, tuple(leaf.shape), str.__str__(leaf.dtype))

    def _same(self, value: Any, grads: Mapping[str, Any], point: Point) -> None:
        """The steps have to come to what the engine came to. Raises NotStraight where they do not."""
        columns = {name: np.asarray(x.raw)[None] for name, x in point.leaves.items()}
        names = [name for name, g in grads.items() if g is not None]
        if {name for name, g in point.grads.items() if g is not None} != set(names):
            raise NotStraight("gradients that depend on numbers")
        found = rows([value, *[grads[name] for name in names]], columns, 1, self.settings.dtype)
        relative, absolute = TOLERANCES[self.settings.dtype]
        for mine, known in zip(found, [point.value, *[point.grads[name] for name in names]], strict=True):
            if not np.allclose(mine[0], known, relative, absolute, equal_nan=True):
                raise NotStraight("steps that come to another number")

    def _finite(self, value: Any) -> None:
        """JAX makes nan of an infinity on the way, also of one that is not chosen. Raises Problem where there is one here."""
        if self.point is None:
            return
        columns = {name: np.asarray(x.raw)[None] for name, x in self.point.leaves.items()}
        marks = [mark for mark in needed([value]) if mark.dtype.kind == "f"]
        steps = rows(marks, columns, 1, self.settings.dtype)
        known: list[Any] = [x for mark in marks for x in mark.operands if type(x) is float]
        if not all(np.isfinite(x).all() for x in (*steps, *known)):
            raise Problem(
                "JAX may make nan of this",
                why="a step on the way is not finite here",
                fix=Remedy("program", ("torch", "has PyTorch's")),
            )

    def _raises(self, results: Sequence[Any]) -> None:
        """Python raises where IEEE 754 has an answer, and its steps have no branches. Raises Problem where that happens here."""
        if self.point is None:
            return
        known: dict[int, Any] = {}
        for mark in needed(results):
            if mark.name == "input":
                known[mark.index] = float(np.asarray(self.point.leaves[mark.operands[0]].raw))
                continue
            values = [known[x.index] if isinstance(x, Mark) else x for x in mark.operands]
            function = RAISING.get(mark.name) or getattr(floats, mark.name, None)
            try:
                found = function(*values) if function is not None else _by_numpy(mark, values)
            except (ArithmeticError, ValueError) as error:
                why = f"{mark.name}({', '.join(map(repr, values))}): {error}"
                raise Problem(
                    "Python raises here", why=why, fix=Remedy("program", ("numpy", "goes on with inf and nan"))
                ) from None
            known[mark.index] = found

    # -------------------------------------------------------------- what it has to be
    def _assertions(self, point: Point) -> list[str]:
        if self.to == "pytest":
            return self._tests(point)
        arguments = ", ".join([self._value(x) for x in point.leaves.values()])
        call = f"value, gradients = {FUNCTION}({arguments})"
        if self.to == "jax":
            places = tuple(k for k, name in enumerate(self.variables) if name in self.wrt)
            found = [f"value, found = jax.value_and_grad(f, argnums={places})({arguments})"]
            call_lines = [*found, f"gradients = dict(zip({tuple(self.wrt)!r}, found))"]
        else:
            call_lines = [call]
        checks = [self._check("value", point.value)]
        for name in self.variables:
            g = point.grads[name]
            if g is not None:
                checks.append(self._check(f"gradients[{name!r}]", g))
            elif self.to != "jax":
                checks.append(f"assert gradients[{name!r}] is None")
        body = [f"    {line}" for line in (*call_lines, *checks, DONE)]
        return ["def main():", *body, "", "", 'if __name__ == "__main__":', "    main()"]

    def _check(self, what: str, wanted: Any) -> str:
        relative, absolute = IN_JAX if (self.to, self.settings.dtype) == ("jax", "float64") else TOLERANCES[self.settings.dtype]
        if self.library == "python":
            text = number(float(wanted))
            if "nan" in text:
                return f"assert math.isnan({what})"
            return f"assert math.isclose({what}, {text}, rel_tol={relative}, abs_tol={absolute})"
        return f"assert {self.prefix}allclose({what}, {self._plain(wanted)}, {relative}, {absolute}, equal_nan=True)"

    def _plain(self, x: Any) -> str:
        return array(np.asarray(x), self.prefix) if getattr(x, "ndim", 0) else number(x, self.prefix)

    def _value(self, x: Tensor) -> str:
        """The value of a variable, in its dtype."""
        data = np.asarray(x.raw)
        if not self.prefix:
            return number(float(data))
        if data.ndim:
            return array(data, self.prefix)
        name = str(data.dtype.name) + ("_" if data.dtype.kind == "b" else "")
        return f"{self.prefix}{name}({number(data, self.prefix)})"

    def _tests(self, point: Point) -> list[str]:
        relative, absolute = TOLERANCES[self.settings.dtype]
        arguments = ", ".join([self._value(x) for x in point.leaves.values()])
        written = [f"VALUE, GRADIENTS = {FUNCTION}({arguments})"]

        def test(name: str, what: str, wanted: Any) -> None:
            bound = f"rel={relative}, abs={absolute}, nan_ok=True"
            check = f"{what} is None" if wanted is None else f"{what} == pytest.approx({self._plain(wanted)}, {bound})"
            written.extend(["", "", f"def test_{name}():", f"    assert {check}"])

        test("value", "VALUE", point.value)
        for name in self.variables:
            test(f"gradient_by_{name}", f"GRADIENTS[{name!r}]", point.grads[name])
        return written


def _by_numpy(mark: Mark, values: Sequence[Any]) -> Any:
    out = np.empty((), mark.dtype)
    if mark.name == "detached":
        return values[0]
    assert mark.function is not None
    mark.function(*[np.asarray(x) for x in values], out=out)
    return out.item()


# ------------------------------------------------------------------ PyTorch
def _in_torch(tree: Tree, names: Mapping[str, str], settings: Settings, point: Point | None) -> str:
    """The expression itself, with a backward pass."""
    body = torch_text.statements(tree, names)
    text = "\n".join(body)
    imports = [*(["import math", ""] if "math." in text else []), "import torch"]
    imports += ["import torch.nn.functional as F"] if "F." in text else []
    head = [_headline(tree), *imports, "", f"torch.set_default_dtype(torch.{settings.dtype})", ""]
    if point is None:
        inputs = ", ".join(names[n] for n in variables(tree))
        return "\n".join([*head, "", f"def f({inputs}):", *[f"    {line}" for line in body], "    return value"]) + "\n"
    leaves = point.leaves
    lines_ = [f"{names[name]} = leaf_{names[name]} = {_torch_leaf(x)}" for name, x in leaves.items()]
    relative, absolute = TOLERANCES[settings.dtype]
    bound = f"{relative}, {absolute}, equal_nan=True"
    lines_ += [*body, "value.backward()", ""]
    lines_.append(f"assert torch.allclose(value.detach(), {_torch_array(point.value, settings.dtype)}, {bound})")
    for name, x in leaves.items():
        g = point.grads[name]
        if g is not None:
            lines_.append(f"assert torch.allclose(leaf_{names[name]}.grad, {_torch_array(g, settings.dtype)}, {bound})")
        elif x.requires_grad:
            lines_.append(f"assert leaf_{names[name]}.grad is None")
    return "\n".join([*head, *lines_, DONE]) + "\n"


def _torch_leaf(x: Tensor) -> str:
    grad = ", requires_grad=True" if x.requires_grad else ""
    return _torch_array(x.raw, str.__str__(x.dtype))[:-1] + f"{grad})"


def _torch_array(x: Any, dtype: str) -> str:
    data = np.asarray(x)
    if numel(data.shape) != data.size or data.size > 10_000:
        raise Problem(f"an array of {data.size:,} elements is too large for the text of a program", fix="give it fewer elements")
    inner = array(data, "") if data.ndim else number(data)
    inner = inner.replace("math.", "torch.")
    return f"torch.tensor({inner}, dtype=torch.{dtype})"
