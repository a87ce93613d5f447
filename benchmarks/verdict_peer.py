"""What a library's own gradient checker says of each claim: pass, fail, or none where it cannot be asked.

    python benchmarks/verdict_peer.py torch|scipy|jax CLAIMS

Run by verdicts.py, in the interpreter that has the library. A claim is a function whose backward is what is claimed.
"""

from __future__ import annotations

import ast
import json
import math
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

Function = Callable[..., Any]
Claim = Mapping[str, Any]
NUMERAL = re.compile(r"\d*\.(\d*)(?:e(-?\d+))?")
UNASKED = ("kinks", "values", "tolerances", "typed digits")


def read(text: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression, which Python reads."""
    body = ast.parse("\n".join(part.strip() for part in text.split(";"))).body
    scope = {**names, "pi": math.pi, "e": math.e, "__builtins__": {}}
    if body[:-1]:
        exec(compile(ast.Module(body[:-1], []), text, "exec"), scope)  # texts of the corpus alone
    return eval(compile(ast.Expression(body[-1].value), text, "eval"), scope)


def questions(claim: Claim, array: Function) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """The variable, a point, and the claimed gradient there: a number, or a formula to be read."""
    how, said = next(iter(claim["claim"].items()))
    name, text = next(iter(said.items()))
    points = [claim["values"]] if claim["values"] else []
    for point in [*points, *claim.get("points", [])]:
        yield (
            name,
            {n: array(ast.literal_eval(v)) for n, v in point.items()},
            text if how == "formula" else ast.literal_eval(text),
        )


# ------------------------------------------------------------------ torch
def by_torch() -> Function:
    """torch.autograd.gradcheck, with its own step and tolerances."""
    import torch

    torch.set_num_threads(1)
    spaces = (torch, torch.nn.functional, torch.special, torch.linalg)

    def find(word: str) -> Any:
        return on_numbers(next(getattr(space, word) for space in spaces if hasattr(space, word)), torch.as_tensor)

    names = Names(find)

    def array(x: Any) -> Any:
        return torch.tensor(x, dtype=torch.float64)

    def says(name: str, point: dict[str, Any], claimed: Any) -> bool:
        x = point[name].requires_grad_()

        class Claimed(torch.autograd.Function):
            @staticmethod
            def forward(ctx: Any, x: Any) -> Any:
                ctx.save_for_backward(x)
                return torch.sum(read(says.text, names.with_({**point, name: x})))

            @staticmethod
            def backward(ctx: Any, g: Any) -> Any:
                (x,) = ctx.saved_tensors
                found = read(claimed, names.with_({**point, name: x})) if isinstance(claimed, str) else claimed
                return g * torch.as_tensor(found, dtype=torch.float64).expand(x.shape)

        atol = max(1e-5, says.half)
        return torch.autograd.gradcheck(Claimed.apply, (x,), atol=atol, raise_exception=False, check_undefined_grad=False)

    return judge(says, array)


# ------------------------------------------------------------------ scipy
def by_scipy() -> Function:
    """The claim held against scipy's 3-point difference quotient, as numpy.allclose does."""
    import numpy as np
    from scipy import special
    from scipy.optimize._numdiff import approx_derivative

    names = Names({**vars(np), **own(np, special)}.__getitem__)

    def array(x: Any) -> Any:
        return np.asarray(x, dtype=np.float64)

    def says(name: str, point: dict[str, Any], claimed: Any) -> bool:
        shape = point[name].shape

        def value(x: Any) -> float:
            return float(np.sum(read(says.text, names.with_({**point, name: x.reshape(shape)}))))

        found = read(claimed, names.with_(point)) if isinstance(claimed, str) else claimed
        quotient = approx_derivative(value, point[name].reshape(-1), method="3-point")
        return bool(np.allclose(np.broadcast_to(found, shape).reshape(-1), np.ravel(quotient), atol=max(1e-8, says.half)))

    return judge(says, array)


# ------------------------------------------------------------------ jax
def by_jax() -> Function:
    """jax.test_util.check_grads, in reverse mode, in float64."""
    import jax
    from jax.scipy import special
    from jax.test_util import check_grads

    jax.config.update("jax_enable_x64", True)
    numpy = jax.numpy
    names = Names({**vars(numpy), **vars(jax.nn), **own(numpy, special)}.__getitem__)

    def array(x: Any) -> Any:
        return numpy.asarray(x, dtype=numpy.float64)

    def says(name: str, point: dict[str, Any], claimed: Any) -> bool:
        @jax.custom_vjp
        def value(x: Any) -> Any:
            return numpy.sum(read(says.text, names.with_({**point, name: x})))

        def backward(x: Any, g: Any) -> Any:
            found = read(claimed, names.with_({**point, name: x})) if isinstance(claimed, str) else claimed
            return (g * numpy.broadcast_to(numpy.asarray(found, dtype=numpy.float64), x.shape),)

        value.defvjp(lambda x: (value(x), x), backward)
        try:
            check_grads(value, (point[name],), order=1, modes=("rev",), atol=max(1e-5, says.half), rtol=1e-5)
        except AssertionError:
            return False
        return True

    return judge(says, array)


# ------------------------------------------------------------------ what they have in common
class Names:
    """Where names are looked up: in a library."""

    def __init__(self, find: Function) -> None:
        self.find = find

    def with_(self, point: Mapping[str, Any]) -> dict[str, Any]:
        """A scope of the point and of everything that the library has of the corpus."""
        return {**{w: self.find(w) for w in WORDS if self._has(w)}, **point}

    def _has(self, word: str) -> bool:
        try:
            self.find(word)
        except (LookupError, StopIteration, AttributeError, RuntimeError):
            return False
        return True


def on_numbers(function: Any, lifted: Function) -> Any:
    """A function that also takes plain numbers, such as log(2)."""

    def run(*operands: Any, **options: Any) -> Any:
        try:
            return function(*operands, **options)
        except TypeError:
            return function(*map(lifted, operands), **options)

    return run


def judge(says: Any, array: Function) -> Function:
    """The verdict on a claim at all its points."""

    def run(claim: Claim) -> str:
        says.text, says.half = claim["expression"], half_a_unit(claim)
        if claim["kind"] in UNASKED:
            return "none"
        try:
            return "pass" if all(says(*question) for question in questions(claim, array)) else "fail"
        except Exception:  # whatever a library cannot read
            return "none"

    return run


def half_a_unit(claim: Claim) -> float:
    """Of the last digit that was typed, the largest of a claim: so much no checker can ask for more."""
    texts = NUMERAL.findall(" ".join(claim["claim"].get("expect", {}).values()))
    return max((0.5 * 10.0 ** (int(exponent or 0) - len(part)) for part, exponent in texts), default=0.0)


def own(m: Any, special: Any) -> dict[str, Function]:
    """The names of the corpus that NumPy and its kind spell otherwise; `m` is the library, `special` its special functions."""

    def along(function: Function) -> Function:
        return lambda x, dim=None: function(x, axis=dim)

    def extreme(of_two: Function, of_many: Function) -> Function:
        return lambda x, y=None: of_many(x) if y is None else of_two(x, y)

    def sigmoid(x: Any) -> Any:
        return special.expit(x)

    def norm(x: Any, ord: float = 2) -> Any:
        return m.sum(m.abs(x) ** ord) ** (1 / ord)

    def loss(of_one: Function) -> Function:
        return lambda x, t, reduction="mean": (m.sum if reduction == "sum" else m.mean)(of_one(x, t))

    return {
        "asin": m.arcsin, "acos": m.arccos, "atan": m.arctan, "asinh": m.arcsinh, "acosh": m.arccosh, "atanh": m.arctanh,
        "atan2": m.arctan2, "pow": m.power, "float_power": m.power, "erf": special.erf, "erfc": special.erfc,
        "erfinv": special.erfinv, "lgamma": special.gammaln, "digamma": special.digamma, "i0": special.i0, "i1": special.i1,
        "logit": special.logit, "xlogy": special.xlogy, "sigmoid": sigmoid, "rsqrt": lambda x: 1 / m.sqrt(x),
        "logsigmoid": lambda x: -m.logaddexp(0.0, -x), "softplus": lambda x: m.logaddexp(0.0, x),
        "relu": lambda x: m.maximum(x, 0.0), "silu": lambda x: x * sigmoid(x), "softsign": lambda x: x / (1 + m.abs(x)),
        "tanhshrink": lambda x: x - m.tanh(x), "clamp": lambda x, min=None, max=None: m.clip(x, min, max),
        "lerp": lambda a, b, w: a + w * (b - a), "gelu": lambda x: x * 0.5 * special.erfc(-x / math.sqrt(2)),
        "sum": along(m.sum), "mean": along(m.mean), "prod": along(m.prod), "cumsum": along(m.cumsum), "amax": along(m.max),
        "amin": along(m.min), "cumprod": along(m.cumprod), "softmax": along(special_or(special, "softmax", m)),
        "log_softmax": along(special_or(special, "log_softmax", m)), "logsumexp": along(special.logsumexp),
        "var": lambda x, dim=None: m.var(x, axis=dim, ddof=1), "std": lambda x, dim=None: m.std(x, axis=dim, ddof=1),
        "max": extreme(m.maximum, m.max), "min": extreme(m.minimum, m.min), "norm": norm, "vector_norm": norm,
        "t": m.transpose, "mm": m.matmul, "mv": m.matmul, "det": m.linalg.det, "inv": m.linalg.inv,
        "mse_loss": loss(lambda x, t: (x - t) ** 2), "l1_loss": loss(lambda x, t: m.abs(x - t)),
        "cosine_similarity": lambda x, y, **_: m.dot(x, y) / norm(x) / norm(y),
    }  # fmt: skip


def special_or(special: Any, name: str, m: Any) -> Function:
    """softmax and its logarithm, which jax keeps elsewhere."""
    if hasattr(special, name):
        found: Function = getattr(special, name)
        return found

    def log_softmax(x: Any, axis: int | None = None) -> Any:
        return x - special.logsumexp(x, axis=axis, keepdims=True)

    return log_softmax if name == "log_softmax" else lambda x, axis=None: m.exp(log_softmax(x, axis))


PEERS = {"torch": by_torch, "scipy": by_scipy, "jax": by_jax}
WORDS: set[str] = set()


def words(claims: list[Claim]) -> set[str]:
    """Every name that is called."""
    texts = [text for claim in claims for text in (claim["expression"], *claim["claim"].get("formula", {}).values())]
    trees = [ast.parse("\n".join(part.strip() for part in text.split(";"))) for text in dict.fromkeys(texts)]
    calls = [node.func for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {name.id for name in calls if isinstance(name, ast.Name)}


def main() -> None:
    """A verdict a line."""
    warnings.simplefilter("ignore")
    claims = [json.loads(line) for line in Path(sys.argv[2]).read_text("utf-8").splitlines()]
    WORDS.update(words(claims))
    says = PEERS[sys.argv[1]]()
    for claim in claims:
        print(says(claim), flush=True)


if __name__ == "__main__":
    main()
