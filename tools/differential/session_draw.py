"""Random session programs: each statement is drawn for the tensors that the statements before it left, as torch runs them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import torch

from tools.differential.session_run import Scope, answered, execute

SHAPES: Sequence[tuple[int, ...]] = tuple(
    tuple(map(int, sizes)) for sizes in ("", "", "3", "3", "2", "23", "23", "32", "13", "21", "223", "1", "4", "0")
)
DTYPES = ("float32",) * 14 + ("float64",) * 3 + ("int64", "int64", "bool", "int32")
NUMBERS = ("2", "0.5", "-1", "3.0", "1", "0", "-0.5", "1.5")
OPERATORS = ("+", "-", "*", "*", "/")
UNARY = "exp sin cos sigmoid relu tanh abs neg sqrt clone square log floor sign".split()
REDUCTIONS = "sum mean prod amax max min std logsumexp cumsum softmax any argmax".split()
LARGEST = 60  # elements of a tensor from which another one is made


class Session:
    """One program in the making, and the tensors that it has so far.

    strange  how likely an argument is one that may not fit
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lines: list[str] = []
        self.scope: Scope = {"torch": torch}
        self.strange = 0.04
        self._made = 0

    def add(self, line: str) -> None:
        """One more statement."""
        self.lines.append(line)
        execute(line, self.scope)

    def new(self) -> str:
        """The name of the next tensor; now and then one that is taken already."""
        names = self.names()
        if names and self.chance(0.06):
            return self.rng.choice(names)
        self._made += 1
        return "abcdefghijklmnopqrstuvw"[self._made - 1]

    def names(self) -> list[str]:
        """The tensors so far."""
        return [name for name, value in self.scope.items() if isinstance(value, torch.Tensor)]

    def value(self, name: str) -> torch.Tensor:
        """What a name stands for."""
        found: torch.Tensor = self.scope[name]
        return found

    def chance(self, p: float) -> bool:
        """True with this probability."""
        return self.rng.random() < p

    # -------------------------------------------------------------- operands
    def tensor(self) -> str:
        """One of the tensors that are not too large, rather a recent one."""
        names = [n for n in self.names() if self.value(n).numel() <= LARGEST]
        if self.chance(0.5):
            names = names[-3:]
        return self.rng.choice(names or self.names() or [self.empty()])

    def empty(self) -> str:
        """A tensor where there is none any more."""
        name = self.new()
        self.add(f"{name} = torch.ones(2)")
        return name

    def recorded(self) -> str:
        """A tensor that requires grad, if there is one."""
        names = [n for n in self.names() if self.value(n).requires_grad]
        return self.rng.choice(names) if names and not self.chance(self.strange) else self.tensor()

    def ranked(self, least: int) -> str:
        """A tensor of some dimensions, if there is one."""
        names = [n for n in self.names() if self.value(n).dim() >= least and self.value(n).numel() <= LARGEST]
        return self.rng.choice(names) if names and not self.chance(self.strange) else self.tensor()

    def fitting(self, name: str) -> str:
        """An operand that broadcasts to a tensor: another one, or a number."""
        if self.chance(0.35):
            return self.rng.choice(NUMBERS)
        shape = self.value(name).shape
        fit = [n for n in self.names() if _broadcasts(self.value(n).shape, shape)]
        return self.rng.choice(fit) if fit and not self.chance(self.strange) else self.tensor()

    def dim(self, name: str) -> int:
        """One of the dimensions of a tensor, from the front or from behind."""
        rank = self.value(name).dim()
        return self.rng.randrange(-rank, rank) if rank and not self.chance(self.strange) else self.rng.choice((0, -1, 1, 3))

    def size(self, name: str, dim: int) -> int:
        """The size of a dimension; 1 where there is none."""
        x = self.value(name)
        return x.shape[dim] if -x.dim() <= dim < x.dim() else 1

    def item(self, name: str) -> str:
        """What may stand in the brackets behind a tensor."""
        kinds = (self._at, self._at, self._slice, self._slice, self._slice, self._list, self._mask, self._pair, lambda _: "...")
        return self.rng.choice(kinds)(name)

    def _at(self, name: str) -> str:
        n = self.size(name, 0)
        return str(self.rng.randrange(-n, n)) if n and not self.chance(self.strange) else "5"

    def _slice(self, _: str) -> str:
        return self.rng.choice(("1:", ":1", ":2", "::2", "1:2", ":", "-2:", ":-1", "None", "1::2", "2:"))

    def _list(self, name: str) -> str:
        n = self.size(name, 0)
        if not n:
            return "[]"
        return str([self.rng.randrange(-n, n) for _ in range(self.rng.choice((1, 2, 2, 3)))])

    def _mask(self, name: str) -> str:
        return f"{name} {self.rng.choice(('>', '<'))} {self.rng.choice(('0', '1', '-0.3'))}"

    def _pair(self, name: str) -> str:
        first = self.rng.choice((":", "...", self._slice(name), self._at(name)))
        return f"{first}, {self.rng.choice(('0', '1:', '-1', '::2', 'None', '[0, -1]'))}"


def _broadcasts(shape: Sequence[int], into: Sequence[int]) -> bool:
    return len(shape) <= len(into) and all(n in (1, m) for n, m in zip(reversed(shape), reversed(into), strict=False))


# ------------------------------------------------------------------ tensors that are made
def literal(s: Session, shape: Sequence[int], dtype: str) -> Any:
    """Nested lists of numbers of a dtype, few of them zero and none large."""
    if shape:
        return [literal(s, shape[1:], dtype) for _ in range(shape[0])]
    if dtype == "bool":
        return s.chance(0.5)
    if dtype.startswith("int"):
        return s.rng.randrange(-3, 5)
    return s.rng.choice((0.0, 1.0, 1.0, 2.0, *[round(s.rng.uniform(-2, 2), 2) for _ in range(8)]))


def leaf(s: Session) -> str:
    """A tensor of numbers."""
    dtype = s.rng.choice(DTYPES)
    wanted = s.chance(0.75 if "float" in dtype else 0.02)
    text = "" if dtype in ("int64", "bool") or (dtype == "float32" and s.chance(0.9)) else f", dtype=torch.{dtype}"
    return f"{s.new()} = torch.tensor({literal(s, s.rng.choice(SHAPES), dtype)}{text}{', requires_grad=True' if wanted else ''})"


def filled(s: Session) -> str:
    """A tensor of zeros or ones, of a size or like another one."""
    if s.chance(0.5):
        return f"{s.new()} = torch.{s.rng.choice(('zeros_like', 'ones_like'))}({s.tensor()})"
    return f"{s.new()} = torch.{s.rng.choice(('zeros', 'ones'))}({s.rng.choice(('3', '2, 3', '1', '3, 2'))})"


def arithmetic(s: Session) -> str:
    """Two operands and an operator, on either side of which a number may stand."""
    x = s.tensor()
    pair = [x, s.fitting(x)]
    if s.chance(0.25):
        pair.reverse()
    return f"{s.new()} = {pair[0]} {s.rng.choice(OPERATORS)} {pair[1]}"


def power(s: Session) -> str:
    """x ** n, and a product of matrices."""
    if s.chance(0.3):
        x = s.ranked(1)
        return f"{s.new()} = {x} @ {s.ranked(1)}" if s.chance(0.4) else f"{s.new()} = {x} @ {x}.mT"
    return f"{s.new()} = {s.tensor()} ** {s.rng.choice(('2', '3', '2', '0.5', '1', '0', '-1'))}"


def unary(s: Session) -> str:
    """A function of one tensor."""
    return f"{s.new()} = {s.tensor()}.{s.rng.choice(UNARY)}()"


def binary(s: Session) -> str:
    """A function of several tensors."""
    x = s.tensor()
    y = s.fitting(x)
    kind = s.rng.choice(("maximum", "minimum", "where", "stack", "cat", "mul", "add"))
    if kind == "where":
        return f"{s.new()} = torch.where({x} > {s.rng.choice(NUMBERS)}, {x}, {y})"
    if kind in ("stack", "cat"):
        return f"{s.new()} = torch.{kind}([{x}, {x if y in NUMBERS else y}])"
    return f"{s.new()} = torch.{kind}({x}, {y})"


def reduction(s: Session) -> str:
    """A reduction of everything, or along one dimension."""
    x = s.tensor()
    kind = s.rng.choice(REDUCTIONS[:4] if s.chance(0.6) else REDUCTIONS)
    along = s.chance(0.5) or kind in ("logsumexp", "cumsum", "softmax")
    keep = ", keepdim=True" if along and s.chance(0.3) and kind not in ("cumsum", "softmax") else ""
    first = "[0]" if along and kind in ("max", "min") else ""
    return f"{s.new()} = {x}.{kind}({f'dim={s.dim(x)}' if along else ''}{keep}){first}"


def cast(s: Session) -> str:
    """The same numbers in another dtype."""
    return f"{s.new()} = {s.tensor()}.{s.rng.choice(('double()', 'float()', 'to(torch.float64)', 'long()', 'bool()'))}"


# ------------------------------------------------------------------ views
def view(s: Session) -> str:
    """A view, or what only looks like one."""
    x = s.ranked(1) if s.chance(0.85) else s.tensor()
    return f"{s.new()} = {x}{looked(s, x)}"


def looked(s: Session, x: str) -> str:
    """What may follow a tensor's name to make a view of it."""
    shape, numel = tuple(s.value(x).shape), s.value(x).numel()
    d = s.dim(x)
    size = s.size(x, d)
    other = s.dim(x)
    order = list(range(len(shape)))
    s.rng.shuffle(order)
    kinds = (
        f"[{s.item(x)}]",
        f"[{s.item(x)}]",
        f"[{s.item(x)}]",
        f".select({d}, {s.rng.randrange(max(size, 1))})",
        f".transpose({d}, {other})",
        ".T" if len(shape) < 3 else ".mT",
        ".t()",
        ".mT",
        f".permute({', '.join(map(str, order)) or '()'})",
        f".view({s.rng.choice(('-1', f'{numel}', '-1, 1', '1, -1', '3, -1', str(shape)))})",
        f".reshape({s.rng.choice(('-1', f'{numel}', '-1, 1', '3, -1', str(shape)))})",
        f".expand({s.rng.choice((f'2, {str(shape)[1:-1]}', '2, -1, -1', '3, 3', '-1, 3', str(shape)))})".replace(", )", ")"),
        f".squeeze({s.rng.choice(('', str(d)))})",
        f".unsqueeze({d})",
        f".unbind({d})[{s.rng.randrange(max(size, 1))}]",
        f".split({s.rng.choice(('1', '2'))}, {d})[{s.rng.choice((0, -1))}]",
        f".chunk(2, {d})[{s.rng.choice((0, -1))}]",
        f".diagonal({s.rng.choice(('', '1', '-1'))})",
        f".narrow({d}, {s.rng.choice((0, 1))}, {max(size - 1, 0)})",
        f".flatten({s.rng.choice(('', str(d)))})",
        ".contiguous()",
        f".view_as({x})",
        f".expand_as({s.tensor()})",
        f".as_strided({s.rng.choice(('(2,), (1,)', '(2,), (1,), 1', '(1,), (1,)'))})",
        "[:]",
        f".unfold({d}, {s.rng.choice((1, 2))}, {s.rng.choice((1, 2))})",
        f".tensor_split({s.rng.choice(('2', '[1]'))}, {d})[{s.rng.choice((0, -1))}]",
        f".rot90(1, ({d}, {other}))",
        f".diag_embed({s.rng.choice(('', '1'))})",
        f".repeat_interleave(2, {d})",
        f".masked_select({x} > 0)",
        ".take(torch.tensor([0, 0]))",
    )
    return s.rng.choice(kinds)


def several(s: Session) -> str:
    """Two views at once, of which both are kept."""
    x = s.ranked(1)
    d = s.dim(x)
    names = f"{s.new()}, {s.new()}"
    return s.rng.choice(
        (
            f"{names} = {x}.chunk(2, {d})",
            f"{names} = {x}.unbind({d})",
            f"{names} = {x}",
            f"{names} = {x}.split([1, {max(s.size(x, d) - 1, 0)}], {d})",
        )
    )


# ------------------------------------------------------------------ writing in place
def in_place(s: Session) -> str:
    """x.f_(...)."""
    x = s.tensor()
    y = s.fitting(x)
    kinds = (
        *[f".{name}_({y})" for name in ("add", "mul", "sub", "div", "add", "mul")],
        f".add_({y}, alpha=2)",
        f".pow_({s.rng.choice(('2', '3', y))})",
        *[f".{name}_()" for name in ("exp", "sigmoid", "relu", "zero", "neg", "sin", "abs", "tanh", "sqrt", "floor")],
        f".fill_({s.rng.choice((*NUMBERS, y))})",
        f".copy_({y})",
        f".clamp_({s.rng.choice(('0', '-1, 1', 'max=1', 'min=0.5'))})",
        ".t_()",
        f".transpose_({s.dim(x)}, {s.dim(x)})",
        f".squeeze_({s.rng.choice(('', str(s.dim(x))))})",
        f".unsqueeze_({s.dim(x)})",
        f".masked_fill_({x} > 0, {s.rng.choice(NUMBERS)})",
        ".detach_()",
        f".index_fill_({s.dim(x)}, torch.tensor([0]), {s.rng.choice((*NUMBERS, y))})",
        f".index_add_(0, torch.tensor([0]), {x}.narrow(0, 0, 1) * 2)",
        f".masked_scatter_({x} > 0, {x} * 2)",
        ".clamp_min_(0)",
    )
    return f"{x}{s.rng.choice(kinds)}"


def augmented(s: Session) -> str:
    """x += y, also of a part."""
    x = s.tensor()
    part = f"[{s.item(x)}]" if s.value(x).dim() and s.chance(0.5) else ""
    symbol = s.rng.choice(("+=", "*=", "-=", "/=", "+=", "**="))
    return f"{x}{part} {symbol} {s.rng.choice(('2', '3')) if symbol == '**=' else s.fitting(x)}"


def assigned(s: Session) -> str:
    """x[items] = y."""
    x = s.ranked(1) if s.chance(0.9) else s.tensor()
    return f"{x}[{s.item(x)}] = {s.fitting(x)}"


def through_view(s: Session) -> str:
    """A view that is written into at once."""
    x = s.ranked(1)
    return f"{x}{looked(s, x)}.{s.rng.choice(('add_', 'mul_', 'fill_', 'copy_', 'sub_'))}({s.fitting(x)})"


# ------------------------------------------------------------------ out of the graph, and without one
def cut(s: Session) -> str:
    """What cuts a tensor off from the graph, or into it."""
    x = s.tensor()
    y = s.new()
    return s.rng.choice(
        (
            f"{y} = {x}.detach()",
            f"{y} = {x}.detach()",
            f"{y} = {x}.data",
            f"{x} = {x}.detach()",
            f"{x} = {x}.detach().requires_grad_()",
            f"{y} = {x}.detach().clone()",
            f"{x}.requires_grad_()",
            f"{x}.requires_grad_(False)",
            f"{x}.requires_grad = {s.rng.choice(('True', 'False'))}",
            f"{x}.data{s.rng.choice(('.add_(1)', ' *= 2', '.zero_()'))}",
            f"{x}.data = {s.fitting(x)}" if s.value(x)._base is None else f"{y} = {x}.detach()",
        )
    )


def unrecorded(s: Session) -> str:
    """Statements inside a block."""
    makers = (in_place, augmented, assigned, view, arithmetic, through_view, cut, unary, several)
    inside = [s.rng.choice(makers)(s) for _ in range(s.rng.choice((1, 1, 2)))]
    kind = s.rng.choice(("no_grad()", "no_grad()", "no_grad()", "enable_grad()", "set_grad_enabled(False)", "inference_mode()"))
    return "\n".join([f"with torch.{kind}:", *[f"    {line}" for line in inside]])


# ------------------------------------------------------------------ hooks and gradients
def hook(s: Session) -> str:
    """A hook, or the wish to keep a gradient.

    torch crashes at a hook on a view that has no grad_fn, or whose grad_fn nobody asked for since its base was written into.
    """
    x = s.recorded()
    if s.value(x)._base is not None and answered(lambda: s.value(x).grad_fn) is None:
        return unary(s)
    text = s.rng.choice(("register_hook(lambda g: g * 2)", "register_hook(lambda g: g + 1)", "retain_grad()", "retain_grad()"))
    return f"{x}.grad_fn; {x}.{text}" if s.value(x)._base is not None else f"{x}.{text}"


def scalar(s: Session) -> str:
    """A scalar, as a rule, from which to go backward."""
    x = s.recorded()
    if not s.value(x).dim() and s.chance(0.8):
        return x
    return s.rng.choice((f"{x}.sum()", f"{x}.sum()", f"({x} * {s.tensor()}).sum()", f"({x} ** 2).sum()", f"{x}.mean()", x))


def backward(s: Session) -> str:
    """Going backward, into everything or into some."""
    if s.chance(0.15):
        x = s.recorded()
        g = s.rng.choice((f"torch.ones_like({x})", f"{x}.detach()", s.tensor(), f"{x} * 2"))
        return f"{x}.backward({g}{s.rng.choice(('', ', retain_graph=True'))})"
    chosen = s.recorded()
    options = s.rng.choice(("", "", "", "retain_graph=True", "create_graph=True", f"inputs=[{chosen}]", f"inputs={chosen}"))
    return f"{scalar(s)}.backward({options})"


def gradients(s: Session) -> str:
    """torch.autograd.grad by leaves and results."""
    inputs = f"[{', '.join(s.recorded() for _ in range(s.rng.choice((1, 1, 2))))}]"
    options = s.rng.choice(("", "", ", create_graph=True", ", create_graph=True", ", allow_unused=True", ", retain_graph=True"))
    return f"{s.new()} = torch.autograd.grad({scalar(s)}, {inputs}{options})[0]"


def second(s: Session) -> str:
    """A derivative of a derivative."""
    x, y = s.recorded(), s.recorded()
    first = f"torch.autograd.grad({scalar(s)}, {x}, create_graph=True)[0]"
    if s.chance(0.5):
        return f"({first} * {s.rng.choice((x, '2'))}).sum().backward()"
    return f"{s.new()} = torch.autograd.grad({first}.sum(), {y})[0]"


def forgotten(s: Session) -> str:
    """What becomes of `.grad` between passes."""
    x = s.recorded()
    return s.rng.choice(
        (
            f"{x}.grad.zero_()",
            f"{x}.grad = None",
            f"{x}.grad += 1",
            f"{x}.grad = torch.ones_like({x})",
            f"{s.new()} = {x}.grad",
            f"{x} = {x}.detach()",
        )
    )


MAKERS: Sequence[tuple[Callable[[Session], str], float]] = (
    (leaf, 1),
    (filled, 0.4),
    (arithmetic, 3),
    (power, 0.8),
    (unary, 1.2),
    (binary, 0.8),
    (reduction, 1),
    (cast, 0.3),
    (view, 4),
    (several, 0.6),
    (in_place, 3.5),
    (augmented, 1.2),
    (assigned, 1.2),
    (through_view, 0.8),
    (cut, 1),
    (unrecorded, 1.2),
    (hook, 0.7),
    (backward, 2),
    (gradients, 0.9),
    (second, 0.4),
    (forgotten, 0.5),
)


def program(seed: str) -> list[str]:
    """One program of 3 to 15 statements. The same seed makes the same program."""
    rng = random.Random(seed)
    session = Session(rng)
    session.add(leaf(session))
    makers, weights = zip(*MAKERS, strict=True)
    for _ in range(rng.randrange(2, 14)):
        session.add(rng.choices(makers, weights)[0](session))
    if rng.random() < 0.6:
        session.add(backward(session))
    return session.lines
