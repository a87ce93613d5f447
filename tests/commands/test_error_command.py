"""gradcli error: what it prints of one and of all, and its statuses."""

from __future__ import annotations

import json

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
