"""A symbol as text that the parser reads back, and how long that text would be, known before it is written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.formula.symbol import NO_SPELLING, Coefficient, Held, NotWritable, Symbol, TooLarge
from gradcli.ops import activation, arithmetic, embedding, reduction
from gradcli.ops import shape as views
from gradcli.ops.op import Op, Row
from gradcli.ops.table import TABLE
from gradcli.syntax.tree import BINARY_PRECEDENCE, COMPARISON, EITHER, POSTFIX, POWER, PRODUCT, SUM, UNARY

Text = tuple[str, int]  # the text, and how tightly its outermost operation binds


class Reading(NamedTuple):
    """How people read a formula, which the parser need not: g ⊗ h, Wᵀ @ g.

    names   what stands for a name; its own text where there is nothing
    worked  parts that are replaced by what they come to
    """

    names: Mapping[str, str] = {}
    worked: Mapping[Symbol, str] = {}


class Texts(dict[Symbol, Text]):
    """The texts of the parts that are done; `known` are the numbers that have names, `reading` is for people."""

    known: Mapping[float, str] = {}
    reading: Reading | None = None


# These read back to the very same number, and are what a reader knows them as.
KNOWN = {
    math.pi: "pi",
    math.e: "e",
    math.log(2): "log(2)",
    math.log(10): "log(10)",
    math.sqrt(0.5): "sqrt(0.5)",
    math.sqrt(2 * math.pi): "sqrt(2*pi)",
    math.pi / 180: "(pi/180)",
    180 / math.pi: "(180/pi)",
    2 / math.sqrt(math.pi): "(2/sqrt(pi))",
    math.sqrt(2 / math.pi): "sqrt(2/pi)",
}


def write(symbol: Symbol, limit: int, reading: Reading | None = None) -> str:
    """The text of a formula of at most `limit` characters, or NotWritable; with `reading` a text for people alone."""
    order = inner_first(symbol)
    texts = Texts()
    texts.known = KNOWN
    texts.reading = reading
    if any(part.kind == "name" and part.parts[0] in ("pi", "e") for part in order):
        texts.known = {}  # here pi is a variable
    for part in order:
        text = _written(part, texts)
        if len(text[0]) > limit:
            raise TooLarge
        texts[part] = text
    return texts[symbol][0]


def guards_of(symbol: Symbol) -> list[Symbol]:
    """The conditions under which a formula is 0 that does not say so."""
    known = symbol.table.guards
    return [known[part] for part in inner_first(symbol) if part in known]


def inner_first(symbol: Symbol) -> list[Symbol]:
    """All parts of a symbol, each after its own parts."""
    order: list[Symbol] = []
    seen: set[Symbol] = set()
    stack: list[tuple[Symbol, bool]] = [(symbol, False)]
    while stack:
        part, done = stack.pop()
        if done:
            order.append(part)
        elif part not in seen:
            seen.add(part)
            stack.append((part, True))
            stack += [(child, False) for child in _children(part) if child not in seen]
    return order


def _children(symbol: Symbol) -> list[Symbol]:
    if symbol.kind == "call":
        return list(symbol.parts[1])
    if symbol.kind == "product":
        return [base for base, _ in (*symbol.parts[1], *symbol.parts[2])]
    if symbol.kind == "sum":
        return [term for _, term in symbol.parts]
    return []


def _written(symbol: Symbol, texts: Texts) -> Text:
    if texts.reading is not None:
        found = texts.reading.worked.get(symbol)
        if found is None and symbol.kind == "name":
            found = texts.reading.names.get(symbol.parts[0], symbol.parts[0])
        if found is not None:
            return found, UNARY if found.startswith("-") else POSTFIX
    if symbol.kind == "name":
        return symbol.parts[0], POSTFIX
    if symbol.kind == "constant":
        return _constant(symbol.parts[2]), POSTFIX
    if symbol.kind == "product":
        return _product(symbol.parts, texts)
    if symbol.kind == "sum":
        return _sum(symbol.parts, texts), SUM
    return _call(symbol, texts)


# ------------------------------------------------------------------ numbers and constants
def number(value: int | float) -> str:
    """The shortest text that reads back to the same number."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return repr(value)


def _constant(array: Any) -> str:
    if array.size > 16:
        raise TooLarge
    return _nested(array.tolist())


def _nested(values: Any) -> str:
    if isinstance(values, list):
        return "[" + ", ".join(_nested(v) for v in values) + "]"
    return number(values)


# ------------------------------------------------------------------ sums and products
def _sum(terms: Sequence[tuple[Coefficient, Symbol]], texts: Texts) -> str:
    out = ""
    for coefficient, term in _ordered(terms):
        text = _term(coefficient, term, texts)
        if not out:
            out = text
        elif text.startswith("-"):
            out += " - " + text[1:]
        else:
            out += " + " + text
    return out


def _ordered(terms: Sequence[tuple[Coefficient, Symbol]]) -> list[tuple[Coefficient, Symbol]]:
    """The highest degree first, as in a textbook, but a positive term in front where there is one."""
    ranked = sorted(terms, key=lambda item: -_degree(item[1]))
    first = next((k for k, (c, _) in enumerate(ranked) if c[0] > 0), 0)
    return [ranked[first], *ranked[:first], *ranked[first + 1 :]]


def _degree(symbol: Symbol) -> int:
    if symbol.kind == "product":
        return int(sum(n for _, n in symbol.parts[1]) - sum(n for _, n in symbol.parts[2]))
    return 1


def _term(coefficient: Coefficient, term: Symbol, texts: Texts) -> str:
    if term.kind == "product":
        own, above, below = term.parts
        product = ((coefficient[0] * own[0], coefficient[1] * own[1]), above, below)
        return _product(product, texts)[0]
    return _product((coefficient, ((term, 1),), ()), texts)[0]


def _product(parts: Any, texts: Texts) -> Text:
    (above, below), factors, divisors = parts
    sign = "-" if above < 0 or (above == 0 and math.copysign(1, above) < 0) else ""
    size = -above if sign else above
    if (above, below) == (1, 1) and not divisors and len(factors) == 1 and factors[0][1] == 1:
        return texts[factors[0][0]]
    factors, outer = _outer(factors, texts)
    numbers = [_named(size, texts)] if size != 1 or not (factors or outer) else []
    top = numbers + [_factor(base, n, texts) for base, n in _by_kind(factors)] + outer
    bottom = ([_named(below, texts)] if below != 1 else []) + [_factor(base, n, texts) for base, n in _by_kind(divisors)]
    if sign and bottom and len(bottom) == 1 and bottom[0].startswith("-"):
        bottom = [f"({bottom[0]})"]
    text = sign + "*".join(top)
    if bottom:
        text += "/" + (bottom[0] if len(bottom) == 1 else "(" + "*".join(bottom) + ")")
    if sign:
        return text, UNARY if len(top) == 1 and not bottom else PRODUCT
    if not bottom and len(top) == 1:
        return text, POWER if "**" in top[0] and not numbers else POSTFIX
    return text, PRODUCT


def _named(value: int | float, texts: Texts) -> str:
    return texts.known.get(value) or number(value)


def _outer(factors: Any, texts: Texts) -> tuple[Any, list[str]]:
    """A column times a row is what everyone calls an outer product."""
    if len(factors) == 2 and factors[0][1] == factors[1][1] == 1:
        for (column, _), (row, _) in (factors, factors[::-1]):
            if column.kind == "call" and column.parts[0] in _VIEWS and len(row.shape) == 1:
                vector = column.parts[1][0]
                if len(vector.shape) == 1 and column.shape == (*vector.shape, 1):
                    if texts.reading is not None:
                        return (), [f"{_bracketed(texts[vector], POWER)} ⊗ {_bracketed(texts[row], POWER)}"]
                    return (), [f"outer({texts[vector][0]}, {texts[row][0]})"]
    return factors, []


def _by_kind(factors: Sequence[tuple[Symbol, int]]) -> list[tuple[Symbol, int]]:
    """Names in front, by the alphabet, then functions, brackets last."""

    def place(item: tuple[Symbol, int]) -> tuple[int, str]:
        base = item[0]
        if base.kind == "name" and base.parts[0].isidentifier():
            return 0, base.parts[0]
        return (2 if base.kind == "sum" else 1), ""

    return sorted(factors, key=place)


def _factor(base: Symbol, n: int, texts: Texts) -> str:
    if n == 1:
        return _bracketed(texts[base], POWER)
    return f"{_bracketed(texts[base], POSTFIX)}**{n}"


def _bracketed(text: Text, tightness: int) -> str:
    return text[0] if text[1] >= tightness else f"({text[0]})"


# ------------------------------------------------------------------ calls
def _call(symbol: Symbol, texts: Texts) -> Text:
    op, operands, items = symbol.parts
    options = dict(items)
    inner = [texts[x] for x in operands]
    read = None if texts.reading is None else _read(symbol, inner, options)
    if read is not None:
        return read
    special = _SPECIAL.get(op)
    if special is not None:
        spelled: Text = special(symbol, inner, options)
        return spelled
    if op.symbol in BINARY_PRECEDENCE and len(inner) == 2 and not options:
        return _binary(op.symbol, inner)
    if op.symbol in ("<", "<=", ">", ">=", "==", "!="):
        return f"{_bracketed(inner[0], EITHER)} {op.symbol} {_bracketed(inner[1], EITHER)}", COMPARISON
    if op.symbol == "~":
        return f"~{_bracketed(inner[0], UNARY)}", UNARY
    if op.name in ("mm", "mv", "dot", "bmm"):
        return f"{_bracketed(inner[0], PRODUCT)} @ {_bracketed(inner[1], UNARY)}", PRODUCT
    return _function(op, inner, options)


def _read(symbol: Symbol, inner: Sequence[Text], options: dict[str, Any]) -> Text | None:
    """A call as people write it, where that is another spelling."""
    op, operands, _ = symbol.parts
    if symbol in symbol.table.guards:
        return inner[2]
    if op in _JOINING:
        return f"{inner[0][0]} {_JOINING[op]} {inner[1][0]}", COMPARISON
    if op.told is not None:
        said = op.told(inner[0][0], **options)
        return said, POSTFIX if said.endswith(")") else COMPARISON
    if op in _TURNINGS and _turns_back(symbol, options):
        return f"{_bracketed(inner[0], POSTFIX)}ᵀ", POSTFIX
    if op in _ADDED:
        lost = len(operands[0].shape) - sum(n != 1 for n in symbol.shape)
        dims = options.get("dim")
        which = "" if lost == len(operands[0].shape) or dims is None else f"dim={_option(dims)}"
        return f"{_bracketed(inner[0], POSTFIX)}.sum({which})", POSTFIX
    if [*options] == ["dim"] and len(operands[0].shape) == 1 and op.name in TABLE:
        return f"{op.name}({inner[0][0]})", POSTFIX
    return None


def _turns_back(symbol: Symbol, options: dict[str, Any]) -> bool:
    """Whether it exchanges the last two dimensions."""
    rank = len(symbol.shape)
    last = (*range(rank - 2), rank - 1, rank - 2)
    if rank < 2:
        return False
    if "dims" in options:
        return tuple(d % rank for d in options["dims"]) == last
    return {d % rank for d in (options.get("dim0", 0), options.get("dim1", 1))} == {rank - 2, rank - 1}


def _binary(symbol: str, inner: Sequence[Text]) -> Text:
    level = BINARY_PRECEDENCE[symbol]
    if symbol == "**":
        return f"{_bracketed(inner[0], POSTFIX)}**{_bracketed(inner[1], UNARY)}", level
    space = " " if symbol in "+-&|" else ""
    return f"{_bracketed(inner[0], level)}{space}{symbol}{space}{_bracketed(inner[1], level + 1)}", level


def _function(op: Op, inner: Sequence[Text], options: dict[str, Any]) -> Text:
    row = TABLE.get(op.name)
    if row is None:
        raise NotWritable(NO_SPELLING)
    arguments = operand_texts(op, row, [t for t, _ in inner])
    for name, value in {**op.chosen_by, **options}.items():
        if hasattr(value, "shape") or isinstance(value, Held):  # a weight that is a formula or an array itself
            raise NotWritable(NO_SPELLING)
        if value in (row.defaults.get(name, _NO_DEFAULT), op.defaults.get(name, _NO_DEFAULT)):
            continue
        if name not in row.options + row.operands:
            raise NotWritable(NO_SPELLING)
        arguments.append(f"{name}={_option(value)}")
    if row.method:  # view, expand and repeat exist as methods only, and take their sizes one by one
        sizes = ", ".join(_option(v) for name in op.options for v in _several(options[name]))
        return f"{_bracketed(inner[0], POSTFIX)}.{op.name}({sizes})", POSTFIX
    return f"{op.name}({', '.join(arguments)})", POSTFIX


def operand_texts(op: Op, row: Row, texts: Sequence[str]) -> list[str]:
    """Operands by position, or by name where the function takes them as options: clamp(x, max=b)."""
    if op.variadic:
        return ["[" + ", ".join(texts) + "]"]
    free = [n for n in row.options if n not in (*op.options, *op.operands, *op.chosen_by)]
    names = [_keyword(n, k, row, free) for k, n in enumerate(op.operands)]
    return [f"{n}={t}" if n else t for n, t in zip(names, texts, strict=True)]


def _keyword(operand: str, place: int, row: Row, free: list[str]) -> str:
    """The name by which the function of a row takes an operand; none where its place says enough."""
    if operand in row.options:
        return operand
    return free.pop(0) if place >= len(row.operands) and free else ""


_NO_DEFAULT = object()


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, tuple) else (value,)


def _option(value: Any) -> str:
    if value is None or isinstance(value, str):
        return repr(value)
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_option, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, int | float):
        return number(value)
    raise NotWritable(NO_SPELLING)


def _expand(symbol: Symbol, inner: Sequence[Text], options: dict[str, Any]) -> Text:
    size = ", ".join(map(str, options["size"]))
    if inner[0][0] == "1":
        return f"ones({size})", POSTFIX
    core = symbol.parts[1][0]
    if not core.shape:
        return f"{_bracketed(inner[0], PRODUCT)}*ones({size})", PRODUCT
    return f"{_bracketed(inner[0], POSTFIX)}.expand({size})", POSTFIX


def _polygamma(_: Symbol, inner: Sequence[Text], options: dict[str, Any]) -> Text:
    return f"polygamma({_option(options['n'])}, {inner[0][0]})", POSTFIX


def _reshape(_: Symbol, inner: Sequence[Text], options: dict[str, Any]) -> Text:
    return f"reshape({inner[0][0]}, {_option(tuple(options['size']))})", POSTFIX


def _turned(symbol: Symbol, inner: Sequence[Text], options: dict[str, Any]) -> Text:
    dims = options.get("dims")
    rank = len(symbol.shape)
    if (dims is None and rank == 2) or (dims is not None and tuple(d % rank for d in dims) == tuple(range(rank - 1, -1, -1))):
        return f"{_bracketed(inner[0], POSTFIX)}.T", POSTFIX
    if dims is not None:
        return f"permute({inner[0][0]}, {_option(tuple(dims))})", POSTFIX
    return f"transpose({inner[0][0]}, {options['dim0']}, {options['dim1']})", POSTFIX


def _summed(symbol: Symbol, inner: Sequence[Text], _: dict[str, Any]) -> Text:
    old, new = symbol.parts[1][0].shape, symbol.shape
    lead = len(old) - len(new)
    narrowed = [lead + k for k, n in enumerate(new) if n == 1 and old[lead + k] != 1]
    text = inner[0][0]
    if not new:
        return f"sum({text})", POSTFIX
    if narrowed:
        text = f"sum({text}, dim={_dims(narrowed)}, keepdim=True)"
    if lead:
        text = f"sum({text}, dim={_dims(list(range(lead)))})"
    return text, POSTFIX


def _dims(dims: Sequence[int]) -> str:
    return str(dims[0]) if len(dims) == 1 else "(" + ", ".join(map(str, dims)) + ")"


def _selected(_: Symbol, inner: Sequence[Text], options: dict[str, Any]) -> Text:
    return f"{_bracketed(inner[0], POSTFIX)}[{':, ' * options['dim']}{options['at']}]", POSTFIX


def _sliced(_: Symbol, inner: Sequence[Text], options: dict[str, Any]) -> Text:
    step = f":{options['step']}" if options["step"] != 1 else ""
    return f"{_bracketed(inner[0], POSTFIX)}[{':, ' * options['dim']}{options['start']}:{options['stop']}{step}]", POSTFIX


def _total(symbol: Symbol, inner: Sequence[Text], options: dict[str, Any]) -> Text:
    op = symbol.parts[0]
    return (f"{op.name}({inner[0][0]})", POSTFIX) if options["dim"] is None else _function(op, inner, options)


def _one_hot(symbol: Symbol, inner: Sequence[Text], options: dict[str, Any]) -> Text:
    fixed = not any(part.kind in ("name", "call") for part in inner_first(symbol.parts[1][0]))
    text = f"tensor({inner[0][0]})" if fixed else inner[0][0]
    return f"one_hot({text}, {options['classes']})", POSTFIX


def _cast(_: Symbol, inner: Sequence[Text], options: dict[str, Any]) -> Text:
    method = _CASTS.get(options["dtype"])
    if method is None:
        raise NotWritable(NO_SPELLING)
    return f"{_bracketed(inner[0], POSTFIX)}.{method}()", POSTFIX


_CASTS = {"float64": "double", "float32": "float", "int64": "long"}
_TURNINGS = frozenset({views.permute, views.transpose, views.t_op})
_JOINING = {arithmetic.logical_and: "and", arithmetic.logical_or: "or"}
_ADDED = frozenset({reduction.sum_all, reduction.sum_dim})
_VIEWS = frozenset({views.view_op, views.reshape_alias, views.unsafe_view})
_SPECIAL: dict[Op, Any] = {
    activation.polygamma: _polygamma,
    reduction.mean_dim: _total,
    reduction.sum_dim: _total,
    views.expand_op: _expand,
    views.view_op: _reshape,
    views.reshape_alias: _reshape,
    views.unsafe_view: _reshape,
    views.permute: _turned,
    views.transpose: _turned,
    views.t_op: _turned,
    views.sum_to_size: _summed,
    views.select: _selected,
    views.narrow: _sliced,
    embedding.one_hot_op: _one_hot,
    views.to: _cast,
    views.to_whole: _cast,
}
