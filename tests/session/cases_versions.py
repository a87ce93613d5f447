"""Version counters: what raises them, who shares one, and the errors of backward when a saved tensor was changed."""

from __future__ import annotations

from operator import setitem
from typing import Any

from tests.session.observe import grad, name, raised


# ------------------------------------------------------------------ what raises a version
def a_fresh_tensor_has_version_zero(torch: Any) -> list[Any]:
    x = torch.zeros(2)
    y = torch.tensor([1.0], requires_grad=True)
    return [x._version, y._version, (x + 1)._version, torch.arange(3)._version, torch.full((2,), 3.0)._version]


def every_in_place_operation_raises_it_by_one(torch: Any) -> list[Any]:
    x = torch.full((2, 2), 0.5)
    versions = []
    for step in (lambda: x.add_(1), lambda: x.sub_(1), lambda: x.mul_(2), lambda: x.div_(2), lambda: x.pow_(2), lambda: x.neg_()):
        step()
        versions.append(x._version)
    for step in "abs_ exp_ log_ sqrt_ sin_ cos_ tanh_ sigmoid_ relu_ floor_ round_ zero_".split():
        getattr(x, step)()
        versions.append(x._version)
    return versions


def fill_copy_clamp_and_masked_fill_raise_it(torch: Any) -> list[Any]:
    x = torch.zeros(3)
    versions = []
    for step in (lambda: x.fill_(1), lambda: x.copy_(x + 1), lambda: x.clamp_(0, 1), lambda: x.masked_fill_(x > 0, 2.0)):
        step()
        versions.append(x._version)
    return versions


def shapes_in_place_raise_it(torch: Any) -> list[Any]:
    x = torch.zeros(1, 2)
    versions = []
    for step in (
        lambda: x.t_(),
        lambda: x.transpose_(0, 1),
        lambda: x.unsqueeze_(0),
        lambda: x.squeeze_(0),
        lambda: x.squeeze_(1),
    ):
        step()
        versions.append(x._version)
    return versions


def shapes_in_place_of_a_view_raise_it_for_the_base(torch: Any) -> list[Any]:
    x = torch.zeros(6)
    v = x.view(2, 3)
    v.t_()
    return [x._version, v._version, list(x.shape), list(v.shape)]


def augmented_assignments_raise_it(torch: Any) -> list[Any]:
    x = torch.ones(2)
    versions = []
    x += 1
    versions.append(x._version)
    x *= 2
    versions.append(x._version)
    x -= x
    versions.append(x._version)
    x /= 2
    versions.append(x._version)
    x **= 2
    versions.append(x._version)
    return versions


def index_assignments_raise_it(torch: Any) -> list[Any]:
    x = torch.zeros(4)
    versions = []
    for index in (0, slice(1, 3), [0, 2], x > 5, slice(None), ..., slice(4, None)):
        x[index] = 1.0
        versions.append(x._version)
    return versions


def index_assignments_of_tensors_raise_it(torch: Any) -> list[Any]:
    x = torch.zeros(4)
    versions = []
    for index in (0, slice(1, 3), [0, 2], x > 5, ...):
        x[index] = torch.tensor(1.0)
        versions.append(x._version)
    return versions


def augmented_assignment_of_a_slice_raises_it_twice(torch: Any) -> list[Any]:
    x = torch.zeros(4)
    x[0] += 1
    first = x._version
    x[1:] *= 2
    second = x._version
    x[[0, 1]] += 1
    third = x._version
    x[x > 0] -= 1
    return [first, second, third, x._version]


def augmented_assignment_of_a_named_view_raises_it_once(torch: Any) -> list[Any]:
    x = torch.zeros(4)
    v = x[1:]
    v += 1
    return [x._version, v._version]


def operations_that_change_nothing_still_raise_it(torch: Any) -> list[Any]:
    x = torch.ones(2)
    x.add_(0)
    x.masked_fill_(x > 5, 1.0)
    x[2:] = 3.0
    x.copy_(x)
    x.abs_()
    return [x._version, x.tolist()]


def operations_out_of_place_leave_it(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x + 1) * x
    y.sum().backward()
    x.tolist()
    x[0].item()
    x.masked_fill(x > 1, 0.0)
    x.clamp(min=0)
    return [x._version, y._version, x.clone()._version, x.reshape(2, 1)._version]


def refused_operations(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.tensor([1, 2])
    z = torch.zeros(2)
    texts = [raised(lambda: x.add_(1)), raised(lambda: y.add_(0.5)), raised(lambda: z.add_(torch.zeros(3)))]
    return [[text is None for text in texts], x._version, y._version, z._version]


def no_grad_does_not_stop_it(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        x.add_(1)
        x[0] = 5.0
        x *= 2
    return [x._version]


# ------------------------------------------------------------------ who shares a version
def views_share_it(torch: Any) -> list[Any]:
    x = torch.zeros(2, 2)
    a, b = x[0], x.t()
    a.add_(1)
    b.add_(1)
    c = x.view(4)
    x.zero_()
    return [x._version, a._version, b._version, c._version, c[1:]._version]


def detach_shares_it(torch: Any) -> list[Any]:
    x = torch.zeros(2, requires_grad=True)
    d = x.detach()
    d.add_(1)
    with torch.no_grad():
        x.mul_(2)
    return [x._version, d._version, x.detach()._version]


def data_does_not_share_it(torch: Any) -> list[Any]:
    x = torch.zeros(2, requires_grad=True)
    with torch.no_grad():
        x.add_(1)
    d = x.data
    d.add_(1)
    d.add_(1)
    x.data.mul_(3)
    return [x._version, d._version, x.data._version, x.tolist()]


def clone_begins_at_zero(torch: Any) -> list[Any]:
    x = torch.zeros(2)
    x.add_(1)
    y = x.clone()
    y.add_(1)
    return [x._version, y._version, x.clone()._version]


def conversions_begin_at_zero_or_share(torch: Any) -> list[Any]:
    x = torch.zeros(2)
    x.add_(1)
    x.add_(1)
    return [x.double()._version, x.float()._version, x.to(torch.float32)._version, x.long()._version]


def reshape_shares_it_only_as_a_view(torch: Any) -> list[Any]:
    m = torch.zeros(2, 3)
    m.add_(1)
    return [m.reshape(6)._version, m.t().reshape(6)._version, m.flatten()._version, m.t().flatten()._version, m[[0]]._version]


def parts_share_it(torch: Any) -> list[Any]:
    x = torch.zeros(4)
    parts = [*x.split(2), *x.unbind(), *x.chunk(2)]
    parts[0].add_(1)
    parts[3].add_(1)
    return [x._version, [part._version for part in parts]]


def expanded_shares_it(torch: Any) -> list[Any]:
    x = torch.zeros(1)
    e = x.expand(3)
    x.add_(1)
    return [e._version, e.tolist()]


def assigning_data_keeps_it(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        x.add_(1)
    y = torch.zeros(3)
    y.add_(1)
    y.add_(1)
    x.data = y
    return [x._version, x.tolist(), y._version, x.data_ptr() == y.data_ptr(), x.requires_grad, x.is_leaf]


def augmented_assignment_of_data_keeps_it(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.data += 1
    x.data[0] = 7.0
    x.data *= 2
    return [x._version, x.tolist()]


def gradients_have_versions(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 2).sum().backward()
    versions = [x.grad._version]
    (x * 3).sum().backward()
    versions.append(x.grad._version)
    x.grad.zero_()
    versions.append(x.grad._version)
    x.sum().backward()
    return [*versions, x.grad._version, x._version, grad(x)]


def gradient_first_set_from_an_expanded_one(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.sum().backward()
    return [x.grad._version, list(x.grad.stride()), x.grad.is_contiguous()]


# ------------------------------------------------------------------ changed after it was saved
def leaf_changed_after_it_was_saved(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    with torch.no_grad():
        x += 1
    return [raised(lambda: y.backward()), grad(x)]


def leaf_changed_twice_after_it_was_saved(torch: Any) -> list[Any]:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        w.add_(1)
    y = (w**2).sum()
    with torch.no_grad():
        w.add_(1)
        w.add_(1)
    return [raised(lambda: y.backward())]


def plain_tensor_changed_after_it_was_saved(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    c = torch.tensor([3.0, 4.0])
    y = (x * c).sum()
    c.zero_()
    return [raised(lambda: y.backward())]


def double_tensor_changed_after_it_was_saved(torch: Any) -> list[Any]:
    x = torch.ones(2, 3, dtype=torch.float64, requires_grad=True)
    y = x.exp()
    y.mul_(2)
    return [raised(lambda: y.sum().backward())]


def half_tensor_changed_after_it_was_saved(torch: Any) -> list[Any]:
    x = torch.ones(2, dtype=torch.float16, requires_grad=True)
    y = x * 2
    z = y * y
    y += 1
    return [raised(lambda: z.sum().backward())]


def mask_changed_after_it_was_saved(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    mask = x > 0
    y = torch.where(mask, x, 0 * x)
    mask[0] = False
    return [raised(lambda: y.sum().backward())]


def indices_changed_after_they_were_saved(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    i = torch.tensor([0, 0])
    y = x[i]
    i[1] = 1
    return [raised(lambda: y.sum().backward()), grad(x)]


def result_changed_that_another_node_saved(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    y = x + 1
    z = y * y
    y += 1
    return [raised(lambda: z.backward()), name(y), name(z)]


def result_changed_by_several_operations(torch: Any) -> list[Any]:
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    y = x * 2
    z = y.sin()
    y.mul_(2)
    y.exp_()
    y.zero_()
    return [raised(lambda: z.sum().backward()), name(y)]


def saved_result_changed(torch: Any) -> list[Any]:
    made = []
    for function in "exp sigmoid tanh sqrt relu rsqrt reciprocal".split():
        x = torch.tensor([1.0, 4.0], requires_grad=True)
        y = getattr(x, function)()
        y.add_(1)
        made.append(raised(lambda y=y: y.sum().backward()))
    return made


def operations_that_save_nothing_may_be_changed(torch: Any) -> list[Any]:
    made = []
    for function in "neg sum mean floor round clone cumsum".split():
        x = torch.tensor([1.0, 4.0], requires_grad=True)
        y = x.cumsum(0) if function == "cumsum" else getattr(x, function)()
        y.add_(1)
        made.append([raised(lambda y=y: y.sum().backward()), grad(x)])
    return made


def input_changed_that_the_node_saved(torch: Any) -> list[Any]:
    made = []
    for function in "sin cos log abs square sigmoid exp sqrt neg sum".split():
        x = torch.tensor([1.0, 4.0], requires_grad=True)
        y = x * 1
        z = getattr(y, function)()
        y.add_(1)
        made.append([function, raised(lambda z=z: z.sum().backward())])
    return made


def saved_by_softmax_and_losses(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.softmax(x, 0)
    y.mul_(2)
    t = torch.tensor([0.0, 0.0])
    loss = ((x - t) ** 2).mean()
    t.add_(1)
    return [raised(lambda: y.sum().backward()), raised(lambda: loss.backward())]


def in_place_after_addition_is_fine(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x + 1
    z = y + 2
    y.add_(5)
    z.sum().backward()
    return [z.tolist(), grad(x)]


def in_place_after_multiplication_is_not(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x + 1
    z = y * x
    y.add_(5)
    return [raised(lambda: z.sum().backward()), z.tolist()]


def multiplication_by_a_number_saves_no_tensor(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x + 1
    z = y * 3
    y.add_(5)
    z.sum().backward()
    return [grad(x)]


def only_the_operand_that_is_needed_is_saved(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    c = torch.tensor([3.0, 4.0])
    y = x * 1
    z = y * c
    y.add_(5)
    z.sum().backward()
    return [grad(x)]


def matmul_saves_what_the_other_needs(torch: Any) -> list[Any]:
    a = torch.ones(2, 2, requires_grad=True)
    b = torch.ones(2, 2)
    y = a @ b
    c = a * 1
    z = b @ c
    with torch.no_grad():
        a.add_(1)
    c.add_(1)
    z.sum().backward()
    first = grad(a)
    b.add_(1)
    return [first, raised(lambda: y.sum().backward())]


def in_place_on_its_own_input_after_square(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    z = y**2
    y.zero_()
    return [raised(lambda: z.sum().backward()), name(y)]


def power_in_place_saves_the_old_value(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 1
    y.pow_(2)
    y.sum().backward()
    return [grad(x), y._version]


def product_in_place_with_itself(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 1
    y.mul_(y)
    return [y.tolist(), raised(lambda: y.sum().backward()), grad(x)]


def product_in_place_with_a_leaf(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 1
    y.mul_(x)
    y.mul_(x)
    y.sum().backward()
    return [y.tolist(), grad(x), y._version]


def quotient_in_place_with_a_leaf(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 4.0], requires_grad=True)
    w = torch.tensor([4.0, 8.0], requires_grad=True)
    y = x * 1
    y.div_(w)
    y.sum().backward()
    return [y.tolist(), grad(x), grad(w)]


def clone_protects_what_was_saved(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    z = y.clone()
    z.add_(1)
    z.sum().backward()
    return [grad(x)]


def view_of_a_saved_tensor_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 2
    z = (y * y).sum()
    y[0] = 10.0
    return [raised(lambda: z.backward()), name(y)]


def base_of_a_saved_view_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 2
    v = y[1:]
    z = (v * v).sum()
    y[0] = 10.0
    return [raised(lambda: z.backward())]


def base_of_a_saved_view_changed_and_looked_at(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 2
    v = y[1:]
    z = (v * v).sum()
    y[0] = 10.0
    return [name(v), raised(lambda: z.backward())]


def saved_view_of_a_leaf_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x[0] * x[1]
    with torch.no_grad():
        x[0] = 5.0
    return [raised(lambda: y.backward())]


def saved_transpose_changed(torch: Any) -> list[Any]:
    w = torch.ones(2, 3, requires_grad=True)
    x = torch.ones(1, 3, requires_grad=True)
    y = (x @ w.t()).sum()
    with torch.no_grad():
        w.zero_()
    return [raised(lambda: y.backward())]


def detached_alias_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    x.detach().zero_()
    z = x.exp()
    z.detach()[0] = 0.0
    return [raised(lambda: y.backward()), raised(lambda: z.sum().backward()), x._version]


def data_changed_is_not_noticed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    x.data.mul_(10)
    y.backward()
    return [grad(x), x.tolist(), x._version]


def data_assigned_is_not_noticed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    x.data = torch.tensor([10.0, 20.0])
    y.backward()
    return [grad(x), x.tolist()]


def changed_and_changed_back_is_still_refused(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    z = (y * y).sum()
    y.add_(1)
    y.sub_(1)
    return [y.tolist(), raised(lambda: z.backward())]


def change_between_two_backward_passes(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    y.backward(retain_graph=True)
    first = grad(x)
    with torch.no_grad():
        x -= x.grad
    return [first, raised(lambda: y.backward(retain_graph=True)), grad(x)]


def refused_backward_leaves_partial_gradients(torch: Any) -> list[Any]:
    a = torch.tensor(1.0, requires_grad=True)
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 1
    z = a + y**2
    y.add_(1)
    return [raised(lambda: z.backward()), grad(a), grad(x)]


def gradient_saved_by_create_graph_and_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (g,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
    h = (g * g).sum()
    g.add_(1)
    return [raised(lambda: h.backward()), name(g)]


def state_of_a_loop_changed_in_place(torch: Any) -> list[Any]:
    w = torch.tensor(2.0, requires_grad=True)
    h = torch.ones(2)
    for _ in range(3):
        h *= w
    h.sum().backward()
    k = torch.ones(2)
    for _ in range(3):
        k = k * w
        k += 1
    return [grad(w), raised(lambda: k.sum().backward()), grad(w)]


def hidden_state_changed_after_tanh(torch: Any) -> list[Any]:
    w = torch.tensor(0.5, requires_grad=True)
    h = torch.ones(2)
    for _ in range(2):
        h = torch.tanh(w * h)
        h[0] = 0.0
    return [raised(lambda: h.sum().backward())]


def relu_in_place_after_what_saves_its_result(torch: Any) -> list[Any]:
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    y = torch.sigmoid(x)
    y.relu_()
    z = x * 2
    z.relu_()
    z.sum().backward()
    return [raised(lambda: y.sum().backward()), grad(x)]


def cat_and_stack_save_nothing(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    z = torch.cat([y, y]).sum() + torch.stack([y, y]).sum()
    y.add_(1)
    z.backward()
    return [grad(x)]


def maximum_and_where_save_their_operands(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    z = torch.maximum(y, torch.tensor([1.5, 1.5])).sum()
    w = torch.where(y > 1, y, 2 * y).sum()
    y.add_(1)
    w.backward()
    return [raised(lambda: z.backward()), grad(x)]


def version_of_an_unbound_row(torch: Any) -> list[Any]:
    m = torch.zeros(2, 2)
    a, b = m
    m.add_(1)
    a.add_(1)
    setitem(b, 0, 5.0)
    return [m._version, a._version, b._version, m.tolist()]
