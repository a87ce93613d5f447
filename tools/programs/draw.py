"""What the categories draw from: names, numbers, shapes, literals, and the ways in which a lesson prints something."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from textwrap import indent
from typing import TypeVar

T = TypeVar("T")
Shape = tuple[int, ...]
Piece = Callable[["Draw"], str]
SHAPES: Sequence[Shape] = (
    (),
    (1,),
    (2,),
    (3,),
    (4,),
    (3,),
    (2, 3),
    (3, 2),
    (2, 2),
    (1, 3),
    (2, 1),
    (3, 3),
    (2, 3, 2),
    (1, 1),
    (0,),
)
FLOATS = ("float32",) * 8 + ("float64",) * 4 + ("float16",)
WHOLE = ("int64",) * 4 + ("int32", "int16", "int8", "uint8")
DTYPES = FLOATS * 2 + WHOLE * 2 + ("bool", "bool", "bool")
STYLES = (
    *("print({})",) * 5,
    "print({0}, {0})",
    "print('value:', {})",
    "print(f'{{{}}}')",
    "print(repr({}))",
    "print(str({}))",
    "print([{}])",
    "print('%s' % ({},))",
    "print('{{}}'.format({}))",
)
CAUGHT = (
    "print(type(e).__name__, e)",
    "print(type(e).__name__ + ':', str(e))",
    "print(f'{type(e).__name__}: {e}')",
    "print(repr(e))",
)


class Draw:
    """One program in the making.

    tensors  names of tensors of floating point so far, with their shapes
    """

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)
        self.tensors: dict[str, Shape] = {}
        self._made = 0

    # -------------------------------------------------------------- choices
    def pick(self, options: Sequence[T]) -> T:
        """One of several."""
        return self.rng.choice(options)

    def word(self, words: str) -> str:
        """One of several words."""
        return self.rng.choice(words.split())

    def chance(self, p: float) -> bool:
        """True with this probability."""
        return self.rng.random() < p

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.rng.randint(low, high)

    def number(self) -> str:
        """A number as lessons write it."""
        return self.pick(("0.5", "1.0", "2.0", "-1.0", "3.0", "0.1", "2", "3", "-2", "1.5", "0.25", "10.", "-0.3", "0.", "100.0"))

    def name(self, prefix: str = "x") -> str:
        """A name that is not taken."""
        self._made += 1
        return f"{prefix}{self._made}"

    # -------------------------------------------------------------- shapes and literals
    def shape(self, rank: int | None = None) -> Shape:
        """A small shape, of a rank if one is given."""
        if rank is not None:
            return tuple(self.whole(1, 4) for _ in range(rank))
        return self.pick(SHAPES)

    def sized(self, shape: Shape) -> str:
        """A shape as the arguments of a function that makes tensors."""
        if len(shape) > 1 and self.chance(0.7):
            return ", ".join(map(str, shape))
        return str(shape[0]) if len(shape) == 1 else str(shape)

    def literal(self, shape: Shape, dtype: str = "float32") -> str:
        """Nested lists of numbers."""
        if shape:
            return "[" + ", ".join(self.literal(shape[1:], dtype) for _ in range(shape[0])) + "]"
        if dtype == "bool":
            return self.pick(("True", "False"))
        if "int" in dtype:
            return str(self.whole(0 if dtype == "uint8" else -9, 9))
        kind = self.rng.random()
        if kind < 0.5:
            return self.pick(("1.", "2.", "3.", "0.5", "-1.", "4.", "0.", "-0.5", "-2.", "1.5"))
        if kind < 0.96:
            return str(round(self.rng.uniform(-3, 3), self.whole(1, 4)))
        return self.pick(("1000.", "12345.678", "1e-5", "-0.001", "1e10", "float('inf')", "float('nan')", "0.00012"))

    def tensor(self, shape: Shape | None = None, dtype: str = "float32") -> str:
        """An expression for a tensor of given numbers."""
        found = self.shape() if shape is None else shape
        plain = dtype in ("bool", "int64") or (dtype == "float32" and 0 not in found)
        return f"torch.tensor({self.literal(found, dtype)}{'' if plain else f', dtype=torch.{dtype}'})"

    def made(self, shape: Shape) -> str:
        """An expression for a tensor of floating point, made in one of many ways; its numbers are plain ones."""
        size = self.sized(shape)
        numel = 1
        for n in shape:
            numel *= n
        ways = [self.tensor(shape)] * 3 + [f"torch.randn({size})", f"torch.rand({size})", f"torch.ones({size})"]
        ways += [f"torch.full({shape}, {self.number().rstrip('.')}).float()", f"torch.arange({numel}.).reshape({shape})"]
        if shape:
            ways += [f"torch.linspace(-1, 1, {numel}).view({size})", f"torch.zeros({size}) + {self.number()}"]
        return self.pick(ways)

    def leaf(self, shape: Shape | None = None, prefix: str = "x") -> tuple[str, str]:
        """A statement that makes a tensor that requires grad, and its name."""
        found = self.shape() if shape is None else shape
        name = self.name(prefix)
        self.tensors[name] = found
        ways = (
            f"{name} = torch.tensor({self.literal(found)}, requires_grad=True)"
            if 0 not in found
            else f"{name} = torch.zeros({found}, requires_grad=True)",
            f"{name} = torch.randn({self.sized(found)}, requires_grad=True)",
            f"{name} = torch.ones({self.sized(found)}, requires_grad=True)",
            f"{name} = {self.made(found)}\n{name}.requires_grad_()"
            if 0 not in found
            else f"{name} = torch.zeros({found}).requires_grad_()",
        )
        return self.pick(ways), name

    # -------------------------------------------------------------- statements
    def shown(self, expression: str) -> str:
        """A statement that prints a value."""
        style = self.pick(STYLES)
        if "{{{}}}" in style and any(mark in expression for mark in "'\"{}\\!:"):
            style = "print({})"
        return style.format(expression)

    def tried(self, text: str) -> str:
        """Statements whose error is printed."""
        kind = self.word("Exception Exception RuntimeError")
        return f"try:\n{indent(text, '    ')}\nexcept {kind} as e:\n    {self.pick(CAUGHT)}"

    def maybe(self, text: str, p: float = 0.75) -> str:
        """Statements, whose error is printed most of the time."""
        return self.tried(text) if self.chance(p) else text

    def inside(self, text: str, head: str) -> str:
        """Statements in a block."""
        return f"{head}\n{indent(text, '    ')}"
