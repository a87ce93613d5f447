"""What is written where: comparisons in place, functions with `inplace`, truth values as indices, and what is refused first."""

from __future__ import annotations

from typing import Any

from tests.session.observe import edges, grad, name, raised

COMPARISONS = "lt_ le_ gt_ ge_ eq_ ne_ less_ less_equal_ greater_ greater_equal_ not_equal_".split()
ACTIVATIONS = "celu elu hardsigmoid hardswish hardtanh leaky_relu relu relu6 selu silu mish".split()


# ------------------------------------------------------------------ comparisons
def comparisons_in_place(torch: Any) -> list[Any]:
    seen = []
    for step in COMPARISONS:
        made = [torch.tensor([1.0, 2.0]), torch.tensor([1, 2]), torch.tensor([True, False]), torch.tensor(2.0)]
        seen.append([step, [getattr(x, step)(1.5).tolist() for x in made], [str(x.dtype) for x in made]])
        seen.append([getattr(torch.tensor([1, 2]), step)(torch.tensor([1.0, 3.0])).tolist(), made[0]._version])
    return seen


def comparisons_in_place_are_recorded(torch: Any) -> list[Any]:
    seen = []
    for step in COMPARISONS:
        x, z = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor(1.5, requires_grad=True)
        y, w = x * 1, x * 1
        getattr(y, step)(1.5)
        getattr(w, step)(z)
        seen.append([step, name(y), edges(y.grad_fn), name(w), edges(w.grad_fn)])
        (y + w).sum().backward()
        seen.append([grad(x), grad(z), raised(lambda x=x, step=step: getattr(x, step)(1))])
    return seen


def comparisons_in_place_through_views(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    v = y[:1]
    v.gt_(5)
    y.sum().backward()
    return [y.tolist(), name(y), name(v), grad(x), raised(lambda: torch.tensor(1.0).expand(2).lt_(3))]


def comparisons_in_place_that_do_not_fit(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    three, table = torch.tensor([1.0, 2.0, 3.0]), torch.ones(2, 2)
    return [raised(lambda: x.lt_(three)), raised(lambda: x.lt_(table)), raised(lambda: three[:2].lt_(three[1:])), x.tolist()]


def whole_numbers_written_with_what_requires_grad(torch: Any) -> list[Any]:
    w = torch.tensor(3.0, requires_grad=True)
    made = [torch.tensor([1, 2]) for _ in range(4)]
    made[0].fill_(w)
    made[1].masked_fill_(torch.tensor([True, False]), w)
    made[2].lt_(w)
    made[3].copy_(w)
    rows = torch.tensor([[1, 2], [3, 4]])
    rows[0] = w
    return [[x.tolist(), x.requires_grad, name(x)] for x in (*made, rows)]


# ------------------------------------------------------------------ functions that write
def functions_with_inplace(torch: Any) -> list[Any]:
    functional, seen = torch.nn.functional, []
    for step in ACTIVATIONS:
        x = torch.tensor([-1.0, 2.0, 0.25], requires_grad=True)
        y = x * 1
        same = getattr(functional, step)(y, inplace=True) is y
        seen.append([step, same, name(y), y._version])
        y.sum().backward()
        seen.append([grad(x), raised(lambda x=x, step=step: getattr(functional, step)(x, inplace=True))])
        seen.append([name(getattr(functional, step)(x, inplace=False)), y.tolist()])
    return seen


def inplace_by_place(torch: Any) -> list[Any]:
    functional, seen = torch.nn.functional, []
    calls: list[tuple[str, tuple[float, ...]]] = [
        ("relu", ()),
        ("elu", (1.5,)),
        ("leaky_relu", (0.2,)),
        ("hardtanh", (-0.5, 0.5)),
    ]
    for step, arguments in calls:
        x = torch.tensor([-1.0, 2.0, 0.25])
        getattr(functional, step)(x, *arguments, True)
        kept = torch.tensor([-1.0, 2.0, 0.25])
        getattr(functional, step)(kept, *arguments, False)
        seen.append([step, x.tolist(), kept.tolist()])
    return [*seen, raised(lambda: torch.relu(x, inplace=True))]


# ------------------------------------------------------------------ truth values as indices
def everything_and_nothing_written(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    x[True] = x
    x[False] = x
    seen = [x.tolist(), x._version]
    x[True] = torch.tensor([[3.0, 4.0]])
    x[False] = 7
    whole = torch.tensor([1, 2])
    whole[False] = torch.tensor([1.5, 2.5])
    whole[True] = torch.tensor([3.5, 4.5])
    zero = torch.tensor(1.0)
    zero[True] = zero
    zero[False] = 5
    return [*seen, x.tolist(), x._version, whole.tolist(), zero.tolist(), zero._version]


def everything_and_nothing_of_what_requires_grad(torch: Any) -> list[Any]:
    x, z = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
    x[False] = 3
    y = x * 1
    y[False] = z
    seen = [name(y), y._version, raised(lambda: x.__setitem__(True, 3))]
    y[True] = z
    y.sum().backward()
    return [*seen, name(y), edges(y.grad_fn), grad(x), grad(z)]


def everything_that_does_not_fit(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    odd = [torch.tensor([1.0, 2.0, 3.0]), torch.tensor([[1.0], [2.0]])]
    return [[raised(lambda value=value: x.__setitem__(True, value)) for value in odd], x.tolist()]


# ------------------------------------------------------------------ what is no operation of the graph
def truth_values_written_into_a_leaf(torch: Any) -> list[Any]:
    x, w = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([1.0, 0.0])
    y = x * 1
    seen = []
    for t in (x, y):
        for step in (lambda t: t.logical_and_(w), lambda t: t.logical_or_(t), lambda t: t.logical_not_()):
            step(t)
            seen.append([t.tolist(), name(t), t._version])
    y.sum().backward()
    return [seen, grad(x), raised(lambda: x.expand(2, 2).logical_not_()), raised(lambda: x.logical_and_(torch.ones(3)))]


def names_of_what_has_no_derivative_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    y, z, w = x * 1, x * 1, x * 1
    y.floor_divide_(2.0)
    z //= 2.0
    w.heaviside_(torch.tensor(1.0))
    return [[name(t), raised(lambda t=t: t.sum().backward())] for t in (y, z, w)]


# ------------------------------------------------------------------ memory that is the same
def triangles_of_what_is_expanded(torch: Any) -> list[Any]:
    one, row, column = torch.tensor(1.0), torch.tensor([1.0, 2.0]), torch.tensor([[1.0], [2.0]])
    wide = column.expand(2, 3)
    seen = [one.expand(3, 3).tril_().tolist(), row.expand(2, 2).tril_().tolist(), wide.tril_().tolist(), column.tolist()]
    y = (torch.tensor([1.0, 2.0], requires_grad=True) * 1).expand(2, 2)
    y.triu_()
    return [*seen, y.tolist(), name(y), torch.tensor([1.0, 2.0]).expand(2, 2).tril_(1).tolist()]


# ------------------------------------------------------------------ what is refused first
def divisions_by_nothing_are_refused_last(torch: Any) -> list[Any]:
    x, w, flags = torch.tensor([1, 2]), torch.tensor([0, 1]), torch.tensor([True, False])
    wide = torch.tensor([[0, 1]])
    return [
        [raised(lambda: x.floor_divide_(0)), raised(lambda: x.remainder_(w)), raised(lambda: x.floor_divide_(wide))],
        [
            raised(lambda: flags.floor_divide_(0)),
            raised(lambda: flags.remainder_(w)),
            raised(lambda: x.expand(2, 2).remainder_(0)),
        ],
        [raised(lambda: x.div_(w, rounding_mode="floor")), x.tolist()],
    ]


def sums_of_truth_values_in_place(torch: Any) -> list[Any]:
    flags = torch.tensor([True, False])
    texts = [raised(lambda: flags.cumsum_(0)), raised(lambda: flags.cumprod_(0)), raised(lambda: flags.cumsum_(4))]
    some = [torch.tensor(True).cumsum_(0).tolist(), flags[:0].cumprod_(0).tolist()]
    x = torch.tensor([1, 2], dtype=torch.int32).cumsum_(0)
    wrong = raised(lambda: torch.tensor([1.0, 2.0]).cumsum_(0, dtype=torch.float64))
    return [texts, some, x.tolist(), str(x.dtype), wrong]


def bounds_of_another_dtype_in_place(torch: Any) -> list[Any]:
    flags, whole, bound = torch.tensor([True, False]), torch.tensor([1, 2]), torch.tensor([1.0, 2.0])
    texts = [raised(lambda: flags.clamp_(min=bound)), raised(lambda: whole.clamp_(max=bound)), raised(lambda: flags.clamp_(0.5))]
    return [*texts, raised(lambda: whole.clamp_min_(bound))]


def masks_of_another_size_in_place(torch: Any) -> list[Any]:
    x, mask = torch.tensor([1.0, 2.0]), torch.tensor([True, False, True])
    return [raised(lambda: x.masked_fill_(mask, 3.0)), raised(lambda: x.masked_fill(mask, 3.0))]


def arguments_that_in_place_operations_refuse(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    steps = [lambda: x.add_("a"), lambda: x.mul_(), lambda: x.mul_(None), lambda: x.atan2_("a"), lambda: x.exp_(1)]
    return [raised(step) for step in steps]


# ------------------------------------------------------------------ inference
def which_tensors_are_inference_tensors(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    with torch.inference_mode():
        y, v, z = x * 1, x[:1], torch.tensor([1.0])
        inside = [t.is_inference() for t in (x, y, v, z, y.detach(), x.detach())]
    outside = [t.is_inference() for t in (y, v, y.clone(), y[:1], y.view(2), y * 1)]
    return [inside, outside, torch.is_inference(y)]
