"""Text to a syntax tree: one scanner, one loop, no recursion.

The loop is the textbook shift-reduce loop over Lark's tables, with one shortcut. Most reductions of a layered
grammar (atom -> postfix -> power -> ... -> sum) only rename what lies on top of the stack. Where such a chain
leads depends on three small numbers, so it is walked once and remembered.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from gradcli import limits
from gradcli.syntax.tree import FunctionName, Tree

if TYPE_CHECKING:
    from gradcli.syntax.grammar import Tables


def _load_tables() -> Any:
    try:
        from gradcli.syntax import tables
    except ImportError:  # a checkout in which nothing has been generated yet
        from gradcli.syntax.grammar import expression_tables

        return expression_tables()
    return tables


tables: Tables = _load_tables()

END, NEWLINE, OPEN_ROUND, OPEN_SQUARE, CLOSE_ROUND, CLOSE_SQUARE = range(6)  # as grammar.FIRST orders them
NAME, NUMBER, STRING = (tables.terminals.index(terminal) for terminal in ("NAME", "NUMBER", "STRING"))
SKIPPED, PREFIX, REFUSED = -1, -2, -3  # what else a token can be

# torch.sin(x) is sin(x). A variable of such a name comes first: the F.sum() of a matrix F.
_PREFIX = r"""(?x)
    (?: torch\.(?:(?:nn\.functional|linalg|special)\.)?
      | (?:np|numpy|jnp|jax\.numpy)\.(?:linalg\.)?
      | (?:F|math|jax\.nn)\.
    ) (?=(\w+)(\s*\()?)
"""
MODULES = {"linalg": "torch.linalg", "functional": "F", "special": "torch.special"}
PREFIX_HEADS = frozenset({"torch", "F", "np", "numpy", "math", "jnp", "jax"})

RESERVED = frozenset(
    "and as assert async await break class continue def del elif else except finally for from global if import in is lambda "
    "nonlocal not or pass raise return try while with yield".split()
)

# A complete rule of the grammar either makes a node, ...
NODES = frozenset(
    "name number string ellipsis call method attribute binary compare unary list tuple slice index assign statement".split()
)
# ... or notes something for a node to come; all other rules only group.
NOTES = frozenset("function selector positional keyword target first more pair nothing absent present".split())

_OPERATORS = ("binary", "compare", "unary")

_LARGEST_INT = 2**63 - 1  # of an int64 tensor; longer literals are floats
_MISPLACED_UNDERSCORE = r"_(?![0-9])|(?<![0-9])_"
_ESCAPE = r"\\(.)"
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_REMEMBERED = 10_000  # different tokens: a million different numbers must not cost their text twice

scan = re.compile(tables.scanner, re.DOTALL).finditer


class Refusal(Exception):
    """Where reading stopped: the span of the first token that fits nothing, and the terminals that would have."""

    def __init__(self, span: tuple[int, int], expected: list[str], repeated: str | None = None) -> None:
        super().__init__(span)
        self.span = span
        self.expected = expected
        self.repeated = repeated  # a keyword that a call gives twice


class _Chain(dict[int, int]):
    """Where a reduction to one symbol leads: from the state below plus the next terminal to the state that has work to do.

    It skips all reductions that would only rename the symbol. Each way is walked once.
    """

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def __missing__(self, place: int) -> int:
        left, terminal = self.left, place % len(tables.terminals)
        while True:
            state = tables.gotos[left][place - terminal]
            action = tables.actions[state + terminal]
            following, length, kind, _ = tables.rules[min(action, 0)]
            if action >= 0 or length != 1 or kind in NODES or kind in NOTES:
                self[place] = state
                return state
            left = following


_chains = [_Chain(left) for left in range(len(tables.gotos))]


_NOTHING = slice(0, 0)


def _cut(length: int) -> slice | None:
    """What of the parser's stack goes when so many symbols become one: all of them but the first."""
    if length == 1:
        return None
    return slice(2 - 2 * length, None) if length else _NOTHING


def read(source: str, variables: Collection[str] = ()) -> Tree:
    """The tree of a source text, or a Refusal, which only knows the place.

    `variables` are names known to be variables, which matters for names such as `F` that are otherwise a prefix.
    """
    notes = Notes(variables)
    rules = [(_chains[left], _cut(length), *notes.meaning(kind, symbol)) for left, length, kind, symbol in tables.rules]
    actions = tables.actions
    kinds: list[str] = []
    values: list[Any] = []
    starts, ends = array("q"), array("q")
    add_kind, add_value, add_start, add_end = kinds.append, values.append, starts.append, ends.append
    stack: list[int] = []  # in turn: a state below the current one, and where the symbol on top of it starts
    push = stack.append
    terminals = _Memo(notes.classify, {**tables.symbols, "": END})
    state, depth, text, end = tables.start, 0, "", 0
    deepest = limits.value(limits.NESTING)
    position = 1 if source.startswith("\ufeff") else 0

    while True:
        for match in scan(source, position):
            token = match[1]
            terminal = terminals[token]
            if terminal <= CLOSE_SQUARE:
                if terminal >= OPEN_ROUND:
                    depth += 1 if terminal <= OPEN_SQUARE else -1
                    if depth > deepest:
                        limits.check(limits.NESTING, depth, "the expression")
                elif terminal == NEWLINE:
                    if depth:
                        continue
                elif terminal == SKIPPED:
                    continue
                elif terminal == PREFIX:
                    behind = notes.behind_prefix(source, match.start(1), text)
                    if behind:
                        position = behind
                        break
                    terminal = NAME
                elif terminal == REFUSED:
                    raise _refusal(match.span(1), state)
            while True:
                action = actions[state + terminal]
                if action > 0:
                    push(state)
                    end = match.end()
                    push(end - len(token))
                    state, text = action, token
                    break
                if not action:
                    if state == tables.end and kinds:
                        return Tree(source, kinds, values, starts, ends)
                    raise _refusal(match.span(1), state)
                chain, cut, kind, value, make = rules[action]
                if cut is not None:
                    del stack[cut]
                    if cut is _NOTHING:
                        stack += state, match.start(1)
                if make is not None:
                    try:
                        value = make(text)
                    except RepeatedKeyword:
                        raise Refusal((stack[-1], end), [], text) from None
                if kind is not None:
                    add_kind(kind)
                    add_value(value)
                    add_start(stack[-1])
                    add_end(end)
                state = chain[stack[-2] + terminal]


def _refusal(span: tuple[int, int], state: int) -> Refusal:
    row = tables.actions[state : state + len(tables.terminals)]
    return Refusal(span, [terminal for terminal, action in zip(tables.terminals, row, strict=True) if action])


class RepeatedKeyword(Exception):
    """f(x, dim=0, dim=1)"""


class _Memo(dict[str, Any]):
    """Texts and what they stand for, each computed once: equal numbers and names are one object."""

    def __init__(self, compute: Callable[[str], Any], known: dict[str, Any]) -> None:
        super().__init__(known)
        self.compute = compute

    def __missing__(self, text: str) -> Any:
        value = self.compute(text)
        if len(self) < _REMEMBERED:
            self[text] = value
        return value


class Notes:
    """What must be remembered between tokens. Each method is named after what it answers in the grammar.

    A method gets the text of the last token; what it returns is the value of the node, if there is one.
    """

    def __init__(self, variables: Collection[str]) -> None:
        self.variables = frozenset(variables)
        self.bound = set(variables)
        self.module = ""  # in front of the function that is being read: linalg, functional, special
        self.calls: list[list[Any]] = []  # of each open call: the function, how many positional arguments, the keywords
        self.heads: dict[Any, Any] = {}  # equal calls share one value
        self.counts: list[int] = []  # of the open lists, tuples and brackets of an index
        self.bounds: list[bool] = []  # of the open slices
        self.targets: list[str] = []
        self.numbers = _Memo(read_number, {})
        self.names = _Memo(spelling, {})
        self.words = _Memo(spelling, {})  # names of functions, methods and attributes

    def meaning(self, kind: str, symbol: str) -> tuple[str | None, str | None, Callable[[str], Any] | None]:
        """What a rule does: the kind of its node, the node's value, or a function that makes it from the last token."""
        node = kind if kind in NODES else None
        if kind in _OPERATORS:
            return node, symbol, None
        if kind == "name":
            return node, None, self.names.__getitem__
        if kind == "attribute":
            return node, None, self.words.__getitem__
        if kind == "number":
            return node, None, self.numbers.__getitem__
        return node, None, getattr(self, kind, None)

    def classify(self, token: str) -> int:
        """Which terminal a token is that is not a symbol."""
        first = token[0]
        if first in "0123456789.":
            return REFUSED if "_" in token and re.search(_MISPLACED_UNDERSCORE, token) else NUMBER
        if first in "\"'":
            return STRING if len(token) > 1 else REFUSED
        if first in "\r\n":
            return NEWLINE
        if first == "#" or (first == "\\" and len(token) > 1):
            return SKIPPED
        if token in PREFIX_HEADS:
            return PREFIX
        return NAME if self.is_name(token) else REFUSED

    def is_name(self, token: str) -> bool:
        """A name as in Python; but π is so surely meant to be pi, and xⁿ to be a power, that nothing is guessed."""
        if token.isascii():
            return token not in RESERVED and token.isidentifier()
        if not token.isidentifier() or has_superscript(token):
            return False
        name = spelling(token)
        return name not in RESERVED and (name[0] != "π" or name in self.variables)

    def behind_prefix(self, source: str, start: int, before: str) -> int:
        """Where the name starts that follows a prefix such as `torch.`; 0 if this is a name in its own right."""
        match = re.compile(_PREFIX).match(source, start)  # compiled only when there is one
        if not match or before == "." or match[0].partition(".")[0] in self.bound or not match[1].isidentifier():
            return 0
        if match[2]:
            self.module = module_of(match[0])
        elif match[0].startswith("torch."):
            self._dtype(match[1])
        return match.end()

    def _dtype(self, name: str) -> None:
        """torch.float is float32."""
        from gradcli.ops.dtypes import SHORT

        if name in SHORT and name not in self.bound:
            self.names[name] = SHORT[name]

    def function(self, text: str) -> None:
        name = self.words[text]
        if self.module:
            name, self.module = qualified(self.module, name), ""
        self.calls.append([name, 0])

    def selector(self, text: str) -> None:
        self.calls.append([self.words[text], 0])

    def positional(self, _: str) -> None:
        self.calls[-1][1] += 1

    def keyword(self, text: str) -> None:
        name = self.names[text]
        if name in self.calls[-1][2:]:
            raise RepeatedKeyword(name)
        self.calls[-1].append(name)

    def call(self, _: str) -> Any:
        call = tuple(self.calls.pop())
        if type(call[0]) is FunctionName:  # equal to the bare name
            return call[0], call[1], call[2:]
        if call not in self.heads:
            self.heads[call] = (call[0], call[1], call[2:])
        return self.heads[call]

    method = call

    def nothing(self, _: str) -> None:
        self.counts.append(0)

    def first(self, _: str) -> None:
        self.counts.append(1)

    def pair(self, _: str) -> None:
        self.counts.append(2)

    def more(self, _: str) -> None:
        self.counts[-1] += 1

    def list(self, _: str) -> int:
        return self.counts.pop()

    tuple = index = list

    def absent(self, _: str) -> None:
        self.bounds.append(False)

    def present(self, _: str) -> None:
        self.bounds.append(True)

    def slice(self, _: str) -> Any:
        has_start, has_stop, has_step = self.bounds[-3:]
        del self.bounds[-3:]
        return has_start, has_stop, has_step

    def target(self, text: str) -> None:
        self.targets.append(self.names[text])

    def assign(self, _: str) -> str:
        name = self.targets.pop()
        self.bound.add(name)
        return name

    def string(self, text: str) -> str:
        return re.sub(_ESCAPE, lambda match: _ESCAPED.get(match[1], match[1]), text[1:-1])


def module_of(prefix: str) -> str:
    """The module of PyTorch that a prefix names, torch.linalg. or F.; none for torch. itself and for NumPy."""
    if prefix == "F.":
        return "functional"
    last = prefix.removesuffix(".").rpartition(".")[2]
    return last if last in MODULES else ""


def qualified(module: str, name: str) -> str:
    """The name of a function, with its module where that makes it another function: linalg.norm, but sin of any module."""
    from gradcli.ops.qualified import QUALIFIED  # few expressions have such a prefix

    known = f"{module}.{name}"
    return known if known in QUALIFIED else FunctionName(name, module)


def read_number(text: str) -> int | float:
    """The value of a number's text: a whole number that fits int64, otherwise a float."""
    text = text.replace("_", "")
    if not text.isdigit():
        return float(text)
    digits = text.lstrip("0")
    if len(digits) < 20 and int(text[-20:]) <= _LARGEST_INT:
        return int(text[-20:])
    return float(digits) if len(digits) < 400 else float("inf")


def spelling(name: str) -> str:
    """A name as Python spells it: two ways to write one letter are one name."""
    if name.isascii():
        return name
    from unicodedata import normalize  # most expressions are ASCII

    return normalize("NFKC", name)


def has_superscript(name: str) -> bool:
    """Whether a name holds a raised letter, which normalising would turn into a plain one: xⁿ is not xn."""
    from unicodedata import decomposition

    return any(decomposition(letter).startswith("<super>") for letter in name)
