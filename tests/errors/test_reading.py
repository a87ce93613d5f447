"""Tracebacks as they are pasted: whose line it is, and which error."""

from __future__ import annotations

import pytest

from gradcli.errors.reading import Place, UnknownError, diagnosis, every, place

PYTHON = """Traceback (most recent call last):
  File "/home/me/train.py", line 9, in <module>
    fit(model)
  File "/home/me/train.py", line 5, in fit
    loss.backward()
  File "/usr/lib/python3/dist-packages/torch/_tensor.py", line 581, in backward
    torch.autograd.backward(
RuntimeError: grad can be implicitly created only for scalar outputs
"""
IPYTHON = """---------------------------------------------------------------------------
RuntimeError                              Traceback (most recent call last)
Cell In[3], line 2
      1 y = x * 2
----> 2 y.backward()

File ~/env/lib/python3.12/site-packages/torch/_tensor.py:581, in Tensor.backward(self, gradient)
    571 if has_torch_function_unary(self):
--> 581     torch.autograd.backward(

RuntimeError: grad can be implicitly created only for scalar outputs
"""
OLDER = """RuntimeError                              Traceback (most recent call last)
<ipython-input-3-2ac1> in <module>()
      1 y = x * 2
----> 2 y.backward()

/usr/local/lib/python3.6/dist-packages/torch/tensor.py in backward(self, gradient)
    148         \"\"\"
--> 150         torch.autograd.backward(self, gradient, retain_graph, create_graph)

RuntimeError: grad can be implicitly created only for scalar outputs
"""
WARNING = """train.py:7: UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad
  print(w.grad)
"""


@pytest.mark.parametrize(
    ("text", "own", "name"),
    [
        (PYTHON, Place("/home/me/train.py", 5, "fit", "loss.backward()"), "scalar outputs"),
        (IPYTHON, Place("Cell In[3]", 2, None, "y.backward()"), "scalar outputs"),
        (OLDER, Place("<ipython-input-3-2ac1>", 2, "<module>", "y.backward()"), "scalar outputs"),
        (WARNING, Place("train.py", 7, None, None), "grad of a result"),
    ],
    ids=["python", "ipython", "older", "warning"],
)
def test_whose_line_it_is(text: str, own: Place, name: str) -> None:
    found = diagnosis(f"epoch 1\n{text}")
    assert (found.place, found.known.name) == (own, name)


def test_colours_and_broken_lines_do_not_matter() -> None:
    text = "\x1b[0;31mRuntimeError\x1b[0m: grad can be implicitly\n created only for scalar\noutputs"
    found = diagnosis(text)
    assert (found.known.name, found.type) == ("scalar outputs", "RuntimeError")
    assert found.message == "grad can be implicitly created only for scalar outputs"
    assert found.place is None


def test_the_last_error_counts() -> None:
    text = "RuntimeError: grad can be implicitly created only for scalar outputs\nIndexError: index 3 is out of bounds for "
    assert diagnosis(f"{text}dimension 0 with size 3").known.name == "index"


def test_a_longer_sentence_is_not_taken_for_the_shorter_one_inside_it() -> None:
    text = "a view of a leaf Variable that requires grad is being used in an in-place operation."
    assert diagnosis(text).known.name == "view of a leaf in place"
    assert diagnosis(text.removeprefix("a view of ")).known.name == "leaf in place"


def test_the_numbers_of_the_text_are_in_the_meaning() -> None:
    assert "3 numbers meet 4." in diagnosis("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x3)").meaning
    assert all(" … " in f" {d.meaning} " or "{" not in d.known.meaning or "…" in d.meaning for d in every())


@pytest.mark.parametrize(
    ("operands", "known"), [("'NoneType' and 'float'", True), ("'float' and 'NoneType'", True), ("'str' and 'int'", False)]
)
def test_arithmetic_with_none_only(operands: str, known: bool) -> None:
    text = f"TypeError: unsupported operand type(s) for *: {operands}"
    if known:
        assert diagnosis(text).known.name == "arithmetic with None"
    else:
        with pytest.raises(UnknownError, match="not among those that are known"):
            diagnosis(text)


def test_a_name_or_nothing() -> None:
    assert diagnosis("leaf in place").message is None
    with pytest.raises(UnknownError, match="no error that is known"):
        diagnosis("")
    with pytest.raises(UnknownError, match="KeyError: 'x'") as caught:
        diagnosis('  File "a.py", line 3, in f\n    d["x"]\nKeyError: \'x\'')
    assert caught.value.why == 'your own line is the last: a.py:3, in f   d["x"]'


def test_no_line_of_ones_own() -> None:
    assert place('  File "/usr/lib/python3.12/ast.py", line 3, in f\n    x\n') is None


TOP = "Traceback (most recent call last):\n"
SCALAR = "RuntimeError: grad can be implicitly created only for scalar outputs\n"
HANDLING = "\nDuring handling of the above exception, another exception occurred:\n\n"


def frame(file: str, line: int = 3, code: str = "loss.backward()") -> str:
    return f'  File "{file}", line {line}, in fit\n    {code}\n'


def test_what_came_later_and_is_not_known_is_told() -> None:
    for later in ("KeyError: 1", "mylib.Oops: gone", "KeyboardInterrupt"):
        found = diagnosis(TOP + frame("a.py") + SCALAR + HANDLING + TOP + frame("b.py") + later + "\n")
        assert (found.known.name, found.later, found.place) == (
            "scalar outputs", later, Place("a.py", 3, "fit", "loss.backward()"),
        )  # fmt: skip
    found = diagnosis(TOP + frame("b.py") + "KeyError: 1\n" + HANDLING + TOP + frame("a.py") + SCALAR + "tail: of a log\n")
    assert (found.known.name, found.later) == ("scalar outputs", None)


@pytest.mark.parametrize(
    ("text", "said", "fix"),
    [
        (
            TOP + frame("a.py") + SCALAR + "again\n" + TOP + frame("b.py") + "OSError: [Errno 2]\n",
            "OSError: [Errno 2]",
            "scalar out",
        ),
        (WARNING + TOP + frame("b.py") + "KeyError: 1\n", "KeyError: 1", "grad of a result"),
        (TOP + frame("a.py", code=f'assert "{SCALAR.strip()}" in text') + "AssertionError\n", "AssertionError", "lists those"),
        (IPYTHON.replace("y.backward()", f"'{SCALAR.strip()}'").replace(SCALAR, "KeyError: 1\n"), "KeyError: 1", "lists those"),
        (TOP + frame("a.py") + "mylib.Oops: something\n", "mylib.Oops: something", "lists those"),
        (
            "tensorflow.errors.InvalidArgumentError: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x3)",
            "tensorflow.",
            "lists",
        ),
        ("mylib.RuntimeError: index 3 is out of bounds for dimension 0 with size 3", "mylib.RuntimeError", "lists those"),
    ],
)
def test_what_is_unknown_is_said_to_be_unknown(text: str, said: str, fix: str) -> None:
    with pytest.raises(UnknownError) as caught:
        diagnosis(text)
    assert f"not among those that are known here: {said}" in str(caught.value) and fix in str(caught.value.fix)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (TOP + frame(r"C:\Users\me\torch\train.py") + frame(r"C:\Python311\Lib\json\decoder.py") + SCALAR, "torch"),
        (TOP + frame("/home/me/torch/train.py") + frame("/src/pytorch/torch/_tensor.py") + SCALAR, "/home/me/torch/train.py"),
        (TOP + frame("a/train.py") + frame("/e/lib64/python3.12/site.py") + SCALAR, "a/train.py"),
        ((TOP + frame("train.py") + SCALAR).replace("\n", "\r\n"), "train.py"),
        ("".join(f"[rank0]: {line}\n" for line in (TOP + frame("train.py") + SCALAR).splitlines()), "train.py"),
        ("  + Exception Group " + TOP + '  |   File "train.py", line 8, in f\n  |     x()\n  | ' + SCALAR, "train.py"),
        (r"C:\me\train.py:7: " + WARNING.partition(" ")[2], r"C:\me\train.py"),
        ("work in progress/x\n" + OLDER.replace("<ipython-input-3-2ac1>", "/me/work in progress/train.py"), "work in progress"),
        ("\x1b]8;;file:///a\x07a\x1b]8;;\x07\x1b[?25h\x1b[38;5;1m\n" + frame("train.py") + SCALAR, "train.py"),
    ],
)
def test_paths_and_what_terminals_add(text: str, own: str) -> None:
    found = diagnosis(text)
    assert found.known.name in ("scalar outputs", "grad of a result") and found.place is not None and own in found.place.file


@pytest.mark.parametrize(
    "text",
    [
        "/" + " in a" * 50_000,
        "File a:1" + ", in a:1" * 50_000,
        "\x1b]" * 50_000,
        "| " * 50_000,
        "a." * 50_000,
        TOP * 5_000,
        "\0" * 9,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    with pytest.raises(UnknownError):
        diagnosis(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("element 0 of tensors does not require grad", "no grad_fn"),
        ("RuntimeError: The size of tensor a must match", "broadcasting"),
        ("backward through the graph a second time...", "second backward"),
        ("a leaf Variable that requires grad", "leaf in place"),
        ("a view of a leaf Variable", "view of a leaf in place"),
    ],
)
def test_a_part_of_a_text_is_enough_if_it_is_of_one_error(text: str, name: str) -> None:
    assert diagnosis(text).known.name == name


@pytest.mark.parametrize(
    "text", ["index out of range", "KeyError: 'does not have a grad_fn'", "of tensors", "a b c d e f", "in an\nx"]
)
def test_a_part_that_may_be_anything_is_not(text: str) -> None:
    with pytest.raises(UnknownError):
        diagnosis(text)
