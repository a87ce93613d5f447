"""In-place operations: what they do to values, to the graph and to views of one memory, their gradients and refusals."""

from __future__ import annotations

from operator import iadd, imul, setitem
from typing import Any

from tests.session.observe import chain, edges, grad, layout, name, numbers, raised


# ------------------------------------------------------------------ values
def in_place_returns_the_tensor_itself(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 4.0])
    same = [x.add_(1) is x, x.mul_(2) is x, x.zero_() is x, x.fill_(3) is x, x.copy_(x + 1) is x, x.clamp_(0, 1) is x]
    return [same, x.tolist()]


def arithmetic_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0])
    seen = []
    for step in (x.add_, x.mul_, x.sub_, x.div_, x.pow_):
        step(2)
        seen.append(x.tolist())
    return seen


def arithmetic_in_place_with_tensors(torch: Any) -> list[Any]:
    x, y = torch.tensor([2.0, 4.0]), torch.tensor([2.0, 3.0])
    seen = []
    for step in (x.add_, x.mul_, x.sub_, x.div_, x.pow_):
        step(y)
        seen.append(x.tolist())
    return seen


def alpha_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    return [x.add_(torch.tensor([1.0, 1.0]), alpha=10).tolist(), x.sub_(torch.tensor([1.0, 2.0]), alpha=2).tolist()]


def functions_in_place(torch: Any) -> list[Any]:
    made = []
    for step in "neg_ abs_ exp_ log_ sqrt_ sin_ cos_ tanh_ sigmoid_ relu_ floor_ round_".split():
        x = torch.tensor([0.25, 1.0, 2.5])
        made.append(getattr(x, step)().tolist())
    return made


def names_of_functions_in_place(torch: Any) -> list[Any]:
    made = []
    for step in "neg_ abs_ exp_ log_ sqrt_ sin_ cos_ tanh_ sigmoid_ relu_ floor_ round_ zero_".split():
        x = torch.tensor([0.25, 1.0, 2.5], requires_grad=True) * 1
        made.append(chain(getattr(x, step)()))
    return made


def gradients_of_functions_in_place(torch: Any) -> list[Any]:
    made = []
    for step in "neg_ abs_ exp_ sqrt_ sin_ cos_ tanh_ sigmoid_ relu_ log_ floor_ round_ zero_".split():
        x = torch.tensor([0.25, 1.0, 2.25], requires_grad=True)
        y = x.clone()
        getattr(y, step)()
        y.sum().backward()
        made.append([step, grad(x)])
    return made


def names_of_arithmetic_in_place(torch: Any) -> list[Any]:
    made = []
    for step in "add_ sub_ mul_ div_ pow_ fill_ copy_".split():
        x = torch.tensor([1.0, 2.0], requires_grad=True) + 1
        y = torch.tensor(3.0)
        made.append([step, chain(getattr(x, step)(y))])
    return made


def names_of_arithmetic_in_place_by_leaves(torch: Any) -> list[Any]:
    made = []
    for step in "add_ sub_ mul_ div_ pow_ fill_ copy_".split():
        x = torch.tensor([1.0, 2.0], requires_grad=True) + 1
        y = torch.tensor(3.0, requires_grad=True)
        getattr(x, step)(y)
        made.append([step, name(x), edges(x.grad_fn)])
    return made


def clamp_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([-1.0, 0.5, 3.0], requires_grad=True)
    y = x * 1
    y.clamp_(min=0, max=2)
    y.sum().backward()
    return [y.tolist(), name(y), grad(x), torch.tensor([1.0, 5.0]).clamp_(max=2).tolist()]


def masked_fill_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([-1.0, 0.5, 3.0], requires_grad=True)
    y = x * 2
    y.masked_fill_(y > 2, 9.0)
    y.sum().backward()
    return [y.tolist(), name(y), grad(x)]


def masked_fill_with_a_tensor_that_requires_grad(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    v = torch.tensor(7.0, requires_grad=True)
    y = x.clone().masked_fill_(x > 1, v)
    (y * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    return [y.tolist(), edges(y.grad_fn), grad(x), grad(v), raised(lambda: x.masked_fill(x > 1, torch.tensor([1.0])))]


def fill_with_a_tensor_that_requires_grad(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    v = torch.tensor(7.0, requires_grad=True)
    y = x.clone().fill_(v)
    y.sum().backward()
    return [y.tolist(), name(y), edges(y.grad_fn), grad(x), grad(v), raised(lambda: y.detach().fill_(torch.tensor([1.0, 2.0])))]


def copy_from_a_tensor_that_requires_grad(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.zeros(2)
    before = [y.requires_grad, y.is_leaf]
    y.copy_(x)
    (y * y).sum().backward()
    return [before, y.requires_grad, y.is_leaf, name(y), edges(y.grad_fn), grad(x)]


def copy_broadcasts_and_casts(torch: Any) -> list[Any]:
    x = torch.zeros(2, 2)
    x.copy_(torch.tensor([1, 2]))
    n = torch.zeros(2, dtype=torch.int64)
    n.copy_(torch.tensor([1.7, -1.7]))
    return [x.tolist(), n.tolist(), raised(lambda: x.copy_(torch.zeros(3)))]


def gradient_of_a_broadcast_copy(torch: Any) -> list[Any]:
    v = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.zeros(3, 2)
    y.copy_(v)
    (y * torch.arange(6.0).view(3, 2)).sum().backward()
    return [y.tolist(), grad(v)]


def augmented_assignment_is_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    y = x
    x += 1
    x *= 3
    x -= torch.tensor([0.0, 1.0])
    x /= 2
    x **= 2
    return [y.tolist(), x is y]


def augmented_floor_division_and_remainder(torch: Any) -> list[Any]:
    x = torch.tensor([7.0, -7.0])
    y = x
    x //= 2
    first = x.tolist()
    x %= 3
    return [first, x.tolist(), x is y]


def augmented_assignment_of_a_slice(torch: Any) -> list[Any]:
    m = torch.arange(6.0).reshape(2, 3)
    m[:, 1] += 10
    m[0] *= 2
    m[1, 1:] -= m[0, 1:]
    m[:, [0, 2]] += 100
    return [m.tolist()]


def augmented_assignment_by_a_mask_and_repeated_indices(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, -2.0, -3.0])
    x[x < 0] *= -1
    n = torch.zeros(3)
    n[[0, 0, 1]] += 1
    return [x.tolist(), n.tolist()]


def index_assignment(torch: Any) -> list[Any]:
    x = torch.zeros(5)
    x[0] = 1.0
    x[1:3] = torch.tensor([2.0, 3.0])
    x[-1] = torch.tensor(9.0)
    x[::2] = 7
    x[[1, 3]] = torch.tensor([-1.0, -3.0])
    x[x > 5] = 0.5
    return [x.tolist()]


def index_assignment_broadcasts(torch: Any) -> list[Any]:
    m = torch.zeros(3, 2)
    m[1] = 1.0
    m[:, 0] = torch.tensor([5.0, 6.0, 7.0])
    m[1:] = torch.tensor([[8.0, 9.0]])
    m[..., 1] = torch.tensor([[4.0]])
    return [m.tolist(), raised(lambda: setitem(m, 0, torch.zeros(3))), raised(lambda: setitem(m, 0, torch.zeros(2, 2)))]


def index_assignment_drops_leading_ones(torch: Any) -> list[Any]:
    x = torch.zeros(3)
    x[0] = torch.tensor([[5.0]])
    x[1:] = torch.tensor([[[6.0, 7.0]]])
    return [x.tolist(), raised(lambda: setitem(x, 0, torch.tensor([1.0, 2.0])))]


def index_assignment_casts_to_the_tensor(torch: Any) -> list[Any]:
    n = torch.zeros(3, dtype=torch.int64)
    n[0] = 2.9
    n[1] = torch.tensor(-2.9)
    n[2:] = torch.tensor([True])
    x = torch.zeros(2)
    x[0] = torch.tensor(0.1, dtype=torch.float64)
    return [n.tolist(), x.tolist(), raised(lambda: setitem(x, [0], torch.tensor([0.5], dtype=torch.float64)))]


def index_assignment_out_of_range(torch: Any) -> list[Any]:
    x = torch.zeros(2)
    return [
        raised(lambda: setitem(x, 2, 1.0)),
        raised(lambda: setitem(x, (0, 0), 1.0)),
        raised(lambda: setitem(x, [0, 2], 1.0)),
        raised(lambda: setitem(x, slice(0, 1), torch.zeros(2))),
        raised(lambda: setitem(x, [0, 1], torch.zeros(3))),
        raised(lambda: setitem(x, x > -1, torch.zeros(3))),
    ]


def swapping_rows_needs_a_copy(torch: Any) -> list[Any]:
    m = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    k = m.clone()
    m[0], m[1] = m[1], m[0]
    k[[0, 1]] = k[[1, 0]]
    return [m.tolist(), k.tolist()]


def memory_that_overlaps_itself(torch: Any) -> list[Any]:
    x = torch.arange(4.0)
    return [
        raised(lambda: x[1:].add_(x[:-1])),
        raised(lambda: x[1:].copy_(x[:-1])),
        raised(lambda: setitem(x, slice(1, None), x[:-1])),
    ]


# ------------------------------------------------------------------ leaves
def leaf_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return [
        raised(lambda: x.add_(1)),
        raised(lambda: x.zero_()),
        raised(lambda: iadd(x, 1)),
        raised(lambda: setitem(x, 0, 1.0)),
        raised(lambda: x.copy_(torch.zeros(2))),
        raised(lambda: x.exp_()),
        raised(lambda: setitem(x, x > 0, 1.0)),
        x.tolist(),
        x._version,
    ]


def view_of_a_leaf_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    return [
        raised(lambda: x[0].add_(1)),
        raised(lambda: x.t().mul_(2)),
        raised(lambda: x.view(4).zero_()),
        raised(lambda: x[0][1].fill_(1)),
        raised(lambda: setitem(x[0], 0, 1.0)),
        raised(lambda: x.diagonal().zero_()),
        x.tolist(),
    ]


def leaf_as_source_of_an_in_place(torch: Any) -> list[Any]:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    x = torch.tensor([3.0, 4.0])
    alias = x
    x.mul_(w)
    x.sum().backward()
    return [x.requires_grad, x.is_leaf, name(x), alias is x, grad(w)]


def view_of_a_plain_tensor_begins_to_require_grad(torch: Any) -> list[Any]:
    w = torch.tensor(2.0, requires_grad=True)
    x = torch.ones(3)
    y = x[1]
    y.mul_(w)
    (x.sum() * 5).backward()
    return [x.requires_grad, x.is_leaf, name(x), name(y), grad(w), x.tolist()]


def leaf_in_place_without_grad(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        x += 1
        x[0] = 10.0
        x.mul_(2)
    (x * x).sum().backward()
    return [x.tolist(), x.is_leaf, x.requires_grad, x._version, grad(x)]


def gradient_descent_by_hand(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    steps = []
    for _ in range(4):
        (3 * x**2 + 4 * x + 5).backward()
        with torch.no_grad():
            x -= 0.1 * x.grad
        steps.append([x.item(), x.grad.item(), x._version])
        x.grad.zero_()
    return steps


def gradient_descent_outside_no_grad_is_refused(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    (x**2).backward()
    text = raised(lambda: iadd(x, -0.1 * x.grad))
    x = x - 0.1 * x.grad
    return [text, x.is_leaf, name(x), x.item()]


def gradient_descent_through_data(torch: Any) -> list[Any]:
    w = torch.tensor([1.0, -1.0], requires_grad=True)
    seen = []
    for _ in range(3):
        (w * w).sum().backward()
        w.data -= 0.25 * w.grad
        seen.append([w.tolist(), w.grad.tolist(), w._version, w.is_leaf])
        w.grad = None
    return seen


# ------------------------------------------------------------------ the graph after an in-place operation
def in_place_moves_the_grad_fn(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    first = y.grad_fn
    y.add_(1)
    return [first.name(), name(y), y.grad_fn.next_functions[0][0] is first, y.is_leaf, chain(y)]


def in_place_on_a_result_then_backward(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.mul_(3)
    y += x
    y.sum().backward()
    return [y.tolist(), chain(y), grad(x)]


def exp_in_place_then_backward(torch: Any) -> list[Any]:
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    y = x + 0
    y.exp_()
    y.sum().backward()
    return [name(y), grad(x)]


def index_assignment_names(torch: Any) -> list[Any]:
    x = torch.ones(3, requires_grad=True)
    made = []
    for index in (0, slice(1, None), [0, 2], x > 5, slice(None), ..., (None, 0)):
        y = x * 1
        y[index] = 7.0
        made.append([name(y), edges(y.grad_fn)])
    return made


def index_assignment_of_a_tensor_names(torch: Any) -> list[Any]:
    x = torch.ones(3, requires_grad=True)
    v = torch.tensor(2.0, requires_grad=True)
    made = []
    for index in (0, slice(1, None), [0, 2], x > 5, ...):
        y = x * 1
        y[index] = v
        made.append([name(y), edges(y.grad_fn)])
    return made


def gradient_of_an_assigned_number(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * x
    y[1] = 10.0
    y.sum().backward()
    return [y.tolist(), grad(x)]


def gradient_of_an_assigned_tensor(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    v = torch.tensor(4.0, requires_grad=True)
    y = x * 2
    y[0] = v * v
    (y * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    return [y.tolist(), grad(x), grad(v)]


def gradient_of_a_broadcast_assignment(torch: Any) -> list[Any]:
    x = torch.ones(3, 2, requires_grad=True)
    v = torch.tensor([5.0, 6.0], requires_grad=True)
    y = x * 1
    y[1:] = v
    (y * torch.arange(6.0).view(3, 2)).sum().backward()
    return [y.tolist(), grad(x), grad(v)]


def gradient_of_an_assigned_column_with_leading_one(torch: Any) -> list[Any]:
    x = torch.zeros(2, 2, requires_grad=True)
    v = torch.tensor([[3.0, 4.0]], requires_grad=True)
    y = x + 0
    y[:, 1] = v
    (y * torch.tensor([[1.0, 2.0], [3.0, 4.0]])).sum().backward()
    return [y.tolist(), grad(x), grad(v)]


def gradient_of_assignment_by_a_mask(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, -2.0, -3.0], requires_grad=True)
    v = torch.tensor([10.0, 20.0], requires_grad=True)
    y = x * 1
    y[y < 0] = v
    (y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    return [name(y), y.tolist(), grad(x), grad(v)]


def gradient_of_assignment_by_a_list(torch: Any) -> list[Any]:
    x = torch.arange(4.0).requires_grad_()
    v = torch.tensor(5.0, requires_grad=True)
    y = x * 1
    y[[0, 2]] = v
    (y * torch.tensor([1.0, 2.0, 3.0, 4.0])).sum().backward()
    return [name(y), y.tolist(), grad(x), grad(v)]


def gradient_of_assignment_with_repeated_indices(torch: Any) -> list[Any]:
    x = torch.zeros(3, requires_grad=True)
    v = torch.tensor([7.0, 7.0, 8.0], requires_grad=True)
    y = x * 1
    y[[1, 1, 2]] = v
    (y * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    return [y.tolist(), grad(x), grad(v)]


def gradient_of_augmented_assignment_by_a_mask(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, -2.0, -3.0], requires_grad=True)
    w = torch.tensor([10.0, 20.0], requires_grad=True)
    y = x * 1
    y[x < 0] *= w
    (y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    return [y.tolist(), chain(y), edges(y.grad_fn), grad(x), grad(w)]


def gradient_of_augmented_assignment_with_repeated_indices(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    w = torch.tensor([10.0, 10.0], requires_grad=True)
    y = x * 1
    y[[0, 0]] += w
    (y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    return [y.tolist(), grad(x), grad(w)]


def gradient_of_assignment_by_a_matrix_of_indices(torch: Any) -> list[Any]:
    m = torch.ones(2, 3, requires_grad=True)
    v = torch.tensor([5.0, 6.0], requires_grad=True)
    y = m * 1
    y[[0, 1], [2, 0]] = v
    y[:, [1]] = v[:, None] * 2
    (y * torch.arange(6.0).view(2, 3)).sum().backward()
    return [y.tolist(), chain(y), grad(m), grad(v)]


def assignment_into_a_plain_tensor(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.zeros(3)
    y[0] = x[1] * 3
    y[1] = x[0]
    y.sum().backward()
    return [y.tolist(), y.requires_grad, y.is_leaf, chain(y), edges(y.grad_fn), grad(x)]


def filling_a_tensor_element_by_element(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.zeros(4)
    y[0] = x
    for i in range(1, 4):
        y[i] = y[i - 1].clone() * x
    y.sum().backward()
    return [y.tolist(), grad(x)]


def filling_a_tensor_from_its_own_elements_is_refused(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.zeros(3)
    y[0] = x
    for i in range(1, 3):
        y[i] = y[i - 1] * x
    return [raised(lambda: y.sum().backward()), grad(x)]


def augmented_assignment_of_a_slice_with_gradient(torch: Any) -> list[Any]:
    x = torch.ones(2, 3, requires_grad=True)
    w = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 1
    y[:, 1] += w
    y[0] *= 10
    y.sum().backward()
    return [y.tolist(), chain(y), grad(x), grad(w)]


def copy_slices_edges(torch: Any) -> list[Any]:
    x = torch.ones(3, requires_grad=True)
    w = torch.tensor(2.0, requires_grad=True)
    y = x * 1
    y[0].mul_(w)
    return [name(y), edges(y.grad_fn), chain(y)]


# ------------------------------------------------------------------ views and their bases
def base_after_a_view_was_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 1
    v = y[1:]
    v.mul_(10)
    (y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    return [y.tolist(), name(y), name(v), edges(v.grad_fn), grad(x)]


def view_after_its_base_was_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 1
    v = y[1:]
    before = name(v)
    y.mul_(10)
    after = [name(v), chain(v)]
    v.sum().backward()
    return [before, after, name(y), v.tolist(), grad(x)]


def every_kind_of_view_after_its_base_was_changed(torch: Any) -> list[Any]:
    x = torch.ones(2, 2, requires_grad=True)
    y = x * 1
    views = [
        y[0],
        y[:, 1],
        y[1:],
        y.t(),
        y.view(4),
        y.unsqueeze(0),
        y.diagonal(),
        y.expand(2, 2, 2),
        y.narrow(0, 0, 1),
        y[0][1],
        y[...],
    ]
    y.add_(1)
    return [[name(view) for view in views], [edges(view.grad_fn) for view in views[:3]]]


def view_of_a_view_after_the_base_was_changed(torch: Any) -> list[Any]:
    x = torch.arange(6.0).requires_grad_()
    y = x * 1
    v = y.view(2, 3)
    u = v[1]
    y.mul_(2)
    (u * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    return [chain(u), chain(v), u.tolist(), grad(x)]


def sibling_view_after_a_view_was_changed(torch: Any) -> list[Any]:
    x = torch.arange(4.0).requires_grad_()
    y = x * 1
    a, b = y[:3], y[1:]
    a.mul_(5)
    (b * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    return [chain(a), chain(b), chain(y), b.tolist(), grad(x)]


def both_views_changed(torch: Any) -> list[Any]:
    x = torch.arange(4.0).requires_grad_()
    y = x * 1
    a, b = y[:3], y[1:]
    a.mul_(5)
    b.add_(a[0])
    y.sum().backward()
    return [y.tolist(), chain(y), chain(a), chain(b), grad(x)]


def in_place_on_a_view_of_a_view(torch: Any) -> list[Any]:
    x = torch.arange(6.0).requires_grad_()
    y = x * 1
    y.view(2, 3)[1][::2].mul_(10)
    y.sum().backward()
    return [y.tolist(), chain(y), grad(x)]


def in_place_on_a_transposed_view(torch: Any) -> list[Any]:
    x = torch.arange(6.0).requires_grad_()
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * 1).view(2, 3)
    y.t().mul_(w)
    (y * torch.arange(6.0).view(2, 3)).sum().backward()
    return [y.tolist(), chain(y), grad(x), grad(w)]


def in_place_on_a_diagonal(torch: Any) -> list[Any]:
    m = torch.ones(3, 3, requires_grad=True)
    d = torch.tensor([2.0, 3.0, 4.0], requires_grad=True)
    y = m * 1
    y.diagonal().mul_(d)
    (y * torch.arange(9.0).view(3, 3)).sum().backward()
    return [y.tolist(), chain(y), grad(m), grad(d)]


def in_place_on_a_select_of_a_select(torch: Any) -> list[Any]:
    m = torch.ones(2, 2, 2, requires_grad=True)
    v = torch.tensor(5.0, requires_grad=True)
    y = m * 3
    y[1][0].copy_(v)
    y[0][1][1] = v * 2
    (y * torch.arange(8.0).view(2, 2, 2)).sum().backward()
    return [y.tolist(), chain(y), grad(m), grad(v)]


def in_place_on_a_slice_with_step(torch: Any) -> list[Any]:
    x = torch.arange(5.0).requires_grad_()
    y = x * 2
    y[::2] *= 10
    y[1::2] += y[0]
    y.sum().backward()
    return [y.tolist(), chain(y), grad(x)]


def square_of_a_slice_assigned_to_itself(torch: Any) -> list[Any]:
    x = torch.arange(4.0).requires_grad_()
    y, z = x * 2, x * 2
    y[1::2] = y[1::2] ** 2
    z[1::2] = z[1::2].clone() ** 2
    text = raised(lambda: y.sum().backward())
    z.sum().backward()
    return [y.tolist(), text, z.tolist(), grad(x)]


def in_place_on_a_permuted_view(torch: Any) -> list[Any]:
    x = torch.arange(6.0).requires_grad_()
    y = (x + 0).view(1, 2, 3)
    y.permute(2, 0, 1)[0].exp_()
    y.sum().backward()
    return [y.tolist(), grad(x)]


def in_place_on_unsqueezed_and_squeezed(torch: Any) -> list[Any]:
    x = torch.arange(3.0).requires_grad_()
    y = x * 1
    y.unsqueeze(0).mul_(2)
    y[None].squeeze(0).add_(1)
    y.sum().backward()
    return [y.tolist(), chain(y), grad(x)]


def in_place_on_the_whole_as_a_view(torch: Any) -> list[Any]:
    x = torch.arange(3.0).requires_grad_()
    y = x * 1
    y[:].mul_(2)
    first = name(y)
    y.view(3).mul_(3)
    second = name(y)
    y[...] += 1
    y.sum().backward()
    return [first, second, name(y), grad(x)]


def in_place_on_as_strided(torch: Any) -> list[Any]:
    x = torch.arange(6.0).requires_grad_()
    y = x * 1
    y.as_strided((2, 2), (3, 1), 1).mul_(10)
    y.sum().backward()
    return [y.tolist(), chain(y), grad(x)]


def square_in_place_on_a_view(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 1
    y[1:].pow_(2)
    y.sum().backward()
    return [y.tolist(), grad(x)]


def view_multiplied_by_another_view_of_its_base(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 1
    y[0].mul_(y[1])
    return [y.tolist(), raised(lambda: y.sum().backward())]


def view_added_to_another_view_of_its_base(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 1
    y[0].add_(y[1])
    y.backward(torch.tensor([1.0, 10.0]))
    return [y.tolist(), grad(x)]


def view_used_before_and_after_the_change(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x + 0
    v = y[0]
    before = v + 0
    v.mul_(7)
    (before + v).backward()
    return [before.item(), v.item(), grad(x)]


def gradient_by_a_changed_view(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 1
    v = y[1:]
    v.mul_(2)
    return numbers(torch.autograd.grad((y * y).sum() + v.sum(), [v, y, x], allow_unused=True))


def data_of_a_result_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    y.data[0] = 100.0
    y.sum().backward()
    return [y.tolist(), name(y), y._version, grad(x)]


def in_place_through_a_detached_alias(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x + 1
    y.detach().mul_(10)
    (y * 1).sum().backward()
    return [y.tolist(), name(y), y._version, grad(x)]


# ------------------------------------------------------------------ refusals of views
def multi_output_views_in_place(torch: Any) -> list[Any]:
    x = torch.arange(4.0).requires_grad_()
    made = []
    for cut in ("unbind", "split", "chunk"):
        y = x * 1
        parts = y.unbind() if cut == "unbind" else getattr(y, cut)(2)
        made.append([name(parts[0]), raised(lambda parts=parts: parts[0].mul_(2))])
    return made


def iterated_rows_in_place(torch: Any) -> list[Any]:
    y = torch.ones(2, 2, requires_grad=True) * 1
    first, _ = y
    return [raised(lambda: first.add_(1)), y.tolist()]


def base_of_multi_output_views_in_place(torch: Any) -> list[Any]:
    x = torch.arange(4.0).requires_grad_()
    y = x * 1
    parts = y.split(2)
    y.add_(1)
    return [name(y), raised(lambda: parts[0].grad_fn), parts[0].tolist(), raised(lambda: parts[0].sum())]


def multi_output_views_of_a_plain_tensor_in_place(torch: Any) -> list[Any]:
    x = torch.arange(4.0)
    a, b = x.split(2)
    a.mul_(10)
    w = torch.tensor(2.0, requires_grad=True)
    return [x.tolist(), raised(lambda: b.mul_(w))]


def view_made_without_grad_changed_with_grad(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    with torch.no_grad():
        v = y[0]
    return [raised(lambda: v.mul_(2)), y.tolist(), name(y)]


def view_of_a_leaf_made_without_grad_changed_with_grad(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        v = x[0]
    return [raised(lambda: v.mul_(2)), x.tolist(), v.requires_grad]


def view_made_without_grad_changed_without_grad(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        v = x[0]
        v.mul_(5)
    return [x.tolist(), x._version, x.is_leaf]


def view_made_with_grad_changed_without_grad(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    v = y[0]
    with torch.no_grad():
        v.mul_(5)
    after = [y.tolist(), name(y), raised(lambda: v.grad_fn)]
    y.sum().backward()
    return [after, grad(x)]


def base_changed_without_grad_and_its_view(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    v = y[0]
    with torch.no_grad():
        y.mul_(5)
    (v * 1).backward()
    return [v.item(), name(v), grad(x)]


def view_of_a_plain_tensor_made_without_grad(torch: Any) -> list[Any]:
    w = torch.tensor(2.0, requires_grad=True)
    x = torch.ones(2)
    with torch.no_grad():
        v = x[0]
    return [raised(lambda: v.mul_(w)), x.tolist()]


def view_made_in_inference_mode(torch: Any) -> list[Any]:
    y = torch.ones(2, requires_grad=True) * 1
    with torch.inference_mode():
        v = y[0]
    return [raised(lambda: v.mul_(2)), v.requires_grad]


def inference_tensor_in_place_outside(torch: Any) -> list[Any]:
    with torch.inference_mode():
        x = torch.ones(2)
        x.add_(1)
    return [raised(lambda: x.add_(1)), x.tolist(), raised(lambda: x.requires_grad_()), raised(lambda: x._version)]


def expanded_memory_written_in_place(torch: Any) -> list[Any]:
    x = torch.zeros(2).expand(3, 2)
    return [
        raised(lambda: x.add_(1)),
        raised(lambda: x.mul_(2)),
        raised(lambda: x.exp_()),
        raised(lambda: x.copy_(torch.ones(3, 2))),
        raised(lambda: x.fill_(4)),
        x.tolist(),
        raised(lambda: x.zero_()),
        raised(lambda: setitem(x, 0, 5.0)),
        x.tolist(),
    ]


def overlapping_windows_written_in_place(torch: Any) -> list[Any]:
    x = torch.arange(4.0)
    windows = x.as_strided((2, 3), (1, 1))
    return [raised(lambda: windows.add_(1)), raised(lambda: windows.zero_()), x.tolist()]


def expanded_result_that_requires_grad_in_place(torch: Any) -> list[Any]:
    y = (torch.ones(1, requires_grad=True) * 1).expand(3)
    return [raised(lambda: y.mul_(2)), raised(lambda: setitem(y, 0, 2.0)), y.tolist(), chain(y)]


def shape_may_not_grow(torch: Any) -> list[Any]:
    x = torch.zeros(2)
    return [
        raised(lambda: x.add_(torch.zeros(3, 2))),
        raised(lambda: iadd(x, torch.zeros(1, 2))),
        raised(lambda: imul(torch.tensor(1.0), torch.ones(2))),
        raised(lambda: x.add_(torch.zeros(3))),
        raised(lambda: x.copy_(torch.zeros(1, 2))),
        raised(lambda: x.copy_(torch.zeros(3, 2))),
        raised(lambda: x.masked_fill_(torch.ones(3, 2) > 0, 1.0)),
        raised(lambda: x.clamp_(min=torch.zeros(3, 2))),
        x.tolist(),
    ]


def dtype_may_not_change(torch: Any) -> list[Any]:
    n = torch.tensor([1, 2])
    b = torch.tensor([True, False])
    return [
        raised(lambda: n.add_(1.5)),
        raised(lambda: n.mul_(torch.tensor([0.5, 0.5]))),
        raised(lambda: n.div_(2)),
        raised(lambda: n.exp_()),
        raised(lambda: n.sigmoid_()),
        raised(lambda: b.add_(1)),
        raised(lambda: b.mul_(2.0)),
        raised(lambda: n.add_(torch.tensor([1.0, 2.0], dtype=torch.float64))),
        n.tolist(),
    ]


# ------------------------------------------------------------------ shapes in place
def transposed_in_place(torch: Any) -> list[Any]:
    m = torch.arange(6.0).reshape(2, 3).clone()
    first = m.t_() is m
    return [first, m.tolist(), layout(m), layout(m.transpose_(0, 1)), m._base is None, m._version]


def squeezed_and_unsqueezed_in_place(torch: Any) -> list[Any]:
    x = torch.zeros(1, 3)
    seen = [layout(x.squeeze_(0)), layout(x.unsqueeze_(1)), layout(x.unsqueeze_(0)), layout(x.squeeze_())]
    return [*seen, x._version]


def shapes_in_place_with_gradient(torch: Any) -> list[Any]:
    x = torch.arange(6.0).requires_grad_()
    y = x.view(2, 3) * 2
    y.t_()
    names = [chain(y)]
    y.unsqueeze_(0)
    names.append(name(y))
    (y[0, 2] * torch.tensor([1.0, 10.0])).sum().backward()
    return [names, list(y.shape), grad(x)]


def shapes_in_place_on_a_leaf(torch: Any) -> list[Any]:
    m = torch.zeros(2, 3, requires_grad=True)
    return [raised(lambda: m.t_()), raised(lambda: m.unsqueeze_(0)), raised(lambda: m.squeeze_()), list(m.shape)]


def shapes_in_place_on_a_view(torch: Any) -> list[Any]:
    x = torch.arange(6.0).requires_grad_()
    y = x * 1
    v = y.view(2, 3)
    v.t_()
    (v[2] * torch.tensor([1.0, 10.0])).sum().backward()
    return [list(v.shape), chain(v), chain(y), list(y.shape), grad(x)]


# ------------------------------------------------------------------ higher order
def second_derivative_through_an_assignment(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x**3
    y[0] = x[1] ** 3
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x)
    return [g.tolist(), h.tolist()]


def second_derivative_through_in_place_arithmetic(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x**2
    y.mul_(x)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True, allow_unused=True)
    (h,) = torch.autograd.grad(g.sum(), x)
    return [g.tolist(), h.tolist()]


def second_derivative_through_exp_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    y = 2 * x
    y.exp_()
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x)
    return [g.tolist(), h.tolist()]


def second_derivative_through_a_changed_view(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x**2
    y[1:].mul_(x[:2])
    (g,) = torch.autograd.grad((y * torch.tensor([1.0, 2.0, 3.0])).sum(), x, create_graph=True)
    (h,) = torch.autograd.grad((g * g).sum(), x)
    return [g.tolist(), h.tolist()]


def second_derivative_through_assignment_by_a_mask(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    y = x**2
    y[x < 0] = x[x < 0] ** 3
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (h,) = torch.autograd.grad((g * torch.tensor([1.0, 10.0, 100.0])).sum(), x)
    return [g.tolist(), h.tolist()]


def mixed_derivative_by_base_and_value(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    v = torch.tensor(3.0, requires_grad=True)
    y = x * v
    y[0] = v**2 * x[1]
    (g,) = torch.autograd.grad((y * y).sum(), v, create_graph=True)
    return [g.item(), *numbers(torch.autograd.grad(g, [x, v]))]


def augmented_assignment_makes_a_leaf_no_longer_one(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x = x * 1
    alias = x
    x += 1
    return [x is alias, x.is_leaf, chain(x), raised(lambda: imul(x, 2)), chain(x)]
