"""Every row of the derivative table is complete, and its example works."""

from __future__ import annotations

import re

import numpy as np
import pytest

from gradcli.ops import table
from gradcli.ops.op import FREE, Composite, Op, Row, parameters_of
from tests.calculus import assert_gradient, calculated, gradient, value

ROWS = list(table.rows())
OPS = {id(v): v for name in table.FAMILIES for v in vars(table.family(name)).values() if isinstance(v, Op)}
CUT = {"detach", "argmax", "argmin"} | {row.name for row in ROWS if isinstance(row, Op) and not row.differentiable}
LISTED = """
    add sub mul div floor_divide remainder fmod pow neg abs sign exp exp2 expm1 log log2 log10 log1p sqrt rsqrt square reciprocal
    sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh sinc deg2rad rad2deg hypot
    sigmoid logsigmoid logit relu relu6 leaky_relu elu selu celu gelu silu softplus softsign tanhshrink hardtanh hardsigmoid
    hardswish mish erf erfc lgamma xlogy logaddexp lerp
    maximum minimum fmax fmin clamp where floor ceil round trunc frac
    sum mean prod var std max min amax amin norm logsumexp cumsum cumprod median sort
    reshape view flatten transpose T permute squeeze unsqueeze expand repeat cat stack flip roll tril triu diag trace
    matmul mm mv bmm dot outer kron linear
    softmax log_softmax mse_loss l1_loss huber_loss smooth_l1_loss binary_cross_entropy binary_cross_entropy_with_logits
    cross_entropy nll_loss cosine_similarity
    det inv zeros ones full eye arange linspace zeros_like ones_like detach clone argmax argmin lt le gt ge eq ne
""".split()


def test_the_functions_of_the_language_are_there() -> None:
    assert set(LISTED) <= table.TABLE.keys()


def test_the_first_families_know_what_all_know() -> None:
    early = table.Table()
    assert {name: early[name] for name in ("relu", "sum", "T", "mul")} == {
        name: table.TABLE[name] for name in ("relu", "sum", "T", "mul")
    }
    assert set(table.FIRST) < set(table.FAMILIES)
    assert all(table.TABLE[name] is row for name, row in early.first.items())


def test_the_other_families_come_when_one_is_asked_for() -> None:
    early = table.Table()
    assert "mse_loss" not in early.first
    assert early["mse_loss"] is table.TABLE["mse_loss"] and early.get("mse_loss") is early["mse_loss"]
    assert "mse_loss" in table.Table() and "no such row" not in early and early.get("no such row") is None
    assert [*table.Table()] == [*table.TABLE] and len(early) == len([*early])
    with pytest.raises(KeyError):
        early["no such row"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
class TestRow:
    def test_is_documented(self, row: Row) -> None:
        assert row.doc.endswith(".") and len(row.doc) < 100
        assert row.name in row.example

    def test_belongs_to_the_file_that_declares_it(self, row: Row) -> None:
        assert table.family_of(row) in table.FAMILIES
        module = table.family(table.family_of(row))
        body = row.kernel if isinstance(row, Op) else row.body
        assert body.__module__ in (module.__name__, "gradcli.ops.sizes")

    def test_example(self, row: Row) -> None:
        assert np.isfinite(value(row.example, {"x": 1.5})).all()
        if row.name not in CUT:
            assert_gradient(row.example, {"x": 1.5}, "x")
            total = f"({row.example}).sum()"
            assert np.isfinite(gradient(total, {"x": 1.5}, "x"))
            assert calculated(total, {"x": 1.5}).requires_grad

    def test_aliases(self, row: Row) -> None:
        for alias in row.aliases:
            assert table.TABLE[alias] is row
            other = re.sub(rf"\b{row.name}\b(?=\()", alias, row.example)
            assert other != row.example
            assert np.array_equal(value(other, {"x": 1.5}), value(row.example, {"x": 1.5}))

    def test_intervals_name_operands(self, row: Row) -> None:
        assert set(row.sample) <= set(row.operands)
        assert all(low < high for low, high in row.sample.values())


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: f"{op.name}-{op.grad_fn}")
def test_rules_ask_for_what_a_node_knows(op: Op) -> None:
    known = {*op.operands, *op.options, "out", "outs", "indices", "gs", *FREE}
    for operand, rule in op.rules.items():
        assert operand in op.operands or (operand == "*" and op.variadic)
        names = parameters_of(rule)
        assert names[0] == ("gs" if op.several else "g")
        assert set(names) <= known


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: f"{op.name}-{op.grad_fn}")
def test_no_operand_has_a_name_that_means_something_else_in_a_rule(op: Op) -> None:
    assert not op.rules or not {"out", "outs", "indices", "gs", *FREE} & {*op.operands, *op.options}


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: f"{op.name}-{op.grad_fn}")
def test_kinks_are_asked_about_the_call(op: Op) -> None:
    for kink in op.kinks:
        names = parameters_of(kink.when)
        assert names[: len(op.operands)] == op.operands
        assert set(names) <= {*op.operands, *op.options}
        assert kink.where and kink.torch.startswith(("torch", "the slope"))


def test_a_row_shows_itself() -> None:
    assert repr(table.TABLE["sin"]) == "<op sin SinBackward0>"
    assert repr(table.TABLE["sum"]) == "<function sum>"
    assert isinstance(table.TABLE["sum"], Composite)
