"""Random programs that end: statements and expressions of a grammar, over few names, with every mistake that values allow."""

from __future__ import annotations

import random

NAMES = ["a", "b", "c", "d"]
BINARY = ["+", "-", "*", "//", "%", "/", "&", "|", "^"]
COMPARE = ["<", "<=", ">", ">=", "==", "!=", "is", "is not", "in", "not in"]
ERRORS = ["ValueError", "TypeError", "ZeroDivisionError", "KeyError", "IndexError", "Exception", "(NameError, AttributeError)"]


class Maker:
    """One random program."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)
        self.functions: list[str] = []
        self.in_loop = False
        self.in_function = False
        self.in_generator = False

    def program(self) -> str:
        lines = ["a, b, c, d = 1, 2.5, [3, 1, 2], 'text'"]
        for _ in range(self.r.randint(3, 7)):
            made = self.statement(0)
            if self.r.random() < 0.75 and not made[0].startswith("def"):
                made = ["try:", *["    " + line for line in made], "except Exception as e:", "    print(type(e).__name__, e)"]
            lines += made
        lines.append("print(a, b, c, d)")
        return "\n".join(lines) + "\n"

    # -------------------------------------------------------------- expressions
    def name(self) -> str:
        return self.r.choice(NAMES)

    def atom(self) -> str:
        return self.r.choice(
            [self.name, self.name, self.name, lambda: str(self.r.randint(-3, 9)), lambda: f"{self.r.randint(0, 30) / 4}",
             lambda: repr(self.r.choice(["", "x", "ab", "é"])), lambda: self.r.choice(["True", "None", "[]", "()", "{}"])]
        )()  # fmt: skip

    def expression(self, depth: int = 3) -> str:
        if depth <= 0 or self.r.random() < 0.2:
            return self.atom()
        e = lambda: self.expression(depth - 1)  # noqa: E731
        made = [
            lambda: f"({e()} {self.r.choice(BINARY)} {e()})",
            lambda: f"({e()} {self.r.choice(COMPARE)} {e()})",
            lambda: f"({e()} {self.r.choice(COMPARE[:6])} {e()} {self.r.choice(COMPARE[:6])} {e()})",
            lambda: f"({e()} {self.r.choice(['and', 'or'])} {e()})",
            lambda: f"({self.r.choice(['not ', '-', '~'])}{e()})",
            lambda: f"({e()} if {e()} else {e()})",
            lambda: f"[{e()}, {e()}]",
            lambda: f"({e()}, *{self.r.choice(['[1]', 'c', e()])})",
            lambda: f"{{{e()}: {e()}}}",
            lambda: f"{e()}[{e()}]",
            lambda: f"{e()}[{self.r.choice(['1:', ':2', '::-1', e() + ':'])}]",
            lambda: f"[{e()} for {self.name()} in {self.iterable()} if {e()}]",
            lambda: f"sorted({self.iterable()}, key=lambda x: {self.r.choice(['-x', 'str(x)', 'x', e()])})",
            lambda: f"{self.r.choice(['len', 'str', 'repr', 'abs', 'sum', 'max', 'list', 'type', 'bool', 'tuple'])}({e()})",
            lambda: f"f'{{{self.name()}}}|{{{self.name()}!r:>{self.r.randint(1, 9)}}}|{{{self.name()}:{self.spec()}}}'",
            lambda: f"'%s-%r' % ({e()}, {e()})",
            lambda: f"'{{}} {{!r}}'.format({e()}, {e()})",
            lambda: f"(lambda x, y={e()}: (x, y))({e()})",
            lambda: f"({self.name()} := {e()})" if self.r.random() < 0.5 else self.atom(),
            lambda: (
                f"{self.name()}.{self.r.choice(['real', 'upper()', 'append(1)', 'index(1)', 'count(2)', 'missing', 'copy()'])}"
            ),
            self.call,
        ]
        return self.r.choice(made)()

    def spec(self) -> str:
        return self.r.choice(["", "5", ".2f", ">6", "d", ",", "x", "^7"])

    def iterable(self) -> str:
        return self.r.choice(
            ["c", "d", f"range({self.r.randint(0, 4)})", "[3, 1, 2]", "'abc'", "{1: 2}", self.name(), "(x for x in c)"]
        )

    def call(self) -> str:
        if not self.functions:
            return self.atom()
        arguments = [self.expression(1) for _ in range(self.r.randint(0, 3))]
        if self.r.random() < 0.3:
            arguments.append(self.r.choice(["*c", f"y={self.expression(1)}", "**{'x': 1}", "z=1"]))
        return f"{self.r.choice(self.functions)}({', '.join(arguments)})"

    # -------------------------------------------------------------- statements
    def block(self, level: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.r.randint(1, 3)):
            lines += self.statement(level + 1)
        return ["    " + line for line in lines]

    def statement(self, level: int) -> list[str]:
        simple = [self.assignment, self.printing, self.augmented, self.other]
        nested = [self.condition, self.loop, self.trying, self.function, self.klass, self.generator]
        return self.r.choice(simple if level > 2 else simple + nested + nested)(level)

    def target(self) -> str:
        return self.r.choice([self.name(), self.name(), "a, b", "a, *b", "c[0]", "c[1:]", "(a, [b, c])", "d.x"])

    def assignment(self, _: int) -> list[str]:
        return [f"{self.target()} = {self.expression()}"]

    def printing(self, _: int) -> list[str]:
        return [f"print({self.expression()}, {self.expression(1)})"]

    def augmented(self, _: int) -> list[str]:
        return [f"{self.r.choice([self.name(), 'c[0]'])} {self.r.choice(BINARY[:5])}= {self.expression(2)}"]

    def other(self, _: int) -> list[str]:
        made = [f"assert {self.expression(2)}, {self.expression(1)}", f"del {self.r.choice([self.name(), 'c[0]'])}", "pass"]
        if self.in_loop:
            made += ["break", "continue", f"if {self.expression(1)}: continue"]
        if self.in_function:
            made += [f"return {self.expression()}", "return"]
        if self.in_generator:
            made += [f"yield {self.expression(2)}", f"a = yield {self.expression(1)}", f"yield from {self.iterable()}"]
        made.append(f"raise {self.r.choice(['ValueError(a)', 'KeyError(1)', 'TypeError', 'ValueError from None'])}")
        return [self.r.choice(made)]

    def condition(self, level: int) -> list[str]:
        lines = [f"if {self.expression(2)}:", *self.block(level)]
        if self.r.random() < 0.4:
            lines += [f"elif {self.expression(2)}:", *self.block(level)]
        return lines + (["else:", *self.block(level)] if self.r.random() < 0.4 else [])

    def loop(self, level: int) -> list[str]:
        before, self.in_loop = self.in_loop, True
        if self.r.random() < 0.3:
            counter = f"n{level}"
            head = [f"{counter} = 0", f"while {counter} < {self.r.randint(1, 4)}:", f"    {counter} += 1"]
        else:
            head = [f"for {self.r.choice([self.name(), 'a, b', 'i'])} in {self.iterable()}:"]
        lines = head + self.block(level)
        self.in_loop = before
        return lines + (["else:", *self.block(level)] if self.r.random() < 0.3 else [])

    def trying(self, level: int) -> list[str]:
        lines = ["try:", *self.block(level)]
        kinds = self.r.sample(ERRORS, self.r.randint(0, 2))
        for kind in kinds:
            lines += [f"except {kind} as e:", "    print(type(e).__name__, e)", *self.block(level)]
        if not kinds or self.r.random() < 0.3:
            loop, self.in_loop = self.in_loop, self.in_loop and bool(kinds)
            lines += ["finally:", *self.block(level)]
            self.in_loop = loop
        return lines

    def _inside(self, level: int, generator: bool) -> list[str]:
        before = self.in_loop, self.in_function, self.in_generator
        self.in_loop, self.in_function, self.in_generator = False, True, generator
        body = self.block(level)
        self.in_loop, self.in_function, self.in_generator = before
        return body

    def function(self, level: int) -> list[str]:
        name = f"f{len(self.functions)}_{level}"
        parameters = self.r.choice(["x", "x, y=2", "x, *args", "x=1, *, y=3", "*args, **kwargs", "x, /, y=a"])
        scope = self.r.choice([[], [], ["    global a"], ["    print('in')"]]) if level == 0 else []
        body = self._inside(level, generator=False)
        self.functions.append(name)
        return [f"def {name}({parameters}):", *scope, *body]

    def generator(self, level: int) -> list[str]:
        body = self._inside(level, generator=True)
        return ["def g(x=1):", "    yield x", *body, "try:", f"    print(list(g({self.expression(1)})))",
                "except Exception as e:",
                "    print(type(e).__name__, e)"]  # fmt: skip

    def klass(self, level: int) -> list[str]:
        body = self._inside(level, generator=False)
        special = self.r.choice(["add", "radd", "eq", "getitem", "len", "call", "contains"])
        return ["class K:", f"    k = {self.expression(1)}", "    def m(self, x=0):", *["    " + line for line in body],
                f"    def __repr__(self): return 'K({self.r.randint(0, 9)})'",
                f"    def __{special}__(self, *o): return {self.expression(1)}",
                "try:", f"    print(K(), K().m(), K().k, K() + {self.atom()})", "except Exception as e:",
                "    print(type(e).__name__, e)"]  # fmt: skip
