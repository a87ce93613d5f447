"""What sessions print: tensors, their nodes and types, sizes, dtypes, results with names, and the refusals of formats."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable
from typing import Any

from tests.session.observe import raised


def _without_addresses(*values: Any) -> list[str]:
    """Texts in which an address is `0x`."""
    return [re.sub("0x[0-9a-f]+", "0x", str(value)) for value in values]


def _tried(*functions: Callable[[], Any]) -> list[str | None]:
    """The repr of what each of them answers, or its refusal."""
    return [raised(f) or repr(f()) for f in functions]


# ------------------------------------------------------------------ tensors
def tensors_in_texts(torch: Any) -> list[Any]:
    x = torch.tensor([1.5, -2.0], requires_grad=True)
    total = (x * 2).sum()
    return [
        str(x),
        repr(total),
        f"{total} {total:.3f} {x} {x[0]!r}",
        "%.2f %d %s" % (total.detach(), torch.tensor(5.7), x),  # noqa: UP031
        format(total),
        str([x, (total,), {"a": total}]),
        f"{torch.tensor(3):05d} {torch.tensor(True)} {torch.tensor(0.1)} {torch.tensor(0.1, dtype=torch.float16)}",
    ]


def formats_that_tensors_do_not_have(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    whole = torch.tensor(3.0)
    return _tried(lambda: f"{x:.3f}", lambda: f"{x[:1]:>10}", lambda: f"{whole:d}", lambda: "%.3f" % x, lambda: "%x" % whole)  # noqa: UP031


def python_numbers_of_tensors(torch: Any) -> list[Any]:
    two, one = torch.tensor([1.0, 2.0]), torch.tensor([3])
    return _tried(
        lambda: float(two),
        lambda: int(two),
        lambda: float(torch.tensor([])),
        lambda: two.item(),
        lambda: int(torch.tensor(math.inf)),
        lambda: int(torch.tensor([3.7])),
        lambda: [1, 2, 3, 4][one],
        lambda: range(torch.tensor(3)),
        lambda: torch.tensor([1, 2]).__index__(),
        lambda: torch.tensor(1.0).__index__(),
        lambda: "%c %x" % (torch.tensor(65), torch.tensor(255)),  # noqa: UP031
    )


def the_default_dtype_is_not_printed(torch: Any) -> list[Any]:
    made = [torch.ones(1), torch.ones(1, dtype=torch.float64), torch.ones(0, dtype=torch.int64), torch.ones(0, 2)]
    before = [repr(x) for x in made]
    torch.set_default_dtype(torch.float64)
    try:
        return [before, [repr(x) for x in made]]
    finally:
        torch.set_default_dtype(torch.float32)


def options_stay_until_the_next(torch: Any) -> list[Any]:
    x = torch.tensor([1.23456789, 1e-3])
    seen = []
    for options in ({"precision": 2}, {"sci_mode": True}, {"linewidth": 20}, {"profile": "short"}, {"profile": "default"}):
        torch.set_printoptions(**options)
        seen.append(repr(x))
    return seen


# ------------------------------------------------------------------ nodes
def nodes_print_their_addresses(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    node = y.grad_fn
    return [
        *_without_addresses(node, [node], type(node), node.next_functions, type(node.next_functions[0][0])),
        repr(node) == repr(node),
        *_without_addresses(x.register_hook(lambda g: g)),
        type(node).__name__,
    ]


def nodes_of_what_was_written_into(torch: Any) -> list[Any]:
    y = torch.tensor([1.0, 2.0], requires_grad=True) * 1
    part = y[0]
    part.mul_(2)
    sliced = [repr(y), *_without_addresses(y.grad_fn, y.grad_fn.next_functions, type(y.grad_fn))]
    with torch.no_grad():
        stale = y[0]
    y.mul_(2)
    return [*sliced, repr(y), repr(part), repr(stale), *_without_addresses(y.grad_fn, part.grad_fn)]


def nodes_of_functions_of_ones_own(torch: Any) -> list[Any]:
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return 3 * x * x * g

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = Cube.apply(x)
    (g,) = torch.autograd.grad((y**2).sum(), x, create_graph=True)
    return [repr(y), *_without_addresses(y.grad_fn, type(y.grad_fn)), repr(g), *_without_addresses(g.grad_fn)]


# ------------------------------------------------------------------ types
def types_print_their_names(torch: Any) -> list[Any]:
    x = torch.tensor([1.0])
    return [
        *map(repr, (type(x), torch.Tensor, type(x.shape), torch.Size, type(x.dtype), type(x.device), type(x.layout))),
        *map(repr, (x.dtype, x.device, x.layout, torch.device("cuda:1"), torch.layout, torch.dtype)),
        *map(str, (x.dtype, x.device, x.layout, torch.device("cuda", 1))),
        f"{x.dtype} {x.device} {x.layout}",
        [type(x).__name__, type(x).__module__, torch.Tensor.__name__, x.type()],
        *map(repr, (torch.no_grad, torch.enable_grad, torch.inference_mode, torch.autograd.Function)),
        *_tried(lambda: f"{x.dtype:>9}", lambda: f"{x.device:>9}", lambda: f"{x.layout:>9}", lambda: f"{x.shape:>9}"),
    ]


def switches_print_their_names(torch: Any) -> list[Any]:
    on = torch.set_grad_enabled(True)
    return [repr(on), *_without_addresses(torch.no_grad(), torch.inference_mode(), torch.enable_grad())]


def devices_have_names(torch: Any) -> list[Any]:
    d: Any = torch.device
    same = d("cuda:1")
    return [
        *map(repr, (d("cpu"), d("cuda:0"), d("cuda", 2), d(type="cuda", index=1), d(d("cpu")), d("cpu", None), d("cpu", 0))),
        [same.type, same.index, same == d("cuda", 1), same == "cuda:1", d("cpu") == d("cpu:0"), hash(same) == hash(d("cuda:1"))],
        [isinstance(same, d), isinstance("cpu", d), len({d("cpu"), d("cpu"), same}), repr(copy.deepcopy(same))],
        *_tried(
            lambda: d("cuda:01"),
            lambda: d("cuda:"),
            lambda: d(""),
            lambda: d("cuda:1:2"),
            lambda: d("cuda:0", 1),
            lambda: d("CPU"),
            lambda: d("cpu", -1),
            lambda: d("cpu", 1.5),
            lambda: d(0),
        ),
    ]


def ranges_of_numbers(torch: Any) -> list[Any]:
    floats = [torch.finfo(d) for d in (torch.float16, torch.float32, torch.float64)]
    wholes = [torch.iinfo(d) for d in (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)]
    return [
        *[[repr(f), f.bits, f.eps, f.max, f.min, f.tiny, f.smallest_normal, f.resolution, f.dtype] for f in floats],
        *[[repr(w), w.bits, w.max, w.min, w.dtype] for w in wholes],
        torch.finfo() == torch.finfo(torch.float32),
        torch.finfo(torch.float32) == torch.finfo(torch.float64),
        repr(torch.iinfo(type=torch.int8)),
        *_tried(
            lambda: torch.finfo(torch.int64),
            lambda: torch.iinfo(torch.float32),
            lambda: torch.iinfo(torch.bool),
            lambda: torch.finfo(torch.bool),
            lambda: torch.iinfo(),
            lambda: torch.finfo(3),
            lambda: torch.iinfo("int8"),
        ),
    ]


# ------------------------------------------------------------------ sizes
def sizes_are_tuples(torch: Any) -> list[Any]:
    s = torch.ones(2, 3).shape
    return [
        *map(repr, (s, s[:1], s[::-1], s + (1,), (1, *s), (1,) + s, s * 2, 2 * s, s + s, s.numel(), s[1])),  # noqa: RUF005
        *map(repr, (torch.Size(), torch.Size([4]), torch.Size(range(3)), torch.ones(()).size(), torch.ones(2, 3).size(0))),
        [s == (2, 3), s == (2, 3), s == [2, 3], hash(s) == hash((2, 3)), isinstance(s, tuple), isinstance(s, torch.Size)],
        [str(s), f"{s}", list(s), sorted(s), repr(copy.deepcopy(s)), repr([s]), type(s + (1,)) is torch.Size],  # noqa: RUF005
        repr(torch.Size([torch.tensor(3), True])),
    ]


def sizes_refuse(torch: Any) -> list[Any]:
    s: Any = torch.Size([2, 3])
    return _tried(
        lambda: torch.Size([1.5]),
        lambda: torch.Size(["a"]),
        lambda: torch.Size([torch.tensor(3.0)]),
        lambda: torch.Size(3),
        lambda: s + [1],  # noqa: RUF005
        lambda: s + 1,
        lambda: s + None,
        lambda: [1] + s,  # noqa: RUF005
        lambda: None + s,
        lambda: s * 1.5,
        lambda: "a" * s,
        lambda: s[5],
        lambda: s["a"],
        lambda: s.foo,
    )


# ------------------------------------------------------------------ results with names
def results_with_names(torch: Any) -> list[Any]:
    a = torch.tensor([[1.0, 5.0], [7.0, 2.0]], requires_grad=True)
    found = [a.max(0), a.min(1), a.median(1), a.kthvalue(1, 1), a.sort(1), a.topk(1, 1), a.cummax(1), a.cummin(0)]
    found += [torch.aminmax(a.detach()), torch.max(a, dim=1, keepdim=True)]
    best = found[0]
    values, indices = best
    return [
        *map(repr, found),
        f"{[best]} {type(best)}",
        [repr(best[0]), repr(best.indices), len(best), repr(values) == repr(best.values), repr(indices)],
        repr(torch.return_types.max((1, 2))),
        isinstance(best, torch.return_types.max),
        raised(lambda: torch.return_types.max((1,))),
        repr(copy.deepcopy(torch.return_types.sort((1, 2)))),
    ]


def what_nodes_saved_by_name(torch: Any) -> list[Any]:
    """The attributes of a node that hold what it saved."""
    x, y = torch.tensor([2.0, 3.0], requires_grad=True), torch.tensor([4.0, 5.0], requires_grad=True)
    out = x.exp()
    power = x**2
    kept = (x * y).grad_fn
    found = [
        out.grad_fn._saved_result.tolist(),
        power.grad_fn._saved_self is x,
        kept._saved_self is x,
        kept._saved_other.tolist(),
    ]
    out.sum().backward()
    return [*found, raised(lambda: out.grad_fn._saved_result), raised(lambda: power.grad_fn._saved_nothing)]


def functions_that_write(torch: Any) -> list[Any]:
    """torch.sin_ and its like, powers on a scale, and old types."""
    x = torch.tensor([0.0, 1.0])
    torch.exp_(x)
    leaf = torch.ones(2, requires_grad=True)
    found = [[round(v, 5) for v in x.tolist()], raised(lambda: torch.sin_(leaf)), raised(lambda: torch.exp_(2.0))]
    scale = torch.logspace(0, 3, 4, base=2).tolist()
    return [*found, scale, str(leaf.type(torch.DoubleTensor).dtype), leaf.size(axis=0), torch.is_storage(x)]
