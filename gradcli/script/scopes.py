"""Where every name of a program lives: Python's rules of scopes, worked out before anything runs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.Lambda)


class Scope:
    """One block of names.

    kind      "module", "class", "function" or "comprehension"
    private   the class whose private names are mangled here
    slots     name -> place in the frame, of what is not global
    cells     own names that inner functions use: their place holds a Cell
    free      names of outer functions, in the order in which a function gets their cells
    deleted   own names that may be unbound again
    """

    def __init__(self, kind: str, parent: Scope | None, private: str) -> None:
        self.kind = kind
        self.parent = parent
        self.private = private
        self.params: list[str] = []
        self.bound: dict[str, None] = {}
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.used: dict[str, None] = {}
        self.deleted: set[str] = set()
        self.cells: set[str] = set()
        self.free: dict[str, None] = {}
        self.slots: dict[str, int] = {}
        self.size = 0
        self.children: list[Scope] = []
        self.yields = False
        self.wants_class = False
        if parent is not None:
            parent.children.append(self)

    @property
    def is_function(self) -> bool:
        """Whether names bound here live in slots."""
        return self.kind in ("function", "comprehension")

    def bind(self, name: str) -> None:
        """A name is bound here."""
        self.bound[mangled(name, self.private)] = None

    def use(self, name: str) -> None:
        """A name is looked up here."""
        self.used[mangled(name, self.private)] = None

    def is_own(self, name: str) -> bool:
        """Whether the name is a variable of this very scope."""
        return name in self.bound and name not in self.globals and name not in self.nonlocals

    def temporary(self) -> int:
        """A place in the frame without a name."""
        self.size += 1
        return self.size - 1


def mangled(name: str, private: str) -> str:
    """A private name as it is inside a class."""
    if not private or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    stripped = private.lstrip("_")
    return f"_{stripped}{name}" if stripped else name


class Scopes(ast.NodeVisitor):
    """All scopes of a tree, by the node that makes them."""

    def __init__(self, tree: ast.Module) -> None:
        self.of: dict[ast.AST, Scope] = {}
        self.here = self.of[tree] = Scope("module", None, "")
        for statement in tree.body:
            self.visit(statement)
        _resolve(self.here)

    # -------------------------------------------------------------- names
    def visit_Name(self, node: ast.Name) -> None:
        """A name that is read, written or deleted."""
        if isinstance(node.ctx, ast.Load):
            self.here.use(node.id)
            if node.id == "super" and self.here.kind == "function":
                self.here.use("__class__")
        else:
            self.here.bind(node.id)
            if isinstance(node.ctx, ast.Del):
                self.here.deleted.add(mangled(node.id, self.here.private))

    def visit_Global(self, node: ast.Global) -> None:
        """Names that are the module's."""
        self.here.globals.update(mangled(name, self.here.private) for name in node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        """Names of an outer function."""
        names = [mangled(name, self.here.private) for name in node.names]
        self.here.nonlocals.update(names)
        self.here.used.update(dict.fromkeys(names))

    def visit_alias(self, node: ast.alias) -> None:
        """What an import binds."""
        if node.name != "*":
            self.here.bind(node.asname or node.name.partition(".")[0])

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """The name of a caught exception, which is deleted at the end."""
        if node.name:
            self.here.bind(node.name)
            self.here.deleted.add(mangled(node.name, self.here.private))
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        """A walrus in a comprehension binds outside of it."""
        scope = self.here
        while scope.kind == "comprehension" and scope.parent is not None:
            scope.use(node.target.id)
            scope.nonlocals.add(node.target.id)
            scope = scope.parent
        scope.bind(node.target.id)
        if scope.kind == "module" or mangled(node.target.id, scope.private) in scope.globals:
            self._global_inside(node.target.id, scope)
        self.visit(node.value)

    def _global_inside(self, name: str, outer: Scope) -> None:
        scope: Scope | None = self.here
        while scope is not None and scope is not outer:
            scope.nonlocals.discard(name)
            scope.globals.add(name)
            scope = scope.parent

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """An annotated name is the block's, also without a value."""
        self.visit(node.target)
        if self.here.kind != "function":
            self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)

    # -------------------------------------------------------------- blocks
    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """A function."""
        self.here.bind(node.name)
        self._all(node.decorator_list)
        self._all(notes_of(node.args))
        if node.returns is not None:
            self.visit(node.returns)
        self._function(node, node.args, node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """A function without a name."""
        self._function(node, node.args, [node.body])

    def _function(self, node: ast.AST, args: ast.arguments, body: Iterable[ast.AST]) -> None:
        self._all(args.defaults)
        self._all([d for d in args.kw_defaults if d is not None])
        outer = self.here
        self.here = self.of[node] = Scope("function", outer, outer.private)
        self.here.params = [mangled(a.arg, outer.private) for a in parameters(args)]
        for name in self.here.params:
            self.here.bound[name] = None
        self._all(body)
        self.here = outer

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class."""
        self.here.bind(node.name)
        self._all(node.decorator_list)
        self._all(node.bases)
        self._all(node.keywords)
        outer = self.here
        self.here = self.of[node] = Scope("class", outer, node.name)
        self._all(node.body)
        self.here = outer

    def _comprehension(self, node: Comprehension) -> None:
        self.visit(node.generators[0].iter)
        outer = self.here
        self.here = self.of[node] = Scope("comprehension", outer, outer.private)
        for number, part in enumerate(node.generators):
            self.visit(part.target)
            if number:
                self.visit(part.iter)
            self._all(part.ifs)
        self._all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.here = outer

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_Yield(self, node: ast.Yield | ast.YieldFrom) -> None:
        """What makes a generator of a function."""
        self.here.yields = True
        self.generic_visit(node)

    visit_YieldFrom = visit_Yield

    def _all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)


def parameters(args: ast.arguments) -> list[ast.arg]:
    """Parameters in the order of their places in a frame."""
    more = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *more]


def notes_of(args: ast.arguments) -> Iterator[ast.expr]:
    """What is written behind the colons of parameters."""
    for a in parameters(args):
        if a.annotation is not None:
            yield a.annotation


# ------------------------------------------------------------------ which name is whose
def _resolve(scope: Scope) -> None:
    for child in scope.children:
        _resolve(child)
    if scope.kind == "module":
        _lay_out(scope)


def _lay_out(module: Scope) -> None:
    blocks = [module]
    for scope in blocks:
        blocks += scope.children
    for scope in blocks:
        for name in scope.used:
            if scope.kind != "module" and not scope.is_own(name) and name not in scope.globals:
                _capture(scope, name)
        if scope.kind == "class":
            for name in scope.nonlocals:
                _capture(scope, name)
    for scope in blocks:
        _number(scope)


def _capture(scope: Scope, name: str) -> None:
    """Find the function that binds a name, and hand its cell through all that are between."""
    between = [scope]
    outer = scope.parent
    while outer is not None and outer.kind != "module":
        if outer.kind == "class" and name == "__class__" and scope is not outer:
            outer.wants_class = True
            break
        if outer.is_function and name in outer.globals:
            return
        if outer.is_function and outer.is_own(name):
            outer.cells.add(name)
            break
        between.append(outer)
        outer = outer.parent
    if outer is None or outer.kind == "module":
        return
    for inner in between:
        inner.free[name] = None


def _number(scope: Scope) -> None:
    if scope.kind == "class":
        scope.size = 2  # its namespace, and the cell of __class__
    elif scope.is_function:
        own = dict.fromkeys([*scope.params, *(name for name in scope.bound if scope.is_own(name))])
        start = 1 if scope.kind == "comprehension" else 0  # the first iterator
        scope.slots = {name: start + place for place, name in enumerate(own)}
        scope.size = start + len(own)
    for name in scope.free:
        scope.slots[name] = scope.size
        scope.size += 1
