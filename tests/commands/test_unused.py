"""No option is ignored in silence: each changes the answer, is refused, or is said to have nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradcli.commands.mending.line import declared
from tests.command import Ran, gradcli

VALUES = ["--x", "1.123456789", "--y", "2"]
FORMATS = ("json", "markdown", "mermaid", "dot", "latex", "svg", "html")
DRAWN = ["x**2*y", *VALUES]
CONTEXTS: dict[str, list[list[str]]] = {
    "grad": [["x**2*y"], DRAWN, [*DRAWN, "--json"], [*DRAWN, "--hessian"], ["x**2", "--x", "[1.123456789, 2]", "--jacobian"]],
    "explain": [DRAWN, *([*DRAWN, "--format", name] for name in FORMATS), [*DRAWN, "--frames", "frames"]],
    "graph": [["x**2*y"], DRAWN, *([*DRAWN, "--format", name] for name in FORMATS)],
    "check": [["x**2*y", "--formula", "x=2*x*y"], [*DRAWN, "--expect", "x=4.493827156"], ["checks.toml"]],
    "plot": [
        ["abs(x)*1.123456789", "--x", "-3..2.123456789"],
        *(["relu(x)", "--x", "-3..3", "--format", name] for name in ("json", "svg", "html")),
        ["x**2*y", "--x", "-3..3", "--y", "0..1.123456789", "--format", "svg"],
    ],
    "descend": [
        ["x**2", "--x", "1.123456789"],
        ["x**2*y", *VALUES, "--plot"],
        ["x**2", "--x", "3", "--compare", "zero-grad"],
        *(["x**2*y", *VALUES, "--format", name] for name in ("json", "svg", "html")),
    ],
    "batch": [["x**2", "table.csv"], ["x**2*y", "table.csv", "--y", "2", "--format", "jsonl"], ["requests.jsonl"]],
    "ops": [[], ["relu"]],
    "error": [[], ["leaf in place"]],
    "run": [["lesson.py"], ["lesson.py", "--output", "done.md"]],
    "emit": [["x**2*y"], DRAWN, *([*DRAWN, "--to", name] for name in ("python", "torch", "jax", "pytest"))],
}
SAMPLES = {
    "--to": "torch",
    "--wrt": "x",
    "--backward": "3",
    "--grad-output": "3",
    "--dtype": "float32",
    "--order": "2",
    "--get": "value",
    "--digits": "3",
    "--color": "always",
    "--only": "backward",
    "--node": "x",
    "--format": "json",
    "--output": "other.txt",
    "--frames": "others",
    "--samples": "5",
    "--seed": "7",
    "--range": "x=1..2",
    "--rtol": "0.5",
    "--atol": "0.5",
    "--undecided": "pass",
    "-k": "zzz",
    "--jobs": "2",
    "--value": "2.5243101",
    "--expect": "y=1.2621551",
    "--formula": "y=x**2",
    "--file": "others.toml",
    "--let": "q=1",
    "--cluster": "local",
    "--columns": "x",
    "--on-error": "skip",
    "--decimal": ",",
    "--delimiter": ";",
    "--points": "9",
    "--lr": "0.2",
    "--steps": "3",
    "--optimizer": "adam",
    "--momentum": "0.5",
    "--compare": "zero-grad",
    "--max-steps": "3",
    "--max-seconds": "0.001",
    "-o": "done.html",
}
# Options that say what counts where something happens that does not happen here, or how much is shown of what is short.
CONDITIONS = {
    "--allow-unused": "a value that does not occur",
    "--no-allow-unused": "a variable that is not connected",
    "--strict": "a kink",
    "--nan-ok": "a nan",
    "--none-as-zero": "a gradient that is None",
    "--undecided": "a claim that cannot be decided",
    "--on-error": "a bad row",
    "--fail-fast": "a check that fails",
    "--jobs": "how fast it is",
    "--expressions": "a cell that is an expression",
    "--spreadsheet-safe": "a text in the table",
    "--decimal": "a number with a comma",
    "--delimiter": "another delimiter",
    "--columns": "a second column",
    "--rtol": "a difference",
    "--atol": "a difference",
    "--ascii": "a letter that is none of ASCII",
    "--color": "a terminal",
    "--digits": "a number that is shown rounded",
    "--dtype": "a number that is shown with all digits",
    "--wrt": "another variable",
    "--samples": "a formula in a file",
    "--seed": "a formula in a file",
    "--range": "a formula in a file",
    "--max-seconds": "a run that takes long",
}
LESSON = """import torch
x = torch.rand(1, requires_grad=True)
for k in range(5):
    (x * k).sum().backward()
print(x.grad, x)
"""
ASKED = [(command, option) for command in CONTEXTS for option in sorted(set().union(*declared(command))) if option != "--help"]


def ran(folder: Path, arguments: list[str]) -> tuple[Ran, dict[str, bytes]]:
    """What a command prints, and the files that it leaves."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
    (folder / "table.csv").write_text("x\n1\n2\n")
    (folder / "checks.toml").write_text('[[check]]\nexpression = "x**2"\nvalues = {x = 3}\nexpect = {x = 6}\n')
    (folder / "requests.jsonl").write_text('{"expression": "x**2/3", "values": {"x": 3.1}}\n')
    (folder / "lesson.py").write_text(LESSON)
    (folder / "others.toml").write_text('[[check]]\nexpression = "x**3"\nvalues = {x = 3}\nexpect = {x = 27}\n')
    found = gradcli(*arguments)
    return found, {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("command", "option"), ASKED, ids=[" ".join(pair) for pair in ASKED])
def test_no_option_is_ignored_in_silence(command: str, option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    flags, _ = declared(command)
    typed = [option] if option in flags else [option, SAMPLES[option]]
    for context in CONTEXTS[command]:
        if option in context or (option == "--json" and "json" in context):
            continue
        assert option in CONDITIONS or ran(tmp_path, [command, *context]) != ran(tmp_path, [command, *context, *typed]), context


SAID: list[tuple[list[str], str]] = [
    (["grad", "x**2", "--order", "2", "--json"], "--order is about numbers"),
    (["grad", "x**2", "--hessian", "--get", "hessian.x.x"], "--hessian is about numbers"),
    (["explain", "x**2", "--order", "2"], "--order belongs to grad"),
    (["explain", "x**2", "--hessian"], "--hessian belongs to grad"),
    (["explain", "x**2", "--x", "2", "--jacobian"], "--jacobian belongs to grad"),
    (["grad", "(x**2).sum()", "--order", "2"], "derivatives of a sum of elements need values"),
    (["explain", "x**2", "--x", "2", "--output", "svg"], "`svg` is a format"),
    (["grad", "x**2", "--x", "2", "--zero-grad"], "--zero-grad has nothing to do"),
    (["grad", "x**2", "--x", "2", "--retain-graph"], "--retain-graph has nothing to keep"),
    (["grad", "x**2", "--x", "2", "--expressions"], "--expressions has nothing to do"),
    (["grad", "order**2", "--order", "3"], "`order` is a variable"),
    (["grad", "x**2", "--x", "2", "--digits", "3", "--digits", "4"], "--digits is given twice"),
    (["grad", "help"], "`help` is read as a variable"),
    (["grad", "sum(v)", "--v", "1;3;5"], "nothing is done with the value"),
    (["explain", "x**2", "--x", "2", "--format", "dot"], "dot shows the graph"),
    (["explain", "x**2", "--x", "2", "--format", "mermaid", "--backward", "2"], "mermaid has room for one pass"),
    (["explain", "x**2", "--x", "2", "--format", "dot", "--paths"], "--paths is about sums"),
    (["explain", "x**2", "--x", "2", "--frames", "f", "--output", "a.svg"], "do not go together"),
    (["explain", "x**2", "--x", "2", "--node", "x", "--only", "graph"], "do not go together"),
    (["graph", "x**2", "--x", "2", "--standalone"], "--standalone is about LaTeX"),
    (["graph", "x**2", "--dtype", "float32"], "--dtype is about numbers"),
    (["graph", "x**2", "--x", "2", "--json", "--format", "svg"], "do not go together"),
    (["check", "x**2", "--x", "2", "--expect", "x=4", "--seed", "3"], "--seed has nothing to do"),
    (["grad", "x**2", "--x", "2", "--json", "--get", "x.grad"], "do not go together"),
    (["grad", "x**2", "--x", "2", "--json", "--digits", "3"], "--digits has nothing to do"),
    (["grad", "x**2", "--x", "2", "--same-graph", "--retain-graph"], "--retain-graph has nothing to do"),
    (["descend", "x**2", "--x", "2", "--json", "--digits", "3"], "--digits has nothing to do"),
    (["check", "x**2", "--x", "2", "--format", "tap", "--digits", "3"], "--digits has nothing to do"),
    (["explain", "x**2", "--x", "2", "--no-grad", "--backward", "2"], "--backward has nothing to do"),
    (["explain", "x**2", "--x", "2", "--paths", "--backward", "2"], "--backward has nothing to do"),
    (["explain", "x**2", "--x", "2", "--format", "markdown", "--node", "x"], "--node chooses what text, html and pictures show"),
    (["check", "x**2", "--x", "2", "--quiet", "--json"], "do not go together"),
    (["plot", "x**2", "--x", "0..1", "--json", "--format", "svg"], "do not go together"),
    (["plot", "x**2", "--x", "0..1", "--format", "latex"], "latex has no drawings of functions"),
    (["plot", "points**2", "--points", "9", "--let", "x=0..1"], "`points` is a variable"),
    (["descend", "x**2", "--x", "1", "--json", "--format", "svg"], "do not go together"),
    (["descend", "x**2", "--x", "1", "--plot", "--format", "svg"], "--plot is about text"),
    (["descend", "x**2", "--x", "1", "--plot", "--json"], "--plot is about text"),
    (["batch", "x**2", "table.csv", "--columns", "x", "--no-columns"], "do not go together"),
]


@pytest.mark.parametrize(("arguments", "said"), SAID, ids=lambda value: " ".join(value) if isinstance(value, list) else value)
def test_what_is_said(arguments: list[str], said: str) -> None:
    assert said in gradcli(*arguments).err


@pytest.mark.parametrize(
    "typed", [["--dtype", "float32"], ["--on-error", "skip"], ["--columns", "x"], ["--no-columns"]], ids=" ".join
)
def test_requests_have_settings_of_their_own(typed: list[str], tmp_path: Path) -> None:
    requests = tmp_path / "requests.jsonl"
    requests.write_text('{"expression": "x**2", "values": {"x": 3}}\n')
    ran = gradcli("batch", str(requests), *typed)
    assert ran.status == 2 and f"{typed[0]} is about tables" in ran.err


def test_a_stored_trace_is_only_shown(tmp_path: Path) -> None:
    stored = tmp_path / "trace.json"
    stored.write_text(gradcli("explain", "x**2", "--x", "2", "--json").out)
    assert gradcli("explain", str(stored)).status == 0
    assert "with values of its own" in gradcli("explain", str(stored), "--x", "3").err
    assert "only shown" in gradcli("explain", str(stored), "--backward", "2").err
    assert "only shown" in gradcli("graph", str(stored), "--dtype", "float32").err
