"""Programs for other libraries: they run, they come to what they assert, and what cannot be spelled is refused by name."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradcli
from gradcli.compiled.programs import TARGETS
from gradcli.ops import table
from gradcli.problems import Problem
from tests.command import plain_environment

README = "3*x**2 + 4*x + 5"
DONE = "the value and the gradients are as they should be\n"
CASES: list[tuple[str, dict[str, Any]]] = [
    (README, {"x": 2}),
    ("log(x)*sin(y)/x", {"x": 2, "y": 0.3}),
    ("a = x**2; lambda_ = relu(a - y)\nlambda_*pi", {"x": 2, "y": 0.3}),
    ("exp(-x**2/2)/sqrt(2*pi) + floor(x)", {"x": 0.7}),
    ("where(x > 0, x, -x)*erf(x)", {"x": 0.7}),
    ("x.detach()*x", {"x": 3}),
    ("t1*np + value*torch", {"t1": 2, "np": 3, "value": 4, "torch": 0.5}),
    ("(W @ v).tanh().sum()*b", {"W": [[0.1, 0.2, 0.4], [0.6, 0.8, 1.0]], "v": [1.0, 2.0, 3.0], "b": 0.5}),
    ("norm([x, 2*x, 3.0])", {"x": 2}),
    ("cross_entropy(v, t)", {"v": [1.0, 2.0, 0.5], "t": [0.2, 0.3, 0.5]}),
    ("softmax(v, 0)[1]*v[-1] + v[0:2].sum()", {"v": [1.0, 2.0, 0.5]}),
    ("mse_loss(v, [1.0, 2.0, 4.0]) + v.max()", {"v": [1.0, 2.0, 0.5]}),
]
LEFT_OUT = 0.35  # of the table's examples, how many may be no straight lines in NumPy


def run(text: str) -> str:
    """Run a program in this process; what it prints. Tests in it are called."""
    out = io.StringIO()
    names: dict[str, Any] = {"__name__": "__main__"}
    with redirect_stdout(out):
        exec(compile(text, "program", "exec"), names)
        for name, value in list(names.items()):
            if name.startswith("test_"):
                value()
    return out.getvalue()


@pytest.mark.parametrize("to", ["python", "numpy", "pytest"])
@pytest.mark.parametrize(("expression", "values"), CASES)
def test_programs_come_to_what_they_assert(expression: str, values: dict[str, Any], to: str) -> None:
    f = gradcli.compile(expression)
    if to == "python" and ("norm" in expression or any(isinstance(x, list) for x in values.values())):
        with pytest.raises(Problem, match="Python alone has no tensors"):
            f.program(to, values)
        return
    text = f.program(to, values)
    assert run(text) == ("" if to == "pytest" else DONE)
    value = gradcli.grad(expression, values).value
    assert value == 0 or repr(value) in text
    wrong = text.replace(repr(value), repr(value + 1e-3))
    with pytest.raises(AssertionError):
        run(wrong)


def test_every_example_of_the_table() -> None:
    refused = []
    for row in table.rows():
        expression = f"({row.example}).sum()"
        try:
            gradcli.grad(expression, x=1.5)
        except Problem:
            continue
        f = gradcli.compile(expression)
        for to in ("numpy", "python"):
            try:
                text = f.program(to, x=1.5)
            except Problem as problem:
                if to == "numpy":
                    refused.append((row.name, str(problem)))
                continue
            assert run(text) == DONE, expression
    assert len(refused) < LEFT_OUT * sum(bool(row.example) for row in table.rows()), refused


def test_as_programs_of_their_own(tmp_path: Path) -> None:
    f = gradcli.compile("sin(x)*(v*v).sum()")
    values = {"x": 2, "v": [1.0, 2.0]}
    (tmp_path / "program.py").write_text(f.program("numpy", values))
    (tmp_path / "test_program.py").write_text(f.program("pytest", values))
    environment = plain_environment()
    done = subprocess.run([sys.executable, "program.py"], cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stdout) == (0, DONE), done.stderr
    line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "test_program.py"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert done.returncode == 0 and "3 passed" in done.stdout, done.stdout


@pytest.mark.parametrize(("expression", "values"), CASES)
def test_in_pytorch(expression: str, values: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    before = torch.get_default_dtype()
    try:
        assert run(gradcli.compile(expression).program("torch", values)) == DONE
    finally:
        torch.set_default_dtype(before)


SPELLINGS = """
    einsum('i,i', v, v); v[..., 0]*x; v[0:2:1].sum(); v[:2].sum() + v[1:].sum(); v.sum(dim=0, keepdim=False); sum(v, 0)*x
    F.softmax(v, dim=0)[0]; torch.linalg.norm(v); i1(x); entr(x); mod(x, 2)*x; cat([v, [1.0]]).sum(); gather(v, 0, [1]).sum()
    stack([x, 2.0]).sum()*x; torch.special.erf(x); x.view(1)[0]*e; (-[1.0, 2.0, 3.0]*v).sum(); x*tensor(2.5); x**-2*tau
    v.reshape((3, 1)).T.sum(); (v > 1).sum()*x; x*float(2); maximum(2.0, x); v.max(dim=0).values; (-x)**2 - -x; 2**x % 3
    tensor([1, 2, 3]).to(float64) @ v; nll_loss(log_softmax(v, 0), tensor(1)); x if x; v.mean(0) - (x - (v[0] - x)); a = x; a*a
    x.clamp(min=0, max=3); clamp(x, 0, inf)*x; where(x > 0, x, 0.0); (x > 0)*x; dot([1.0, 2.0, 3.0], v); relu(-3*x + 7)
"""


def test_spellings_of_pytorch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that the language has, as a script of PyTorch, which runs here, and with PyTorch where it is."""
    from tests.command import gradcli as command

    monkeypatch.chdir(tmp_path)
    here = 0
    for expression in [part.strip() for part in SPELLINGS.replace("a = x; a*a", "a = x\x00 a*a").replace("\n", ";").split(";")]:
        source = expression.replace("\x00", ";")
        values = {
            name: x for name, x in {"x": 1.25, "v": [1.0, 2.0, 0.5]}.items() if name in set(re.findall(r"\b[xv]\b", source))
        }
        try:
            text = gradcli.compile(source).program("torch", values)
        except Problem:
            assert source in ("", "x if x"), source
            continue
        (tmp_path / "lesson.py").write_text(text)
        ran = command("run", "lesson.py")
        assert (ran.status, ran.out) == (0, DONE), (source, ran.err)
        here += 1
    assert here > 35


def test_in_jax(tmp_path: Path) -> None:
    """In a process of its own, which jax fills with threads."""
    pytest.importorskip("jax")
    for k, (expression, values) in enumerate(CASES):
        (tmp_path / f"{k}.py").write_text(gradcli.compile(expression).program("jax", values))
    code = "import runpy, sys; [runpy.run_path(path, run_name='__main__') for path in sys.argv[1:]]"
    done = subprocess.run([sys.executable, "-c", code, *sorted(map(str, tmp_path.iterdir()))], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (DONE * len(CASES), "")


def test_pytorch_as_a_script_of_this_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program for PyTorch is a lesson, which runs here without PyTorch."""
    from tests.command import gradcli as command

    monkeypatch.chdir(tmp_path)
    for expression, values in CASES[:4] + CASES[7:9]:
        (tmp_path / "lesson.py").write_text(gradcli.compile(expression).program("torch", values))
        ran = command("run", "lesson.py")
        assert (ran.status, ran.out) == (0, DONE), ran.err


def test_without_values_it_is_the_function() -> None:
    f = gradcli.compile(README)
    assert f.source == f.program("numpy") == f.program()
    names: dict[str, Any] = {}
    exec(compile(f.source, "source", "exec"), names)
    assert names["value_and_gradients"](np.float64(2.0)) == (25.0, {"x": 16.0})
    assert "assert" not in f.source
    for to in ("python", "torch", "jax"):
        compile(f.program(to), to, "exec")
    with pytest.raises(Problem, match="a test is about numbers"):
        f.program("pytest")


def test_in_float32() -> None:
    f = gradcli.compile("sin(x)*v.sum()", dtype="float32")
    assert run(f.program("numpy", x=2, v=[1.0, 2.0])) == DONE
    with pytest.raises(Problem, match="float64"):
        f.program("python", x=2, v=1)


def test_variables_that_do_not_require_grad() -> None:
    for to in ("numpy", "pytest", "python"):
        text = gradcli.compile("x*y", wrt="x").program(to, x=2, y=3)
        run(text)
        assert "'y': None" in text


@pytest.mark.parametrize(
    ("to", "expression", "values", "said"),
    [
        ("c", "x", {"x": 1}, "no programs for `c`"),
        ("python", "x/y", {"x": 1, "y": 0}, "Python raises here"),
        ("python", "digamma(x)", {"x": 1}, "`digamma` is no function of Python"),
        ("numpy", "erfinv(x)", {"x": 0.5}, "`erfinv` is no function of NumPy"),
        ("numpy", "sort(v)[0][0]", {"v": [1.0, 2.0]}, "no straight line of steps: argsort"),
        ("numpy", "float(x)*x", {"x": 2}, "no straight line"),
        ("jax", "abs(x)", {"x": 0}, "another convention"),
        ("jax", "where(x > 0, x, 1/y)", {"x": 1, "y": 0}, "JAX may"),
        ("numpy", "x*y", {"x": 0}, "`y` has no value"),
        ("numpy", "v*2", {"v": [1.0, 2.0]}, "grad can be implicitly created only for scalar outputs"),
        ("numpy", "v.sum()", {"v": np.zeros(10_001) + np.arange(10_001)}, "too large"),
        ("torch", "v.sum()", {"v": np.arange(10_001.0)}, "too large"),
    ],
)
def test_what_is_refused(to: str, expression: str, values: dict[str, Any], said: str) -> None:
    with pytest.raises(Problem, match=said.replace("(", r"\(")):
        gradcli.compile(expression).program(to, values)


HOSTILE = ["x # \n import os", 'x + 0*len("""\'\'\'")', "x\r\n", "x*2 # é \u2028 é"]


@pytest.mark.parametrize("to", TARGETS)
def test_what_is_typed_is_data(to: str) -> None:
    for source in HOSTILE:
        try:
            text = gradcli.compile(source).program(to, x=2)
        except Problem:
            continue
        first, *rest = text.splitlines()
        assert first.isascii() and first.startswith("# ") and rest[0].startswith("import")


def test_special_numbers() -> None:
    for x in (float("inf"), float("-inf"), float("nan")):
        run(gradcli.compile("exp(x) + x").program("numpy", x=x))
    run(gradcli.compile("x*inf").program("numpy", x=2.0))
    assert "math.inf" in gradcli.compile("x*inf").program("torch", x=2.0)


def test_ruff_has_nothing_to_say(tmp_path: Path) -> None:
    ruff = shutil.which("ruff") or str(Path(sys.executable).with_name("ruff"))
    if not Path(ruff).exists():
        pytest.skip("ruff is not there")
    for to in TARGETS:
        (tmp_path / f"{to}.py").write_text(gradcli.compile(README).program(to, x=2))
    line = [ruff, "check", "--isolated", "--select", "E,F,W", "--ignore", "E501", str(tmp_path)]
    done = subprocess.run(line, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
