"""Kinds of numbers: promotion, wrapping integers, casts and their gradients, the default dtype, and refusals."""

from __future__ import annotations

import warnings
from operator import add, floordiv, iadd, imul, isub, itruediv, mod, mul, pow, sub, truediv
from typing import Any

from tests.session.observe import chain, grad, name, numbers, raised

DTYPES = "bool uint8 int8 int16 int32 int64 float16 float32 float64".split()


def _kinds(torch: Any, operation: Any, right: Any = None) -> list[Any]:
    """The dtype of an operation on every pair of dtypes (or on every dtype and one operand); the text if it is refused."""
    rows = []
    for left in DTYPES:
        x = torch.ones(2, dtype=getattr(torch, left))
        others = [right] if right is not None else [torch.ones(2, dtype=getattr(torch, other)) for other in DTYPES]
        rows.append([left, *(_kind(operation, x, other) for other in others)])
    return rows


def _kind(operation: Any, *operands: Any) -> str | None:
    made: list[Any] = []
    text = raised(lambda: made.append(operation(*operands)))
    return str(made[0].dtype) if text is None else text


# ------------------------------------------------------------------ promotion
def sums_of_every_two_dtypes(torch: Any) -> list[Any]:
    return _kinds(torch, add)


def products_of_every_two_dtypes(torch: Any) -> list[Any]:
    return _kinds(torch, mul)


def quotients_of_every_two_dtypes(torch: Any) -> list[Any]:
    return _kinds(torch, truediv)


def powers_of_every_two_dtypes(torch: Any) -> list[Any]:
    return _kinds(torch, pow)


def floor_divisions_of_every_two_dtypes(torch: Any) -> list[Any]:
    return _kinds(torch, floordiv)


def remainders_of_every_two_dtypes(torch: Any) -> list[Any]:
    return _kinds(torch, mod)


def differences_of_every_two_dtypes(torch: Any) -> list[Any]:
    return _kinds(torch, sub)


def sums_with_python_scalars(torch: Any) -> list[Any]:
    return [[type(scalar).__name__, _kinds(torch, add, scalar)] for scalar in (True, 2, 2.5)]


def products_with_python_scalars(torch: Any) -> list[Any]:
    return [[type(scalar).__name__, _kinds(torch, mul, scalar)] for scalar in (True, 2, 2.5)]


def quotients_and_powers_with_python_scalars(torch: Any) -> list[Any]:
    return [_kinds(torch, truediv, 2), _kinds(torch, truediv, 2.5), _kinds(torch, pow, 2), _kinds(torch, pow, 2.0)]


def python_scalars_on_the_left(torch: Any) -> list[Any]:
    n, b, h = torch.tensor([1, 2]), torch.tensor([True]), torch.ones(1, dtype=torch.float16)
    made = [2 + n, 2.5 + n, True + n, 2 - n, 2.0 * b, 1 / n, 2 // n, 2**n, 2.0**n, 7 % n, 1.5 + h, 2**h, True + b]
    return [[str(m.dtype), m.tolist()] for m in made]


def scalar_tensors_promote_by_category_only(torch: Any) -> list[Any]:
    made = []
    for left in DTYPES:
        x = torch.ones(2, dtype=getattr(torch, left))
        scalars = [torch.tensor(1, dtype=getattr(torch, right)) for right in DTYPES]
        made.append([left, *(str((x + scalar).dtype) for scalar in scalars)])
    return made


def two_scalar_tensors_promote_as_tensors(torch: Any) -> list[Any]:
    made = []
    for left in DTYPES:
        scalars = [torch.tensor(1, dtype=getattr(torch, right)) for right in DTYPES]
        made.append([left, *(str((torch.tensor(1, dtype=getattr(torch, left)) + scalar).dtype) for scalar in scalars)])
    return made


def scalar_tensors_and_python_scalars(torch: Any) -> list[Any]:
    made = [torch.tensor(1) + 2.5, torch.tensor(True) + 1, torch.tensor(1, dtype=torch.int8) + 1000, torch.tensor(1.0) + 1]
    more = [
        torch.tensor(1, dtype=torch.float16) * 2.5,
        torch.tensor(1.0, dtype=torch.float64) * 2,
        torch.tensor(1, dtype=torch.uint8) * -1,
    ]
    return [[str(m.dtype), m.item()] for m in made + more]


def one_element_tensors_are_no_scalars(torch: Any) -> list[Any]:
    return [
        str((torch.ones(2) + torch.ones(1, dtype=torch.float64)).dtype),
        str((torch.ones(2) + torch.tensor(1.0, dtype=torch.float64)).dtype),
        str((torch.ones(2, dtype=torch.int8) + torch.ones(1, dtype=torch.int64)).dtype),
        str((torch.ones(2, dtype=torch.int8) + torch.tensor(1)).dtype),
    ]


def comparisons_are_bool(torch: Any) -> list[Any]:
    n, x = torch.tensor([1, 2]), torch.tensor([1.5, 2.0], dtype=torch.float64)
    made = [n < x, n == x, n >= 1.5, x != n, n.to(torch.uint8) > -1, torch.tensor([True]) > 0.5, torch.logical_not(n)]
    return [[str(m.dtype), m.tolist()] for m in made]


def comparison_with_a_scalar_out_of_range(torch: Any) -> list[Any]:
    b = torch.tensor([1, 255], dtype=torch.uint8)
    return [(b == 1.5).tolist(), (b < 255).tolist(), (b == 257).tolist(), (b > -1).tolist(), (b < 1000).tolist()]


def where_promotes(torch: Any) -> list[Any]:
    c = torch.tensor([True, False])
    n, x = torch.tensor([1, 2]), torch.tensor([0.5, 1.5], dtype=torch.float64)
    made = [
        torch.where(c, n, x),
        torch.where(c, n, 2.5),
        torch.where(c, 1, 2),
        torch.where(c, 1.0, 2),
        torch.where(c, x.float(), 1),
    ]
    more = [torch.where(c, x.half(), x.float()), torch.where(c, n, n.to(torch.int8)), torch.where(c, c, 1)]
    return [[[str(m.dtype), m.tolist()] for m in made + more], raised(lambda: torch.where(n, x, x))]


def cat_and_stack_promote(torch: Any) -> list[Any]:
    n, x, b = torch.tensor([1, 2]), torch.tensor([0.5, 1.5]), torch.tensor([True, False])
    made = [
        torch.cat([n, x]),
        torch.cat([b, n]),
        torch.stack([n, x]),
        torch.stack([x, x.double()]),
        torch.cat([n.to(torch.uint8), n.to(torch.int8)]),
    ]
    return [[str(m.dtype), m.tolist()] for m in made]


def maximum_and_minimum_promote(torch: Any) -> list[Any]:
    n, x = torch.tensor([1, 2]), torch.tensor([1.5, 1.5])
    made = [
        torch.maximum(n, x),
        torch.minimum(n, x.double()),
        torch.maximum(n, torch.tensor(1.5)),
        torch.fmax(n, x),
        torch.clamp(n, min=1.5),
    ]
    more = [torch.clamp(n, max=1), torch.clamp(x, min=1), torch.clamp(n, min=torch.tensor([1.5, 2.5]))]
    return [[str(m.dtype), m.tolist()] for m in made + more]


def products_of_matrices_do_not_promote(torch: Any) -> list[Any]:
    a, n = torch.ones(2, 2), torch.ones(2, 2, dtype=torch.int64)
    v, w = torch.ones(2), torch.ones(2, dtype=torch.float64)
    return [
        raised(lambda: a @ n),
        raised(lambda: a @ a.double()),
        raised(lambda: a.mv(w)),
        raised(lambda: v.dot(w)),
        str((n @ n).dtype),
        (n @ n).tolist(),
        str(torch.outer(v, w).dtype),
    ]


# ------------------------------------------------------------------ reductions and functions
def sums_of_integers_and_bools(torch: Any) -> list[Any]:
    made = []
    for dtype in DTYPES:
        x = torch.tensor([1, 1, 0], dtype=getattr(torch, dtype))
        made.append(
            [dtype, *(str(m.dtype) for m in (x.sum(), x.prod(), x.sum(0), x.cumsum(0), x.cumprod(0), x.max(), x.max(0).values))]
        )
    return made


def sum_of_small_integers_does_not_wrap(torch: Any) -> list[Any]:
    x = torch.tensor([100, 100], dtype=torch.int8)
    return [x.sum().item(), (x + x).tolist(), x.prod().item(), torch.tensor([True, True]).sum().item(), x.cumsum(0).tolist()]


def reductions_with_a_dtype(torch: Any) -> list[Any]:
    n, x = torch.tensor([1, 2]), torch.tensor([1.7, 2.7])
    return [
        [str(m.dtype) for m in (n.double().sum(), n.float().mean(), n.bool().sum())],
        raised(lambda: n.mean()),
        raised(lambda: n.bool().mean()),
        raised(lambda: n.var()),
        raised(lambda: n.std()),
        raised(lambda: torch.var_mean(n)),
        x.long().sum().item(),
    ]


def means_of_integers_are_refused(torch: Any) -> list[Any]:
    return [[dtype, raised(lambda dtype=dtype: torch.ones(2, dtype=getattr(torch, dtype)).mean())] for dtype in DTYPES]


def functions_of_integers_are_float(torch: Any) -> list[Any]:
    n = torch.tensor([1, 4])
    made = [
        n.exp(),
        n.sqrt(),
        n.sin(),
        n.log(),
        n.sigmoid(),
        torch.tanh(n),
        n.reciprocal(),
        n.rsqrt(),
        n.expm1(),
        torch.tensor([True]).exp(),
    ]
    return [[str(m.dtype), m.tolist()] for m in made]


def functions_of_integers_that_stay_integer(torch: Any) -> list[Any]:
    n = torch.tensor([-2, 3])
    made = [
        n.abs(),
        n.neg(),
        n.sign(),
        n.floor(),
        n.round(),
        n.trunc(),
        n.relu(),
        n.square(),
        n.clamp(0, 2),
        n.to(torch.uint8).neg(),
    ]
    return [[str(m.dtype), m.tolist()] for m in made]


def functions_that_refuse_integers(torch: Any) -> list[Any]:
    n, b = torch.tensor([1, 2]), torch.tensor([True, False])
    return [
        raised(lambda: n.softmax(0)),
        raised(lambda: n.norm()),
        raised(lambda: torch.det(torch.ones(2, 2, dtype=torch.int64))),
        raised(lambda: n.frac()),
        raised(lambda: b.neg()),
        raised(lambda: -b),
        raised(lambda: b - b),
        raised(lambda: b.abs()),
        raised(lambda: b.sign()),
        raised(lambda: b.relu()),
    ]


def bools_in_arithmetic(torch: Any) -> list[Any]:
    b, c = torch.tensor([True, True, False]), torch.tensor([True, False, False])
    made = [b + c, b * c, b / (c + 1), b + 1, b * 2.0, b.sum(), b == c, 1 - b.long()]
    refused = [raised(lambda: b - c), raised(lambda: 1 - b), raised(lambda: b - 1), raised(lambda: b**c), raised(lambda: b % c)]
    return [[[str(m.dtype), m.tolist()] for m in made], refused]


# ------------------------------------------------------------------ integers
def integers_wrap_around(torch: Any) -> list[Any]:
    made = []
    for dtype, value in (("uint8", 250), ("int8", 120), ("int16", 32760), ("int32", 2147483640), ("int64", 9223372036854775800)):
        x = torch.tensor([value, 3], dtype=getattr(torch, dtype))
        made.append([dtype, (x + 10).tolist(), (x * 2).tolist(), (-x).tolist(), (x - x - 1).tolist()])
    return made


def integers_wrap_around_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([250, 5], dtype=torch.uint8)
    y = torch.tensor([127, -128], dtype=torch.int8)
    return [x.add_(10).tolist(), x.mul_(3).tolist(), y.add_(1).tolist(), y.neg_().tolist(), y.abs_().tolist()]


def integer_powers(torch: Any) -> list[Any]:
    n = torch.tensor([2, -3])
    return [
        (n**2).tolist(),
        (n**0).tolist(),
        (n ** n.abs()).tolist(),
        raised(lambda: n**-1),
        (n**-1.0).tolist(),
        (2 ** torch.tensor([3, 0])).tolist(),
        (torch.tensor([2], dtype=torch.int8) ** 7).tolist(),
        (n ** torch.tensor([-1, -2])).tolist(),
    ]


def integer_division(torch: Any) -> list[Any]:
    n = torch.tensor([7, -7])
    made = [n // 2, n // -2, n % 3, n % -3, n / 2, n // 2.0, torch.div(n, 2, rounding_mode="trunc"), torch.fmod(n, 3)]
    return [[[str(m.dtype), m.tolist()] for m in made], raised(lambda: n // 0), raised(lambda: n % 0), (n / 0).tolist()]


def large_integers_lose_digits_as_floats(torch: Any) -> list[Any]:
    n = torch.tensor([16777217, 9007199254740993])
    return [
        n.float().tolist(),
        n.double().tolist(),
        n.double().long().tolist(),
        (n * 1.0).tolist(),
        str((n * 1.0).dtype),
        (n / 1).tolist(),
    ]


def dtypes_of_literals(torch: Any) -> list[Any]:
    made = [1, 1.0, True, [1, 2], [1, 2.0], [True, False], [True, 2], [], [[]], 3_000_000_000, 1e300]
    return [[str(torch.tensor(value).dtype), list(torch.tensor(value).shape)] for value in made]


def dtypes_of_factories(torch: Any) -> list[Any]:
    made = [torch.zeros(1), torch.ones(1), torch.full((1,), 2), torch.full((1,), 2.0), torch.full((1,), True), torch.eye(1)]
    more = [torch.arange(3), torch.arange(3.0), torch.arange(0, 1, 0.5), torch.linspace(0, 1, 3), torch.arange(0, 3, 1.0)]
    return [[str(m.dtype), m.tolist()] for m in made + more]


def literals_that_do_not_fit(torch: Any) -> list[Any]:
    return [
        torch.tensor([1.9, -1.9], dtype=torch.int64).tolist(),
        torch.tensor([0, 2, 0.5], dtype=torch.bool).tolist(),
        raised(lambda: torch.tensor([300], dtype=torch.uint8)),
        raised(lambda: torch.tensor([200], dtype=torch.int8)),
        raised(lambda: torch.tensor([2**63])),
        torch.tensor([70000.0], dtype=torch.float16).tolist(),
        torch.tensor([1e39]).tolist(),
        raised(lambda: torch.tensor([1, [2]])),
        raised(lambda: torch.tensor([[1, 2], [3]])),
        raised(lambda: torch.tensor(["a"])),
    ]


# ------------------------------------------------------------------ casts
def casts_by_method(torch: Any) -> list[Any]:
    x = torch.tensor([-1.7, 0.0, 2.5])
    made = [x.double(), x.float(), x.half(), x.long(), x.int(), x.short(), x.char(), x.bool(), x[1:].byte()]
    return [[str(m.dtype), m.tolist()] for m in made]


def casts_by_to(torch: Any) -> list[Any]:
    n = torch.tensor([300, 1, 0])
    return [[dtype, str(n.to(getattr(torch, dtype)).dtype), n.to(getattr(torch, dtype)).tolist()] for dtype in DTYPES]


def casts_between_floats_round(torch: Any) -> list[Any]:
    x = torch.tensor([0.1, 1e-8, 65519.0, 65520.0], dtype=torch.float64)
    return [x.float().tolist(), x.half().tolist(), x.half().double().tolist(), x.float().double()[0].item() == 0.1]


def casts_of_nan_to_bool(torch: Any) -> list[Any]:
    return [torch.tensor([float("nan"), float("inf"), -0.0, 1e-30]).bool().tolist()]


def names_of_casts(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    made = [x.double(), x.half(), x.float(), x.to(torch.float64), x.to(torch.float32), x.double().float()]
    more = [x.long(), x.bool(), x.int()]
    return [[chain(m) for m in made], [[m.requires_grad, name(m)] for m in more]]


def gradients_through_casts(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.double()
    y.retain_grad()
    (y * torch.tensor([0.1, 0.2], dtype=torch.float64)).sum().backward()
    return [str(y.grad.dtype), grad(y), str(x.grad.dtype), grad(x)]


def gradients_through_half(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 3.0], requires_grad=True)
    y = x.half() * 0.5
    y.sum().backward()
    return [str(y.dtype), y.tolist(), str(x.grad.dtype), grad(x)]


def gradients_of_mixed_leaves(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([0.1, 0.2], dtype=torch.float64, requires_grad=True)
    h = torch.tensor([0.5, 0.25], dtype=torch.float16, requires_grad=True)
    y = x * w + h
    y.sum().backward()
    return [str(y.dtype), y.tolist(), [[str(t.grad.dtype), grad(t)] for t in (x, w, h)]]


def gradient_of_a_scalar_tensor_of_another_dtype(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    s = torch.tensor(0.1, dtype=torch.float64, requires_grad=True)
    y = x * s
    y.sum().backward()
    return [str(y.dtype), y.tolist(), str(s.grad.dtype), grad(s), grad(x)]


def gradients_with_integer_operands(torch: Any) -> list[Any]:
    x = torch.tensor([1.5, 2.5], requires_grad=True)
    n = torch.tensor([2, 3])
    y = x**n + n * x + n
    y.sum().backward()
    return [str(y.dtype), y.tolist(), grad(x), n.requires_grad]


def gradients_through_where_of_mixed_dtypes(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)
    y = torch.where(torch.tensor([True, False]), x, w)
    (y * y).sum().backward()
    return [str(y.dtype), name(y), [[str(t.grad.dtype), grad(t)] for t in (x, w)]]


def gradients_through_cat_of_mixed_dtypes(torch: Any) -> list[Any]:
    x = torch.tensor([1.0], requires_grad=True)
    w = torch.tensor([3.0], dtype=torch.float64, requires_grad=True)
    y = torch.cat([x, w])
    (y * y).sum().backward()
    return [str(y.dtype), [[str(t.grad.dtype), grad(t)] for t in (x, w)]]


def gradient_given_in_another_dtype(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    y.backward(torch.tensor([0.1, 1.0], dtype=torch.float64), retain_graph=True)
    first = [str(x.grad.dtype), grad(x)]
    y.backward(torch.tensor([True, False]))
    return [first, str(x.grad.dtype), grad(x)]


def gradients_by_an_intermediate_of_another_dtype(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.double()
    made = torch.autograd.grad((y * y).sum(), [y, x])
    return [[str(g.dtype) for g in made], *numbers(made)]


def second_derivative_through_a_cast(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (g,) = torch.autograd.grad((x.double() ** 3).sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x)
    return [str(g.dtype), name(g), g.tolist(), str(h.dtype), h.tolist()]


def half_arithmetic_rounds(torch: Any) -> list[Any]:
    x = torch.tensor([0.1, 1000.0, 2048.0], dtype=torch.float16)
    return [(x + 1).tolist(), (x * x).tolist(), (x / 3).tolist(), (x * 2).tolist(), x.sum().item(), (x * 100000).tolist()]


def half_leaf_and_its_gradient(torch: Any) -> list[Any]:
    x = torch.tensor([1.5, 300.0], dtype=torch.float16, requires_grad=True)
    (x * x).sum().backward()
    return [str(x.grad.dtype), grad(x), (x * x).tolist()]


def float32_keeps_seven_digits(torch: Any) -> list[Any]:
    x = torch.tensor([0.1, 16777216.0])
    return [(x + 1).tolist(), (x * 3).tolist(), (x / 3).tolist(), (x.double() + 1).tolist(), ((x + 1) - x).tolist()]


def python_scalars_are_rounded_to_the_dtype(torch: Any) -> list[Any]:
    x = torch.tensor([1.0])
    n = torch.tensor([1])
    return [
        (x * 0.1).item(),
        (x.double() * 0.1).item(),
        (n * 0.1).item(),
        (x.half() * 0.1).item(),
        (x + 16777217).item(),
        (x == 1 + 1e-9).item(),
    ]


# ------------------------------------------------------------------ in place
def in_place_keeps_the_dtype(torch: Any) -> list[Any]:
    made = []
    for dtype in DTYPES[1:]:
        x = torch.ones(2, dtype=getattr(torch, dtype))
        x += torch.tensor([1, 1], dtype=torch.int8)
        x *= 2
        made.append([str(x.dtype), x.tolist()])
    return made


def in_place_on_smaller_floats(torch: Any) -> list[Any]:
    x, h = torch.ones(2), torch.ones(2, dtype=torch.float16)
    x += torch.tensor([0.1, 0.2], dtype=torch.float64)
    h *= torch.tensor([0.1, 3.0])
    return [str(x.dtype), x.tolist(), str(h.dtype), h.tolist()]


def in_place_casts_that_are_refused(torch: Any) -> list[Any]:
    made = []
    for dtype in ("bool", "uint8", "int64"):
        x = torch.ones(2, dtype=getattr(torch, dtype))
        others = [torch.ones(2), torch.ones(2, dtype=torch.float64), 1.5, torch.tensor(1.5)]
        steps = (iadd, imul, isub, itruediv)
        made.append([dtype, [[raised(lambda x=x, o=o, step=step: step(x, o)) for o in others] for step in steps]])
    return made


def in_place_casts_between_integers(torch: Any) -> list[Any]:
    small, b = torch.tensor([1, 2], dtype=torch.int8), torch.tensor([True, False])
    small += torch.tensor([200, 300])
    return [
        str(small.dtype),
        small.tolist(),
        raised(lambda: iadd(b, torch.tensor([1, 2]))),
        raised(lambda: imul(b, b)),
        b.tolist(),
    ]


def functions_in_place_on_integers(torch: Any) -> list[Any]:
    made = []
    for function in "neg_ abs_ relu_ floor_ round_ zero_ exp_ log_ sqrt_ sin_ cos_ tanh_ sigmoid_".split():
        n = torch.tensor([1, -2])
        made.append([function, raised(lambda n=n, function=function: getattr(n, function)()), n.tolist()])
    return made


def powers_and_clamps_in_place_on_integers(torch: Any) -> list[Any]:
    n = torch.tensor([1, -2])
    texts = [
        raised(lambda: n.pow_(0.5)),
        raised(lambda: n.pow_(-1)),
        raised(lambda: n.clamp_(min=0.5)),
        raised(lambda: n.fill_(2.7)),
    ]
    return [
        texts,
        n.tolist(),
        n.pow_(2).tolist(),
        n.clamp_(0, 3).tolist(),
        raised(lambda: n.masked_fill_(n > 0, 1.5)),
        n.tolist(),
    ]


def copy_casts_to_anything(torch: Any) -> list[Any]:
    n, b = torch.zeros(2, dtype=torch.int64), torch.zeros(2, dtype=torch.bool)
    x = torch.tensor([2.7, 0.0], requires_grad=True)
    y = torch.zeros(2, dtype=torch.float64)
    y.copy_(x)
    (y * torch.tensor([0.1, 1.0], dtype=torch.float64)).sum().backward()
    return [n.copy_(x.detach()).tolist(), b.copy_(x.detach()).tolist(), y.tolist(), name(y), str(x.grad.dtype), grad(x)]


def integers_take_no_gradient_by_copy(torch: Any) -> list[Any]:
    n = torch.zeros(2, dtype=torch.int64)
    x = torch.tensor([2.7, 0.0], requires_grad=True)
    text = raised(lambda: n.copy_(x))
    return [text, n.requires_grad, n.tolist()]


def assignment_casts_with_gradient(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.zeros(3, dtype=torch.float64)
    y[:2] = x
    y[2] = x[0] * 0.1
    y.sum().backward()
    return [y.tolist(), str(y.dtype), str(x.grad.dtype), grad(x)]


# ------------------------------------------------------------------ the default dtype
def default_dtype(torch: Any) -> list[Any]:
    before = str(torch.get_default_dtype())
    torch.set_default_dtype(torch.float64)
    try:
        made = [
            torch.tensor(1.0),
            torch.zeros(1),
            torch.tensor([1, 2]),
            torch.tensor([1, 2]) / 2,
            torch.arange(3.0),
            torch.tensor(2) * 0.1,
        ]
        more = [torch.tensor([1.0], dtype=torch.float32) * 2.0, torch.tensor(4).sqrt(), torch.eye(2), torch.linspace(0, 1, 2)]
        inside = [str(torch.get_default_dtype()), *(str(m.dtype) for m in made + more)]
    finally:
        torch.set_default_dtype(torch.float32)
    return [before, inside, str(torch.get_default_dtype()), str(torch.tensor(1.0).dtype)]


def gradients_under_another_default(torch: Any) -> list[Any]:
    torch.set_default_dtype(torch.float64)
    try:
        x = torch.tensor(0.1, requires_grad=True)
        (3 * x**2 + 4 * x + 5).backward()
        seen = [x.grad.item(), str(x.grad.dtype)]
    finally:
        torch.set_default_dtype(torch.float32)
    y = torch.tensor(0.1, requires_grad=True)
    (3 * y**2 + 4 * y + 5).backward()
    return [*seen, y.grad.item(), str(y.grad.dtype)]


def half_as_the_default(torch: Any) -> list[Any]:
    torch.set_default_dtype(torch.float16)
    try:
        made = [torch.tensor([0.1]), torch.tensor([1, 2]) / 3, torch.ones(1) * 2.5]
        seen = [[str(m.dtype), m.tolist()] for m in made]
    finally:
        torch.set_default_dtype(torch.float32)
    return seen


def default_dtype_must_be_a_float(torch: Any) -> list[Any]:
    return [raised(lambda: torch.set_default_dtype(torch.int64)), str(torch.get_default_dtype())]


def dtypes_as_objects(torch: Any) -> list[Any]:
    x = torch.tensor([1.0])
    same = [x.dtype is torch.float32, torch.float is torch.float32, torch.double is torch.float64, torch.half is torch.float16]
    more = [torch.long is torch.int64, torch.int is torch.int32, torch.short is torch.int16, x.dtype == torch.float64]
    return [
        same + more,
        [getattr(torch, dtype).is_floating_point for dtype in DTYPES],
        [str(getattr(torch, dtype)) for dtype in DTYPES],
    ]


# ------------------------------------------------------------------ numbers that a dtype does not hold
UNFIT = (float("nan"), float("inf"), 1e300, -300.5, 300, 2**40)


def numbers_that_do_not_fit(torch: Any) -> list[Any]:
    return [[dtype, str(v), *_written(torch, getattr(torch, dtype), v)] for dtype in DTYPES[1:6] for v in UNFIT]


def numbers_below_zero_in_uint8(torch: Any) -> list[Any]:
    return [_written(torch, torch.uint8, v) for v in (-1, -255, -256, -1.0)]


def _written(torch: Any, dtype: Any, v: float) -> list[Any]:
    x = torch.zeros(1, dtype=dtype)
    ways = [
        lambda: x.fill_(v),
        lambda: x.__setitem__(0, v),
        lambda: x.masked_fill_(x == 0, v),
        lambda: torch.full((1,), v, dtype=dtype),
    ]
    return [[raised(way), x.tolist()] for way in ways]


def bounds_of_whole_numbers(torch: Any) -> list[Any]:
    small, unsigned = torch.tensor([0, 100], dtype=torch.int8), torch.tensor([0, 200], dtype=torch.uint8)
    made = [
        torch.clamp(unsigned, -1),
        torch.clamp(unsigned, -1, 5),
        torch.clamp_min(unsigned, -2),
        torch.clamp_max(small, 3),
        torch.nn.functional.hardtanh(torch.tensor([0, 1, 5]), max_val=0.5),
        torch.nn.functional.hardtanh(torch.tensor([-3, 1, 5]), -1.5, 2.5),
    ]
    refused = [raised(lambda: torch.clamp(unsigned, max=300)), raised(lambda: torch.clamp(small, -300, 3))]
    return [*[[str(x.dtype), x.tolist()] for x in made], *refused]


# ------------------------------------------------------------------ what is looked at first
def lengths_are_compared_after_dtypes(torch: Any) -> list[Any]:
    v, whole = torch.ones(1), torch.ones(2, dtype=torch.int64)
    return [
        raised(lambda: torch.dot(v, whole)),
        raised(lambda: torch.vdot(v, whole)),
        raised(lambda: torch.dot(v[0], whole)),
        raised(lambda: torch.dot(v, torch.ones(2))),
    ]


def dimensions_are_looked_at_in_order(torch: Any) -> list[Any]:
    v = torch.ones(2)
    return [raised(lambda dims=dims: v.flip(dims)) for dims in ((-1, 0, 1), (1, 0, 0), (0, -1), (0, 5))] + [
        raised(lambda: v.std((0, 0, 4))),
        raised(lambda: v.squeeze((0, 0, 4))),
        raised(lambda: torch.linalg.vector_norm(v, dim=(0, -1, 3))),
    ]


def sizes_of_losses_are_compared_before_the_rest(torch: Any) -> list[Any]:
    warnings.simplefilter("ignore")  # PyTorch also warns that the sizes differ
    F = torch.nn.functional
    x, target = torch.ones(2), torch.ones(3)
    losses = (F.mse_loss, F.l1_loss, F.huber_loss, F.smooth_l1_loss)
    return [
        *[raised(lambda loss=loss: loss(x, target, reduction="total")) for loss in losses],
        *[raised(lambda loss=loss: loss(x, x, reduction="total")) for loss in losses],
        raised(lambda: F.huber_loss(x, target, delta=-1.0)),
        raised(lambda: F.huber_loss(x, x, delta=-1.0)),
        raised(lambda: F.huber_loss(x, x, delta=-1.0, reduction="total")),
        raised(lambda: F.mse_loss(x, x, reduction="total", weight=x)),
        raised(lambda: F.mse_loss(x, x, weight=target)),
    ]


def norms_know_their_own_names_alone(torch: Any) -> list[Any]:
    v = torch.tensor([3.0, 4.0])
    return [
        torch.norm(v, keepdim=True).tolist(),
        raised(lambda: torch.norm(v, keepdims=True)),
        raised(lambda: v.norm(keepdims=True)),
        raised(lambda: v.norm(axis=0)),
        raised(lambda: torch.norm(v, v)),
        raised(lambda: v.norm([1.0])),
        raised(lambda: v.norm(2, keepdim=1)),
        raised(lambda: v.norm(2, 0.5)),
    ]


def numbers_where_tensors_are_needed(torch: Any) -> list[Any]:
    v = torch.ones(1)
    calls = [
        lambda: torch.maximum(v, 0),
        lambda: torch.max(v, 1.5),
        lambda: torch.max(v, True),
        lambda: v.min(0.5),
        lambda: torch.matmul(v, 1.5),
        lambda: v @ 1.5,
        lambda: 2 @ v,
    ]
    return [text and text.partition("\n")[0] for text in map(raised, calls)]


# ------------------------------------------------------------------ of nothing
def norms_and_turns_of_nothing(torch: Any) -> list[Any]:
    norm = torch.linalg.norm
    return [
        *[norm(torch.zeros(shape), order).tolist() for shape in ((0, 2), (2, 0)) for order in (2, 1, float("inf"), "nuc")],
        raised(lambda: norm(torch.zeros(2, 0), -2)),
        torch.zeros(0).roll(4, 5).tolist(),
        raised(lambda: torch.zeros(1).roll(4, 5)),
        torch.tensor([1.0, 2.0]).expand(3, 2).long().view(-1).tolist(),
    ]


def ranges_of_dimensions_are_looked_at_before_repetitions(torch: Any) -> list[Any]:
    x = torch.ones(2, 3)
    calls = (x.sum, x.mean, x.amax, x.amin, x.logsumexp, x.nanmean, x.all, x.any, x.std, x.var, x.nansum, x.flip, x.squeeze)
    return [[raised(lambda call=call, dims=dims: call(dims)) for dims in ((0, 0, 9), (9, 0, 0), (0, -2))] for call in calls]


def choices_with_one_operand(torch: Any) -> list[Any]:
    v = torch.tensor(-0.5)
    return [text and text.partition("\n")[0] for text in (raised(lambda c=c: v.where(c)) for c in (1.5, (1,), "a", v))]
