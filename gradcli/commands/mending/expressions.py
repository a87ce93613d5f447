"""Expressions that can be read, or nearly, and that mean nothing here: other libraries' names, slips of shape and of dtype."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from gradcli.autograd.backward import NO_GRAD_FN, NOT_SCALAR
from gradcli.commands.mending import rewrites
from gradcli.commands.mending.change import Change, Found, Several, State
from gradcli.commands.mending.letters import folded
from gradcli.commands.mending.libraries import MODULES, PREFIXES, RENAMED, WRAPPERS
from gradcli.commands.mending.text import Text
from gradcli.problems import Problem
from gradcli.syntax.algebra import apart
from gradcli.syntax.place import closing, primary_start, split

NAME = r"[^\W\d]\w*"
GREEK = dict(zip("αβγδεθλμσωφηρ", "alpha beta gamma delta epsilon theta lam mu sigma omega phi eta rho".split(), strict=True))


Rewrite = Callable[[Text], "tuple[str, str] | Several | None"]


def rewritten(rewrite: Rewrite) -> Callable[[State], Found]:
    """A rule of a rewrite: for the expression, and for the formulas that are claimed."""

    def rule(state: State) -> Found:
        for text, put in _places(state):
            text.line, text.problem = state.line, state.problem
            found = rewrite(text)
            if isinstance(found, Several):
                return found
            if found is not None and found[0] != text:
                return put(found[0].strip(), found[1])
        return None

    return rule


def _places(state: State) -> Iterator[tuple[Text, Callable[[str, str], Change]]]:
    line, problem = state.line, state.problem
    expression = line.expression
    if expression is not None:
        k = line.texts()[0]
        given = problem.source if (expression == "-" or expression.startswith("@")) and problem.source else expression
        yield Text(given), lambda text, words: Change(line.put(k, [text]), words, text)
    for k, item in enumerate(line.items):
        if item.name == "--formula" and "=" in item.value:
            name, _, formula = item.value.partition("=")
            yield (
                Text(formula),
                lambda text, words, k=k, name=name: Change(line.put(k, ["--formula", f"{name}={text}"]), words),  # type: ignore[misc]
            )


def _title(problem: Problem) -> str:
    return str(problem.title)


def _span(text: Text) -> tuple[int, int] | None:
    """Where in this text the problem is."""
    source, span = text.problem.source, text.problem.span
    return span if span is not None and source is not None and source.strip() == text.strip() and source == text else None


# ------------------------------------------------------------------ what the problem itself knows
def hinted(text: Text) -> tuple[str, str] | None:
    """The corrected text that comes with the problem."""
    hint = text.problem.hint
    if hint is None or hint.startswith(("gradcli ", "printf ")) or text.problem.source != text:
        return None
    return hint, ""


def near_name(text: Text) -> tuple[str, str] | None:
    """sine(a) in a long text, speed for sped, dim for dmi"""
    title, fix = _title(text.problem), str(text.problem.fix or "")
    near = re.match(r"did you mean `(\w+)`\?", fix)
    named = re.search(r"unknown (?:function|method) `(\w+)`|`(\w+)` has no value|unexpected keyword argument '(\w+)'", title)
    if not near or not named:
        return None
    name = next(group for group in named.groups() if group)
    behind = r"(?=\s*=(?!=))" if named[3] else r"(?!\w)"
    return re.sub(rf"(?<!\w){re.escape(name)}{behind}", near[1], text), ""


def derivative_sign(text: Text) -> tuple[str, str] | None:
    """d/dt (t^3), where nothing is called d"""
    from gradcli.syntax.repairs import DERIVATIVE

    match = DERIVATIVE.match(text)
    if not match or match.end() == len(text) or set(re.findall(NAME, match[0])) & set(text.line.bindings()) - {"y", "f"}:
        return None
    return text[match.end() :], "the derivative is what gradcli computes; write only the expression"


# ------------------------------------------------------------------ letters
def look_alikes(text: Text) -> tuple[str, str] | None:
    """A Cyrillic letter among Latin ones, or in the place of one that has a value"""
    found = folded(text, set(text.line.bindings()))
    return (found, "a letter only looks like its Latin twin:") if found else None


def spelled_letter(text: Text) -> tuple[str, str] | None:
    """σ(x); θ where theta has a value; X where x has"""
    found = re.sub(r"σ\s*(?=\()", "sigmoid", text) if "σ" not in text.line.bindings() else str(text)
    values = text.line.bindings()
    found = re.sub(
        rf"(?<![\w.])[^\W\d]*[{''.join(GREEK)}]\w+|(?<![\w.])\w+[{''.join(GREEK)}]\w*", lambda m: _greek(m[0], values), found
    )
    for letter, name in GREEK.items():
        if name in values and letter not in values:
            found = re.sub(rf"(?<!\w){letter}(?!\w)", name, found)
        elif letter in values and name not in values:
            found = re.sub(rf"(?<!\w){name}(?!\w)", letter, found)
    return (found, "as it is called here:") if found != text else None


def _greek(word: str, values: Collection[str]) -> str:
    """θ1, θ2x with the letters spelled out, where that makes names which have values."""
    spelled = "".join(GREEK.get(letter, letter) for letter in word)
    return spelled if word not in values and (spelled in values or len(apart(spelled, values)) > 1) else word


def r_arrow(text: Text) -> tuple[str, str] | None:
    """y <- x^2, which is read as y < -x**2"""
    match = re.match(rf"\s*({NAME})\s*<-(?=\s*\S)", text)
    if not match or match[1] in text.line.bindings():
        return None
    return f"{match[1]} = {text[match.end() :].strip()}", "write `=`"


def whole_text(text: Text) -> tuple[str, str] | None:
    """'x**2' inside of quotes"""
    match = re.fullmatch(r"\s*(['\"`])(.+)\1\s*", text, re.DOTALL)
    return (match[2], "write it without quotes of its own:") if match and match[1] not in match[2] else None


def square_brackets(text: Text) -> tuple[str, str] | None:
    """Sin[x], Exp[-x]"""
    found, at = str(text), 0
    while match := re.compile(r"(?<![\w.])([A-Z]\w*)\[").search(found, at):
        close, name = closing(found, match.end() - 1), _lowered(match[1])
        at = match.end()
        if close > 0 and name != match[1] and match[1] not in text.line.bindings():
            found = f"{found[: match.start()]}{name}({found[match.end() : close]}){found[close + 1 :]}"
    return (found, "arguments stand in round brackets:") if found != text else None


def other_case(text: Text) -> tuple[str, str] | None:
    """X**2 with a value for x"""
    name = text.problem.absent
    values = text.line.bindings()
    used = set(re.findall(NAME, text))
    near = [v for v in values if name and v.lower() == name.lower() and v not in used]
    if not name or len(near) != 1:
        return None
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", near[0], text), "the name of a value is written as it was given:"


def run_together(text: Text) -> tuple[str, str] | Several | None:
    """xy with values for x and y"""
    called = re.match(r"`(\w+)` is a function", _title(text.problem))  # as mv is, and m*v may be meant
    name = called[1] if called else text.problem.absent
    values = [v for v in text.line.bindings() if v]
    parts = _parts(name, values) if name else []
    if len(parts) != 1:
        return None
    product = "*".join(parts[0])
    places = list(re.finditer(rf"(?<!\w){re.escape(str(name))}(?!\w)", text))
    if any(text[: m.start()].rstrip().endswith(("/", "%")) for m in places):
        return Several(f"`{name}` can be the product below the line, ({product}), or only its first factor: write which one")
    found = re.sub(rf"(?<!\w){re.escape(str(name))}(?!\w)", product, text)
    return found, f"`{name}` is one name; write the product with `*`"


def _parts(name: str, values: list[str]) -> list[list[str]]:
    """The ways to write a name as a row of others."""
    ways: list[list[list[str]]] = [[[]]]
    for end in range(1, min(len(name), 12) + 1):
        ways.append([[*way, v] for v in values if name[:end].endswith(v) and len(v) <= end for way in ways[end - len(v)]][:4])
    return [way for way in ways[-1] if len(way) > 1] if len(name) <= 12 else []


def product_of_call(text: Text) -> tuple[str, str] | None:
    """x(x + 1), without a value for x"""
    match = re.match(r"unknown function `(\w+)`", _title(text.problem))
    name = match and match[1]
    names = {*text.line.bindings(), *re.findall(rf"(?<![\w.])({NAME})(?!\w|\s*[(=])", text)}
    if not name or name not in names:
        return None
    return re.sub(rf"(?<![\w.]){re.escape(name)}\s*\(", f"{name}*(", text), "write the product with `*`"


# ------------------------------------------------------------------ brackets of functions
def bare_sign(text: Text) -> tuple[str, str] | None:
    """exp -x, sin*(x)"""
    match = re.match(r"`(\w+)` is a function", _title(text.problem))
    span = _span(text)
    if not match or not span:
        return None
    behind = re.compile(r"\s*([-+]?)\s*((?:[0-9.]+\s*\*\s*)?\w+(?:\([^()]*\))?(?:\*\*[-\w]+)?)").match(text, span[1])
    if star := re.compile(r"\s*\*\s*(?=\()").match(text, span[1]):
        return text[: span[1]] + text[star.end() :], f"write {match[1]}(...)"
    if behind and re.match(r"\s+[-+]\w", text[span[1] :]):
        return f"{text[: span[1]]}({behind[1]}{behind[2]}){text[behind.end() :]}", f"write {match[1]}(...)"
    return None


def of_several(text: Text) -> tuple[str, str] | None:
    """max(x, 0), min(x, y): of two, the larger"""
    title = _title(text.problem)
    match = re.match(r"(?:TypeError: )?(max|min)\(", title)
    if not match and not re.search(r"\b(max|min)\(", text):
        return None
    name = match[1] if match else None
    found = re.sub(
        r"(?<![\w.])(max|min)(?=\()", lambda m: f"{m[1]}imum" if name in (None, m[1]) and _two(text, m.end()) else m[1], text
    )
    return (found, "of two values, elementwise:") if found != text else None


def _two(text: str, start: int) -> bool:
    close = closing(text, start)
    arguments = split(text[start + 1 : close], ",") if close > 0 else []
    return len(arguments) == 2 and not any(re.match(r"(dim|axis|keepdim)\s*=", a) for a in arguments)


# ------------------------------------------------------------------ the words of other libraries
_CALL_OF_CALCULUS = re.compile(
    r"(?:(?:torch\.autograd|torch\.func|jax|sympy|sp|sy|autograd|np|tf|numdifftools|nd)\.)?"
    r"(grad|diff|Diff|derivative|Derivative|D|gradient|jacobian|hessian|value_and_grad|print|simplify|expand|backward|display|nabla|"
    r"differentiate|deriv|grads|vjp|jvp|derive|evaluate|eval|forward|Gradient|disp|echo|console\.log|N|evalf|lambdify|expr|sympify|S|checkpoint)\s*(?=[(\[])"
)


def calculus(text: Text) -> tuple[str, str] | None:
    """grad(x**3), diff(x**3, x), D[x**3, x], jax.grad(f)(x), print(x**2)"""
    match = _CALL_OF_CALCULUS.match(text.strip())
    source = text.strip()
    if not match or match[1] in text.line.bindings():
        return None
    close = closing(source, match.end())
    rest = source[close + 1 :].strip(" ;")
    if close < 0 or (rest and not re.fullmatch(r"\([\w, ]*\)|\.(?:sum|subs|evalf|doit)\(.*\)", rest)):
        return None
    first = split(source[match.end() + 1 : close], ",")
    inner = first[0].strip("'\" ")
    lambda_ = re.fullmatch(r"lambda\s+[\w, ]+:\s*(.+)", source[match.end() + 1 : close].strip(), re.DOTALL)
    if lambda_:
        inner = lambda_[1]
    return (inner, "what is differentiated stands alone:") if inner and not (rest and inner.isidentifier()) else None


def modules(text: Text) -> tuple[str, str] | None:
    """tf.math.sin(x), Math.PI, sp.exp(x), torch.special.x, K.square(x)"""
    values = text.line.bindings()
    found = str(text)
    for prefix in PREFIXES:
        if prefix.partition(".")[0] not in values:
            found = re.sub(rf"(?<![\w.]){re.escape(prefix)}\.(?={NAME})", "", found)
    if found == text:
        return None
    found = re.sub(rf"(?<![\w.])({NAME})(?=\s*\()", lambda m: RENAMED.get(m[1], m[1]), found)
    found = re.sub(r"(?<![\w.])(?:PI|Pi)(?!\w)", "pi", found)
    found = re.sub(r"(?<![\w.])E(?!\w)", "e", found) if "E" not in values else found
    return found, "functions are known by their names alone:"


def renamed(text: Text) -> tuple[str, str] | None:
    """reduce_sum(x), SQRT(x), Sin[x], sin.(x), fabs(x)"""
    values = text.line.bindings()

    def one(match: re.Match[str]) -> str:
        name = match[1]
        return name if name in values else RENAMED.get(name, _lowered(name))

    found = re.sub(rf"(?<![\w.])({NAME})(?=\s*\()", one, text)
    found = re.sub(r"(?<![\w.])(?:PI|Pi|pi)\(\s*\)", "pi", found)
    found = found if {"Σ", "Π"} & set(values) else found.replace("Σ(", "sum(").replace("Π(", "prod(")
    found = re.sub(rf"\.({NAME})(?=\s*\()", lambda m: "." + _METHODS.get(m[1], m[1]), found)
    return (found, "as PyTorch calls it:") if found != text else None


def _lowered(name: str) -> str:
    from gradcli.ops.table import TABLE

    lowered = name.lower()
    return (
        RENAMED.get(lowered, lowered)
        if name != lowered and name not in TABLE and (lowered in TABLE or lowered in RENAMED)
        else name
    )


_METHODS = {
    "dotProduct": "dot",
    "multiply": "mul",
    "subtract": "sub",
    "divide": "div",
    "power": "pow",
    "absolute": "abs",
    "amin_": "amin",
}


def layers(text: Text) -> tuple[str, str] | Several | None:
    """nn.Softplus()(x), torch.nn.LeakyReLU(0.1)(x)"""
    match = re.search(rf"(?<![\w.])(?:(?:torch\.)?nn\.|tf\.keras\.layers\.|keras\.layers\.|layers\.)?({NAME})\s*\(", text)
    for match in re.finditer(r"(?<![\w.])(?:(?:torch\.)?nn\.|(?:tf\.)?(?:keras\.)?layers\.)?([A-Z]\w*)\s*\(", text):
        close = closing(text, match.end() - 1)
        if close < 0 or not text[close + 1 :].lstrip().startswith("("):
            continue
        start = text.index("(", close + 1)
        end = closing(text, start)
        if match[1] in (
            "Linear",
            "Conv1d",
            "Conv2d",
            "Embedding",
            "LSTM",
            "GRU",
            "RNN",
            "Sequential",
            "Dense",
            "Bilinear",
            "BatchNorm1d",
        ):
            return Several(f"{match[1]} has weights of its own, drawn at random: write them as variables, as in W @ x + b")
        name = MODULES.get(match[1])
        if name is None or end < 0:
            continue
        given = text[match.end() : close].strip()
        inner = text[start + 1 : end]
        call = f"{name}({inner}{', ' + given if given else ''})"
        return text[: match.start()] + call + text[end + 1 :], "the function of that module:"
    return None


def arrays(text: Text) -> tuple[str, str] | None:
    """np.array([1., 3.])*x, tf.constant(2.0)"""
    names = "|".join(WRAPPERS)
    found = re.sub(rf"(?<![\w.])(?:{NAME}\.)*(?:{names})(?=\s*\()", "tensor", text)
    return (found, "write tensor(...)") if found != text else None


_IDLE = re.compile(
    r"\.(?:cuda|cpu|item|numpy|tolist|contiguous|clone|evalf|simplify|doit|expand|compute|block_until_ready|copy|backward|eval|"
    r"requires_grad_|retain_grad|zero_grad|to|astype|type|float|double|to_device|get|asnumpy|result|value|show)\s*\("
)


def idle(text: Text) -> tuple[str, str] | None:
    """x.cuda(), y.backward(), (x**3).item(): what an expression does without"""
    title = _title(text.problem)
    refused = re.search(
        r"unknown method|has no place|grad_fn|there is no attribute|device|CUDA|is a function|scalar|dtype|cannot|"
        r"program|`print`|nothing is done|does not require grad",
        title,
    )
    if not refused or ("program" in title and re.search(r"[;\n]", text.strip())):
        return None
    statement = re.sub(rf"(?:;|\n)\s*(?:{NAME}|\([^;\n]*\))(?:\.sum\(\))?\.backward\s*\([^()]*\)\s*(?=;|\n|\Z)", "", text)
    statement = re.sub(rf"(?:;|\n)\s*(?:print\s*\([^()]*\)|{NAME}\.grad)\s*(?=;|\n|\Z)", "", statement)
    if statement != text:
        return statement, ""
    for match in _IDLE.finditer(text):
        close = closing(text, match.end() - 1)
        arguments = text[match.end() : close].strip()
        word = match[0].strip(".( ")
        if close < 0 or (
            arguments
            and word not in ("to", "astype", "type", "cuda", "numpy", "backward", "to_device", "evalf", "requires_grad_")
        ):
            continue
        if word in ("float", "double", "type") and "grad_fn" not in title and word not in title:
            continue
        words = "" if "has no place" in title else f"leave .{word}() out:"
        return text[: match.start()] + text[close + 1 :], words
    found = re.sub(r"\.(?:data|real|values|device|grad)(?!\w|\s*\()", "", text) if "attribute" in title else str(text)
    if "does not require grad" in title:
        found = re.sub(r"\.data(?!\w|\s*\()", "", found)
    return (found, "leave it out:") if found != text and not found.endswith(".") else None


def power_function(text: Text) -> tuple[str, str] | None:
    """POWER(x; 2), where(x = 2, x, 0)"""
    found = re.sub(r"(?<=\bwhere\()\s*([^(),=<>!]+?)\s*=(?!=)\s*", r"\1 == ", text)
    return (found, "write `==` to compare") if found != text else None


# ------------------------------------------------------------------ dtypes and shapes
_WHOLE = re.compile(r"(?<![\w.\]])(\d+)(?![\w.])")


def floats(text: Text) -> tuple[str, str] | None:
    """[[1, 2], [3, 4]] @ x, where whole numbers are int64 to PyTorch"""
    if not re.search(
        r"same dtype|expected scalar type|\bLong\b|dtype mismatch|int64", f"{_title(text.problem)} {text.problem.why or ''}"
    ):
        return None
    found, at = "", 0
    for match in re.finditer(r"(?<![\w\])])\[", text):
        close = closing(text, match.start())
        if close < 0 or match.start() < at or not re.fullmatch(r"[\[\]\s,\d.eE+-]+", text[match.start() : close + 1]):
            continue
        found += text[at : match.start()] + _WHOLE.sub(r"\1.", text[match.start() : close + 1])
        at = close + 1
    found += text[at:]
    return (found, "[1, 3] are int64 and [1., 3.] floats:") if found != text else None


def inner_product(text: Text) -> tuple[str, str] | None:
    """dot(A, v) of a matrix"""
    if "1D tensors expected" not in _title(text.problem):
        return None
    for match in re.finditer(r"(?<![\w.])(?:dot|inner|vdot)\s*\(", text):
        close = closing(text, match.end() - 1)
        arguments = split(text[match.end() : close], ",")
        if close > 0 and len(arguments) == 2:
            a, b = (x if re.fullmatch(r"[\w.]+", x) else f"({x})" for x in arguments)
            return f"{text[: match.start()]}({a} @ {b}){text[close + 1 :]}", "dot takes vectors; a matrix is multiplied with @"
    method = re.search(r"\.dot\s*\(", text)
    if method and (close := closing(text, method.end() - 1)) > 0:
        start = primary_start(text, method.start())
        return (
            f"{text[:start]}({text[start : method.start()]} @ {text[method.end() : close]}){text[close + 1 :]}",
            "a matrix is multiplied with @",
        )
    return None


def listed(text: Text) -> tuple[str, str] | None:
    """cat(a, b): of a list"""
    if "must be tuple of Tensors" not in _title(text.problem) and "takes" not in _title(text.problem):
        return None
    for match in re.finditer(r"(?<![\w.])(cat|stack|hstack|vstack|dstack|concat|concatenate|column_stack|row_stack)\s*\(", text):
        close = closing(text, match.end() - 1)
        arguments = split(text[match.end() : close], ",") if close > 0 else []
        tensors = [a for a in arguments if not re.match(r"\w+\s*=(?!=)", a)]
        options = [a for a in arguments if a not in tensors]
        if len(tensors) > 1 and tensors[-1].lstrip("-").isdigit():
            options, tensors = [f"dim={tensors[-1]}", *options], tensors[:-1]
        if tensors and not tensors[0].startswith("["):
            inside = ", ".join([f"[{', '.join(tensors)}]", *options])
            return f"{text[: match.end()]}{inside}{text[close:]}", f"{match[1]} takes a list:"
    return None


def one_result(text: Text) -> tuple[str, str] | None:
    """x.max(dim=0): its values"""
    span = _span(text)
    if "this has two results" not in _title(text.problem):
        return None
    end = span[1] if span else len(text.rstrip())
    return text[:end] + ".values" + text[end:], "write .values"


def reduced(text: Text) -> tuple[str, str] | None:
    """x**2 of a vector: backward starts from one number"""
    if _title(text.problem) != NOT_SCALAR or re.search(r"[=;\n]", text.replace("==", "")):
        return None
    bare = re.fullmatch(r"[\w.]+(?:\([^()]*\))?", text.strip())
    return (f"{text.strip()}.sum()" if bare else f"({text.strip()}).sum()"), ""


def equation(text: Text) -> tuple[str, str] | None:
    """x**2 + y**2 == 25, x > 3: a comparison has no gradient"""
    if _title(text.problem) != NO_GRAD_FN:
        return None
    match = re.fullmatch(r"\s*([^=<>!&|;]+?)\s*(==|<=|>=|<|>)\s*([^=<>!&|;]+?)\s*", text)
    if not match:
        return None
    left, sign, right = match.groups()
    if sign == "==":
        return _difference(left, right), "an equation has no gradient; its left side less its right has:"
    return f"where({left} {sign} {right}, {left}, 0)", "a comparison has no gradient; it chooses:"


def _difference(left: str, right: str) -> str:
    if right.strip() in ("0", "0.0"):
        return left
    return f"{left} - {right}" if re.fullmatch(r"[\w.*/()\[\] ]+", right) else f"{left} - ({right})"


EARLY = tuple(rewritten(rewrite) for rewrite in (look_alikes, *rewrites.EARLY, run_together))
RULES = tuple(
    rewritten(rewrite)
    for rewrite in (
        whole_text,
        derivative_sign,
        r_arrow,
        look_alikes,
        square_brackets,
        layers,
        calculus,
        arrays,
        modules,
        run_together,
        hinted,
        near_name,
        *rewrites.RULES,
        spelled_letter,
        other_case,
        product_of_call,
        bare_sign,
        of_several,
        power_function,
        renamed,
        idle,
        floats,
        inner_product,
        listed,
        one_result,
        equation,
        reduced,
    )
)
