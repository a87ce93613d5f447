"""Operations of a session where random programs found them different: sizes at the edge, dtypes, refusals, what shares memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.session.observe import grad, name, raised


def _seen(*calls: Callable[[], Any]) -> list[Any]:
    """What each call answers: its refusal, or the elements, the dtype and the name of the node of every result."""
    return [raised(call) or _described(call()) for call in calls]


def _first_lines(*calls: Callable[[], Any]) -> list[str]:
    """The refusals of calls without the signatures that PyTorch lists below them."""
    return [str(raised(call)).partition("\n")[0] for call in calls]


def _described(answer: Any) -> Any:
    if isinstance(answer, tuple):
        return [_described(part) for part in answer]
    return [answer.tolist(), str(answer.dtype), answer.requires_grad, name(answer)]


def _slopes(result: Any, *leaves: Any) -> list[Any]:
    """A result and the gradients of its sum."""
    result.sum().backward()
    return [_described(result), *[grad(leaf) for leaf in leaves]]


def _leaf(torch: Any, values: Any) -> Any:
    return torch.tensor(values, requires_grad=True)


# ------------------------------------------------------------------ sizes at the edge
def losses_without_classes(torch: Any) -> list[Any]:
    nll, zero = torch.nn.functional.nll_loss, torch.tensor(0)
    empty, rows = _leaf(torch, []), _leaf(torch, [[], []])
    return [
        *_seen(lambda: nll(empty, zero, ignore_index=0), lambda: nll(empty, zero, ignore_index=0, reduction="none")),
        *_seen(lambda: torch.nn.functional.cross_entropy(rows, torch.tensor([0, 0]), ignore_index=0)),
        *_slopes(nll(rows, torch.tensor([0, 0]), ignore_index=0, reduction="none"), rows),
    ]


def taken_along_a_dimension(torch: Any) -> list[Any]:
    x, column, take = _leaf(torch, [1.0, 2.0]), _leaf(torch, [[1.0], [2.0]]), torch.take_along_dim
    i, j = torch.tensor([9]), torch.tensor([[1, 4]])
    return [
        *_seen(lambda: take(x, i), lambda: take(x, -i), lambda: take(x, i, 0), lambda: take(x, -i, 0)),
        *_seen(
            lambda: take(x[0], torch.tensor(0), 0), lambda: take(x[0], i, 0), lambda: take(x[:0], i, 0), lambda: take(x[:0], i)
        ),
        *_slopes(take(column, j, 1), column),
    ]


def indices_of_no_dimension(torch: Any) -> list[Any]:
    x, y, pair = _leaf(torch, 1.0), _leaf(torch, 3.0), _leaf(torch, [3.0, 4.0])
    zero, zeros = torch.tensor(0), torch.tensor([0, 0])
    return [
        _slopes(torch.gather(x, 0, zeros), x),
        _slopes(torch.scatter_add(pair, 0, torch.tensor([1]), y), pair, y),
        _slopes(torch.scatter(pair, 0, torch.tensor([1]), y), pair, y),
        _slopes(torch.scatter_add(x, 0, zeros, pair), x, pair),
        _slopes(torch.scatter(x, 0, zeros, pair), x, pair),
        *_seen(lambda: torch.scatter_add(x, 0, zero, pair), lambda: torch.scatter(x, 0, zero, pair)),
        *[raised(f(x, 0, zero, pair).backward) for f in (torch.scatter, torch.scatter_add)],
        *_seen(lambda: torch.index_select(x, 0, zeros), lambda: torch.index_select(x, 0, torch.tensor([0]))),
    ]


def no_indices_at_all(torch: Any) -> list[Any]:
    x, y, rows = _leaf(torch, [1.0, 2.0]), _leaf(torch, [3.0]), _leaf(torch, [[4.0]])
    none, nowhere = torch.tensor([], dtype=torch.int64), torch.tensor([[]], dtype=torch.int64)
    return [
        *_seen(lambda: torch.gather(x, 0, nowhere), lambda: torch.gather(x, 0, torch.tensor([]))),
        *_seen(lambda: torch.scatter(x, 0, nowhere, 3.0), lambda: torch.scatter_add(x, 0, none, rows)),
        _slopes(torch.scatter_add(x, 0, none, y), x, y),
    ]


def sources_that_do_not_fit(torch: Any) -> list[Any]:
    x, counts, one = torch.tensor([1.0, 2.0]), torch.tensor([1, 2]), torch.tensor([1])
    scatter, add = torch.scatter, torch.scatter_add
    return [
        *_seen(lambda: add(x, 0, one, x.view(1, 2)), lambda: scatter(x, 0, one, x.view(2, 1)), lambda: add(x, 0, one, counts)),
        *_seen(
            lambda: scatter(x, 0, torch.tensor([7]), counts), lambda: add(x, 0, x, counts), lambda: scatter(counts, 0, one, x)
        ),
        *_seen(lambda: scatter(counts, 0, one, float("inf")), lambda: scatter(counts, 0, one, 1.5)),
        *_seen(lambda: scatter(counts.byte(), 0, one, 256), lambda: scatter(counts.byte(), 0, one, -1)),
    ]


def moments_of_one_element(torch: Any) -> list[Any]:
    x, y = _leaf(torch, [-0.5]), _leaf(torch, -0.5)
    spread, single = torch.std_mean(x, -1, unbiased=False)[0], torch.std_mean(y, -1, unbiased=False)[0]
    return [_slopes(spread, x), _slopes(single, y)]


def extremes_of_nan(torch: Any) -> list[Any]:
    x = torch.tensor([], dtype=torch.float64, requires_grad=True)
    return [_slopes(torch.aminmax(f(x), dim=0)[1], x) for f in (torch.mean, torch.var)]


# ------------------------------------------------------------------ memory of one's own
def results_do_not_share_memory(torch: Any) -> list[Any]:
    seen = []
    for function in ("sort", "topk", "kthvalue", "median", "min", "max", "cummax", "cummin", "msort", "flip"):
        x = torch.tensor(1.5)
        arguments = {"topk": (1,), "kthvalue": (1,), "sort": (), "msort": (), "flip": ([],)}.get(function, (0,))
        found = getattr(torch, function)(x, *arguments)
        result = found[0] if isinstance(found, tuple) else found
        result += 1
        seen.append([x.item(), result.item(), x._version])
    y = torch.tensor([1, 2])
    torch.flip(y, []).mul_(2)
    return [*seen, y.tolist()]


# ------------------------------------------------------------------ what is saved, and what may be written into
def weights_where_nothing_is_recorded(torch: Any) -> list[Any]:
    functional, zero = torch.nn.functional, torch.tensor(0)
    x, y = _leaf(torch, [0.5, 0.25]), torch.tensor([0.5, 0.25])
    calls = (
        lambda: functional.nll_loss(y, zero, weight=x),
        lambda: functional.cross_entropy(y, zero, weight=x),
        lambda: functional.binary_cross_entropy(y, y, weight=x),
        lambda: functional.binary_cross_entropy_with_logits(y, y, weight=x, pos_weight=x),
    )
    with torch.no_grad():
        unrecorded = _seen(*calls)
    return [*unrecorded, *_seen(*calls)]


def results_changed_after_they_were_saved(torch: Any) -> list[Any]:
    x, seen = _leaf(torch, [0.5, 0.25]), []
    functions = (
        torch.erfinv,
        torch.sgn,
        torch.aminmax,
        torch.std_mean,
        torch.var_mean,
        lambda z: torch.copysign(torch.tensor([1, 2]), z),
        lambda z: torch.div(z, 2, rounding_mode="floor"),
    )
    for function in functions:
        for changed in (0, 1):
            for asked in (0, 1):
                found = function(x * 1)
                results = found if isinstance(found, tuple) else (found, found)
                kept = results[asked].sum()
                results[changed].detach().mul_(2)
                seen.append(raised(kept.backward))
    return [*seen, grad(x)]


def operands_changed_after_they_were_saved(torch: Any) -> list[Any]:
    def divided(x: Any) -> Any:
        return torch.div(torch.tensor(2.0), x, rounding_mode="trunc")

    seen = []
    for function in (torch.erfinv, torch.sgn, divided, lambda x: torch.copysign(torch.tensor([1.0, 2.0]), x)):
        y = _leaf(torch, [0.5, 0.25]) * 1
        z = function(y).sum()
        y.add_(1)
        seen.append(raised(z.backward))
    y = _leaf(torch, [0.5, 0.25]) * 1
    return [*seen, raised(y.div_(y, rounding_mode="floor").sum().backward)]


def a_second_backward_without_need_of_what_was_saved(torch: Any) -> list[Any]:
    def copied(x: Any) -> Any:
        return torch.copysign(torch.tensor([1, 2]), x)

    def divided(x: Any) -> Any:
        return torch.div(x, 1, rounding_mode="floor")

    seen = []
    for function in (torch.sgn, torch.sign, divided, copied, torch.var_mean, torch.aminmax):
        found = function(_leaf(torch, [0.5, 0.25]))
        total = (found[0] if isinstance(found, tuple) else found).sum()
        total.backward()
        again = raised(total.backward)
        seen.append(None if again is None else again[:60])
    return seen


def extremes_differentiated_twice(torch: Any) -> list[Any]:
    x = _leaf(torch, [[0.5, 0.25], [1.0, 3.0]])
    low, high = torch.aminmax(x * x, dim=0)
    (slope,) = torch.autograd.grad((low * high).sum(), x, create_graph=True)
    return [_described(slope), *_slopes(slope * x, x)]


# ------------------------------------------------------------------ dtypes
def dtypes_of_steps_and_products(torch: Any) -> list[Any]:
    x, i, b = torch.tensor([0.0, 1.0]), torch.tensor([1, 2]), torch.tensor([True, False])
    return [
        *_seen(lambda: torch.heaviside(x, x), lambda: torch.heaviside(b, b), lambda: torch.heaviside(i.int(), i.int())),
        *_seen(lambda: torch.addcmul(i, i, i, value=1.5), lambda: torch.addcmul(b, i, i, value=1.5)),
        *_seen(lambda: i.clone().addcmul_(i, i, value=-1.5), lambda: torch.addcmul(i, i, i, value=float("inf"))),
    ]


def dtypes_of_binary_losses(torch: Any) -> list[Any]:
    bce, logits = torch.nn.functional.binary_cross_entropy, torch.nn.functional.binary_cross_entropy_with_logits
    x, w = torch.tensor([0.5, 0.25]), torch.tensor([1, 2])
    y, z, b = x.double(), x.double().requires_grad_(), torch.tensor([True, False])
    return [
        *_seen(lambda: bce(x, x, weight=w), lambda: bce(x, x, weight=y), lambda: logits(y, x), lambda: logits(x, y)),
        *_seen(lambda: logits(y, x, weight=w), lambda: logits(x, x, pos_weight=y), lambda: logits(x, y, pos_weight=w)),
        *_seen(lambda: logits(x, x, pos_weight=b), lambda: logits(x, x, weight=b)),
        _slopes(logits(z, x, pos_weight=w), z),
    ]


def factors_of_sums(torch: Any) -> list[Any]:
    x, i, b = torch.tensor([1.5, 2.0]), torch.tensor([1, 2]), torch.tensor([True, False])
    return [
        *_seen(lambda: torch.add(b, b, alpha=2), lambda: torch.add(b, b, alpha=0), lambda: torch.add(b[0], b[0], alpha=-1)),
        *_seen(lambda: b.clone().add_(b, alpha=-1), lambda: torch.add(b, True, alpha=2), lambda: torch.add(b, b, alpha=True)),
        *_seen(lambda: torch.add(x, x, alpha=True), lambda: torch.add(i, 2, alpha=True), lambda: torch.add(b, b, alpha=1.5)),
        *_seen(lambda: torch.add(i, i, alpha=1.0), lambda: i.clone().add_(2, alpha=1.5), lambda: torch.sub(i, i, alpha=1.5)),
        *_seen(lambda: torch.sub(b, b, alpha=1.5), lambda: torch.sub(x, i, alpha=True), lambda: torch.sub(x, i, alpha=1.5)),
    ]


def sums_in_whole_numbers(torch: Any) -> list[Any]:
    x, y = _leaf(torch, [1.0, 2.0]), torch.tensor([1.0, 2.0])
    long = torch.int64
    return [
        *_seen(lambda: torch.sum(x, dtype=long), lambda: torch.sum(x, 0, dtype=torch.bool), lambda: torch.sum(y, dtype=long)),
        *_seen(
            lambda: torch.prod(x, dtype=torch.int32), lambda: torch.prod(x, 0, dtype=long), lambda: torch.nansum(x, dtype=long)
        ),
        *_seen(lambda: torch.cumsum(x, 0, dtype=long), lambda: torch.cumprod(x, 0, dtype=torch.bool)),
    ]


def quotients_by_whole_numbers(torch: Any) -> list[Any]:
    x, y, i = _leaf(torch, [1.0, 2.0]), _leaf(torch, [3.0, 4.0]), torch.tensor([1, 2])
    return [
        raised(torch.addcdiv(x, y, i).sum().backward),
        raised(torch.addcdiv(x.double(), y, i.bool()).sum().backward),
        _slopes(torch.addcdiv(x, i, y), x, y),
    ]


# ------------------------------------------------------------------ values at the edge
def moments_of_nothing_and_of_infinity(torch: Any) -> list[Any]:
    none, row = torch.tensor([]), torch.tensor([[], []])
    inf = float("inf")
    x, y, z = torch.tensor([inf, 0.0, 1.0]), torch.tensor([1e38, 1e38, 1e38, 1e38]), torch.tensor([inf])
    return [
        *_seen(lambda: torch.std(none, correction=-1), lambda: torch.var(row, 1, correction=-1)),
        *_seen(lambda: torch.var_mean(x), lambda: torch.std_mean(y, dim=0), lambda: torch.std_mean(z, 0, keepdim=True)),
    ]


def bounds_that_are_no_numbers(torch: Any) -> list[Any]:
    functional = torch.nn.functional
    nan, inf = float("nan"), float("inf")
    x, y = torch.tensor([0.0, 1.0, -1.0]), torch.tensor([1.0, 1.0, 1.0])
    z = _leaf(torch, [0.0, 1.0, -1.0])
    return [
        *_seen(lambda: functional.elu(x, alpha=nan), lambda: functional.elu(x, alpha=inf), lambda: functional.celu(x, alpha=nan)),
        *_seen(lambda: functional.softshrink(x, nan), lambda: functional.softshrink(x, inf)),
        *_seen(lambda: functional.softshrink(x.double(), inf), lambda: functional.huber_loss(x, y, delta=nan)),
        *_seen(lambda: functional.smooth_l1_loss(x, y, beta=nan), lambda: functional.smooth_l1_loss(x, y, beta=inf)),
        *_slopes(functional.elu(z, alpha=2.0), z),
    ]


def norms_of_matrices_without_elements(torch: Any) -> list[Any]:
    norm, inf = torch.linalg.matrix_norm, float("inf")
    tall, flat = torch.zeros(2, 0, requires_grad=True), torch.zeros(3, 0, 2, requires_grad=True)
    return [
        *_seen(lambda: norm(tall, 1), lambda: norm(tall, 2, keepdim=True), lambda: norm(tall, inf), lambda: norm(tall, "nuc")),
        *_seen(lambda: norm(flat, 1), lambda: norm(flat, 2), lambda: norm(flat, inf, keepdim=True), lambda: norm(flat, "fro")),
    ]


# ------------------------------------------------------------------ accepted
def nothing_joined_and_nothing_run_through(torch: Any) -> list[Any]:
    none, flat = _leaf(torch, []), torch.zeros(2, 0, requires_grad=True)
    return [
        *_seen(lambda: torch.cat([none, none], 1), lambda: torch.cat([none.long(), none], -3)),
        *_slopes(torch.cat([none, none], 2), none),
        *_seen(lambda: torch.cummax(none, 3), lambda: torch.cummin(flat, -5), lambda: torch.cummax(torch.tensor(1.0), 3)),
        *_slopes(torch.cummin(flat, 7)[0], flat),
    ]


def numbers_copied_into_whole_ones(torch: Any) -> list[Any]:
    seen, inf = [], float("inf")
    for dtype in (torch.int64, torch.int32, torch.uint8, torch.bool):
        seen += [torch.tensor([1], dtype=dtype).copy_(value).tolist() for value in (float("nan"), inf, 1.75, True)]
    return [*seen, torch.tensor([1], dtype=torch.int8).copy_(300).tolist(), torch.tensor(1.0).copy_(2).tolist()]


def everything_or_nothing_assigned(torch: Any) -> list[Any]:
    def assign(x: Any, item: Any, value: Any) -> Any:
        x[item] = value
        return x

    x, leaf, counts = torch.tensor([1.0, 2.0]), _leaf(torch, [1.0, 2.0]), torch.tensor([1, 2])
    return [
        *_seen(lambda: assign(x, True, x), lambda: assign(x, False, x), lambda: assign(leaf, False, 3.0)),
        *_seen(lambda: assign(leaf, True, 3.0), lambda: assign(counts, False, torch.tensor([1.5, 2.0, 3.0]))),
        *_seen(lambda: assign(counts.clone(), True, torch.tensor([1.5, 2.5])), lambda: assign(torch.zeros(2), True, leaf)),
        *_seen(lambda: assign(torch.zeros(2), True, torch.zeros(3)), lambda: assign(torch.zeros(2), True, torch.zeros(2, 2))),
    ]


def truth_written_into_a_leaf(torch: Any) -> list[Any]:
    x = _leaf(torch, [0.0, 2.0])
    square = (x * x).sum()
    x.logical_not_()
    x.logical_or_(torch.tensor([False, True]))
    x[1:].logical_and_(torch.tensor([0.0]))
    y = _leaf(torch, [3.0]) * 1
    y.logical_not_()
    return [_described(x), x.is_leaf, x._version, raised(square.backward), _described(y)]


# ------------------------------------------------------------------ refused
def indices_into_nothing(torch: Any) -> list[Any]:
    x, zero = torch.zeros(2, 0), torch.tensor([0])
    return _seen(
        lambda: x[:, zero],
        lambda: x[:0, zero],
        lambda: x.t()[zero],
        lambda: x[torch.tensor([5]), zero],
        lambda: x[:, zero[:0]],
        lambda: x[zero[:0], zero],
        lambda: torch.zeros(2, 0, 3)[:0, :, torch.tensor([7])],
    )


def products_of_other_dtypes_and_ranks(torch: Any) -> list[Any]:
    s, v, m, b = torch.tensor(1.0), torch.ones(1), torch.ones(1, 1), torch.ones(1, 1, 1)
    d, mv, bmm, sums = b.double(), torch.addmv, torch.baddbmm, torch.addbmm
    return [
        *_seen(lambda: mv(v, m.double(), v), lambda: mv(v.long(), m, v), lambda: mv(v.bool(), m.bool(), v.bool())),
        *_seen(lambda: bmm(b.double(), b, b), lambda: bmm(s, b, b.long()), lambda: bmm(b.bool(), b.bool(), b.bool())),
        *_seen(lambda: sums(m.double(), b, b), lambda: sums(m, b.double(), b), lambda: sums(m.bool(), b.bool(), b.bool())),
        *_seen(lambda: bmm(s, s, s), lambda: bmm(s, v, v), lambda: bmm(s, m, m), lambda: bmm(s, b, s), lambda: bmm(s, m, b)),
        *_seen(lambda: bmm(torch.ones(2), b, b), lambda: bmm(torch.ones(3), torch.ones(1, 1, 2), b), lambda: bmm(d[None], d, d)),
        *_seen(
            lambda: sums(s, s, s), lambda: sums(s, v, v), lambda: sums(s, m, m), lambda: sums(s, m, b), lambda: sums(d, d[0], d)
        ),
        *_seen(
            lambda: sums(torch.ones(2), b, b), lambda: sums(torch.ones(2), torch.ones(1, 1, 2), b), lambda: sums(v, b, b[None])
        ),
    ]


def signs_and_bits(torch: Any) -> list[Any]:
    x, i, b = torch.tensor([1.0, 2.0]), torch.tensor([1, 2]), torch.tensor([True, False])
    return [
        *_seen(lambda: ~x, lambda: ~x[0], lambda: ~i, lambda: +b, lambda: +b[0], lambda: +i, lambda: torch.bitwise_not(x)),
        *_seen(lambda: i | 0.5, lambda: i.bitwise_or(0.5), lambda: i & x.double(), lambda: b ^ True, lambda: b[0] & b[1]),
        *_seen(lambda: torch.square(b), lambda: torch.square(b[0]), lambda: b.clone().square_()),
        *_seen(lambda: x.zeros_like(), lambda: x.ones_like()),
    ]


def refusals_of_what_is_written_in_place(torch: Any) -> list[Any]:
    x, y, i, b = _leaf(torch, [1.0]) * 1, _leaf(torch, [1.0]) * 1, torch.tensor([1, 2]), torch.tensor([True, False])
    bound = torch.tensor([1.0, 2.0])
    y //= 2
    return [
        *_seen(
            lambda: b.clamp_(min=bound),
            lambda: i.clamp_(max=bound),
            lambda: i.clamp_(min=1.5),
            lambda: b.cumsum_(0),
            lambda: b[0].cumsum_(0),
        ),
        *[raised(z.sum().backward) for z in (x.floor_divide_(2), y, torch.floor_divide(y, 2))],
        *[name(z) for z in (x, y)],
    ]


def dimensions_and_bounds_in_refusals(torch: Any) -> list[Any]:
    none, i, b = torch.zeros(2, 0), torch.tensor([1]), torch.tensor([True])
    functional, inf, norm = torch.nn.functional, float("inf"), torch.linalg.vector_norm
    return [
        *_seen(lambda: torch.kthvalue(none, 1), lambda: torch.kthvalue(none, 0), lambda: torch.kthvalue(none, 3, 0)),
        *_seen(lambda: torch.aminmax(none, dim=-1), lambda: norm(none, inf, dim=-1), lambda: norm(none, -2, dim=(0, -1))),
        *_seen(lambda: torch.softmax(i[0], 0), lambda: torch.log_softmax(b[0], -1), lambda: torch.softmax(i.view(1, 1), 0)),
        *_seen(lambda: torch.round(b, decimals=0), lambda: torch.round(i, decimals=0), lambda: torch.round(i, decimals=1)),
        *_seen(lambda: functional.hardtanh(b, inf, inf), lambda: functional.hardtanh(i, -inf, 1.0)),
        *_seen(lambda: torch.split(none, [3, -1]), lambda: torch.split(none, [1, -1], 1)),
        *_seen(lambda: torch.kron(torch.ones(2, 2).t(), torch.ones(2, 2)), lambda: torch.kron(torch.ones(2, 2), torch.ones(2))),
    ]


def functions_of_modules_in_refusals(torch: Any) -> list[Any]:
    x, m = _leaf(torch, [1.0, 2.0]), _leaf(torch, [[1.0, 2.0], [3.0, 4.0]])
    special, linalg = torch.special, torch.linalg
    return _seen(
        lambda: special.erf(x, 1),
        lambda: torch.erf(x, 1),
        lambda: special.logsumexp(x, 0.5),
        lambda: special.expit(x, 1),
        lambda: linalg.det(m, 1),
        lambda: linalg.matmul(m),
        lambda: linalg.diagonal(m, 1),
    )


def diagonals_of_batches(torch: Any) -> list[Any]:
    x = _leaf(torch, [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]], [[9.0, 1.0], [2.0, 3.0]]])
    linalg = torch.linalg
    return [*_slopes(linalg.diagonal(x), x), *_seen(lambda: linalg.diagonal(x, offset=1), lambda: linalg.diagonal(x[0], dim1=0))]


def what_becomes_of_a_single_mask(torch: Any) -> list[Any]:
    mask = torch.tensor(True)
    return _seen(
        lambda: mask.sign(),
        lambda: -mask.sgn(),
        lambda: torch.zeros_like(mask),
        lambda: torch.ones_like(mask),
        lambda: mask.clamp(0, 1),
        lambda: mask.clamp_min(1),
        lambda: mask + mask,
        lambda: mask * 2,
        lambda: mask / 2,
        lambda: mask.square(),
        lambda: torch.maximum(mask, mask),
        lambda: mask.exp(),
    )


def several_dimensions_left_out(torch: Any) -> list[Any]:
    x = _leaf(torch, [[[1.0, 2.0]]])
    refused = _first_lines(lambda: x.squeeze(0, 9), lambda: torch.squeeze(x, 0, 1), lambda: x.std(0, 1, 2))
    return [*_slopes(x.squeeze(0, 1), x), *refused]


def order_in_which_indices_are_looked_at(torch: Any) -> list[Any]:
    x, half = _leaf(torch, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), torch.tensor(0.5)
    return _seen(
        lambda: x[[-2, 3], [9, 0]],
        lambda: x[[[0, 1], [5, 0]], [1, 9]],
        lambda: x[:, None][[0, 2], 0, [0, 4]],
        lambda: x[half, :0:0],
        lambda: x[half, 5],
        lambda: x[half, 0.5],
        lambda: x[half, 1],
    )


def parts_along_what_is_no_dimension(torch: Any) -> list[Any]:
    x = _leaf(torch, [1.0, 2.0, 3.0])
    return _first_lines(
        lambda: x.split(1, dim=0.5),
        lambda: torch.split(x, 1, None),
        lambda: x.split([1, 2], True),
        lambda: x.split(1.5),
        lambda: x.split((1.5, 2)),
        lambda: x.split([1, 1.5]),
        lambda: x[0].split(1, None),
        lambda: x.where(1, 2, 3),
        lambda: x.where(x > 1),
        lambda: x.where(x > 1, 1, 2),
    )


def norms_of_a_number_that_is_too_large_to_square(torch: Any) -> list[Any]:
    x, norm = torch.tensor(1e308, dtype=torch.float64, requires_grad=True), torch.linalg.vector_norm
    calls = [lambda: norm(x), lambda: norm(x, dim=()), lambda: norm(x.view(1), dim=0)]
    along = [lambda: norm(x, dim=0), lambda: norm(x, 3.0, dim=-1), lambda: norm(x, 1, dim=0), lambda: torch.norm(x, dim=0)]
    return [*_seen(*calls, *along), *_slopes(norm(x, dim=0, keepdim=True), x)]
