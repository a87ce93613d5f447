"""Command lines that nobody would type, from a seed: correct ones broken at random, and random ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

from gradcli.ops import table
from tests.mixing import EXPRESSIONS
from tests.rows import VARIANTS

ROWS = list(table.TABLE.values())
NAMES = list(table.TABLE)
ATOMS = "x y a A m b M B C p 0 1 2 -1 0.5 [1,2,3] [[1,2],[3,4]] arange(3) ones(2,3) (a>1) x.T".split()
ODDITIES = """
    1e308 1e-320 inf nan None True ... [] () (0,1) 'sum' a.shape 10**9 2**63 [True,False] zeros(0) zeros(2,0) eye(2) tensor(1)
""".split()
OPTION_VALUES = {
    "dim dims axis dim0 dim1 start_dim end_dim": "0 1 -1 2 -3 (0,1) (1,0) [0] () None True".split(),
    "keepdim keepdims unbiased descending stable": "True False 1".split(),
    "size shape repeats": "(2,3) (3,) -1 (1,-1) (-1,-1) () (0,) (3,1,1) 6 [2,2] (10**9,)".split(),
    "p": "1 2 3 0 -1 inf -inf 0.5 'fro' 'nuc' 1e308".split(),
    "reduction": "'sum' 'mean' 'none' 'all'".split(),
    "rounding_mode": "'floor' 'trunc' None 'up'".split(),
    "approximate": "'tanh' 'none' 'x'".split(),
    "weight pos_weight min max bias target": [*ATOMS, "None"],
}
KEYWORDS = "dim axis keepdims input other x y target weight size p n dtype out correction alpha tensors eps".split()
SYMBOLS = "+ - * / // % ** @ < <= > >= == !=".split()
VALUES = """
    2 -3 0 0.0 -0.0 1e400 inf nan pi/2 True [1,2] [[1,2],[3,4]] [] [[]] [[1],[2,3]] [True,False] zeros(3) ones(2,2) abc 2x 'text'
    @nowhere @ - x 1/0 (1,2) 9**9**9
""".split()
OPTIONS = """
    --json --no-grad --same-graph --retain-graph --zero-grad --hessian --jacobian --strict --ascii
    --allow-unused --no-allow-unused
    --backward=2 --backward=0 --backward=-1 --backward
    --order=2 --order=0 --order=x --digits=3 --digits=99 --wrt=x --wrt=q --wrt=
    --grad-output=1 --grad-output=[1,2] --grad-output=ones(2,2) --grad-output=abc --dtype=float32 --dtype=int64 --dtype=half
    --get=x.grad --get=value --get=nothing --get= --let=x=1 --let=q --color=always --color=never --color=pink
    --help -h
    --x --q=1 --jsno -- --version --x= -x
""".split()
SENSIBLE = {
    "x": ["2", "-1.5", "0", "1e300", "nan", "[1, 2]"],
    "y": ["3", "0.5", "0", "inf", "[[1], [2]]"],
    "a": ["[1, 2, 3]", "[0, 0, 0]", "[1.5, -2.5, nan]", "[]", "[4]"],
    "A": ["[[1, 2], [3, 4]]", "[[1, 2, 3], [4, 5, 6]]", "zeros(2, 2)", "ones(2, 0)", "ones(1, 3, 2)"],
    "m": ["[True, False, True]", "True", "[[True, False], [False, True]]"],
    "b": ["[1, 0.5, -1]"],
    "p": ["[0.2, 0.7, 0]"],
    "B": ["[[1, 2], [3, 4], [5, 6]]"],
    "M": ["[[2, 1, 0], [0, 1, 3], [1, 1, 1]]", "zeros(3, 3)"],
    "C": ["ones(2, 2, 2)"],
    "h": ["1"],
}
WELCOME = """
    --json --no-grad --hessian --jacobian --ascii --strict --order=2 --order=3 --backward=2 --same-graph --retain-graph
    --wrt=x --wrt=a,A --dtype=float32 --grad-output=1 --grad-output=[1,2,3] --grad-output=ones(2,2) --no-allow-unused --digits=12
""".split()
CLAIMS = """
    --expect=x=4 --expect=a=[2,4,6] --expect=x=nan --expect=x=None --expect=A=ones(2,2) --expect=q=1 --expect=x --expect=x=2x
    --value=3 --value=[1,2] --value=zeros(3) --formula=x=2*x --formula=a=2*a --formula=x=2*z --formula=x=3x --formula=y=x
    --rtol=1e-3 --atol=0.1 --rtol=-1 --nan-ok --none-as-zero --strict --samples=3 --samples=0 --seed=7 --range=x=0.1..3
    --range=x=1 --json --format=tap --format=junit --format=github --format=pdf --quiet --dtype=float32 --wrt=x --wrt=a,A
    --grad-output=ones(3)
""".split()
INDICES = ["0", ":", "1:", "::2", "...", "None", "-1", "[0, 1]", "a > 1"]
NOISE = (
    "()[]{}'\"\\;:,.=+-*/%@<>!|&^~#$?` \t\n\r\0\x1b\x7f\u00b2\u2212\u00d7\u03c0\u221a\u200b\u202e\ufeff\udcff\U0001f642é١²½ﬁ日"
)


def command_lines(count: int, seed: int) -> Iterator[tuple[list[str], bytes]]:
    """(arguments, standard input), the same for the same seed."""
    generator = random.Random(seed)
    for _ in range(count):
        yield _command(generator)


def _command(r: random.Random) -> tuple[list[str], bytes]:
    command = r.choices(["grad", "explain", "check", "ops", "gard", ""], [20, 8, 8, 1, 0.3, 0.2])[0]
    line = [command] if command else []
    if command == "ops":
        return [*line, *r.sample([r.choice(NAMES), "--json", "nothing", "\0", _broken(r, r.choice(NAMES))], r.randint(0, 2))], b""
    if command == "check":
        line += r.choices(CLAIMS, k=r.choice([0, 1, 1, 2, 3]))
    if r.random() < 0.75:
        return [*line, _expression(r), *_sensible(r, CLAIMS if command == "check" else WELCOME)], b""
    parts = [_expression(r)] if r.random() < 0.97 else []
    for name in r.sample("xyaAmq", r.randint(0, 5)):
        value = r.choice(VALUES) if r.random() < 0.8 else _expression(r)
        parts += [f"--{name}={value}"] if r.random() < 0.7 else [f"--{name}", value]
    parts += r.choices(OPTIONS, k=r.choice([0, 0, 1, 1, 2, 3]))
    if r.random() < 0.2:
        r.shuffle(parts)
    stdin = r.choice(["", "1\n2\n", "x**2", "\0", _expression(r)]).encode("utf-8", "surrogatepass")
    return [*line, *parts], stdin


def _sensible(r: random.Random, welcome: list[str]) -> list[str]:
    """A value for every variable, and at most a few options that make sense."""
    values = [f"--{name}={r.choice(choices)}" for name, choices in SENSIBLE.items()]
    return [*values, "--allow-unused", *r.sample(welcome, r.choice([0, 0, 0, 1, 1, 2]))]


def _expression(r: random.Random) -> str:
    kind = r.random()
    if kind < 0.4:
        text = _random(r, r.randint(1, 3))
        return text if r.random() < 0.3 else f"({text}).sum() + x"
    if kind < 0.5:
        return "; ".join(f"{r.choice('xyhab')} = {_random(r, 2)}" for _ in range(r.randint(1, 4)))
    text = r.choice([*EXPRESSIONS, *(row.example for row in ROWS), *VARIANTS]).format("x", "y", "a")
    return text if kind < 0.7 else _broken(r, text)


def _random(r: random.Random, depth: int) -> str:
    """Well-formed, and some of it meaningful."""
    if not depth:
        return r.choice(ATOMS if r.random() < 0.9 else ODDITIES)
    inner = [_random(r, r.randint(0, depth - 1)) for _ in range(3)]
    kind = r.randint(0, 9)
    if kind <= 1:
        return f"({inner[0]} {r.choice(SYMBOLS)} {inner[1]})"
    if kind == 2:
        return f"{r.choice('-+')}{inner[0]}"
    if kind == 3:
        return f"({inner[0]})[{', '.join(r.sample([inner[1], *INDICES], r.choice([1, 1, 2, 3])))}]"
    if kind == 4:
        return r.choice(["stack([{}, {}])", "cat([{}, {}])", "[{}, {}]", "({}).T @ {}", "({}).sum(dim=0) + {}"]).format(*inner)
    if kind == 5:
        return f"({inner[0]}).{r.choice(['T', 'shape', 'values', 'indices', 'data', 'ndim', 'grad', '__class__'])}"
    row = r.choice(ROWS)
    arguments = [*inner[: len(row.operands)], *(f"{name}={_option(r, name)}" for name in row.options if r.random() < 0.5)]
    if r.random() < 0.1:
        arguments.append(f"{r.choice(KEYWORDS)}={r.choice(inner)}")
    if kind == 6 and arguments:
        return f"({arguments[0]}).{row.name}({', '.join(arguments[1:])})"
    return f"{row.name}({', '.join(arguments)})"


def _option(r: random.Random, name: str) -> str:
    for names, values in OPTION_VALUES.items():
        if name in names.split() and r.random() < 0.95:
            return r.choice(values)
    return r.choice(["0", "1", "2", "0.5", "-1", *ATOMS, *ODDITIES])


def _broken(r: random.Random, text: str) -> str:
    """With a few characters lost, doubled, exchanged or put in."""
    letters = list(text)
    for _ in range(r.randint(1, 3)):
        k = r.randrange(len(letters) + 1)
        kind = r.randint(0, 4)
        if kind == 0:
            del letters[k : k + r.randint(1, 4)]
        elif kind == 1:
            letters[k:k] = letters[max(0, k - r.randint(1, 6)) : k]
        elif kind == 2:
            letters.insert(k, r.choice(NOISE))
        elif kind == 3:
            letters.insert(k, r.choice(ATOMS))
        elif letters:
            j = r.randrange(len(letters))
            letters[j : j + 1] = r.choice(letters)
    return "".join(letters)
