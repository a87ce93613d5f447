"""Whatever is typed, piped or closed: an answer or a message, soon, and never a traceback."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.command import Ran, environment, gradcli, plain_environment

DEEP = 100_000
COMMAND = [sys.executable, "-m", "gradcli"]
SECONDS = 60
MEMORY = 2 * 2**30


@pytest.fixture(autouse=True)
def no_hang() -> Iterator[None]:
    """A test that does not end is a failure."""

    def stop(signum: int, frame: object) -> None:
        raise AssertionError(f"still running after {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """A real process, with a limit on its memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    settings = {"capture_output": True, "timeout": SECONDS, "env": plain_environment(), "preexec_fn": limit, **options}
    return subprocess.run([*COMMAND, *arguments], **settings)  # type: ignore[call-overload, no-any-return]


def assert_refused(ran: Ran, *texts: str, status: int = 2) -> None:
    assert ran.status == status, ran
    assert ran.err and "Traceback" not in ran.err
    for text in texts:
        assert text in ran.err


# ------------------------------------------------------------------ what is typed
ANSWERED = {
    "nested brackets": ("(" * DEEP + "x" + ")" * DEEP, "1"),
    "minus signs": ("-" * DEEP + "x", "1"),
    "many terms": ("x" + "+x" * DEEP, str(DEEP + 1)),
    "many statements": ("y = x" + "; y = y + x" * 20_000, "20001"),
    "60 doublings": ("; ".join(["x = x + x"] * 60), str(2**60)),
    "tower of powers": ("x*0 + 9**9**9**9", "0"),
    "a megabyte of digits": ("x + " + "9" * 10**6, "1"),
    "a megabyte of fraction": ("x + 0." + "9" * 10**6, "1"),
    "a megabyte of spaces": (" " * 10**6 + "x", "1"),
    "nested functions": ("sin(" * 2000 + "0*x" + ")" * 2000, "0"),
    "a long name": ("x + 0*" + "n" * 10_000, "1"),
}


@pytest.mark.parametrize(("expression", "gradient"), ANSWERED.values(), ids=ANSWERED)
def test_size_alone_is_no_problem(expression: str, gradient: str) -> None:
    names = [f"--let={'n' * 10_000}=1"] if "nnn" in expression else []
    ran = gradcli("grad", expression, "--x", "2", "--get", "x.grad", *names)
    assert (ran.status, ran.err) == (0, "")
    assert float(ran.out) == pytest.approx(float(gradient), rel=1e-15)


@pytest.mark.parametrize("expression", [ANSWERED["many terms"][0], ANSWERED["60 doublings"][0]], ids=["terms", "doublings"])
def test_the_text_of_an_answer_stays_short(expression: str) -> None:
    ran = gradcli("grad", expression, "--x", "2")
    assert ran.status == 0
    assert len(ran.out) < 3000


REFUSED = {
    "markup": ("[red]", "`red` has no value"),
    "closing markup": ("a[/b]", "`/` needs a value"),
    "bad slice": ("a[1:x:2]", "slice indices must be integers"),
    "NUL": ("x + \0", "U+0000"),
    "escape": ("x + \x1b[31m", "U+001B"),
    "bell": ("x\x07", "U+0007"),
    "surrogate": ("x + \udcff", "is not part of the language"),
    "only open brackets": ("(" * DEEP, "never closed"),
    "only operators": ("+" * DEEP, "does not count"),
    "only quotes": ("'" * (DEEP + 1), ""),
    "emoji": ("x + 🙂", "is not part of the language"),
    "right to left": ("x + \u202e2", "is not part of the language"),
    "a huge index": ("a[99999999999999999999999]", ""),
    "nested lists": ("[" * DEEP + "]" * DEEP, ""),
    "a deep list": ("[" * 80 + "1" + "]" * 80, "64"),
}


@pytest.mark.parametrize(("expression", "text"), REFUSED.values(), ids=REFUSED)
def test_nonsense_is_refused(expression: str, text: str) -> None:
    ran = gradcli("grad", expression, "--a", "[1, 2, 3]", "--x", "1", "--allow-unused")
    assert_refused(ran, text)
    assert "\x1b" not in ran.err and "\0" not in ran.err
    assert len(ran.err) < 2000


LIMITED = {
    "zeros(100000, 100000)*x": "GRADCLI_MAX_ELEMENTS",
    "zeros(10**9)*x": "GRADCLI_MAX_ELEMENTS",
    "ones(2**62, 2**62)*x": "GRADCLI_MAX_ELEMENTS",
    "full((99999, 99999), 1.0)*x": "GRADCLI_MAX_ELEMENTS",
    "eye(100000)*x": "GRADCLI_MAX_ELEMENTS",
    "arange(10**12)*x": "GRADCLI_MAX_ELEMENTS",
    "arange(0, 1, 1e-300)*x": "GRADCLI_MAX_ELEMENTS",
    "linspace(0, 1, 10**10)*x": "GRADCLI_MAX_ELEMENTS",
    "x.expand(10**10)": "GRADCLI_MAX_ELEMENTS",
    "x.repeat(10**10)": "GRADCLI_MAX_ELEMENTS",
    "outer(arange(5000.0), arange(5000.0))*x": "GRADCLI_MAX_ELEMENTS",
    "kron(eye(100), eye(100))*x": "GRADCLI_MAX_ELEMENTS",
    "diag(arange(5000.0))*x": "GRADCLI_MAX_ELEMENTS",
    "arange(5000.0)[:, None] + arange(5000.0)*x": "GRADCLI_MAX_ELEMENTS",
    "cat([zeros(9*10**6), zeros(9*10**6)])*x": "GRADCLI_MAX_ELEMENTS",
    "stack([zeros(9*10**6), zeros(9*10**6)])*x": "GRADCLI_MAX_ELEMENTS",
    "x[" + "None, " * 70 + "...]": "GRADCLI_MAX_DIMENSIONS",
    "ones(" + "1, " * 70 + "1)*x": "GRADCLI_MAX_DIMENSIONS",
    "x" + "[None]" * 70: "GRADCLI_MAX_DIMENSIONS",
    "; ".join(f"a{k} = zeros(9000000) + x" for k in range(20)) + "; x": "GRADCLI_MAX_LIVE_BYTES",
}


@pytest.mark.parametrize(("expression", "variable"), LIMITED.items(), ids=lambda text: text[:30])
def test_work_is_bounded_before_it_is_done(expression: str, variable: str) -> None:
    assert_refused(gradcli("grad", expression, "--x", "1"), variable)


@pytest.mark.parametrize(
    ("arguments", "variable"),
    [
        (["x", "--backward", "1000000000"], "GRADCLI_MAX_PASSES"),
        (["exp(x)", "--order", "1000"], "GRADCLI_MAX_ORDER"),
        (["(a**2).sum()", "--a=arange(5000.0)", "--hessian", "--allow-unused"], "GRADCLI_MAX_ELEMENTS"),
        (["a**2", "--a=arange(5000.0)", "--jacobian", "--allow-unused"], "GRADCLI_MAX_ELEMENTS"),
        (["a", "--a=zeros(10**9)", "--allow-unused"], "GRADCLI_MAX_ELEMENTS"),
        (["x" + "*x" * 950_000, "--digits", "6"], "GRADCLI_MAX_GRAPH_BYTES"),
        (["(" * 1_100_000 + "x", "--json"], "GRADCLI_MAX_NESTING"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[-2],
)
def test_other_work_is_bounded_too(arguments: list[str], variable: str) -> None:
    assert_refused(gradcli("grad", *arguments, "--x", "1"), variable)


@pytest.mark.parametrize("limit", [50_000, 10**6])
def test_an_expression_is_measured_before_it_is_recorded(limit: int) -> None:
    with environment(GRADCLI_MAX_GRAPH_BYTES=str(limit)):
        for text in ("x" + "+x" * 1000, "sin(" * 1000 + "x" + ")" * 1000, "y = x" + "; y = y*x" * 1000):
            ran = gradcli("grad", text, "--x", "1")
            assert (ran.status == 2 and "bytes of recorded operations" in ran.err) == (limit < 10**6)
            table = gradcli("batch", text, "-", stdin="x\n1\n")
            assert (table.status == 2 and "bytes of recorded operations" in table.err) == (limit < 10**6)


def test_derivatives_of_high_order_are_bounded() -> None:
    done = process("grad", "sin(x)*exp(x)*log(x)", "--x", "2", "--order", "20")
    assert done.returncode in (0, 2)
    assert b"Traceback" not in done.stderr


def test_limits_can_be_raised_and_lowered() -> None:
    with environment(GRADCLI_MAX_ELEMENTS="5"):
        assert_refused(gradcli("grad", "(zeros(6) + x).sum()", "--x", "1"), "needs 6 elements in one tensor; the limit is 5")
    with environment(GRADCLI_MAX_ELEMENTS="6"):
        assert gradcli("grad", "(zeros(6) + x).sum()", "--x", "1").status == 0
    with environment(GRADCLI_MAX_ELEMENTS="many"):
        assert_refused(gradcli("grad", "(zeros(6) + x).sum()", "--x", "1"), "GRADCLI_MAX_ELEMENTS is not a whole number: 'many'")
    with environment(GRADCLI_MAX_SOURCE_BYTES="10"):
        assert_refused(gradcli("grad", "x + x + x + x + x", "--x", "1"), "GRADCLI_MAX_SOURCE_BYTES")
        assert_refused(gradcli("grad", "-", "--x", "1", stdin="x + x + x + x + x"), "GRADCLI_MAX_SOURCE_BYTES")


@pytest.mark.parametrize(
    "expression", ["zeros(100000, 100000)*x", "9**9**9**9*x", "x + zeros(9999999).sum()", ANSWERED["60 doublings"][0]]
)
def test_in_little_memory(expression: str) -> None:
    done = process("grad", expression, "--x", "1")
    assert done.returncode in (0, 2) and b"Traceback" not in done.stderr


# ------------------------------------------------------------------ large answers
LARGE = 400 * 10**6  # bytes


def in_memory(most: int, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """A command that may not take more memory than so much."""
    return process(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (most, most)))


@pytest.mark.parametrize("options", [["--json"], ["--get", "jacobian.x"], []], ids=" ".join)
def test_a_large_jacobian_is_written_piece_by_piece(options: list[str], tmp_path: Path) -> None:
    """An array of 32 MB, which would be 200 MB more in lists and texts."""
    x = np.linspace(1, 2, 2000)
    np.save(tmp_path / "x.npy", x)
    done = in_memory(175 * 10**6, "grad", "x**2", "--x", f"@{tmp_path / 'x.npy'}", "--jacobian", *options)
    assert done.returncode == 0, done.stderr
    if options == ["--json"]:
        assert np.array_equal(np.array(json.loads(done.stdout)["jacobian"]["x"]), np.diag(2 * x))


@pytest.mark.parametrize("unit", ["+x*2.5", "+123456.789*x", "*x"])
def test_a_large_expression_is_answered_in_little_memory_or_refused(unit: str, tmp_path: Path) -> None:
    (tmp_path / "e.txt").write_text("x" + unit * (3 * 2**20 // len(unit)))
    done = in_memory(LARGE, "grad", f"@{tmp_path / 'e.txt'}", "--x", "1", "--get", "x.grad")
    assert done.returncode == 0 or b"GRADCLI_MAX_GRAPH_BYTES" in done.stderr, done.stderr


# ------------------------------------------------------------------ files and encodings
FILES = {
    "v.json": b"[" * 100_000,
    "w.json": b"[" * 70 + b"1" + b"]" * 70,
    "x.json": b'{"a": 1}',
    "y.json": b'[1, "two"]',
    "z.json": b"\xff\xfe\x00",
    "i.json": b"1" + b"0" * 5000,
    "n.json": b"null",
    "t.json": b"[[1, 2], 3]",
    "a.csv": b"1,2\n3\n",
    "b.csv": b"\x00\x01\x02",
    "c.csv": b"1;2;x\n",
    "d.txt": b"",
    "e.npy": b"\x93NUMPY\x01\x00",
    "f.npy": b"\x93NUMPY\x01\x00\x76\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }" + b" " * 60 + b"\n",
    "g.npy": b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }" + b" " * 49 + b"\n",
    "h.bin": b"1",
}


@pytest.mark.parametrize("name", FILES)
def test_bad_files_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    ran = gradcli("grad", "(x*2).sum()", "--x", f"@{path}")
    if name == "i.json":
        assert ran.status in (0, 2) and "Traceback" not in ran.err
    else:
        assert_refused(ran)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"x + \x80", "x + 1".encode("utf-16"), b"\x00" * 100, b"\xed\xa0\x80"])
def test_bad_encodings_are_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "expression.txt"
    path.write_bytes(data)
    assert_refused(gradcli("grad", f"@{path}", "--x", "2"))
    assert_refused(gradcli("grad", "-", "--x", "2", stdin=data))
    assert_refused(gradcli("grad", "x", "--x", "-", stdin=data))


@pytest.mark.parametrize("path", ["", ".", "/", "nowhere", "a\0b", "/dev/null", "x" * 5000])
def test_paths_that_lead_nowhere(path: str) -> None:
    assert_refused(gradcli("grad", f"@{path}", "--x", "2"))
    assert_refused(gradcli("grad", "x", "--x", f"@{path}"))


def test_endless_input_is_cut_off() -> None:
    done = process("grad", "@/dev/zero", "--x", "1")
    assert done.returncode == 2 and b"GRADCLI_MAX_SOURCE_BYTES" in done.stderr


def test_a_terminal_without_unicode() -> None:
    ran = gradcli("grad", "α**2 + 日", "--α", "3", "--日", "1", encoding="ascii")
    assert ran.status == 0 and ran.out.isascii() and "grad = 6" in ran.out
    done = process("grad", "√x", "--x", "1", env={**plain_environment(), "LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 2 and b"sqrt(x)" in done.stderr and b"Traceback" not in done.stderr


# ------------------------------------------------------------------ streams
def test_a_closed_standard_output() -> None:
    done = process(
        "grad", "x**2", "--x", "3", stdout=None, capture_output=False, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1)
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 2)


def test_closed_standard_input() -> None:
    done = process("grad", "x**2", "--x", "-", preexec_fn=lambda: os.close(0))
    assert b"Traceback" not in done.stderr and done.returncode in (0, 2)
    done = process("grad", "-", "--x", "1", preexec_fn=lambda: os.close(0))
    assert b"Traceback" not in done.stderr and done.returncode == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "arguments", [["grad", "x**2", "--x", "3"], ["grad", "x**2", "--x", "3", "--json"], ["ops"], ["--version"], ["--help"]]
)
def test_a_full_disk_is_never_silent(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = process(*arguments, stdout=full, capture_output=False, stderr=subprocess.PIPE)
    assert done.returncode not in (0, 1) and done.returncode > 0
    assert b"No space left" in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize("line", ["seq 5000 | {} grad 'x**2' --x - | head -1", "{} ops | head -1", "{} --help | head -1"])
def test_a_closed_pipe_ends_it_silently(line: str) -> None:
    shell = line.format(" ".join(COMMAND))
    done = subprocess.run(["bash", "-c", shell], capture_output=True, timeout=SECONDS, env=plain_environment())
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_interrupted() -> None:
    running = subprocess.Popen(
        [*COMMAND, "grad", "x**2", "--x", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=plain_environment(),
    )
    assert running.stdin is not None and running.stdout is not None
    running.stdin.write(b"1\n")
    running.stdin.flush()
    assert running.stdout.readline() == b"y = 1  x.grad = 2\n"  # it is up, and waiting for more
    time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=SECONDS)
    assert (running.returncode, err) == (130, b"")


# ------------------------------------------------------------------ the JSON of an error
@pytest.mark.parametrize("expression", ["3x", "x*y", "\x1b", "[red]", "a b c", "zeros(10**9)", ""])
def test_with_json_the_last_line_of_an_error_is_an_object(expression: str) -> None:
    ran = gradcli("grad", expression, "--x", "1", "--json", "--allow-unused")
    error = json.loads(ran.err.splitlines()[-1])["error"]
    assert (ran.status, ran.out) == (2, "")
    assert set(error) == {"schema", "type", "message", "span", "line", "why", "fix", "hint"}
