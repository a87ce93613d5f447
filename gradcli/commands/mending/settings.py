"""Options that were meant for another place: a format that is a file, a command that is a flag, a number as people write it."""

from __future__ import annotations

import os
import re

from gradcli.commands import COMMANDS
from gradcli.commands.mending.change import Change, Found, Several, State
from gradcli.commands.mending.line import EXPRESSION, Line, declared
from gradcli.commands.mending.values import is_constant, mended_value
from gradcli.problems import Problem

PARTS = ("graph", "forward", "backward", "result")
DRAWN = ("explain", "graph", "plot", "descend")
FORMATS = ("svg", "html", "png", "pdf", "json", "dot", "mermaid", "latex", "markdown")
_FLOATS = ("--rtol", "--atol", "--lr", "--momentum")
_EXPRESSIONS = ("expr", "expression", "e", "function", "func", "fn", "eq", "equation", "f")


# ------------------------------------------------------------------ numbers of options
def number(state: State) -> Found:
    """--rtol 10^-6, --lr 0,1, --samples 1e2, --digits 20"""
    line = state.line
    for k, item in enumerate(line.items):
        if item.kind != "option":
            continue
        if item.name in _FLOATS and (found := _float(item.value)) is not None:
            return Change(line.put(k, [item.name, found]), "write the number so:")
        range_ = re.search(r"is not in the range (\d+)<=x<=(\d+)", str(state.problem.title))
        if range_ and f"'{item.name}'" in str(state.problem.title) and re.fullmatch(r"\d+", item.value):
            if int(item.value[:6]) <= int(range_[2]):
                return None
            return Change(line.put(k, [item.name, range_[2]]), f"{range_[2]} is the most:")
    return None


def _float(text: str) -> str | None:
    """A number of another spelling; None for one that can be read, and for no number."""
    try:
        float(text)
    except ValueError:
        pass
    else:
        return None
    comma = re.fullmatch(r"([-+]?\d*),(\d+)", text.strip())
    better = f"{comma[1]}.{comma[2]}" if comma else mended_value(text)
    if not isinstance(better, str):
        better = text
    from gradcli.bindings import parse_value

    try:
        return f"{float(parse_value('x', better)):.12g}"
    except (Problem, TypeError, ValueError):
        return None


# ------------------------------------------------------------------ files and formats
def _known(name: str) -> bool:
    from gradcli.views.formats import EXTENSIONS

    return os.path.splitext(name)[1].lower() in EXTENSIONS and not re.match(r"\s*\d", name)


def file_as_format(state: State) -> Found:
    """--format out.svg, --json trace.json, "x**2" a.svg, --output svg, --animate without svg"""
    line, title = state.line, str(state.problem.title)
    if line.command not in DRAWN:
        return None
    for k, item in enumerate(line.items):
        if item.name == "--format" and _known(item.value):
            return Change(line.put(k, ["--output", item.value]), "the file's name says the format:")
        alone = (
            item.kind == "text"
            and k != line.texts()[0]
            and _known(item.value)
            and not any(i.name == "--output" for i in line.items)
        )
        if alone:
            flag = k > 0 and line.items[k - 1].tokens == ("--json",)
            start = k - 1 if flag or line.items[k - 1].tokens in ((">",), ("to",), ("as",)) else k
            return Change(line.put(start, ["--output", item.value], k + 1), "a file is written by --output:")
        if item.kind == "text" and k != line.texts()[0] and item.value.lower() in FORMATS and line.items[k - 1].name != "--json":
            start = k - 1 if line.items[k - 1].tokens[0].lower() in ("as", "to", "in") else k
            return Change(line.put(start, ["--format", item.value.lower()], k + 1), "the format is said by --format:")
        if item.name == "--output" and title.startswith(f"`{item.value}` is a format"):
            return Change(line.put(k, ["--format", item.value]), "did you mean")
    if title.startswith("only svg is animated") and not any(i.name == "--format" for i in line.items):
        return Change([*line.arguments, "--format", "svg"], "what is animated is svg:")
    if title.startswith("--standalone is about LaTeX") and not any(i.name in ("--format", "--output") for i in line.items):
        return Change([*line.arguments, "--format", "latex"], "it is about LaTeX:")
    return None


def vector_picture(state: State) -> Found:
    """--output a.png where nothing is there that writes it: an svg needs nothing"""
    line = state.line
    if not re.match(r"(?:png|pdf) needs ", str(state.problem.title)):
        return None
    for k, item in enumerate(line.items):
        if item.name == "--output" and item.value.lower().endswith((".png", ".pdf")):
            return Change(
                line.put(k, ["--output", f"{item.value[:-4]}.svg"]), f"{state.problem.fix}; or as svg, which needs nothing:"
            )
        if item.name == "--format" and item.value.lower() in ("png", "pdf"):
            return Change(line.put(k, ["--format", "svg"]), f"{state.problem.fix}; or as svg, which needs nothing:")
    return None


# ------------------------------------------------------------------ commands as options
def command_as_flag(state: State) -> Found:
    """grad "x**2" --explain, explain "x**2" --graph, --backward-only"""
    from gradcli.commands.mending.forms import WORDS
    from gradcli.commands.mending.options import NO_COMMANDS

    line = state.line
    if line.command not in EXPRESSION:
        return None
    for k, item in enumerate(line.items):
        name = item.name.lstrip("-").lower()
        if item.kind != "lonely" or line.has(f"--{name}") or name in NO_COMMANDS or _is_name(line, name):
            continue
        part = re.fullmatch(r"(?:only-)?(graph|forward|backward|result)(?:-only)?", name)
        if part and line.command == "explain":
            return Change(line.put(k, ["--only", part[1]]), "did you mean")
        if part and part[1] != name and line.command in ("grad", "graph"):
            return Change(["explain", *line.put(k, ["--only", part[1]])[1:]], "a part of what explain shows:")
        if any(f"--{name}" in declared(command)[0] for command in EXPRESSION):  # an option of another command
            continue
        found = [name] if name in COMMANDS else WORDS.get(name, [])
        if found and found[0] in EXPRESSION and found[0] != line.command:
            rest = [i for i in line.items if i is not item]
            return Change([*line.joined(rest, found[0]), *found[1:]], f"{found[0]} is a command:")
    return None


def _is_name(line: Line, name: str) -> bool:
    texts = " ".join(line.items[k].value for k in line.texts())
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", texts) is not None


def tolerance(state: State) -> Found:
    """--tol 1e-6, which may be relative or absolute"""
    line = state.line
    for item in line.items if line.command == "check" else ():
        if item.kind == "binding" and item.name in ("tol", "tolerance", "eps", "epsilon") and not _is_name(line, item.name):
            both = f"--rtol {item.value} is relative, and --atol {item.value} absolute: write the one that is meant"
            return Several(both)
    return None


def expression_as_option(state: State) -> Found:
    """--expr "x**2", -e "x**2" """
    line = state.line
    if line.command not in EXPRESSION or any(line.items[k].kind == "text" for k in line.texts()[1:]):
        return None
    for k, item in enumerate(line.items):
        if item.kind == "binding" and item.name in _EXPRESSIONS and not line.texts() and not is_constant(item.value):
            return Change(line.put(k, [item.value]), "the expression stands alone:")
        if item.kind == "short" and item.name[1:] in _EXPRESSIONS and k + 1 < len(line.items):
            return Change(line.put(k, []), "the expression stands alone:")
    return None


def glued(state: State) -> Found:
    """--x3, --wrtx"""
    from gradcli.commands.mending.forms import variables

    line = state.line
    if line.command not in EXPRESSION or line.expression is None:
        return None
    for k, item in enumerate(line.items):
        if item.kind != "lonely":
            continue
        match = re.fullmatch(r"--(\D*?)([-+]?[0-9][0-9.]*(?:e-?[0-9]+)?)", item.name)
        names = variables(line.expression)
        if match and match[1] in names and item.name[2:] not in names:
            return Change(line.put(k, [f"--{match[1]}", match[2]]), "a space is missing:")
        option = next((o for o in line.valued if item.name.startswith(o) and item.name[len(o) :] in names), None)
        if option == "--wrt":
            return Change(line.put(k, [option, item.name[len(option) :]]), "a space is missing:")
    return None


# ------------------------------------------------------------------ variables that are differentiated
_RESPECT = re.compile(
    r"(.*\S)\s+(?:with\s+respect\s+to|w\.?r\.?t\.?|in\s+terms\s+of)\s+(\w+(?:\s*(?:,|and)\s*\w+)*)\s*\Z", re.DOTALL
)


def respected(state: State) -> Found:
    """ "x**2 wrt x", "x**2" wrt x, "x**2" dx"""
    line = state.line
    if line.command not in EXPRESSION or line.expression is None:
        return None
    first, *others = line.texts()
    words = "the variables are named by --wrt:"
    if match := _RESPECT.match(line.expression):
        names = ",".join(re.split(r"\s*(?:,|\band\b)\s*", match[2]))
        return Change(line.put(first, [match[1], "--wrt", names]), words)
    texts = [line.items[k].value for k in others]
    if texts[:1] == ["wrt"] and len(texts) == 2 and others[1] == others[0] + 1:
        return Change(line.put(others[0], ["--wrt", texts[1]], others[1] + 1), words)
    if len(texts) == 1 and (match := re.fullmatch(r"[d∂](\w+)", texts[0])) and match[1] in line.bindings():
        rest = [i for k, i in enumerate(line.items) if k != others[0]]
        return Change([*line.joined(rest), *(["--wrt", match[1]] if len(line.bindings()) > 1 else [])], words)
    return None


_OF = re.compile(r"\s*[d∂]\s*\(\s*(.+?)\s*\)\s*/\s*[d∂](\w+)\s*\Z", re.DOTALL)
_ORDINAL = re.compile(r"\s*(?:the\s+)?(second|third|2nd|3rd)\s+(?:order\s+)?derivative\s+of\s+", re.IGNORECASE)
_NTH = re.compile(r"\s*[d∂]\s*(?:\^|\*\*)?\s*([2-4²³⁴])\s*\w*\s*/\s*[d∂]\s*(\w+?)\s*(?:\^|\*\*)?\s*\1\s*(?=\S)")


def differentiated(state: State) -> Found:
    """d(x**2)/dx, d^2/dx^2 x**3"""
    line = state.line
    if line.command not in EXPRESSION or line.expression is None:
        return None
    if match := _OF.match(line.expression):
        return Change(
            line.put(line.texts()[0], [match[1]]), "the derivative is what gradcli computes; write only the expression:"
        )
    if (match := _ORDINAL.match(line.expression)) and line.command == "grad" and not any(i.name == "--order" for i in line.items):
        put = line.put(line.texts()[0], [line.expression[match.end() :]])
        order = "2" if match[1].lower() in ("second", "2nd") else "3"
        return Change([*put, "--order", order], "higher derivatives are asked for by --order:")
    match = _NTH.match(line.expression)
    if match is None or line.command != "grad" or any(i.name == "--order" for i in line.items):
        return None
    order = {"²": "2", "³": "3", "⁴": "4"}.get(match[1], match[1])
    put = line.put(line.texts()[0], [line.expression[match.end() :]])
    return Change([*put, "--order", order], "higher derivatives are asked for by --order:")


_CLAIMED = re.compile(
    r"\s*(?:[d∂]\s*/\s*[d∂](\w+)\s*(.+?)|[d∂]\s*\(\s*(.+?)\s*\)\s*/\s*[d∂](\w+)|\(\s*(.+?)\s*\)\s*['′’])\s*"
    r"(?:={1,2}|\bis\b)\s*(\S.*?)\s*\Z",
    re.DOTALL,
)


_VALUED = re.compile(r"\s*([^=<>!]*[^=<>!\w\s][^=<>!]*?)\s*={1,2}\s*([^=<>!]+?)\s*\Z", re.DOTALL)


def claimed(state: State) -> Found:
    """check "d/dx x**2 = 2*x", check "(x**2)' = 2*x", check "x**2" == "2*x\""""
    from gradcli.commands.mending.forms import variables

    line = state.line
    if line.command != "check" or line.expression is None or any(i.name in ("--expect", "--formula") for i in line.items):
        return None
    texts = line.texts()
    values = [line.items[k].value for k in texts]
    match = _CLAIMED.match(values[0]) if len(values) == 1 else None
    if match:
        body, claim = match[2] or match[3] or match[5], match[6]
        name = match[1] or match[4]
        end = texts[0] + 1
    elif len(values) == 3 and values[1] in ("==", "=", "is", "->", "=>", "equals") and texts[2] == texts[0] + 2:
        body, claim, name, end = values[0], values[2], None, texts[2] + 1
    elif len(values) == 1 and line.bindings() and (match := _VALUED.match(values[0])) and is_constant(match[2]):
        return Change(line.put(texts[0], [match[1], "--value", match[2]]), "the value is claimed by --value:")
    else:
        return None
    names = [name] if name else list(line.bindings()) or variables(body)
    if len(names) != 1:
        return None
    return Change(line.put(texts[0], [body, "--formula", f"{names[0]}={claim}"], end), "a claim says whose gradient it is:")


# ------------------------------------------------------------------ ops
_ALL = frozenset("list ls all functions everything --list --all -l -a --ls show index".split())


def functions(state: State) -> Found:
    """ops list, ops "sin(x)", ops sin --format json"""
    from gradcli.commands.mending.options import NO_COMMANDS

    line = state.line
    if line.command != "ops":
        return None
    for k, item in enumerate(line.items):
        word = item.tokens[0]
        if word.lower() in _ALL:
            return Change(line.put(k, []), "did you mean")
        if item.kind == "text" and (match := re.fullmatch(r"([\w.]+)\s*\(.*\)?", word)):
            return Change(line.put(k, [match[1]]), "did you mean")
        if item.kind in ("short", "text") and word == "-json":
            return Change(line.put(k, ["--json"]), "did you mean")
        idle = item.kind in ("lonely", "short", "binding") and item.tokens[0].lstrip("-") in NO_COMMANDS
        if idle and len(line.texts()) == 1:
            return Change(line.put(k, []), "leave it out:")
        if item.kind == "binding" and item.name in ("name", "function", "op", "help", "of"):
            return Change(line.put(k, [item.value]), "did you mean")
        if item.name.lstrip("-") in ("format", "output", "as") and "json" in item.value:
            return Change(line.put(k, ["--json"]), "did you mean")
    texts = [line.items[k].value for k in line.texts()]
    if len(texts) > 1 and state.problem.title and "extra argument" in str(state.problem.title):
        return Several(f"one function at a time: gradcli ops {texts[0]}")
    return None


def named_optimizer(state: State) -> Found:
    """descend "x**2" --adam, --compare without its value"""
    line = state.line
    if line.command != "descend":
        return None
    for k, item in enumerate(line.items):
        name = item.name.lstrip("-").lower()
        if item.kind in ("lonely", "binding") and name in ("sgd", "adam", "adamw", "rmsprop", "adagrad"):
            return Change(line.put(k, ["--optimizer", name, *([item.value] if item.kind == "binding" else [])]), "did you mean")
        near = not item.value or re.fullmatch(r"zero[_ ]?(?:grad)?(?:s|ed)?", item.value.lower())
        if item.name == "--compare" and item.kind in ("option", "lonely") and near:
            return Change(line.put(k, ["--compare", "zero-grad"]), "did you mean")
    return None


EARLY = (claimed, differentiated, respected, functions)
RULES = (number, file_as_format, vector_picture, command_as_flag, tolerance, expression_as_option, glued, named_optimizer)
