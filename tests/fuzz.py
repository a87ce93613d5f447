"""Command lines that nobody would type, from a seed: correct ones broken at random, and random ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

from gradcli.ops import table
from tests.rows import VARIANTS
from tests.tensors import EXPRESSIONS

ROWS = list(table.TABLE.values())
NAMES = list(table.TABLE)
ATOMS = "x y a A m 0 1 2 -1 0.5 1e308 1e-320 inf nan pi e True False None ... [] () [1,2] [[1,2],[3,4]] [True,False] (0,1) 'sum' x.T a.shape 10**9 2**63".split()
KEYWORDS = (
    "dim axis keepdim size dims p reduction min max alpha correction dim0 diagonal weight target input other n steps start end x y approximate "
    "rounding_mode descending ignore_index label_smoothing eps delta decimals shifts dtype out unbiased"
).split()
SYMBOLS = "+ - * / // % ** @ < <= > >= == !=".split()
VALUES = "2 -3 0 0.0 -0.0 1e400 inf nan pi/2 True [1,2] [[1,2],[3,4]] [] [[]] [[1],[2,3]] [True,False] zeros(3) ones(2,2) abc 2x 'text' @nowhere @ - x 1/0 (1,2) 9**9**9".split()
OPTIONS = (
    "--json --no-grad --same-graph --retain-graph --zero-grad --hessian --jacobian --strict --ascii --allow-unused --no-allow-unused --backward=2 "
    "--backward=0 --backward=-1 --backward --order=2 --order=0 --order=x --digits=3 --digits=99 --wrt=x --wrt=q --wrt= --grad-output=1 --grad-output=[1,2] "
    "--grad-output=ones(2,2) --grad-output=abc --dtype=float32 --dtype=int64 --dtype=half --get=x.grad --get=value --get=nothing --get= --let=x=1 --let=q "
    "--color=always --color=never --color=pink --help -h --x --q=1 --jsno -- --version --x= -x"
).split()
NOISE = "()[]{}'\"\\;:,.=+-*/%@<>!|&^~#$?` \t\n\r\0\x1b\x7f\u00b2\u2212\u00d7\u03c0\u221a\u200b\u202e\ufeff\udcff\U0001f642é١²½ﬁ日"


def command_lines(count: int, seed: int) -> Iterator[tuple[list[str], bytes]]:
    """(arguments, standard input), the same for the same seed."""
    generator = random.Random(seed)
    for _ in range(count):
        yield _command(generator)


def _command(r: random.Random) -> tuple[list[str], bytes]:
    command = r.choices(["grad", "explain", "ops", "gard", ""], [20, 8, 1, 0.3, 0.2])[0]
    line = [command] if command else []
    if command == "ops":
        return [*line, *r.sample([r.choice(NAMES), "--json", "nothing", "\0", _broken(r, r.choice(NAMES))], r.randint(0, 2))], b""
    parts = [_expression(r)] if r.random() < 0.97 else []
    for name in r.sample("xyaAmq", r.randint(0, 5)):
        value = r.choice(VALUES) if r.random() < 0.8 else _expression(r)
        parts += [f"--{name}={value}"] if r.random() < 0.7 else [f"--{name}", value]
    parts += r.choices(OPTIONS, k=r.choice([0, 0, 1, 1, 2, 3, 5]))
    if r.random() < 0.5:
        parts.append("--allow-unused")
    if r.random() < 0.2:
        r.shuffle(parts)
    stdin = r.choice(["", "1\n2\n", "x**2", "\0", _expression(r)]).encode("utf-8", "surrogatepass")
    return [*line, *parts], stdin


def _expression(r: random.Random) -> str:
    kind = r.random()
    if kind < 0.35:
        return _random(r, r.randint(0, 4))
    if kind < 0.55:
        return "; ".join(f"{r.choice('xyhab')} = {_random(r, 2)}" for _ in range(r.randint(1, 4)))
    text = r.choice([*EXPRESSIONS, *(row.example for row in ROWS), *VARIANTS]).format("x", "y", "a")
    return text if kind < 0.65 else _broken(r, text)


def _random(r: random.Random, depth: int) -> str:
    """Well-formed, mostly meaningless."""
    if not depth:
        return r.choice(ATOMS)
    inner = [_random(r, r.randint(0, depth - 1)) for _ in range(3)]
    kind = r.randint(0, 7)
    if kind == 0:
        return f"({inner[0]} {r.choice(SYMBOLS)} {inner[1]})"
    if kind == 1:
        return f"{r.choice('-+')}{inner[0]}"
    if kind == 2:
        return f"({inner[0]})[{', '.join(r.sample([inner[1], ':', '1:', '::2', '...', 'None', '-1', '[0, 1]', 'a > 1'], r.randint(1, 3)))}]"
    if kind == 3:
        return f"[{', '.join(inner[: r.randint(0, 3)])}]"
    if kind == 4:
        return f"({inner[0]}).{r.choice(NAMES)}({_arguments(r, inner[1:])})"
    if kind == 5:
        return f"({inner[0]}).{r.choice(['T', 'shape', 'values', 'indices', 'data', 'ndim', 'grad', '__class__'])}"
    return f"{r.choice(NAMES)}({_arguments(r, inner)})"


def _arguments(r: random.Random, inner: list[str]) -> str:
    positional = inner[: r.randint(0, len(inner))]
    keywords = [f"{key}={r.choice(inner)}" for key in r.sample(KEYWORDS, r.choice([0, 0, 0, 1, 2]))]
    return ", ".join([*positional, *keywords])


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
