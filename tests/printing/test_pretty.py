"""What IPython shows of values: its own answers, and what cannot be kept as data."""

from __future__ import annotations

import types
from collections import OrderedDict
from typing import Any

import numpy as np
import pytest

import gradcli.torch as torch
from gradcli.printing.pretty import displayed, pretty
from tests.displayed import Bare, answers, made

CASES = answers()


@pytest.mark.parametrize("case", CASES, ids=[str(k) for k in range(len(CASES))])
def test_as_ipython(case: dict[str, Any]) -> None:
    assert pretty(made(case["tree"])) == case["answer"]


def test_nothing_is_shown_of_none() -> None:
    assert (displayed(None), displayed(0), displayed("a\nb")) == (None, "0", "'a\\nb'")


def test_what_bears_its_address() -> None:
    bare = Bare()
    node = (torch.tensor(1.0, requires_grad=True) * 2).grad_fn
    assert pretty([bare]) == f"[<tests.displayed.Bare at {id(bare):#x}>]"
    assert pretty(node) == f"<MulBackward0 at {id(node):#x}>"
    assert pretty((*node.next_functions[1:], (type(node), 0))) == "((None, 0), (MulBackward0, 0))"


def test_what_contains_itself() -> None:
    bare: Any = Bare()
    ring: dict[str, Any] = {"bare": bare}
    ring["ring"] = [ring]
    assert pretty(ring) == f"{{'bare': <tests.displayed.Bare at {id(bare):#x}>, 'ring': [{{...}}]}}"
    ordered: OrderedDict[str, Any] = OrderedDict()
    ordered["itself"] = ordered
    assert pretty(ordered) == "OrderedDict([('itself', OrderedDict(...))])"
    space = types.SimpleNamespace()
    space.itself = space
    assert pretty(space) == "namespace(itself=namespace(...))"


def test_a_value_twice_is_no_cycle() -> None:
    part = [1]
    assert pretty([part, part, [part]]) == "[[1], [1], [[1]]]"


def test_tensors_and_what_is_theirs() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    assert pretty((x, x.shape)) == ("(tensor([[1., 2.],\n         [3., 4.]], requires_grad=True),\n torch.Size([2, 2]))")
    assert pretty([torch.float32, x.device, type(x), torch.Tensor, torch.Size]) == (
        "[torch.float32, device(type='cpu'), torch.Tensor, torch.Tensor, torch.Size]"
    )
    assert pretty([x.detach().max(0)]) == ("[torch.return_types.max(\n values=tensor([3., 4.]),\n indices=tensor([1, 1]))]")


def test_arrays_and_their_numbers() -> None:
    assert pretty([np.float32(1.5), np.arange(3)]) == "[np.float32(1.5), array([0, 1, 2])]"
    assert pretty({"a": np.eye(2)}) == "{'a': array([[1., 0.],\n        [0., 1.]])}"


def test_functions_and_methods() -> None:
    def inner(x: int, *, scale: float = 2.0) -> None: ...

    assert pretty(print).startswith("<function print(*args, sep=' ', end='\\n', ")
    assert pretty([].append) == "<function list.append(object, /)>"
    assert pretty(dict.fromkeys) == "<function dict.fromkeys(iterable, value=None, /)>"
    assert pretty(inner) == (
        f"<function {__name__}.test_functions_and_methods.<locals>.inner(x: 'int', *, scale: 'float' = 2.0) -> 'None'>"
    )


def test_names_are_as_they_are_told() -> None:
    shown = pretty([Bare, ValueError(1), 7], lambda kind: f"__main__.{kind.__name__}", lambda v: "f(x)" if v == 7 else None)
    assert shown == "[__main__.Bare, __main__.ValueError(1), <function f(x)>]"


def test_a_super() -> None:
    class Child(list[int]):
        def up(self) -> Any:
            return super()

    assert pretty(Child([1]).up()) == f"<super: {__name__}.test_a_super.<locals>.Child, [1]>"


def test_a_class_that_shows_itself() -> None:
    class Meta(type):
        def __repr__(cls) -> str:
            return "first\nsecond"

    class Shown(metaclass=Meta): ...

    assert pretty([Shown]) == "[first\n second]"


def test_what_cannot_be_sorted_comes_as_it_is() -> None:
    class Never:
        def __repr__(self) -> str:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        pretty({Never(), Never()})


def test_depth_is_no_limit() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    text = pretty(deep)
    assert text.replace("\n", "").replace(" ", "") == "[" * 5001 + "]" * 5001


def test_very_many_items_end_in_dots() -> None:
    assert pretty([0] * 1001).endswith(" 0,\n ...]")
    assert pretty([0] * 1000).endswith(" 0,\n 0]")


def test_a_function_that_does_not_tell_its_parameters() -> None:
    def hidden() -> None: ...

    hidden.__signature__ = "none"  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        pretty(hidden)
    assert pretty(max).startswith("<function max")
    assert pretty(getattr).startswith("<function getattr")


def test_what_can_be_sorted_in_no_way_comes_as_it_is() -> None:
    class Silent:
        def __str__(self) -> str:
            raise ZeroDivisionError

        def __repr__(self) -> str:
            return "silent"

    assert pretty({Silent(), Silent()}) == "{silent, silent}"


def test_a_printer_lends_its_indentation() -> None:
    class Indented:
        def _repr_pretty_(self, p: Any, cycle: bool) -> None:
            p.text("Indented")
            with p.indent(2):
                p.break_()
                p.pretty([1])
            p.break_()
            p.text("end")

    assert pretty([Indented()]) == "[Indented\n   [1]\n end]"
