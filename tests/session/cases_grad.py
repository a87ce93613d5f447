"""Asking for gradients: torch.autograd.grad and backward in all their options, .grad itself, leaves, switches of recording."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.session.observe import chain, edges, grad, name, numbers, raised


# ------------------------------------------------------------------ torch.autograd.grad
def gradient_by_a_leaf(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    made = torch.autograd.grad(3 * x**2 + 4 * x + 5, x)
    return [type(made).__name__, numbers(made), made[0].requires_grad, grad(x)]


def gradient_by_several_leaves(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor(3.0, requires_grad=True)
    return numbers(torch.autograd.grad((x * w).sum(), (x, w)))


def gradient_by_a_result(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    z = y.exp() * x
    return [*numbers(torch.autograd.grad(y * 3 + x, y)), *numbers(torch.autograd.grad(z, [y, x])), grad(x)]


def gradient_by_the_output_itself(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    return [
        *numbers(torch.autograd.grad(y, y, retain_graph=True)),
        *numbers(torch.autograd.grad(y, [y, x])),
        *numbers(torch.autograd.grad(x, x)),
    ]


def gradient_by_a_result_used_twice(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x + 1
    z = y * y + y
    return numbers(torch.autograd.grad(z, [y, x]))


def gradient_by_a_result_does_not_need_what_is_below(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    z = y + 1
    y.backward()
    return [*numbers(torch.autograd.grad(z, y)), raised(lambda: torch.autograd.grad(z, x))]


def gradient_twice_by_different_leaves(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    w = torch.tensor(3.0, requires_grad=True)
    y = x.exp() + w.sin()
    first = torch.autograd.grad(y, x)
    return [numbers(first), numbers(torch.autograd.grad(y, w)), raised(lambda: torch.autograd.grad(y, w))]


def gradient_of_several_outputs(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y, z = (x * x).sum(), x.exp().sum() * 0 + x.sum()
    return numbers(torch.autograd.grad([y, z], x))


def gradient_with_weights_of_outputs(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y, z = x * x, x * 3
    one = torch.autograd.grad(y, x, grad_outputs=torch.tensor([1.0, 10.0]), retain_graph=True)
    both = torch.autograd.grad([y, z], [x], grad_outputs=[torch.tensor([1.0, 1.0]), torch.tensor([0.0, 1.0])], retain_graph=True)
    none = torch.autograd.grad([y.sum(), z], [x], [None, torch.ones(2)])
    return [numbers(one), numbers(both), numbers(none)]


def gradient_with_weights_that_do_not_fit(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    return [
        raised(lambda: torch.autograd.grad(y, x)),
        raised(lambda: torch.autograd.grad(y, x, torch.ones(3))),
        raised(lambda: torch.autograd.grad(y, x, torch.tensor(1.0))),
        raised(lambda: torch.autograd.grad([y, y], x, [torch.ones(2)])),
    ]


def gradient_with_integer_weights(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (g,) = torch.autograd.grad(x * x, x, torch.tensor([1, 2]))
    return [g.tolist(), str(g.dtype), raised(lambda: torch.autograd.grad(x * x, x, 1.0))]


def gradient_by_what_is_not_used(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    y = x * x
    return [
        raised(lambda: torch.autograd.grad(y, [x, w], retain_graph=True)),
        raised(lambda: torch.autograd.grad(y, w, retain_graph=True)),
        numbers(torch.autograd.grad(y, [x, w], allow_unused=True, retain_graph=True)),
        numbers(torch.autograd.grad(y, [x, w], materialize_grads=True)),
    ]


def materialised_gradients_may_not_be_forbidden(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    return [raised(lambda: torch.autograd.grad(y, x, allow_unused=False, materialize_grads=True))]


def gradient_by_what_does_not_require_grad(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    c = torch.tensor(3.0)
    return [
        raised(lambda: torch.autograd.grad(x * c, c)),
        raised(lambda: torch.autograd.grad(x * c, [x, c], allow_unused=True)),
        raised(lambda: torch.autograd.grad(c * c, c)),
        raised(lambda: torch.autograd.grad(c * c, x)),
        raised(lambda: torch.autograd.grad(x * c, [])),
    ]


def gradient_by_a_view_made_later_is_not_used(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    return [
        raised(lambda: torch.autograd.grad(y, x[0])),
        numbers(torch.autograd.grad(y, x.detach().requires_grad_(), allow_unused=True)),
    ]


def gradient_by_the_same_tensor_twice(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    a, b = torch.autograd.grad(x * x, [x, x])
    return [a.item(), b.item()]


def gradient_leaves_grad_alone(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    x.grad = torch.tensor(100.0)
    made = torch.autograd.grad(x * x, x)
    return [numbers(made), grad(x)]


def gradient_without_recording_itself(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    (g,) = torch.autograd.grad(x**3, x)
    return [g.requires_grad, name(g), raised(lambda: torch.autograd.grad(g, x)), raised(lambda: g.backward())]


def second_and_third_derivative(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**4
    made = []
    for _ in range(4):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        made.append([y.item(), y.requires_grad, name(y)])
    return made


def create_graph_retains_the_graph(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x.exp()
    a = torch.autograd.grad(y, x, create_graph=True)
    b = torch.autograd.grad(y, x, create_graph=True, retain_graph=False)
    return [numbers(a), numbers(b), raised(lambda: torch.autograd.grad(y, x))]


def retain_graph_of_a_gradient(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x.exp() * x
    torch.autograd.grad(y, x, retain_graph=True)
    torch.autograd.grad(y, x)
    return [raised(lambda: torch.autograd.grad(y, x, retain_graph=True))]


def penalty_on_the_gradient(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([3.0, -1.0], requires_grad=True)
    y = ((x * w).sum()) ** 2
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (y + (g**2).sum()).backward()
    return [g.tolist(), grad(x), grad(w)]


def product_of_hessian_and_vector(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    v = torch.tensor([1.0, 0.0, -1.0])
    (g,) = torch.autograd.grad(x.prod() + (x**3).sum(), x, create_graph=True)
    return [g.tolist(), *numbers(torch.autograd.grad(g, x, v))]


# ------------------------------------------------------------------ backward
def backward_adds_up(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    seen = [grad(x)]
    for _ in range(3):
        (3 * x**2 + 4 * x + 5).backward()
        seen.append(grad(x))
    return seen


def backward_a_second_time(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.backward()
    return [raised(lambda: y.backward()), grad(x)]


def backward_a_second_time_where_nothing_was_saved(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x + 1).sum() - x.mean()
    y.backward()
    y.backward()
    return [grad(x)]


def backward_with_the_graph_retained(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    y.backward()
    return [grad(x), raised(lambda: y.backward()), grad(x)]


def backward_through_a_shared_part_twice(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    a = x * x
    y, z = a * 3, a * 4
    y.backward()
    return [raised(lambda: z.backward()), grad(x)]


def backward_accumulates_partly_before_it_raises(torch: Any) -> list[Any]:
    a = torch.tensor(1.0, requires_grad=True)
    x = torch.tensor(2.0, requires_grad=True)
    y = a + x**2
    y.backward()
    return [raised(lambda: y.backward()), grad(a), grad(x)]


def backward_of_a_vector_needs_weights(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    text = raised(lambda: y.backward())
    y.backward(torch.tensor([1.0, 10.0]), retain_graph=True)
    first = grad(x)
    y.backward(gradient=torch.ones(2))
    return [text, first, grad(x), raised(lambda: (x * x).backward(torch.ones(3)))]


def backward_of_one_element_needs_no_weights(torch: Any) -> list[Any]:
    x = torch.tensor([[2.0]], requires_grad=True)
    (x * x).backward()
    (x * x).backward(torch.tensor([[10.0]]))
    return [grad(x), raised(lambda: (x * x).backward(torch.tensor(1.0))), raised(lambda: (x[:0] * 1).backward())]


def backward_from_what_does_not_require_grad(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.no_grad():
        y = x * x
    return [
        raised(lambda: y.backward()),
        raised(lambda: (x * x).detach().backward()),
        raised(lambda: torch.tensor(1.0).backward()),
        raised(lambda: (x > 1).backward()),
        raised(lambda: x.long().backward()),
        raised(lambda: torch.tensor([1.0, 2.0]).backward()),
    ]


def backward_of_a_leaf(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    x.backward()
    x.backward(torch.tensor(5.0))
    return [grad(x)]


def backward_into_chosen_inputs(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    w = torch.tensor(3.0, requires_grad=True)
    (x * w).backward(inputs=[x])
    first = [grad(x), grad(w)]
    (x * w).backward(inputs=w)
    return [first, grad(x), grad(w)]


def backward_into_a_result(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    (y * 3).backward(inputs=[y])
    return [y.retains_grad, grad(y), grad(x)]


def backward_into_inputs_that_do_not_fit(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    w = torch.tensor(3.0, requires_grad=True)
    c = torch.tensor(4.0)
    (x * c).backward(inputs=[w])
    return [
        grad(x),
        grad(w),
        raised(lambda: (x * c).backward(inputs=[])),
        raised(lambda: (x * c).backward(inputs=[c])),
    ]


def backward_of_several_outputs(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y, z = (x * x).sum(), x * 3
    torch.autograd.backward([y, z], [None, torch.tensor([1.0, 10.0])])
    first = grad(x)
    torch.autograd.backward((x * 1).sum())
    torch.autograd.backward(x * 1, torch.ones(2))
    return [first, grad(x)]


def backward_of_several_outputs_that_share_a_part(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    a = x * x
    torch.autograd.backward([a * 3, a * 4])
    return [grad(x)]


def backward_of_the_same_output_twice_at_once(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    torch.autograd.backward([y, y])
    return [grad(x)]


def backward_of_several_outputs_refused(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    return [
        raised(lambda: torch.autograd.backward([y, y.sum()])),
        raised(lambda: torch.autograd.backward([y], [torch.ones(2), torch.ones(2)])),
        raised(lambda: torch.autograd.backward([y.sum(), torch.tensor(1.0)])),
        raised(lambda: torch.autograd.backward([y, y.sum()], [torch.ones(3), None])),
        grad(x),
    ]


def backward_in_no_grad_of_a_recorded_graph(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    with torch.no_grad():
        y.backward()
    return [grad(x)]


def backward_through_a_long_chain(torch: Any) -> list[Any]:
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(3000):
        y = y + 0.5 * x
    y.backward()
    return [y.item(), grad(x)]


# ------------------------------------------------------------------ .grad
def grad_stays_the_same_tensor(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    g = x.grad
    (x * x).sum().backward()
    return [g is x.grad, g.tolist(), g.requires_grad, g.is_leaf, g.data_ptr() == x.grad.data_ptr()]


def grad_set_to_none(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    g = x.grad
    x.grad = None
    (x * 5).sum().backward()
    return [g.tolist(), grad(x), g is x.grad]


def grad_zeroed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    missing = raised(lambda: x.grad.zero_())
    (x * x).sum().backward()
    x.grad.zero_()
    zero = grad(x)
    (x * 5).sum().backward()
    return [missing, zero, grad(x)]


def grad_assigned(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    g = torch.tensor(100.0)
    x.grad = g
    (x**2).backward()
    return [grad(x), x.grad is g, g.item()]


def _assigned(x: Any, value: Any) -> str | None:
    def assign() -> None:
        x.grad = value

    return raised(assign)


def grad_assigned_that_does_not_fit(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return [
        _assigned(x, torch.ones(3)),
        _assigned(x, torch.tensor(1.0)),
        _assigned(x, torch.ones(1, 2)),
        _assigned(x, torch.ones(2, dtype=torch.float64)),
        _assigned(x, torch.ones(2, dtype=torch.int64)),
        _assigned(x, x),
        _assigned(x, 5.0),
        grad(x),
    ]


def grad_deleted(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    del x.grad
    return [grad(x)]


def grad_assigned_to_a_plain_tensor(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    x.grad = torch.ones(2)
    return [grad(x), x.requires_grad]


def grad_assigned_with_a_graph(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    w = torch.tensor(3.0, requires_grad=True)
    x.grad = w * 2
    (x * 5).backward()
    return [grad(x), x.grad.requires_grad, name(x.grad), grad(w)]


def grad_changed_by_hand(torch: Any) -> list[Any]:
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    (x * x).sum().backward()
    x.grad /= x.grad.norm()
    first = grad(x)
    x.grad[0] = 0.0
    x.grad.data.mul_(10)
    return [first, grad(x)]


def grad_of_two_leaves_of_one_gradient(torch: Any) -> list[Any]:
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = torch.tensor([3.0, 4.0], requires_grad=True)
    (a + b).backward(torch.tensor([5.0, 6.0]))
    a.grad.zero_()
    return [grad(a), grad(b)]


def grad_and_the_weights_given_to_backward(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([5.0, 6.0])
    x.backward(w)
    shares = x.grad is w or x.grad.data_ptr() == w.data_ptr()
    x.backward(w)
    return [shares, grad(x), w.tolist()]


def grad_of_an_unused_leaf_is_none(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    w = torch.tensor(2.0, requires_grad=True)
    (x * 1 + w.detach()).backward()
    return [grad(x), grad(w)]


def grad_has_the_leafs_strides(torch: Any) -> list[Any]:
    m = torch.arange(6.0).reshape(2, 3).t().detach().requires_grad_()
    (m * m).sum().backward()
    return [list(m.stride()), list(m.grad.stride()), grad(m)]


# ------------------------------------------------------------------ leaves
def what_is_a_leaf(torch: Any) -> list[Any]:
    x = torch.tensor([1.0], requires_grad=True)
    y = torch.tensor([1.0])
    tensors = [x, y, x * 1, y * 1, x.detach(), x.data, x[0], y[0], x.clone(), x > 0, x.float(), x.double()]
    return [[t.is_leaf, t.requires_grad] for t in tensors]


def requires_grad_of_results(torch: Any) -> list[Any]:
    x = torch.tensor([1.0], requires_grad=True)
    y = torch.tensor([1.0])
    return [
        (x + y).requires_grad,
        (y + y).requires_grad,
        (x * 0).requires_grad,
        torch.zeros_like(x).requires_grad,
        torch.sign(x).requires_grad,
    ]


def requires_grad_switched_on(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    same = x.requires_grad_() is x
    (x * x).sum().backward()
    x.requires_grad_(False)
    y = x * x
    x.requires_grad = True
    return [same, grad(x), y.requires_grad, x.requires_grad]


def requires_grad_of_a_result_may_not_change(torch: Any) -> list[Any]:
    y = torch.tensor([1.0, 2.0], requires_grad=True) * 2

    def assign() -> None:
        y.requires_grad = False

    return [raised(lambda: y.requires_grad_(False)), raised(assign), raised(lambda: y.requires_grad_()), y.requires_grad]


def requires_grad_of_integers_is_refused(torch: Any) -> list[Any]:
    n = torch.tensor([1, 2])

    def assign() -> None:
        n.requires_grad = True

    return [
        raised(lambda: torch.tensor([1, 2], requires_grad=True)),
        raised(lambda: torch.zeros(2, dtype=torch.int32, requires_grad=True)),
        raised(lambda: n.requires_grad_()),
        raised(assign),
        raised(lambda: torch.tensor([True]).requires_grad_()),
        raised(lambda: n.requires_grad_(False)),
    ]


def detach_cuts_the_graph(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    d = x.detach()
    (x * d).backward()
    return [grad(x), d.requires_grad, d.is_leaf, name(d), d is x]


def detach_in_place(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    y = x * 2
    z = y * 5
    same = y.detach_() is y
    z.backward()
    return [same, y.requires_grad, name(y), y.is_leaf, grad(x), y._version]


def detach_in_place_of_a_leaf(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    x.detach_()
    return [x.requires_grad, raised(lambda: (x * 2).backward())]


def detach_in_place_of_a_view(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    a, b = x[0], y.split(1)[0]
    return [raised(lambda: a.detach_()), raised(lambda: b.detach_()), a.requires_grad, b.requires_grad]


def a_detached_result_begins_a_new_graph(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    h = (x * 2).detach()
    h.requires_grad_()
    (h * h).backward()
    return [grad(h), grad(x), h.is_leaf]


def data_of_a_leaf(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    d = x.data
    d[0] = 5.0
    return [x.tolist(), d is x, d.requires_grad, d._version, x._version, d._base is None]


def data_assigned(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)

    def assign(value: Any) -> None:
        x.data = value

    assign(torch.zeros(3))
    seen = [x.tolist(), x.is_leaf, x.requires_grad]
    (x + 1).sum().backward()
    return [
        *seen,
        grad(x),
        raised(lambda: assign(torch.zeros(3, dtype=torch.float64))),
        str(x.dtype),
        raised(lambda: assign(5.0)),
    ]


def a_tensor_made_of_tensors_is_cut_off(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = torch.tensor([x[0].item() * 2, x[1].item()])
    z = torch.stack([x[0] * 2, x[1]])
    return [y.requires_grad, z.requires_grad, y.tolist(), z.tolist()]


def numbers_out_of_tensors(torch: Any) -> list[Any]:
    x = torch.tensor([1.5, 2.5], requires_grad=True)
    return [
        x[0].item(),
        x.tolist(),
        raised(lambda: x.item()),
        torch.tensor([[7]]).item(),
        torch.tensor(True).item(),
        x.sum().item(),
    ]


# ------------------------------------------------------------------ nodes
def nodes_of_a_graph(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = 3 * x**2 + 4 * x + 5
    return [name(y), edges(y.grad_fn), edges(y.grad_fn.next_functions[0][0]), chain(y), name(x), type(y.grad_fn).__name__]


def node_of_a_leaf(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    (a, i), (b, j) = y.grad_fn.next_functions
    return [a is b, a.name(), i, j, a.variable is x, a.next_functions, type(a).__name__]


def edges_of_constants(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    c = torch.tensor(3.0)
    return [
        edges((x * 3).grad_fn),
        edges((x * c).grad_fn),
        edges((c - x).grad_fn),
        edges((c / x).grad_fn),
        edges((2**x).grad_fn),
        edges((2 - x).grad_fn),
    ]


def node_of_a_result_is_one_object(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 2
    z = y + 1
    return [y.grad_fn is y.grad_fn, z.grad_fn.next_functions[0][0] is y.grad_fn, +y is y, (y + 0) is y]


def nodes_outlive_backward(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.backward()
    return [name(y), y.requires_grad, edges(y.grad_fn), y.item()]


# ------------------------------------------------------------------ switches
def no_grad_as_a_context(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.no_grad():
        inside = torch.is_grad_enabled()
        y = x * x
    z = x * x
    return [inside, torch.is_grad_enabled(), y.requires_grad, name(y), y.is_leaf, z.requires_grad]


def no_grad_as_a_decorator(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)

    @torch.no_grad()
    def square(v: Any) -> Any:
        return v * v

    @torch.no_grad
    def cube(v: Any) -> Any:
        return v**3

    return [square(x).requires_grad, cube(x).requires_grad, torch.is_grad_enabled(), square.__name__, cube(x).item()]


def switches_around_generators(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[Any] = []

    def steps(n: int) -> Any:
        try:
            for k in range(n):
                seen.append([torch.is_grad_enabled(), torch.is_inference_mode_enabled()])
                seen.append((yield (x * k).requires_grad))
        except ValueError as error:
            seen.append([str(error), torch.is_grad_enabled()])
            yield (x * x).requires_grad
        finally:
            seen.append(["end", torch.is_grad_enabled()])
        return torch.is_grad_enabled()

    def around(switch: Any) -> Any:
        made = switch(steps)(3)
        seen.append([next(made), torch.is_grad_enabled(), made.send("sent"), made.throw(ValueError("thrown"))])
        made.close()
        return [switch(steps).__name__, list(switch(steps)(2)), torch.is_grad_enabled()]

    def outer(switch: Any) -> Any:
        seen.append((yield from switch(steps)(1)))

    kinds = [torch.no_grad(), torch.no_grad, torch.enable_grad(), torch.inference_mode(), torch.set_grad_enabled(False)]
    torch.set_grad_enabled(True)
    ends = [around(switch) for switch in kinds]
    with torch.no_grad():
        inside = [around(torch.enable_grad()), list(outer(torch.enable_grad()))]
    return [ends, inside, list(outer(torch.no_grad())), seen]


def functions_in_switches_that_call_themselves(torch: Any) -> list[Any]:
    off = torch.set_grad_enabled(False)
    torch.set_grad_enabled(True)

    @off
    def inside() -> bool:
        return bool(torch.is_grad_enabled())

    @torch.no_grad()
    def deep(n: int) -> list[bool]:
        return [torch.is_grad_enabled(), *(deep(n - 1) if n else [])]

    with torch.no_grad():
        seen = [inside(), torch.is_grad_enabled()]
    return [*seen, inside(), torch.is_grad_enabled(), deep(2), torch.is_grad_enabled()]


def switches_are_true_or_false(torch: Any) -> list[Any]:
    values = ("a", None, 1, 2.0)
    calls = (
        torch.set_grad_enabled,
        lambda v: torch.tensor(1.0, requires_grad=v),
        lambda v: torch.ones(2, requires_grad=v or 0.0),
        lambda v: torch.ones(2).requires_grad_(v),
        lambda v: setattr(torch.ones(2), "requires_grad", v),
    )
    return [[raised(lambda: call(v)) for v in values] for call in calls]  # noqa: B023


def enable_grad_inside_no_grad(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)

    @torch.enable_grad()
    def square(v: Any) -> Any:
        return v * v

    with torch.no_grad():
        with torch.enable_grad():
            y = x * x
        z = x * x
        w = square(x)
    return [y.requires_grad, z.requires_grad, w.requires_grad]


def set_grad_enabled_as_a_context(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    made = []
    for mode in (True, False):
        with torch.set_grad_enabled(mode):
            made.append([torch.is_grad_enabled(), (x * x).requires_grad])
    return [*made, torch.is_grad_enabled()]


def set_grad_enabled_as_a_call(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    torch.set_grad_enabled(False)
    try:
        off = [torch.is_grad_enabled(), (x * x).requires_grad]
    finally:
        torch.set_grad_enabled(True)
    return [off, torch.is_grad_enabled(), (x * x).requires_grad]


def switches_are_restored_after_an_exception(torch: Any) -> list[Any]:
    def fails() -> None:
        with torch.no_grad():
            raise ValueError("inside")

    return [raised(fails), torch.is_grad_enabled()]


def a_switch_made_before_and_used_twice(torch: Any) -> list[Any]:
    switch = torch.no_grad()
    seen = []
    for _ in range(2):
        with switch:
            seen.append(torch.is_grad_enabled())
        seen.append(torch.is_grad_enabled())
    return seen


def leaf_made_inside_no_grad(torch: Any) -> list[Any]:
    with torch.no_grad():
        w = torch.tensor(2.0, requires_grad=True)
        v = torch.tensor(3.0).requires_grad_()
    (w * v).backward()
    return [w.requires_grad, grad(w), grad(v)]


def inference_mode_as_a_context(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.inference_mode():
        y = x * x
        inside = [torch.is_grad_enabled(), y.requires_grad, x.requires_grad]
    z = x * x
    return [inside, torch.is_grad_enabled(), y.requires_grad, y.is_leaf, name(y), z.requires_grad, raised(lambda: y.backward())]


def inference_mode_as_a_decorator(torch: Any) -> list[Any]:
    @torch.inference_mode()
    def square(v: Any) -> Any:
        return v * v

    x = torch.tensor(2.0, requires_grad=True)
    y = square(x)
    return [y.item(), y.requires_grad, raised(lambda: y._version), torch.is_grad_enabled()]


def inference_tensors_may_not_be_saved(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.inference_mode():
        c = torch.tensor(3.0)
    d = c.clone()
    (x * d).backward()
    return [raised(lambda: x * c), (x + c).item(), grad(x), d._version]


def inference_tensors_have_no_versions(torch: Any) -> list[Any]:
    with torch.inference_mode():
        c = torch.tensor([3.0, 4.0])
        c.mul_(2)
        view = c[0]
    return [
        c.tolist(),
        raised(lambda: c._version),
        raised(lambda: view._version),
        raised(lambda: c.detach()._version),
        raised(lambda: c.requires_grad_()),
        raised(lambda: c.mul_(2)),
        (c * 2)._version,
    ]


def inference_mode_switched_off(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.inference_mode(False):
        y = x * x
    with torch.inference_mode(), torch.inference_mode(False):
        z = x * x
    with torch.inference_mode(), torch.enable_grad():
        w = x * x
    return [y.requires_grad, z.requires_grad, raised(lambda: z._version), w.requires_grad, raised(lambda: w._version)]


def evaluation_between_steps_of_training(torch: Any) -> list[Any]:
    w = torch.tensor([1.0, -1.0], requires_grad=True)
    x = torch.tensor([2.0, 3.0])
    losses = []
    for _ in range(2):
        loss = ((w * x).sum() - 1) ** 2
        loss.backward()
        with torch.no_grad():
            w -= 0.125 * w.grad
            losses.append([loss.item(), ((w * x).sum() - 1).item()])
        w.grad = None
    return [losses, w.tolist(), w.requires_grad]


# ------------------------------------------------------------------ what has no derivative
def leaves_behind_what_has_no_derivative_wait_for_it(torch: Any) -> list[Any]:
    ways = [
        lambda w, u: (w // 4).sum() + w,
        lambda w, u: w + w // 4,
        lambda w, u: u + w // 4,
        lambda w, u: u.sin() + w // 4,
        lambda w, u: (w * 2) // 4 + w * u,
        lambda w, u: (w // 4) * u + w,
    ]
    answers = []
    for way in ways:
        w, u = torch.tensor(-1.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)
        answers.append([raised(way(w, u).backward), grad(w), grad(u)])
    return answers


def what_has_no_derivative_and_is_not_asked_for(torch: Any) -> list[Any]:
    w, u = torch.tensor(-1.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)
    out = (w // 4) * u + w
    numbers_by_u = numbers(torch.autograd.grad(out, [u], retain_graph=True))
    out.backward(inputs=[u], retain_graph=True)
    return [numbers_by_u, grad(w), grad(u), raised(out.backward)]


# ------------------------------------------------------------------ what is no tensor
def gradients_that_are_no_tensors(torch: Any) -> list[Any]:
    x = torch.ones(3, requires_grad=True)
    given = ([1, 1, 1], 3, np.ones(3), "a", {}, [], True, 2.0, [torch.ones(3)], (torch.ones(3), 7), [None])
    calls = (
        lambda g: (x * 2).backward(g),
        lambda g: torch.autograd.backward(x * 2, g),
        lambda g: torch.autograd.backward([x * 2, x * 3], [torch.ones(3), g]),
        lambda g: torch.autograd.grad(x * 2, x, g),
    )
    return [[[raised(lambda: call(g)) for g in given] for call in calls], grad(x)]  # noqa: B023


def outputs_and_inputs_that_are_no_tensors(torch: Any) -> list[Any]:
    x = torch.ones(3, requires_grad=True)
    return [
        raised(lambda: torch.autograd.backward([3])),
        raised(lambda: torch.autograd.grad([3], x)),
        raised(lambda: torch.autograd.grad(x.sum(), [3])),
        raised(lambda: x.sum().backward(inputs=[3])),
        raised(lambda: x.sum().backward(retain_graph="no")),
        raised(lambda: x.sum().backward(create_graph="no")),
        raised(lambda: torch.autograd.grad(x.sum(), x, retain_graph="no")),
    ]
