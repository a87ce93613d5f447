"""Slips in the form of a command line: its command, its order, its quotes, values that are no options, files."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from gradcli.commands import COMMANDS
from gradcli.commands.mending.change import Change, Found, Several, State
from gradcli.commands.mending.line import EXPRESSION, NUMERAL, Item, Line
from gradcli.commands.mending.values import is_constant, mended_value
from gradcli.suggest import suggest_name
from gradcli.syntax.place import CLOSING, OPENING, split

MEANT = {
    "grad": "gradient gradients derivative derivatives derive deriv diff differentiate differential d dx backward backprop "
    "autograd eval evaluate calc calculate compute value forward slope autodiff partial",
    "explain": "steps step trace tutor why how describe walkthrough details teach tell verbose walk explanation",
    "graph": "draw picture diagram visualize visualise viz tree dot svg image show render",
    "plot": "curve curves chart sketch fplot ezplot plot2d contour contours surface plot-function",
    "check": "verify validate test gradcheck assert compare confirm prove judge checker tests",
    "ops": "functions function operations operation list ls func op operators docs doc funcs",
    "batch": "table csv map rows many points",
    "run": "execute python script lesson notebook",
    "emit": "program export translate convert codegen generate code numpy jax pytorch",
    "error": "errors",
    "descend": "descent minimize minimise optimize optimise train fit gd sgd gradient-descent gradientdescent learn",
}
WORDS = {word: [command] for command, words in MEANT.items() for word in words.split() if word not in COMMANDS}
WORDS |= {"jacobian": ["grad", "--jacobian"], "hessian": ["grad", "--hessian"], "jac": ["grad", "--jacobian"]}
HELP = frozenset(
    {"help", "?", "-help", "--h", "-?", "/?", "/h", "/help", "--halp", "--hlp", "--hepl", "-H", "--usage", "usage", "man"}
)
VERSION = frozenset({"version", "-V", "-v", "--v", "-version", "--Version", "--ver", "ver", "--vesion", "--verison"})
DASHES = "–—―−‐‑‒﹣－"
NAME = r"[^\W\d]\w*"
_ASSIGNMENT = re.compile(rf"\s*[\"']?({NAME})[\"']?\s*(?:=|:=|:)\s*(\S.*?)\s*\Z", re.DOTALL)
_AT = r"(?:evaluated\s+at|given\s+that|at|for|when|where|with|if|given|bei|en|,|;|\||@|\|_)"
_BEHIND = re.compile(rf"(.*\S)\s*(?:(?<!\w){_AT}|(?<=\s))\s*[({{\[]?\s*({NAME}\s*=(?!=).*?)\s*[)}}\]]?\s*\Z", re.DOTALL)
_AT_NUMBER = re.compile(r"(.*\S)\s+(?:evaluated\s+)?at\s+([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*\Z", re.DOTALL)


# ------------------------------------------------------------------ the command
def program(state: State) -> Found:
    """gradcli gradcli grad, python -m gradcli grad, $ gradcli grad"""
    rest = state.line.arguments
    while rest and rest[0] in ("gradcli", "$", "python", "python3", "-m", "!", "%", ">", "pipx", "uvx", "!gradcli", "%gradcli"):
        rest = rest[1:]
    return Change(rest, "did you mean") if len(rest) < len(state.line.arguments) else None


def helped(state: State) -> Found:
    """help grad, grad help, grad -help, -help"""
    line = state.line
    words = [t for t in line.arguments if t.lower() in HELP or t == "--help"]
    others = [t for t in line.arguments if t not in words]
    asked = [t for t in others if t in COMMANDS]
    if not words or len(others) > 1 or len(others) != len(asked):
        if line.command and any(i.kind in ("short", "lonely") and i.tokens[0] in HELP for i in line.items):
            return Change([line.command, "--help"], "did you mean")
        return None
    return Change([*asked, "--help"], "did you mean")


def version(state: State) -> Found:
    """version, -V, grad --version"""
    arguments = state.line.arguments
    if not any(t in VERSION or t == "--version" for t in arguments) or len(arguments) > 1 + (arguments[0] in COMMANDS):
        return None
    return Change(["--version"]) if arguments != ["--version"] else None


def command(state: State) -> Found:
    """derivative "x**3", Grad "x**3", --grad "x**3", expalin "x**3\""""
    line = state.line
    if line.command or not line.arguments:
        return None
    first, *rest = line.arguments
    bare = first.lstrip("-/").rstrip(":").lower()
    if bare in COMMANDS and (first.startswith("-") or bare != first):
        return Change([bare, *rest], "did you mean")
    if bare in WORDS and (rest or bare in ("functions", "operations", "operators", "errors", "list")):
        found = WORDS[bare]
        return Change([found[0], *rest, *found[1:]], "did you mean")
    if first.startswith("--") and not rest and (near := suggest_name(first, ["--version", "--help"])):
        return Change([near], "did you mean")
    near = suggest_name(first, COMMANDS) if re.fullmatch(r"-{0,2}[A-Za-z]{3,}", first) else None
    return Change([near, *rest], "did you mean") if near else None


def command_later(state: State) -> Found:
    """ "x**3" grad --x 5, --json grad "x**3\""""
    line = state.line
    if line.command:
        return None
    for k, token in enumerate(line.arguments):
        if k and token in COMMANDS and not re.fullmatch(r"--let", line.arguments[k - 1]):
            return Change([token, *line.arguments[:k], *line.arguments[k + 1 :]], "the command comes first:")
    return None


def one_quote(state: State) -> Found:
    """gradcli "grad x**3 --x 5\""""
    line = state.line
    if line.command or not line.arguments:
        return None
    words = line.arguments[0].split()
    if len(words) < 2 or (words[0] not in COMMANDS and words[0] != "gradcli"):
        return None
    parts = _shell(line.arguments[0])
    return Change([*parts, *line.arguments[1:]], "quote the expression alone:") if parts else None


def command_missing(state: State) -> Found:
    """gradcli "x**3" --x 5"""
    line = state.line
    if line.command or not line.arguments or (line.arguments[0].startswith("-") and not line.texts()):
        return None
    names = {item.tokens[0].partition("=")[0] for item in line.items if item.kind != "text"}
    wanted = "check" if names & {"--expect", "--formula", "--value"} else "grad"
    if names & {"--output", "--format", "--frames", "--only", "--paths", "--standalone"}:
        wanted = "explain"
    return Change([wanted, *line.arguments], "say what to do with it:")


def command_as_option(state: State) -> Found:
    """grad explain "x**3": the second is the command that was meant"""
    line = state.line
    found = [k for k in line.texts() if line.items[k].value in COMMANDS]
    if not line.command or len(line.texts()) < 2 or not found:
        return None
    item = line.items[found[0]]
    rest = [i for i in line.items if i is not item]
    return Change(line.joined(rest, item.value), "did you mean")


def _shell(text: str) -> list[str] | None:
    try:
        parts = shlex.split(text)
    except ValueError:
        parts = text.split()
    return parts[1:] if parts[:1] == ["gradcli"] else parts


def function_handle(state: State) -> Found:
    """@(x) x.^2, which is read as the name of a file"""
    line = state.line
    text = line.expression or ""
    match = re.match(r"@\s*\([\w\s,]*\)\s*", text)
    if not match:
        return None
    return Change(line.put(line.texts()[0], [text[match.end() :]]), "a function is not written with `@`; its body alone:")


def options_inside(state: State) -> Found:
    """ "x**3 + x --x 5 --json\""""
    line = state.line
    for k in line.texts():
        text = line.items[k].value
        match = re.search(r"\s(?:--(?=[^\W\d][\w-]*(?:[ =]|\s*\Z))|-(?=[^\W\d]\s+[-+.\d\[]))", text)
        if match and line.command in EXPRESSION and _shell(text[match.start() :]):
            parts = _shell(text[match.start() :]) or []
            return Change(line.put(k, [text[: match.start()].strip(), *parts]), "options stand behind the quotes:")
    return None


def long_dash(state: State) -> Found:
    """–x 5, —x 5, -x 5, --x:5, -x=5, /x 5"""
    line = state.line
    for k, item in enumerate(line.items):
        if (slashed := _slashed(line, k)) is not None:
            return slashed
        token = item.tokens[0] if item.tokens else ""
        if (
            item.kind == "text"
            and len(line.texts()) > 1
            and (m := re.fullmatch(rf"[{DASHES}-]{{1,3}}({NAME})([=:].*)?", token, re.DOTALL))
        ):
            value = (m[2] or "")[1:]
            return Change(line.put(k, [f"--{m[1]}", *([value] if value else [])]), "an option begins with two hyphens:")
        if item.kind == "text" and (m := re.fullmatch(rf"--?({NAME})[=:](.+)", token, re.DOTALL)) and len(line.texts()) > 1:
            return Change(line.put(k, [f"--{m[1]}", m[2]]), "an option begins with two hyphens:")
        following = line.items[k + 1] if k + 1 < len(line.items) else None
        valued = following and following.kind == "text" and (is_constant(following.value) or mended_value(following.value))
        if item.kind == "short" and valued and len(line.texts()) > 1:
            return Change(line.put(k, [f"-{token}"]), "an option begins with two hyphens:")
        glued = re.fullmatch(r"-([a-zA-Z])([0-9.]+)", token)
        if item.kind in ("short", "text") and glued and line.expression not in (None, token):
            return Change(line.put(k, [f"--{glued[1]}", glued[2]]), "an option begins with two hyphens:")
    return None


def _slashed(line: Line, k: int) -> Found:
    """/x 5 and /x:5, as Windows has options"""
    match = re.fullmatch(rf"/({NAME})(?:[:=](.+))?", line.items[k].value) if line.items[k].kind == "text" else None
    if not match or k == line.texts()[0] or match[1] not in variables(line.expression or ""):
        return None
    behind = line.items[k + 1].value if k + 1 < len(line.items) and line.items[k + 1].kind == "text" else ""
    value, stop = (match[2], k + 1) if match[2] else (behind, k + 2)
    return Change(line.put(k, [f"--{match[1]}", value], stop), "an option begins with two hyphens:") if value else None


# ------------------------------------------------------------------ values that are no options
def assigned(text: str) -> list[tuple[str, str]] | None:
    """The values of `x=3, y=5`; None if it is anything else."""
    text = text.strip().strip("{}")
    parts = [p for sign in ",;" for p in [split(text, sign)] if len(p) > 1 and all(_ASSIGNMENT.match(q) for q in p if q)]
    pieces = parts[0] if parts else [text]
    if not parts and (spaced := re.split(rf"(?:\s+and)?\s+(?={NAME}\s*[=:])", text)) and len(spaced) > 1:
        pieces = spaced
    found = []
    for piece in filter(None, pieces):
        match = _ASSIGNMENT.match(piece)
        if not match or not (is_constant(match[2]) or isinstance(mended_value(match[2]), str)):
            return None
        found.append((match[1], match[2]))
    return found


def _tokens(values: list[tuple[str, str]], line: Line | None = None) -> list[str]:
    taken = {} if line is None else {f"--{n}": n for n, _ in values if line.has(f"--{n}")}
    return [t for n, v in values for t in (["--let", f"{n}={v}"] if f"--{n}" in taken else [f"--{n}", v])]


def bare_values(state: State) -> Found:
    """ "x**3" x=5, "x*y" "x=3, y=5", "x**3" x 5, "x**3" x = 5, "x**3" at x=5"""
    line = state.line
    if line.command not in EXPRESSION or len(line.texts()) < 2:
        return None
    words = "values are given by options of their names:"
    indexes = line.texts()
    for place, k in enumerate(indexes):
        values = assigned(line.items[k].value)
        others = " ".join(line.items[j].value for j in indexes if j != k)
        if values and all(re.search(rf"(?<!\w){re.escape(n)}(?!\w)", others) for n, _ in values):
            before = line.items[k - 1] if k else None
            start = k - 1 if before and before.kind == "text" and before.value in ("at", "for", "when", "where", "with") else k
            return Change(line.put(start, _tokens(values, line), k + 1), words)
        following = [line.items[j].value for j in range(k, min(k + 3, len(line.items))) if line.items[j].kind == "text"]
        found = _in_pieces(following) if place or following[1:2] == ["="] else None
        names = re.findall(NAME, " ".join(line.items[j].value for j in indexes if not k <= j < k + (found[2] if found else 0)))
        if found and (found[0] in names):
            return Change(line.put(k, _tokens([found[:2]], line), k + found[2]), words)
    return _lone_value(line, indexes, words)


def _in_pieces(texts: list[str]) -> tuple[str, str, int] | None:
    """The tokens x = 5, x= 5, x =5 and x 5: the name, the value, how many."""
    for count in (3, 2):
        joined = " ".join(texts[:count])
        if len(texts) >= count and count == 3 and texts[1] not in ("=", ":", ":=", "is"):
            continue
        match = re.fullmatch(rf"({NAME})\s*(?:=|:=|:|\bis\b|\s)\s*(\S+)", joined, re.DOTALL) if len(texts) >= count else None
        if match and is_constant(match[2]):
            return match[1], match[2], count
    return None


def _lone_value(line: Line, indexes: list[int], words: str) -> Found:
    """ "x**3" 5, "x*y" 3 4"""
    texts = [line.items[k].value for k in indexes]
    if len(texts) > 2 and line.command not in ("batch", "check") and all(map(NUMERAL.match, texts[1:])) and not line.bindings():
        names = variables(texts[0])
        if len(names) == len(texts) - 1:
            given = " ".join(f"--{n} {t}" for n, t in zip(names, texts[1:], strict=True))
            return Several(f"values are given by names: {given}, or in another order")
    if len(texts) != 2 or line.command in ("batch", "check") or not NUMERAL.match(texts[1]) or NUMERAL.match(texts[0]):
        return None
    names = variables(texts[0])
    if len(names) != 1 or line.bindings():
        return None
    return Change(line.put(indexes[1], _tokens([(names[0], texts[1])], line)), words)


def variables(text: str) -> list[str]:
    """The variables of an expression, as far as it can be read."""
    from gradcli.calculation.question import variables as of
    from gradcli.problems import Problem
    from gradcli.syntax.parser import parse

    try:
        return of(parse(text))
    except Problem as problem:
        try:
            return of(parse(problem.hint)) if problem.hint else []
        except Problem:
            return []


def values_inside(state: State) -> Found:
    """ "x**3 for x = 5", "x**2, x=3", "x**2 at 3\""""
    line, text = state.line, state.line.expression
    if text is None:
        return None
    k = line.texts()[0]
    words = "values are given by options of their names:"
    match = _AT_NUMBER.match(text)
    if match and len(names := variables(match[1])) == 1:
        return Change(line.put(k, [match[1], *_tokens([(names[0], match[2])], line)]), words)
    text = re.sub(rf"(?<!\w)({NAME})\s+is\s+(?=[-+.\d])", r"\1 = ", text)
    named = re.fullmatch(rf"\s*({NAME})\(\s*({NAME})\s*\)\s*=\s*(.+?)\s*[;,\n]\s*\1['′]?\(\s*([-+.\d]+)\s*\)\s*", text, re.DOTALL)
    if named:
        return Change(line.put(k, [named[3], *_tokens([(named[2], named[4])], line)]), words)
    for place in re.finditer(rf"{NAME}\s*=(?!=)", text):
        head = text[: place.start()]
        if re.search(r"\w\([^()]*\Z", head):  # the argument of a call
            continue
        values = assigned(text[place.start() :].strip().rstrip(")]}") if _opened(head) else text[place.start() :])
        match = re.fullmatch(rf"(.*?\S)\s*(?:(?<!\w){_AT})?\s*[({{\[|]?_?[({{\[]?\s*", head, re.DOTALL)
        if values and match and _known(values, match[1]):
            return Change(line.put(k, [match[1].rstrip(" ,;|@"), *_tokens(values, line)]), words)
    return None


def _opened(head: str) -> bool:
    return sum(c in CLOSING for c in head) > sum(c in OPENING for c in head)


def _known(values: list[tuple[str, str]], text: str) -> bool:
    return all(re.search(rf"(?<![^\W\d_]){re.escape(n)}(?![^\W\d_])", text) for n, _ in values)


def values_before(state: State) -> Found:
    """ "x = 3; x**2", without any variable"""
    line, text = state.line, state.line.expression
    if text is None or line.bindings():
        return None
    values: list[tuple[str, str]] = []
    pieces = re.split(r"[;\n]\s*|,\s*(?=[^\W\d]\w*\s*=)", text)
    while len(pieces) > 1 and (found := assigned(pieces[0])) and len(found) == 1:
        values += found
        pieces.pop(0)
    rest = "; ".join(pieces)
    if not values or not _known(values, rest):
        return None
    return Change(line.put(line.texts()[0], [rest, *_tokens(values, line)]), "values are given by options of their names:")


def open_value(state: State) -> Found:
    """--x [1, 2, 3], --x 1 2 3, --x = 5, --x =5, --expect x = 6"""
    line = state.line
    for k, item in enumerate(line.items):
        if item.kind not in ("binding", "option"):
            continue
        behind = list(_texts_behind(line.items, k))
        glued = len(item.tokens) == 1
        if item.value in ("=", ":") and behind:
            return Change(line.put(k, [_dashed(item), behind[0]], k + 2), "leave the sign out:")
        if item.value[:1] in ("=", ":") and not glued and len(item.value) > 1:
            return Change(line.put(k, [_dashed(item), item.value[1:].strip()]), "leave the sign out:")
        if item.name in ("--expect", "--formula", "--let") and "=" in item.value and (more := _claims_behind(behind)):
            return Change(
                line.put(k, [item.name, item.value, *(t for c in more for t in (item.name, c))], k + 1 + len(more)),
                "each is an option:",
            )
        if item.name in ("--expect", "--formula", "--let", "--range") and (found := _pair(item.value, behind)):
            return Change(line.put(k, [item.name, found[0]], k + 1 + found[1]), "write it without spaces:")
        count = _closed(item.value, behind)
        if (count and item.kind == "binding") or (
            count and item.name in ("--grad-output", "--value", "--let", "--expect", "--wrt")
        ):
            joined = " ".join([item.value, *behind[:count]])
            return Change(line.put(k, [_dashed(item), joined], k + 1 + count), "quote the list:")
        numbers = next((n for n, text in enumerate(behind) if not NUMERAL.match(text.strip(","))), len(behind))
        one = item.kind == "binding" and numbers == 1 and len(line.texts()) == 2 and line.command == "check"
        if one and not any(i.name in ("--expect", "--formula", "--value") for i in line.items):
            listed = f'--{item.name} "[{item.value}, {behind[0]}]"'
            return Several(f"`{behind[0]}` can be a claim or an element: write --expect {item.name}={behind[0]}, or {listed}")
        if item.kind == "binding" and numbers and NUMERAL.match(item.value.strip(",")) and len(line.texts()) > numbers:
            listed = ", ".join(text.strip(",") for text in (item.value, *behind[:numbers]))
            return Change(line.put(k, [_dashed(item), f"[{listed}]"], k + 1 + numbers), "several values make a list:")
    return None


def _claims_behind(behind: list[str]) -> list[str]:
    found = []
    for text in behind:
        if not re.fullmatch(rf"{NAME}=[^=].*", text.strip(",")):
            break
        found.append(text.strip(","))
    return found


def _dashed(item: Item) -> str:
    return f"--{item.name}" if item.kind == "binding" else item.name


def _texts_behind(items: list[Item], k: int) -> Iterator[str]:
    for item in items[k + 1 :]:
        if item.kind not in ("text", "short"):
            return
        yield item.tokens[0]


def _pair(value: str, behind: list[str]) -> tuple[str, int] | None:
    """NAME=VALUE of `x` `=` `6`, of `x=` `6`, of `x` `=6`, and of `x` `6`."""
    name = value.rstrip("=: ")
    if not re.fullmatch(rf"{NAME}(?:\.grad)?", name) or not behind:
        return None
    if value == name and behind[0] in ("=", "==", ":") and len(behind) > 1:
        return f"{name}={behind[1]}", 2
    if value == name and not is_constant(behind[0].lstrip("=:")):
        return None
    return f"{name}={behind[0].lstrip('=:')}", 1


def _closed(value: str, behind: list[str]) -> int:
    """How many texts behind a value close the brackets that it opens; 0 if none are open, or stay so."""
    depth = 0
    for k, text in enumerate([value, *behind]):
        depth += sum((c in CLOSING) - (c in OPENING) for c in text)
        if depth <= 0:
            return k if k else 0
    return 0


def filler(state: State) -> Found:
    """gradient of x**3, which is typed as three words"""
    line = state.line
    texts = line.texts()
    if line.command not in EXPRESSION or len(texts) < 2 or line.items[texts[0]].value.lower() not in ("of", "the"):
        return None
    return Change(line.put(texts[0], []), "the expression alone:")


# ------------------------------------------------------------------ quotes that are missing
def joined(state: State) -> Found:
    """x**3 - x without quotes"""
    line = state.line
    indexes = line.texts()
    texts = [line.items[k].value for k in indexes]
    shorts = [k for k, item in enumerate(line.items) if item.kind == "short" and k and line.items[k - 1].kind == "text"]
    if line.command not in EXPRESSION or line.command == "batch" or not (len(texts) > 1 or shorts) or _is_formula(line, texts):
        return None
    named = len(texts) > 1 and all(text in line.bindings() for text in texts)
    if not shorts and not named and not any(re.search(r"[-+*/^=(),<>%@\d\[\]]", t) for t in texts[1:]):
        return None
    if any(t in COMMANDS or t in ("help", "true", "false", "yes", "no", "on", "off") for t in texts):
        return None
    where = sorted([*indexes, *shorts])
    text = " ".join(line.items[k].tokens[0] for k in where)
    items = [i for k, i in enumerate(line.items) if k not in where]
    items.insert(min(where), Item("text", "", text, (text,)))
    return Change(line.joined(items), "put the whole expression in quotes:")


def _is_formula(line: Line, texts: list[str]) -> bool:
    """check "x**2" "2*x\": two expressions, neither of which goes on with an operator."""
    ends = re.compile(r"[-+*/^=(,<>]\Z|\A[-+*/^=),<>]")
    return line.command == "check" and len(texts) == 2 and not any(ends.search(t) for t in texts)


def claims(state: State) -> Found:
    """check "x**2" "2*x", check "x**2" 6 --x 3"""
    line = state.line
    indexes = line.texts()
    texts = [line.items[k].value for k in indexes]
    if line.command != "check" or len(texts) != 2 or not _is_formula(line, texts):
        return None
    names = list(line.bindings()) or variables(texts[0])
    if len(names) != 1:
        return None
    match = re.fullmatch(rf"(?:{NAME}(?:\.grad)?|[d∂]\w*/[d∂]\w+|\w+'(?:\(\w+\))?)\s*(?:=(?!=)|:)\s*(.+)", texts[1], re.DOTALL)
    claim = match[1] if match else texts[1]
    option = "--expect" if is_constant(claim) and line.bindings() else "--formula"
    return Change(line.put(indexes[1], [option, f"{names[0]}={claim}"]), "a claim says whose gradient it is:")


# ------------------------------------------------------------------ files
_FILE_OPTIONS = frozenset("input file csv data table in from points source path infile dataset".split())


def file_option(state: State) -> Found:
    """batch "t**3" --input heights.csv"""
    line = state.line
    if line.command != "batch":
        return None
    for k, item in enumerate(line.items):
        behind = line.items[k + 1].value if item.kind == "short" and k + 1 < len(line.items) else ""
        if item.kind == "binding" and item.name in _FILE_OPTIONS:
            rest = [i for j, i in enumerate(line.items) if j != k]
            return Change([*line.joined(rest), item.value], "the file stands behind the expression:")
        if item.tokens[0] in ("-i", "-f", "-d") and behind:
            rest = [i for j, i in enumerate(line.items) if j not in (k, k + 1)]
            return Change([*line.joined(rest), behind], "the file stands behind the expression:")
    return None


def batch_order(state: State) -> Found:
    """batch points.csv "x**2", batch "x**2" --x 2"""
    import os

    line = state.line
    indexes = line.texts()
    texts = [line.items[k].value for k in indexes]
    if line.command != "batch":
        return None
    if len(texts) == 2 and os.path.isfile(texts[0]) and not os.path.exists(texts[1]):
        first, second = indexes
        return Change(
            line.put(first, [texts[1], *(t for i in line.items[first + 1 : second] for t in i.tokens), texts[0]], second + 1),
            "the expression comes first:",
        )
    if len(texts) == 1 and line.bindings() and not os.path.exists(texts[0]):
        return Change(["grad", *line.arguments[1:]], "without a table:")
    if len(texts) > 2 and os.path.isfile(texts[-1]) and not os.path.exists(texts[-2]):  # where several are meant
        joined_ = " ".join(texts[:-1])
        rest = [i for k, i in enumerate(line.items) if k not in indexes]
        return Change(
            line.joined([Item("text", "", "", (joined_,)), Item("text", "", "", (texts[-1],)), *rest]),
            "put the whole expression in quotes:",
        )
    return None


def file_name(state: State) -> Found:
    """heights for heights.csv, hieghts.csv"""
    import os

    match = re.match(
        r"cannot read (.+?): |there is no file `(.+?)`", state.problem.title if isinstance(state.problem.title, str) else ""
    )
    path = match and (match[1] or match[2])
    if not path:
        return None
    folder = os.path.dirname(path)
    try:
        known = sorted(name for name in os.listdir(folder or ".") if os.path.isfile(os.path.join(folder, name)))
    except OSError:
        return None
    base = os.path.basename(path)
    same = [name for name in known if os.path.splitext(name)[0].lower() == os.path.splitext(base)[0].lower()]
    near = same[0] if len(same) == 1 else None if same else suggest_name(base, known[:1000])
    if near is None:
        return None
    line, better = state.line, os.path.join(folder, near)
    for k, item in enumerate(line.items):
        for old in (path, "@" + path):
            if item.value == old:
                new = old[: len(old) - len(path)] + better
                tokens = [t[: len(t) - len(old)] + new if t.endswith(old) else t for t in item.tokens]
                return Change(line.put(k, tokens), "there is a file of nearly that name:")
    return None


VALUES = re.compile(r"[\w./\\-]+\.(?:npy|npz|json|jsonl|ndjson|csv|txt|tsv|parquet|feather|arrows?|ipc)(?:\.(?:gz|bz2|xz|zst))?")


def value_file(state: State) -> Found:
    """--x weights.npy; check "x**2" --data points.csv"""
    import os

    line = state.line
    for k, item in enumerate(line.items):
        if item.kind == "binding" and VALUES.fullmatch(item.value) and os.path.isfile(item.value):
            is_variable = re.search(rf"(?<!\w){re.escape(item.name)}(?!\w)", line.expression or item.name)
            if line.command == "check" and not is_variable:
                return Change(line.put(k, ["--points", item.value]), "did you mean")
            return Change(line.put(k, [f"--{item.name}", f"@{item.value}"]), "a value from a file begins with @:")
    return None


def nearest(state: State) -> Found:
    """Whatever names the nearest right word: -k squire, --get x.gard, points.tsvv"""
    line, title, fix = state.line, str(state.problem.title), str(state.problem.fix or "")
    match = re.match(r"did you mean `?([^`?]+)`?\?", fix)
    words = [
        word for pair in re.findall(r"`([^`]+)`|(?<=extension )(\.\w+)|(?<=written as )(\.\w+)", title) for word in pair if word
    ]
    for k, item in enumerate(line.items if match else []):
        for word in words:
            whole = item.kind == "text" and item.value == word and line.command == "ops"
            if match and (whole or (item.kind in ("option", "binding") and item.value.endswith(word))):
                tokens = [t[: len(t) - len(word)] + match[1] if t.endswith(word) else t for t in item.tokens]
                return Change(line.put(k, tokens))
    return None


RULES = (
    program,
    helped,
    version,
    one_quote,
    command,
    command_later,
    command_missing,
    command_as_option,
    function_handle,
    options_inside,
    long_dash,
    filler,
    open_value,
    bare_values,
    values_inside,
    claims,
    file_option,
    batch_order,
    file_name,
    value_file,
    joined,
)
LATE = (nearest, values_before)
