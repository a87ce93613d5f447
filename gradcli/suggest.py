"""The nearest right name, for everything that has one: functions, variables, options, keys, formats."""

from __future__ import annotations

from collections.abc import Iterable

# What people type, and what it is called here.
MEANT = {
    "ln": "log",
    "loge": "log",
    "logarithm": "log",
    "exponential": "exp",
    "sinus": "sin",
    "cosinus": "cos",
    "tangens": "tan",
    "arcsine": "arcsin",
    "arccosine": "arccos",
    "arctangent": "arctan",
    "absolute": "abs",
    "log_e": "log",
    "lg": "log10",
    "log_10": "log10",
    "log_2": "log2",
    "ld": "log2",
    "lb": "log2",
    "sine": "sin",
    "sen": "sin",
    "cosine": "cos",
    "tangent": "tan",
    "tg": "tan",
    "arctg": "atan",
    "atg": "atan",
    "tan2": "atan2",
    "arctan2": "atan2",
    "sh": "sinh",
    "ch": "cosh",
    "th": "tanh",
    "tgh": "tanh",
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "sqr": "square",
    "sq": "square",
    "squareroot": "sqrt",
    "root": "sqrt",
    "sgn": "sign",
    "signum": "sign",
    "modulus": "abs",
    "magnitude": "abs",
    "length": "norm",
    "logistic": "sigmoid",
    "expit": "sigmoid",
    "sigm": "sigmoid",
    "swish": "silu",
    "ramp": "relu",
    "rectifier": "relu",
    "inverse": "inv",
    "determinant": "det",
    "tr": "trace",
    "average": "mean",
    "avg": "mean",
    "variance": "var",
    "stdev": "std",
    "stddev": "std",
    "product": "prod",
    "total": "sum",
    "summation": "sum",
    "concat": "cat",
    "concatenate": "cat",
    "transposed": "transpose",
    "loggamma": "lgamma",
    "gammaln": "lgamma",
    "modulo": "remainder",
    "mod": "remainder",
    "ceiling": "ceil",
    "truncate": "trunc",
    "fix": "trunc",
    "iif": "where",
    "select": "where",
    "identity": "eye",
    "mse": "mse_loss",
    "mae": "l1_loss",
    "bce": "binary_cross_entropy",
    "euler": "e",
    "infinity": "inf",
    "infty": "inf",
}


# Functions of other libraries that are not here, and words that are none: what is near to them is another thing.
OTHERS = frozenset(
    "print grad gradient hessian jacobian derivative diff integrate integral limit solve plot foo bar baz func model forward "
    "fft ifft beta gamma zeta psi bessel besselj airy lambertw interp trapz convolve conv map filter reduce zip list range input "
    "help sort2 rank kron expand factor simplify cot sec csc coth sech csch acot asec acsc "
    "choose comb perm binom gcd lcm".split()
)


def suggest_name(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that a mistyped name was meant to be, if one is close enough."""
    known = list(candidates)
    folded = {candidate.lower(): candidate for candidate in reversed(known)}
    short = name[:64].lower()
    for guess in (short, MEANT.get(short, ""), short.replace("_", "")):
        if guess in folded and folded[guess] != name:
            return folded[guess]
    from difflib import get_close_matches  # needed only after something has gone wrong

    if short in OTHERS:
        return None
    close = get_close_matches(short, folded, n=1, cutoff=0.6 if len(short) < 4 else 0.7)
    return folded[close[0]] if close and folded[close[0]] != name else None
