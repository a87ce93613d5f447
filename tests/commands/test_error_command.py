"""gradcli error: what it prints of one and of all, and its statuses."""

from __future__ import annotations

import json
from pathlib import Path

from gradcli.errors.known import ENTRIES
from tests.command import gradcli
from tests.test_schemas import validate


def test_all_of_them() -> None:
    ran = gradcli("error")
    assert (ran.status, ran.err) == (0, "")
    assert [known.name for known in ENTRIES if f"{known.name}  " not in ran.out] == []


def test_all_of_them_as_data() -> None:
    document = json.loads(gradcli("error", "--json").out)
    assert validate(document) == "diagnosis-1"
    assert len(document["errors"]) == len(ENTRIES)


def test_what_gradcli_run_prints_is_known() -> None:
    raised = gradcli("run", "-", stdin="import torch\ntorch.ones(2, 3) @ torch.ones(2, 3)\n").err
    document = json.loads(gradcli("error", "-", "--json", stdin=raised).out)
    (found,) = document["errors"]
    assert validate(document) == "diagnosis-1"
    assert (found["name"], found["type"]) == ("matmul", "RuntimeError")
    assert found["place"] == {"file": "<stdin>", "line": 2, "function": "<module>", "text": "torch.ones(2, 3) @ torch.ones(2, 3)"}


def test_an_unknown_one_is_a_no() -> None:
    ran = gradcli("error", "ValueError: math domain error")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("error: this error is not among those that are known here: ValueError: math domain error\n")


def test_the_end_of_a_log_of_any_bytes(tmp_path: Path) -> None:
    known = "RuntimeError: grad can be implicitly created only for scalar outputs\r\n"
    log = b"epoch \xff\0\n" * 500_000 + known.encode()
    for given in (
        log,
        b"\xff\xfe" + known.encode("utf-16-le"),
        b"\xfe\xff" + known.encode("utf-16-be"),
        b"\xef\xbb\xbf" + known.encode(),
    ):
        assert "there is no graph" not in gradcli("error", "-", stdin=given).out
        assert gradcli("error", "-", stdin=given).out.startswith("RuntimeError: grad can be implicitly")
        (tmp_path / "a.log").write_bytes(given)
        assert gradcli("error", f"@{tmp_path / 'a.log'}").out.startswith("RuntimeError: grad can be implicitly")
    assert gradcli("error", f"@{tmp_path / 'nothing'}").status == 2
    assert gradcli("error", "-", stdin=b"\x7fELF\0\xff" * 1000).status == 1


def test_a_traceback_of_a_notebook_begins_with_hyphens() -> None:
    text = (
        f"{'-' * 75}\nRuntimeError   Traceback (most recent call last)\n\nRuntimeError: grad can be implicitly created only for "
    )
    for given in ((text + "scalar outputs",), ("--json", text + "scalar outputs"), ("--", text + "scalar outputs")):
        ran = gradcli("error", *given)
        assert (ran.status, ran.err) == (0, "")
        assert "backward() was called on more than one number" in ran.out
    assert gradcli("error", "-----").err.startswith("error: there is no option -----")
