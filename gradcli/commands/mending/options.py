"""Options that do not exist, or not here, or not so."""

from __future__ import annotations

import re

from gradcli.commands.mending.change import Change, Found, Several, State
from gradcli.commands.mending.letters import folded
from gradcli.commands.mending.line import EXPRESSION, Item, Line, declared
from gradcli.commands.mending.values import is_constant, mended_value
from gradcli.suggest import suggest_name

FORMATS = "text json markdown mermaid dot latex svg html".split()
_FORMAT_WORDS = {
    "tex": "latex",
    "md": "markdown",
    "graphviz": "dot",
    "gv": "dot",
    "htm": "html",
    "txt": "text",
    "plain": "text",
} | {f: f for f in FORMATS}
_LIBRARIES = {"pytorch": "torch", "np": "numpy", "py": "python"} | {n: n for n in "python numpy torch jax pytest".split()}
_TABLES = {"json": "jsonl", "ndjson": "jsonl"} | {f: f for f in "csv tsv jsonl npy npz".split()}
_PICTURES = ("jpg", "jpeg", "gif", "eps", "ps", "webp", "bmp", "tiff", "image", "picture")
_SINGLE = "float32 torch.float32 torch.float np.float32 numpy.float32 tf.float32 jnp.float32 f32 fp32 single 32 float"
_DOUBLE = "float64 torch.float64 torch.double np.float64 numpy.float64 tf.float64 jnp.float64 f64 fp64 double 64"
_FLOATS = {**dict.fromkeys(_SINGLE.split(), "float32"), **dict.fromkeys(_DOUBLE.split(), "float64")}
# what people call an option: option, and the value it needs (None: it keeps the one that was typed)
_SAME = {
    "--wrt": "respect-to with-respect-to respect variables variable var vars for by differentiate params parameters inputs w-r-t "
    "withrespectto only-for about partial",
    "--digits": "precision prec round decimals places significant sig sigfigs accuracy ndigits digit",
    "--backward": "times repeat passes iterations backwards accumulate pass runs backward-passes n-backward calls count",
    "--output": "out outfile save file filename o to write export output-file savefig dest target",
    "--format": "type fmt f form kind style output-format as to-format",
    "--get": "key field show select only extract return print pick",
    "--order": "degree derivative-order deriv nth higher orders n-th",
    "--dtype": "type precision-type data-type float-type datatype",
    "--grad-output": "upstream grad-outputs grad_outputs seed-grad cotangent vjp initial-gradient grad-out v",
    "--expect": "grad gradient expected claim derivative expects answer expect-grad claims",
    "--value": "val result expected-value output forward",
    "--formula": "form derivative-formula expr claim-formula formulas",
    "--rtol": "rel-tol reltol relative tolerance-relative rel",
    "--atol": "abs-tol abstol absolute tolerance-absolute abs",
    "--samples": "points n-samples num-samples trials tries",
    "--seed": "random-seed random-state rng",
    "--points": "resolution npoints n-points num-points grid",
    "--only": "part parts section show-only",
    "--frames": "slides animate-to frames-dir steps-dir animation",
    "--node": "vertex value-of about name focus",
    "--color": "colour colors colours",
    "--on-error": "errors error bad onerror invalid",
    "--delimiter": "sep separator delim",
    "--columns": "select keep usecols use-cols cols fields keep-columns select-columns column-names",
    "--decimal": "dec decimal-sign decimal-point",
    "--file": "checks toml",
    "--lr": "learning-rate learningrate rate step-size stepsize learn-rate",
    "--steps": "iterations iters epochs n-steps num-steps max-iter maxiter n-iter iter niter step",
    "--optimizer": "optim opt optimiser method algorithm",
    "--to": "target library lib lang language framework backend dialect",
    "--jobs": "workers processes threads parallel j n-jobs",
    "--let": "set define bind assign with at values given where point val input x-value eval-at",
}  # fmt: skip
SYNONYMS: dict[str, list[str]] = {}
for _option, _words in _SAME.items():
    for _word in _words.split():
        SYNONYMS.setdefault(_word.replace("_", "-"), []).append(_option)
_FLAGS = {
    **dict.fromkeys("second second-derivative second-derivatives second-order".split(), ("--order", "2")),
    **dict.fromkeys("third third-derivative".split(), ("--order", "3")),
    **dict.fromkeys("nograd no-gradient without-grad without-gradient no-gradients eval inference".split(), ("--no-grad",)),
    **dict.fromkeys("keep-graph retain retain-buffers keep-buffers".split(), ("--retain-graph",)),
    **dict.fromkeys("zero zerograd zero-gradients reset-grad clear-grad".split(), ("--zero-grad",)),
    **dict.fromkeys("samegraph one-graph".split(), ("--same-graph",)),
    **dict.fromkeys("hess second-partials hesse".split(), ("--hessian",)),
    **dict.fromkeys("jac full-jacobian".split(), ("--jacobian",)),
    **dict.fromkeys("silent no-output exit-code q".split(), ("--quiet",)),
    **dict.fromkeys("only-results results-only no-cols without-columns drop-columns".split(), ("--no-columns",)),
    **dict.fromkeys("nocolor nocolour no-colour no-color no-colors monochrome".split(), ("--color", "never")),
    **dict.fromkeys("path sum-over-paths all-paths".split(), ("--paths",)),
    **dict.fromkeys("full document whole-document complete".split(), ("--standalone",)),
    **dict.fromkeys("unused ignore-unused".split(), ("--allow-unused",)),
    **dict.fromkeys("no-unicode plain-ascii".split(), ("--ascii",)),
    **dict.fromkeys("as-json js".split(), ("--json",)),
    **dict.fromkeys("fail-on-kink fail-on-kinks".split(), ("--strict",)),
    **dict.fromkeys("nan nans equal-nan".split(), ("--nan-ok",)),
}
_NOTHING = frozenset(
    "dark light pretty compact verbose v vv debug trace print create-graph device cuda cpu gpu no-cuda yes y interactive".split()
)
NO_COMMANDS = _NOTHING | set(_FORMAT_WORDS) | set(_PICTURES)  # also where a command could be called so
_SHORTS = {"-o": "--output", "-f": "--format", "-j": "--json", "-q": "--quiet", "-w": "--wrt", "-F": "--format", "-O": "--output"}
_HOMES = ("explain", "grad", "check", "graph", "batch", "descend")


# ------------------------------------------------------------------ names
def unknown(state: State) -> Found:
    """--svg, --float32, --second, --respect-to x, --hesian, -o a.svg"""
    line = state.line
    if line.command not in EXPRESSION:
        return None
    for k, item in enumerate(line.items):
        if item.kind not in ("binding", "lonely", "short") or _is_variable(line, item):
            continue
        found = _renamed(line, k, item)
        if found is not None:
            return found
    return None


def _is_variable(line: Line, item: Item) -> bool:
    name = item.name.lstrip("-")
    texts = " ".join(line.items[k].value for k in line.texts())
    return item.kind != "short" and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", texts) is not None


def _renamed(line: Line, k: int, item: Item) -> Found:
    name = item.name.lstrip("-").replace("_", "-").lower()
    behind = line.items[k + 1].value if k + 1 < len(line.items) and line.items[k + 1].kind == "text" else None
    if item.kind == "short":
        return _short(line, k, item, behind)
    value = item.value if item.kind == "binding" else None
    if line.command == "emit" and value is not None and value.lower() in _LIBRARIES:
        return Change(line.put(k, ["--to", _LIBRARIES[value.lower()]]), "did you mean")
    tokens = _fixed(name, line.command)
    if tokens is not None:
        extra = () if value is None or value.lower() in _TRUE else (value,)
        return Change(_moved(line.put(k, [*tokens, *extra]), tokens), "did you mean")
    if name in _NOTHING and item.kind == "lonely":
        return Change(line.put(k, []), "leave it out:")
    if len(name) == 1 and value is not None and is_constant(value):
        return None
    exact = f"--{name}"
    homes = [] if line.has(exact) else [h for h in _HOMES if exact in declared(h)[0] | declared(h)[1]]
    if homes and (value is None) == (exact in declared(homes[0])[0]):
        return Change([homes[0], *line.put(k, [exact, *([value] if value else [])])[1:]], f"{exact} belongs to {homes[0]}:")
    options = sorted(SYNONYMS.get(name, []), key=lambda option: not line.has(option))  # first those of this command
    if line.command in ("grad", "explain") and name in ("gradient", "grad") and (value or "")[:1] == "[":
        options = ["--grad-output"]
    for option in options:
        if value is not None and (line.has(option) or _elsewhere(option)):
            if option == "--let" and (found := _values(value, line)):
                return Change(line.put(k, found), "did you mean")
            if option == "--expect" and line.command == "check" and not is_constant(value.rpartition("=")[2].strip()):
                option = "--formula"
            if option != "--let":
                return Change(_moved(line.put(k, [option, value]), [option]), "did you mean")
    return _declared(line, k, name, value)


def _declared(line: Line, k: int, name: str, value: str | None) -> Found:
    """An option under a misspelt name, or of another command."""
    for command in (line.command, *_HOMES):
        flags, valued = declared(command)
        exact = f"--{name}" if f"--{name}" in flags | valued else None
        near = exact or _near(name, flags, valued)
        if near and command != line.command and exact is None:
            continue
        if near in valued and value is not None:
            return Change(_moved(line.put(k, [near, value]), [near]), "did you mean")
        if near in flags:
            extra = [] if value is None or value.lower() in _TRUE else [value]
            return Change(_moved(line.put(k, [near, *extra]), [near]), "did you mean")
        if near and value is None and command == line.command:
            return None
    return None


def _near(name: str, flags: frozenset[str], valued: frozenset[str]) -> str | None:
    known = [option[2:] for option in sorted(flags | valued) if option.startswith("--")]
    near = suggest_name(name, known) if len(name) > 2 else None
    if near is None and len(name) > 3:
        begun = [option for option in known if option.startswith(name)]
        near = begun[0] if len(begun) == 1 else None
    return near and f"--{near}"


def _fixed(name: str, command: str) -> list[str] | None:
    if command == "check" and name in ("github", "junit", "sarif", "tap", "text"):
        return ["--format", name]
    if command == "emit" and name in _LIBRARIES:
        return ["--to", _LIBRARIES[name]]
    if command == "batch" and name in _TABLES:
        return ["--format", _TABLES[name]]
    if name in _FORMAT_WORDS and command != "check":
        return ["--json"] if name == "json" else ["--format", _FORMAT_WORDS[name]]
    if name in ("float32", "f32", "fp32", "single", "float64", "f64", "fp64", "double"):
        return ["--dtype", _FLOATS[name]]
    if name in ("png", "pdf"):
        return ["--format", name]
    found = _FLAGS.get(name)
    return list(found) if found else None


def _short(line: Line, k: int, item: Item, behind: str | None) -> Found:
    option = _SHORTS.get(item.name)
    if item.name[1:] in _NOTHING:
        return Change(line.put(k, []), "leave it out:")
    if option is None:
        return (
            Change(_moved(line.put(k, [f"-{item.name}"]), [f"-{item.name}"]), "did you mean")
            if len(item.name) > 3 and line.has(f"-{item.name}")
            else None
        )
    if option in ("--json", "--quiet"):
        return Change(_moved(line.put(k, [option]), [option]), "did you mean")
    return None if behind is None else Change(_moved(line.put(k, [option, behind], k + 2), [option]), "did you mean")


def _elsewhere(option: str) -> bool:
    return any(option in flags or option in valued for flags, valued in map(declared, _HOMES))


def _moved(arguments: list[str], tokens: list[str]) -> list[str]:
    """The same for the command that has the option."""
    command, option = arguments[0], tokens[0]
    flags, valued = declared(command)
    if option in flags | valued:
        return arguments
    homes = [home for home in _HOMES if option in declared(home)[0] | declared(home)[1]]
    return [homes[0], *arguments[1:]] if homes else arguments


def _values(text: str, line: Line) -> list[str] | None:
    from gradcli.commands.mending.forms import _tokens, assigned, variables

    found = assigned(text)
    if found:
        return _tokens(found, line)
    names = variables(line.expression or "")
    return [f"--{names[0]}", text] if len(names) == 1 and (is_constant(text) or mended_value(text)) else None


def value_name(state: State) -> Found:
    """--alhpa for the alpha of the expression"""
    name = state.problem.absent
    line = state.line
    if name is None:
        return None
    for k, item in enumerate(line.items):
        if item.kind == "binding" and folded(item.name, ()) == name:
            return Change(line.put(k, [f"--{name}", item.value]), "a letter only looks like its Latin twin:")
        if len(name) < 3:
            continue
        if item.kind == "binding" and not _is_variable(line, item) and suggest_name(item.name, [name]) == name:
            return Change(line.put(k, [f"--{name}", item.value]), "the value has the name of the variable:")
    return None


# ------------------------------------------------------------------ flags with values, options without
_TRUE = ("true", "1", "yes", "on", "y", "t")
_FALSE = ("false", "0", "no", "off", "n", "none")


def flag_value(state: State) -> Found:
    """--json true, --retain-graph=True, --paths false"""
    line = state.line
    for k, item in enumerate(line.items):
        if item.kind != "flag":
            continue
        behind = line.items[k + 1].value if k + 1 < len(line.items) and line.items[k + 1].kind == "text" else ""
        word, stop = (item.value, k + 1) if item.value else (behind, k + 2)
        name = item.tokens[0].partition("=")[0]
        if word.lower() in _TRUE and not (word == behind and word == "1" and _named_so(line, name)):
            return Change(line.put(k, [name], stop), "an option of its own takes no value:")
        if word.lower() in _FALSE and not (word == behind and word == "0" and _named_so(line, name)):
            return Change(line.put(k, [], stop), "leave it out:")
    return None


def _named_so(line: Line, option: str) -> bool:
    """Whether the expression has a variable that is called like an option."""
    name = option.lstrip("-").replace("-", "_")
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w|\s*\()", line.expression or "") is not None


def variable_like_option(state: State) -> Found:
    """grad "json**2" --json 5, grad "wrt**2" --wrt 5: --let binds any name"""
    line = state.line
    for k, item in enumerate(line.items):
        if item.kind not in ("flag", "option") or not _named_so(line, item.tokens[0].partition("=")[0]):
            continue
        name = item.tokens[0].partition("=")[0].lstrip("-").replace("-", "_")
        if name in line.bindings():
            continue
        if item.kind == "option" and is_constant(item.value):
            return Change(line.put(k, ["--let", f"{name}={item.value}"]), "--let gives any name a value:")
        behind = line.items[k + 1] if k + 1 < len(line.items) else None
        if item.kind == "flag" and behind and behind.kind == "text" and is_constant(behind.value):
            return Change(line.put(k, ["--let", f"{name}={behind.value}"], k + 2), "--let gives any name a value:")
    return None


# ------------------------------------------------------------------ values of options
def choice(state: State) -> Found:
    """--dtype torch.float32, --wrt [x,y], --only paths, --format tex, --backward three"""
    line = state.line
    for k, item in enumerate(line.items):
        if item.kind == "option" and (change := _CHOICES.get(item.name)):
            found = change(line, k, item.value)
            if found is not None:
                return found
    return None


def _other(line: Line, k: int, value: str, words: str = "did you mean") -> Found:
    item = line.items[k]
    return Change(line.put(k, [item.name, value]), words) if value != item.value else None


def _dtype(line: Line, k: int, value: str) -> Found:
    known = _FLOATS.get(value.lower().strip("'\""))
    if known is None and set(re.findall(r"\d+", value)) <= {"32", "64"}:
        known = suggest_name(value, ["float32", "float64"])
    return _other(line, k, known) if known else None


def _wrt(line: Line, k: int, value: str) -> Found:
    known = {n.lower(): n for n in line.bindings()}
    if value.lower() in ("all", "everything", "*", "any") and value not in line.bindings():
        return Change(line.put(k, []), "all variables require grad without it:")
    words = [n for n in re.findall(r"[^\W\d]\w*", value) if n not in ("and", "or") or n in line.bindings()]
    names = [n if n in line.bindings() else known.get(n.lower(), n) for n in words]
    behind: list[str] = []
    for item in line.items[k + 1 :]:
        if item.kind != "text" or not item.value.strip(",").isidentifier() or k < line.texts()[0]:
            break
        behind.append(item.value.strip(","))
    several = [j for j, item in enumerate(line.items) if item.name == "--wrt" and j > k]
    if several:
        more = [n for j in several for n in re.findall(r"[^\W\d]\w*", line.items[j].value)]
        rest = [i for j, i in enumerate(line.items) if j not in several]
        other = Line(line.joined(rest))
        return Change(other.put(k, ["--wrt", ",".join([*names, *more])]), "names are separated by commas:")
    if not names or (
        any(n not in line.bindings() for n in [*names, *behind]) and len(names) + len(behind) > 1 and line.bindings()
    ):
        return None
    if ",".join(names) == value.replace(" ", "") and not behind:
        return None
    return Change(line.put(k, ["--wrt", ",".join([*names, *behind])], k + 1 + len(behind)), "names are separated by commas:")


def _get(line: Line, k: int, value: str) -> Found:
    names = list(line.bindings())
    lowered = value.lower().strip("'\". ")
    key = None
    match = re.fullmatch(
        r"d\w*/d(\w+)|d(\w+)|grad(?:ient)?[._\[ ]+(\w+)\]?|(\w+)[_.'](?:gradient|derivative|grad|g)|f'\((\w+)\)",
        value.strip("'\""),
    )
    named = next((g for g in match.groups() if g), None) if match else None
    if named in names:
        key = f"{named}.grad"
    elif (
        lowered in ("gradient", "grad", "gradients", "derivative", "grads", "slope", "dy/dx", "dx", ".grad", "f'", "f'(x)")
        and len(names) == 1
    ):
        key = f"{names[0]}.grad"
    elif value.endswith(".grad") and value[:-5].lower() in names:
        key = f"{value[:-5].lower()}.grad"
    elif lowered in names and len(names) >= 1 and value.lower() in names:
        key = f"{lowered}.grad"
    elif lowered in ("result", "y.value", "out", "val", "forward", "values", "answer", "f"):
        key = "value"
    elif lowered in ("formula", "closed form", "closed-form", "symbolic") and len(names) == 1:
        key = f"formula.{names[0]}"
    elif len(names) > 1 and lowered in ("gradient", "grad", "gradients", "derivative", "grads"):
        return Several(f"there are several: {', '.join(f'{n}.grad' for n in names)}")
    return _other(line, k, key) if key else None


_PARTS = {
    **dict.fromkeys("steps chain bwd".split(), "backward"),
    **dict.fromkeys("gradients gradient grad results answer".split(), "result"),
    **dict.fromkeys("values fwd".split(), "forward"),
    "tree": "graph",
}


def _only(line: Line, k: int, value: str) -> Found:
    if value.lower() in ("paths", "path"):
        return Change(line.put(k, ["--paths"]), "did you mean")
    parts = ("graph", "forward", "backward", "result")
    behind = []
    for item in line.items[k + 1 :]:
        if item.kind != "text" or item.value not in parts:
            break
        behind.append(item.value)
    if value in parts and behind:
        named = [t for p in (value, *behind) for t in ("--only", p)]
        return Change(line.put(k, named, k + 1 + len(behind)), "each part is named for itself:")
    pieces = [p for p in re.split(r"[,; ]+", value.lower()) if p]
    if len(pieces) > 1 and all(p in parts for p in pieces):
        return Change(line.put(k, [t for p in pieces for t in ("--only", p)]), "each part is named for itself:")
    near = _PARTS.get(value.lower()) or suggest_name(value, parts)
    return _other(line, k, near) if near else None


def _format(line: Line, k: int, value: str) -> Found:
    lowered = value.lower().lstrip(".").strip("'\"")
    if line.command == "batch":
        near = suggest_name(lowered, ["csv", "tsv", "jsonl", "npy", "npz"]) or {"json": "jsonl", "excel": "csv"}.get(lowered)
        return _other(line, k, near) if near else None
    if line.command == "check":
        near = suggest_name(lowered, ["text", "json", "github", "junit", "sarif", "tap"]) or {"xml": "junit"}.get(lowered)
        if near is None and lowered in _FORMAT_WORDS:
            return None
        return _other(line, k, near) if near else None
    if lowered in _PICTURES:
        return _other(line, k, "svg", "the nearest picture:")
    near = _FORMAT_WORDS.get(lowered) or suggest_name(lowered, FORMATS)
    return _other(line, k, near) if near else None


def _output(line: Line, k: int, value: str) -> Found:
    stem, dot, extension = value.rpartition(".")
    if line.command == "batch":
        better = {"json": "jsonl", "xlsx": "csv", "xls": "csv", "txt": "csv", "tab": "tsv"}.get(extension.lower())
        better = better or (suggest_name(extension, ["csv", "tsv", "jsonl", "npy", "npz"]) if dot and extension else None)
    else:
        better = (
            "svg" if extension.lower() in _PICTURES else {"gv2": "gv", "graphviz": "dot", "latex": "tex"}.get(extension.lower())
        )
        better = better or (
            suggest_name(extension, ["svg", "html", "md", "tex", "dot", "json", "txt", "mmd"]) if dot and extension else None
        )
    return _other(line, k, f"{stem}.{better}", "the nearest format:") if dot and better else None


_COUNTS = (
    {w: str(n) for n, w in enumerate("zero once twice thrice".split())}
    | {w: str(n) for n, w in enumerate("zero one two three four five six seven eight nine ten".split())}
    | {"1st": "1", "2nd": "2", "3rd": "3", "first": "1", "second": "2", "third": "3", "double": "2"}
)


def _count(line: Line, k: int, value: str) -> Found:
    word = value.lower().strip("'\"")
    found = (
        _COUNTS.get(word)
        or (word[:-2] if re.fullmatch(r"[0-9]+\.0", word) else None)
        or (str(int(float(word))) if re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]+)?e\+?[0-5]", word) and float(word) % 1 == 0 else None)
        or (word[:-1] if re.fullmatch(r"[0-9]+x", word) else None)
    )
    return _other(line, k, found) if found else None


def _color(line: Line, k: int, value: str) -> Found:
    found = {**dict.fromkeys(_TRUE, "always"), **dict.fromkeys(_FALSE, "never"), "default": "auto"}.get(value.lower())
    return _other(line, k, found or suggest_name(value, ["auto", "always", "never"]) or value)


def _claim(line: Line, k: int, value: str) -> Found:
    """x.grad=75, dy/dx=75, x:75, x==75, 75, x=1,y=2"""
    item = line.items[k]
    names = list(line.bindings())
    words = "a claim is NAME=VALUE:"
    if quotes := re.fullmatch(r"(['\"])(.+)\1", value):
        return Change(line.put(k, [item.name, quotes[2]]), words)
    if not names and line.expression:
        from gradcli.commands.mending.forms import variables

        names = variables(line.expression)
    name, sign, text = re.fullmatch(r"(.*?)\s*(==|:=|=|:|->|→|\bis\b|\Z)\s*(.*)", value, re.DOTALL).groups()  # type: ignore[union-attr]
    if not sign:
        spaced = re.fullmatch(r"([^\W\d]\w*)\s+(\S+)", value.strip())
        if spaced and spaced[1] in names:
            return Change(line.put(k, [item.name, f"{spaced[1]}={spaced[2]}"]), words)
        if len(names) == 1 and value.strip() and not value.strip().isidentifier():
            return Change(line.put(k, [item.name, f"{names[0]}={value.strip()}"]), words)
        return None
    match = re.fullmatch(
        r"d\s*\w*\s*/\s*d\s*(\w+)|∂\w*/∂(\w+)|(\w+)\.grad|grad(?:ient)?[._ (\[]+(\w+)[)\]]?|(\w+)_grad|[d∂](\w+)|(\w+)['′]|"
        r"grad_(\w+)|f'\((\w+)\)|--(\w+)",
        name.strip(),
    )
    named = next((g for g in match.groups() if g), None) if match else name.strip()
    if name.strip() in ("y", "f(x)", "f", "value", "output", "out") and name.strip() not in names and item.name == "--expect":
        return Change(line.put(k, ["--value", text]), "the value is claimed by --value:")
    if name.strip().lower() in ("grad", "gradient", "y'", "f'", "derivative", "dy", "f'(x)") and len(names) == 1:
        named = names[0]
    if item.name == "--expect" and len(parts := re.split(r"[,;\s]\s*(?=[^\W\d][\w./']*\s*=)", value)) > 1:
        return Change(line.put(k, [t for p in parts for t in (item.name, p.strip())]), "each claim is an option:")
    if named not in names or (named == name and sign == "="):
        return None
    return Change(line.put(k, [item.name, f"{named}={text}"]), words)


def _let(line: Line, k: int, value: str) -> Found:
    from gradcli.commands.mending.forms import assigned

    found = assigned(value)
    if not found or value == "=".join(found[0]):
        return None
    return Change(line.put(k, [t for n, v in found for t in ("--let", f"{n}={v}")]), "each value is an option:")


def _range(line: Line, k: int, value: str) -> Found:
    match = re.fullmatch(
        r"([^\W\d]\w*)\s*[=:]\s*[\[(]?\s*([-+.\deE]+?)\s*(?:,|:|\.\.\.?|;|-|\bto\b|…)\s*([-+.\deE]+)\s*[\])]?", value
    )
    if match:
        return _other(line, k, f"{match[1]}={match[2]}..{match[3]}", "a range is NAME=LOW..HIGH:")
    from gradcli.commands.mending.forms import variables

    names = variables(line.expression or "")
    behind = [i.value for i in line.items[k + 1 : k + 3] if i.kind == "text" and re.fullmatch(r"[-+.\deE]+", i.value)]
    if value in names and len(behind) == 2:
        return Change(line.put(k, ["--range", f"{value}={behind[0]}..{behind[1]}"], k + 3), "a range is NAME=LOW..HIGH:")
    bare = re.fullmatch(r"[\[(]?\s*([-+.\deE]+?)\s*(?:,|:|\.\.\.?|;|\bto\b)\s*([-+.\deE]+)\s*[\])]?", value)
    if bare and len(names) == 1:
        return _other(line, k, f"{names[0]}={bare[1]}..{bare[2]}", "a range is NAME=LOW..HIGH:")
    return None


_CHOICES = {
    "--dtype": _dtype,
    "--wrt": _wrt,
    "--get": _get,
    "--only": _only,
    "--format": _format,
    "--output": _output,
    "--backward": _count,
    "--order": _count,
    "--digits": _count,
    "--samples": _count,
    "--steps": _count,
    "--seed": _count,
    "--jobs": _count,
    "--color": _color,
    "--expect": _claim,
    "--formula": _claim,
    "--let": _let,
    "--range": _range,
}


def no_value(state: State) -> Found:
    """--x without a value: of a variable that the expression has, the value is the user's to give"""
    line = state.line
    for k, item in enumerate(line.items):
        if item.kind == "lonely" and _is_variable(line, item):
            rest = [i for j, i in enumerate(line.items) if j != k]
            return Change(line.joined([*rest, Item("", "", "", (item.name, "2"))]), "give it one:")
    return None


EARLY = (variable_like_option,)
RULES = (value_name, flag_value, choice, unknown, no_value)
