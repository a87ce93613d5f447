"""What all categories draw from: variables with data, operands that fit, dims, spellings, and pieces that grow by operations.

Every piece is evaluated by torch as it grows, so that its shape and dtype are known and the next operation can fit it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import torch

from tools.differential import language, values
from tools.differential.request import worded
from tools.differential.torch_side import DTYPES
from tools.differential.values import Number, Shape

NAMES = ("x", "y", "z", "a", "b", "c", "w", "A", "B", "theta")
MASKS = ("m", "mask", "keep")
PLACES = {"t": "torch.", "f": "F.", "s": "torch.special.", "l": "torch.linalg.", "b": ""}
LARGEST = 200  # elements of a piece
TRIES = 12
T = TypeVar("T")


class Piece(NamedTuple):
    """A part of a program and what it comes to."""

    text: str
    value: torch.Tensor

    @property
    def rank(self) -> int:
        """The number of dimensions."""
        return int(self.value.dim())

    @property
    def shape(self) -> Shape:
        """The sizes."""
        return tuple(self.value.shape)

    @property
    def wrapped(self) -> str:
        """The text, fit to stand before a dot or beside an operator."""
        return self.text if re.fullmatch(r"\w+|torch\.tensor\([^()]*\)", self.text) else f"({self.text})"


Maker = Callable[["Draw", Piece], str | None]


class Broken(Exception):
    """A program that torch refuses; its text is the argument."""


class Draw:
    """One program in the making.

    strange   how likely a dim, a shape or an argument is one that may not fit
    broken    how likely a part that torch refuses is left in the program
    number    how the numbers of new variables are drawn; None for a way of its own each
    values    the data of the variables, as a request has them
    names     every name that has a value so far: variables and named intermediate results
    lines     the statements so far
    """

    def __init__(self, seed: int | str, strange: float = 0.025, broken: float = 0.08) -> None:
        self.rng = random.Random(seed)
        self.strange = strange
        self.broken = broken
        self.dtype = "float32" if self.chance(0.1) else "float64"
        self.number: Number | None = None
        self.values: dict[str, Any] = {}
        self.names: dict[str, torch.Tensor] = {}
        self.lines: list[str] = []

    # -------------------------------------------------------------- chance
    def chance(self, probability: float) -> bool:
        """True as often as asked."""
        return self.rng.random() < probability

    def odd(self) -> bool:
        """Whether this once something may not fit."""
        return self.chance(self.strange)

    def pick(self, items: Sequence[T]) -> T:
        """One of them."""
        return self.rng.choice(items)

    def words(self, text: str) -> str:
        """One of the words of a text."""
        return self.rng.choice(text.split())

    def maybe(self, text: str, probability: float = 0.4) -> str:
        """A text, or nothing."""
        return text if self.chance(probability) else ""

    # -------------------------------------------------------------- variables and constants
    def shape(self, most: int = 4) -> Shape:
        """A shape."""
        return values.shape(self.rng, most)

    def variable(self, shape: Shape | None = None, number: Number | None = None) -> Piece:
        """A new variable; an old one where no name is free."""
        free = [name for name in NAMES if name not in self.names]
        if not free:
            return self.old() or self.constant(())
        sizes = self.shape() if shape is None else shape
        draw = number or self.number or values.style(self.rng)
        return self.bound(self.pick(free), sizes, values.data(self.rng, sizes, draw))

    def bound(self, name: str, sizes: Shape, data: Any) -> Piece:
        """A variable with a name and data; sizes that lists cannot have are written as a text."""
        with torch.no_grad():
            made = torch.tensor(data).reshape(sizes)
            self.names[name] = made if made.dtype == torch.bool else made.to(DTYPES[self.dtype])
        self.values[name] = worded(data) if values.holdable(sizes) else f"zeros({', '.join(map(str, sizes))})"
        return Piece(name, self.names[name])

    def old(self) -> Piece | None:
        """A name that has a value, if there is one."""
        names = [name for name, value in self.names.items() if isinstance(value, torch.Tensor)]
        return self.named(self.pick(names)) if names else None

    def named(self, name: str) -> Piece:
        """The piece behind a name."""
        return Piece(name, self.names[name])

    def some(self, shape: Shape | None = None) -> Piece:
        """A variable, old or new."""
        old = self.old() if self.chance(0.3) else None
        return old if old is not None and (shape is None or old.shape == shape) else self.variable(shape)

    def constant(self, shape: Shape, kind: str = "float") -> Piece:
        """torch.tensor(...) of floats, integers or truth values."""
        drawn: dict[str, Callable[[random.Random], Any]] = {
            "float": values.half,
            "int": lambda rng: rng.randint(-2, 4),
            "bool": values.truth,
            "index": lambda rng: rng.randint(0, 2),
        }
        text = f"torch.tensor({values.data(self.rng, shape, drawn[kind])})"
        return Piece(text, self.value(text))

    def scalar(self) -> str:
        """A plain number, in brackets where it is negative."""
        text = values.scalar(self.rng)
        return f"({text})" if text.startswith("-") else text

    # -------------------------------------------------------------- shapes that fit
    def beside(self, shape: Shape) -> Shape:
        """A shape that broadcasts with another, mostly."""
        if self.odd():
            return tuple(n + 1 for n in shape) if shape else (2,)
        kept = shape[self.rng.randint(0, len(shape)) :] if self.chance(0.3) else shape
        sizes = tuple(1 if self.chance(0.2) else n for n in kept)
        return (self.pick((1, 2)), *sizes) if self.chance(0.1) and len(shape) < 4 else sizes

    def tensor(self, x: Piece) -> Piece:
        """A tensor that goes with another in an elementwise operation."""
        roll = self.rng.random()
        if roll < 0.45:
            return self.some(x.shape)
        if roll < 0.65:
            return self.variable(self.beside(x.shape))
        if roll < 0.72:
            return self.variable(())
        if roll < 0.8:
            return x
        if roll < 0.86:
            return self.piece(f"{x.wrapped}.{self.words('detach() clone() data exp() tanh()')}") or x
        kind = self.pick(("float", "float", "int", "int", "bool"))
        return self.constant(self.beside(x.shape) if self.chance(0.7) else (), kind)

    def operand(self, x: Piece) -> str:
        """The text of a tensor or a plain number that goes with a tensor."""
        return self.scalar() if self.chance(0.3) else self.tensor(x).wrapped

    def mask(self, x: Piece) -> str:
        """A condition of the shape of a tensor, or one that broadcasts with it."""
        roll = self.rng.random()
        if roll < 0.6:
            return f"{x.wrapped} {self.words('> < >= <= == !=')} {self.operand(x)}"
        if roll < 0.75:
            return self.constant(self.beside(x.shape), "bool").text
        free = [name for name in MASKS if name not in self.names]
        if roll < 0.9 and free:
            sizes = self.beside(x.shape)
            if values.holdable(sizes) and 0 not in sizes:
                return self.bound(free[0], sizes, values.data(self.rng, sizes, values.truth)).text
        return f"torch.isnan({x.text})" if self.chance(0.5) else f"torch.logical_not({x.text})"

    # -------------------------------------------------------------- dims
    def dim(self, x: Piece) -> str:
        """A dim of a tensor; seldom one that it does not have."""
        most = max(x.rank, 1)
        if self.odd():
            return self.pick((str(most), str(-most - 1), "5", "-7", "0.5", "True", "None", str(most + 1)))
        return str(self.rng.randint(-most, most - 1))

    def dims(self, x: Piece) -> str:
        """Some dims of a tensor as an integer, a tuple or a list."""
        roll = self.rng.random()
        if roll < 0.45:
            return self.dim(x)
        if self.odd():
            return self.pick(("(0, 0)", f"(0, {-max(x.rank, 1)})", "(0, 9)", "()", "[]", "(-1, 0, 1)", "(0.5,)", "(True,)"))
        if roll < 0.5:
            return self.pick(("()", "[]", "(0,)", "None"))
        places = self.rng.sample(range(x.rank), self.rng.randint(1, x.rank)) if x.rank else []
        signed = [str(k - x.rank if self.chance(0.5) else k) for k in places]
        return self.sequence(signed)

    def sequence(self, items: Sequence[str]) -> str:
        """Items as a tuple or a list."""
        inside = ", ".join(items)
        if self.chance(0.4):
            return f"[{inside}]"
        return f"({inside},)" if len(items) == 1 or (items and self.chance(0.15)) else f"({inside})"

    def keyword(self, names: str, value: str, positional: float = 0.5) -> str:
        """An argument in its place, or under one of its names."""
        return value if self.chance(positional) else f"{self.words(names)}={value}"

    # -------------------------------------------------------------- spelling
    def call(self, name: str, x: Piece, *arguments: str, places: str = "mt") -> str:
        """A call in one of its spellings; empty arguments fall out.

        places   m for a method, t torch., f F., s torch.special., l torch.linalg.
        """
        given = [argument for argument in arguments if argument]
        keywords_last = sorted(given, key=_is_keyword)
        place = self.pick(places)
        if place in "tf" and self.chance(0.06):
            place = "b"
        if place in "tf" and len(keywords_last) == sum(map(_is_keyword, given)) and self.chance(0.05):
            return f"{PLACES[place]}{name}({', '.join([f'input={x.text}', *keywords_last])})"
        if place == "m":
            return f"{x.wrapped}.{name}({', '.join(keywords_last)})"
        return f"{PLACES[place]}{name}({', '.join([x.text, *keywords_last])})"

    # -------------------------------------------------------------- growing
    def value(self, text: str) -> Any:
        """What a text comes to in torch, now. Raises what torch raises."""
        with torch.no_grad():
            return language.evaluate(text, self.names)

    def piece(self, text: str) -> Piece | None:
        """A text as a piece, if torch takes it and it is a tensor of a moderate size."""
        try:
            found = self.value(text)
        except Exception:
            return None
        return Piece(text, found) if isinstance(found, torch.Tensor) and found.numel() <= LARGEST else None

    def grown(self, x: Piece, makers: Sequence[Maker]) -> Piece:
        """A piece with one operation more. Raises Broken where one is left in that torch refuses."""
        for _ in range(TRIES):
            text = self.pick(makers)(self, x)
            if text is None:
                continue
            found = self.piece(text)
            if found is None:
                if self.chance(self.broken):
                    raise Broken(text)
            elif _telling(found.value) or self.chance(0.1):
                return found
        return x

    def many(self, x: Piece, makers: Sequence[Maker], most: int = 3) -> Piece:
        """A piece with one to `most` operations more."""
        for _ in range(self.rng.randint(1, most)):
            x = self.grown(x, makers)
        return x

    def named_result(self, name: str, x: Piece) -> Piece:
        """A statement that gives a piece a name."""
        self.lines.append(f"{name} = {x.text}")
        self.names[name] = x.value
        return self.named(name)

    def program(self, last: str) -> str:
        """The statements and the last expression as one text."""
        return "; ".join([*self.lines, last])

    def used(self, program: str) -> Mapping[str, Any]:
        """The data of the variables that a program names."""
        try:
            occurring = language.variables(program)
        except SyntaxError:
            occurring = list(self.values)
        return {name: data for name, data in self.values.items() if name in occurring}


def _is_keyword(argument: str) -> bool:
    return re.match(r"\w+=[^=]", argument) is not None


def _telling(value: torch.Tensor) -> bool:
    """Whether a result says something: some elements, and not all of them nan."""
    return value.numel() > 0 and not bool(torch.isnan(value).all())
