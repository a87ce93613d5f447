"""Measures how torch takes the arguments of the functions of the table, and writes gradcli/evaluate/signatures.py.

    env/bin/python -m tools.signatures

Needs torch. A function with one signature is asked through its schema, one with several through its own refusal of no
arguments, which lists them; a function written in Python through `inspect`.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

from gradcli.ops.qualified import QUALIFIED
from gradcli.ops.table import TABLE, family_of

FOLDER = Path(__file__).resolve().parents[1] / "gradcli" / "evaluate"
TARGET, LISTS = FOLDER / "signatures.py", FOLDER / "listed.py"
HEADER = '''"""How PyTorch takes the arguments of its functions: measured from torch 2.13 by `python -m tools.signatures`.

A signature is a row of arguments, `name:kind`, with `=` where it has a default and `?` where it may be None; what stands
behind `*` is taken by name alone. A signature that begins with `python` is that of a function written in Python, and
`none` that of a method without arguments.
Kinds: T tensor, N number, i int, f float, b bool, s text, d dtype, I ints, J ints or one int, L tensors, o anything.
"""

from collections.abc import Mapping
'''
LISTS_HEADER = '''"""What PyTorch's refusals list, of functions with several signatures.

From torch 2.13 by `python -m tools.signatures`.
"""

# ruff: noqa: E501

from collections.abc import Mapping
'''
KINDS = {
    "Tensor": "T",
    "Number": "N",
    "Scalar": "N",
    "int": "i",
    "SymInt": "i",
    "float": "f",
    "double": "f",
    "bool": "b",
    "str": "s",
    "torch.dtype": "d",
    "ScalarType": "d",
    "tuple of ints": "I",
    "tuple of Tensors": "L",
}


MODULES = {"linalg": torch.linalg, "special": torch.special}
Measured = tuple[list[str], str]
UNLISTED = frozenset({"nonzero"})  # whose schema hides an argument
LINALG = frozenset({"cond", "matrix_rank", "solve"})
# Families whose functions are meant as torch.nn.functional has them; torch itself has some of them with other arguments
NEURAL = frozenset("convolution padding pooling normalization embedding gating attention likelihoods margins distances".split())
OTHERWISE = frozenset(
    "batch_norm instance_norm embedding kl_div poisson_nll_loss margin_ranking_loss hinge_embedding_loss cosine_embedding_loss "
    "triplet_margin_loss adaptive_max_pool1d binary_cross_entropy_with_logits".split()
)
DISPATCHED = frozenset("max_pool1d max_pool2d max_pool3d adaptive_max_pool1d adaptive_max_pool2d".split())


# ------------------------------------------------------------------ where a name is found
def function_of(name: str) -> tuple[Callable[..., Any] | None, str]:
    """The function of torch that a name of the table means, and its name in the schemas."""
    module, _, plain = name.rpartition(".")
    if module:
        place = {**MODULES, "functional": F}[module]
        return getattr(place, plain), f"{module}_{plain}" if module != "functional" else plain
    if name in LINALG:  # of which torch itself has another one, or none any more
        return getattr(torch.linalg, name), f"linalg_{name}"
    first = name.endswith("_loss") or "cross_entropy" in name or family_of(TABLE[name]) in NEURAL
    for place in (F, torch) if first else (torch, F, torch.linalg, torch.special):
        if place is F and hasattr(F, f"_{name}") and name in DISPATCHED:
            return getattr(F, f"_{name}"), name
        if hasattr(place, name):
            prefix = {torch.linalg: "linalg_", torch.special: "special_"}.get(place, "")
            return getattr(place, name), f"{prefix}{name}"
    return None, name


# ------------------------------------------------------------------ signatures
def from_python(function: Callable[..., Any]) -> str:
    """The signature of a function written in Python."""
    words = ["python"]
    for p in inspect.signature(function).parameters.values():
        if p.kind is p.KEYWORD_ONLY and "*" not in words:
            words.append("*")
        if p.kind is p.VAR_POSITIONAL or p.kind is p.VAR_KEYWORD:
            return ""
        words.append(f"{p.name}:o{'' if p.default is p.empty else '='}")
    return " ".join(words)


def listed(refusal: str, schemas: list[Any]) -> list[str]:
    """The signatures that a refusal lists."""
    found = []
    for text in re.findall(r"^ \* \((.*)\)$", refusal, re.MULTILINE):
        words = []
        for part in text.split(", ") if text else []:
            if part == "*":
                words.append("*")
                continue
            match = re.fullmatch(r"(.+?) (\w+)( = .*)?", part)
            assert match is not None, part
            kind, name, default = match[1], match[2], match[3] or ""
            letter = KINDS.get(kind, "o")
            if letter == "I" and any(sized(a, name) for s in schemas for a in s.arguments):
                letter = "J"
            none = any(a.name == name and "Optional" in str(a.type) for s in schemas for a in s.arguments)
            optional = "?" if "None" in default or none else ""
            words.append(f"{name}:{letter}{optional}{'=' if default else ''}")
        found.append(" ".join(words))
    return found


def sized(argument: Any, name: str) -> bool:
    """Whether one int stands for a list of them."""
    return bool(argument.name == name and argument.N)


def from_schema(schema: Any, method: bool) -> str:
    """The signature of a function that has only one."""
    words = []
    for a in [a for a in schema.arguments if not (method and a.name == "self")]:
        if a.kwarg_only and "*" not in words:
            words.append("*")
        shown = str(a.type)
        empty = a.has_default_value() and a.default_value == []  # which the parser of arguments takes for None
        none = "?" if "Optional" in shown or empty else ""
        inner = re.sub(r"Optional\[(.*)\]", r"\1", shown)
        letter = letter_of(inner, a)
        words.append(f"{'input' if a.name == 'self' else a.name}:{letter}{none}{'=' if a.has_default_value() else ''}")
    return " ".join(words)


def from_schemas(schemas: list[Any], method: bool) -> list[str]:
    """The one signature: that on tensors, where the schemas also have others."""
    best = sorted(schemas, key=lambda s: [s.overload_name != "Tensor", s.overload_name not in ("", "default")])
    return [from_schema(best[0], method)] if best else []


def letter_of(shown: str, argument: Any) -> str:
    """The kind of an argument of a schema."""
    if shown.startswith("List["):
        inner = shown[5:-1]
        return "L" if inner == "Tensor" else "I" if inner == "int" and not argument.N else "J" if inner == "int" else "o"
    if argument.name == "dtype":
        return "d"
    if argument.name in ("layout", "device", "memory_format", "pin_memory", "generator"):
        return "o"
    return {"number": "N"}.get(shown) or KINDS.get(shown, "o")


def refusal_of(function: Callable[..., Any], *arguments: Any) -> str:
    """What a function says to arguments that it cannot take."""
    try:
        function(*arguments)
    except Exception as error:
        return str(error)
    return ""


def schemas_of(name: str) -> list[Any]:
    """The schemas of an operation, without those that write into a tensor that is given."""
    packet = getattr(torch.ops.aten, name, None)
    if packet is None:
        return []
    found = [getattr(packet, overload)._schema for overload in packet.overloads()]
    return [s for s in found if not any(a.is_out for a in s.arguments) and "Dimname" not in str(s) and "str[]" not in str(s)]


NOWHERE = object()


def signatures(name: str) -> Measured:
    """The signatures of a function, and the name in its refusals."""
    function, known = function_of(name)
    if function is None:
        return [], name
    if inspect.isfunction(function):
        found = from_python(function)
        return [found] if found else [], function.__name__
    schemas = schemas_of(known)
    refusal = refusal_of(function)
    said = re.match(r"(\w+)\(\)", refusal)
    if "invalid combination" not in refusal:
        refusal = refusal_of(function, *[NOWHERE] * 12)
    if "expected one of" in refusal:
        return listed(refusal, schemas), said[1] if said else known
    return from_schemas(schemas or schemas_of(said[1] if said else known), False), said[1] if said else known


def methods(name: str) -> list[str]:
    """The signatures of the method of this name."""
    method = getattr(torch.Tensor, name, None)
    if method is None or not callable(method):
        return []
    if inspect.isfunction(method):
        return [text] if (text := from_python(method)) else []
    x = torch.ones(2, 2)
    schemas = schemas_of(name)
    refusal = refusal_of(getattr(x, name), *[NOWHERE] * 12)
    if "expected one of" in refusal:
        return listed(refusal, schemas)
    if "takes no arguments" in refusal:
        return ["none"]
    return from_schemas(schemas, True)


def within(modules: Mapping[str, Any], found: Mapping[str, Measured]) -> dict[str, Measured]:
    """The functions of modules that PyTorch does not take for those of the same name without the module."""
    names = (f"{module}.{name}" for module, place in modules.items() for name in TABLE if hasattr(place, name))
    measured = {name: signatures(name) for name in names if name not in found}
    return {name: one for name, one in measured.items() if one[0] and one != found[name.rpartition(".")[2]]}


# ------------------------------------------------------------------ the module
def entries() -> Iterator[str]:
    """The lines of the module."""
    names = [name for name in (*TABLE, *QUALIFIED) if name not in UNLISTED and not name.startswith("Tensor.")]
    found = {name: signatures(name) for name in names}
    found.update(within(MODULES, found))
    yield "# fmt: off"
    yield from _grouped("_FUNCTIONS", {name: texts for name, (texts, _) in found.items()})
    yield from _grouped("_METHODS", {name: methods(name) for name in TABLE if name not in UNLISTED})
    for table in ("FUNCTIONS", "METHODS"):
        yield f"{table}: Mapping[str, tuple[str, ...]] = {{n: texts for texts, names in _{table}.items() for n in names.split()}}"
    yield "# The names in PyTorch's refusals, where they are not those of the functions"
    yield "TITLES: Mapping[str, str] = {"
    for name, (texts, title) in found.items():
        if texts and title != name:
            yield f'    "{name}": "{title}",'
    yield "}"
    yield "# What PyTorch does not have in these places, or has there with another meaning"
    yield "ABSENT: Mapping[str, frozenset[str]] = {"
    for place, missing in (
        ("", absent(torch, OTHERWISE)),
        ("functional", absent(F)),
        ("Tensor", absent(torch.Tensor)),
    ):
        yield f'    "{place}": frozenset('
        yield "        ("
        yield from (f'            "{line} "' for line in textwrap.wrap(missing, 104))
        yield "        ).split()"
        yield "    ),"
    yield "}"


# ------------------------------------------------------------------ what refusals list
DRAWN = """rand randn randint randperm normal bernoulli multinomial poisson rand_like randn_like randint_like empty empty_like
full full_like result_type""".split()
WRITTEN = "random_ bernoulli_ normal_ uniform_ exponential_ geometric_ cauchy_ log_normal_ to".split()


def lists() -> Iterator[str]:
    """The lines of the module of what refusals list."""
    names = [name for name in (*TABLE, *QUALIFIED, *DRAWN) if not name.startswith("Tensor.")]
    functions = {name: listed_of(getattr(torch, name) if name in DRAWN else function_of(name)[0]) for name in names}
    functions["split"] = listed_of(torch.functional._VF.split)  # which torch.split, written in Python, passes on to
    x = torch.ones(2, 2)
    written = {name: texts for name in (*TABLE, *WRITTEN) if (texts := listed_of(getattr(x, name, None)))}
    yield "# fmt: off"
    yield from _grouped("_FUNCTIONS", {name: texts for name, texts in functions.items() if texts})
    yield from _grouped("_METHODS", written)
    for name in ("FUNCTIONS", "METHODS"):
        yield f"{name}: Mapping[str, tuple[str, ...]] = {{n: texts for texts, names in _{name}.items() for n in names.split()}}"


def listed_of(function: Callable[..., Any] | None) -> list[str]:
    """The signatures that a function lists, as it prints them; none if it has one and names the argument at fault."""
    if function is None or inspect.isfunction(function) or inspect.ismethod(function):
        return []
    refusal = refusal_of(function, *[NOWHERE] * 12)
    alone = re.search(r"but expected (\(.*\))$", refusal)
    return [alone[1]] if alone else re.findall(r"^ \* (\(.*\))$", refusal, re.MULTILINE)


def absent(place: Any, but: frozenset[str] = frozenset()) -> str:
    """The names of the table that a module or a class of torch does not have, or has with another meaning."""
    return " ".join(name for name in TABLE if name in but or not hasattr(place, name))


def _grouped(title: str, found: dict[str, list[str]]) -> Iterator[str]:
    """Signatures and the names that have them."""
    names: dict[tuple[str, ...], list[str]] = {}
    for name, texts in found.items():
        if texts:
            names.setdefault(tuple(texts), []).append(name)
    yield f"{title}: Mapping[tuple[str, ...], str] = {{"
    for signatures_of, those in names.items():
        yield "    ("
        yield from (f"        {text!r}," if '"' in text else f'        "{text}",' for text in signatures_of)
        yield "    ): (" if len(those) > 8 else f'    ): "{" ".join(those)}",'
        if len(those) > 8:
            yield from (f'        "{" ".join(those[k : k + 8])} "' for k in range(0, len(those), 8))
            yield "    ),"
    yield "}"


if __name__ == "__main__":
    TARGET.write_text(HEADER + "\n" + "\n".join(entries()) + "\n", "utf-8")
    LISTS.write_text(LISTS_HEADER + "\n" + "\n".join(lists()) + "\n", "utf-8")
