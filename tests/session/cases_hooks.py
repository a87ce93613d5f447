"""Hooks on tensors: when they run, in which order, what they see, and what becomes of the gradient they return."""

from __future__ import annotations

from typing import Any

from tests.session.observe import chain, grad, name, numbers, raised


# ------------------------------------------------------------------ what a hook sees
def hook_on_a_result(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    seen: list[Any] = []
    y.register_hook(lambda g: seen.append(g.tolist()))
    (y * y).sum().backward()
    return [seen, grad(x)]


def hook_on_a_leaf_sees_the_sum_once(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[Any] = []
    x.register_hook(lambda g: seen.append(g.item()))
    (3 * x**2 + 4 * x + 5).backward()
    return [seen, grad(x)]


def hook_on_a_leaf_sees_each_backward(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[Any] = []
    x.register_hook(lambda g: seen.append(g.item()))
    (x * x).backward()
    (x * 5).backward()
    return [seen, grad(x)]


def hook_on_a_result_used_twice_sees_the_sum(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    seen: list[Any] = []
    y.register_hook(lambda g: seen.append(g.item()))
    (y * 3 + y.exp() * 0 + y).backward()
    return [seen, grad(x)]


def hook_on_the_output_itself(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    seen: list[Any] = []
    y.register_hook(lambda g: seen.append(g.item()))
    y.backward(torch.tensor(5.0))
    return [seen, grad(x)]


def hook_sees_nothing_if_its_tensor_is_not_reached(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y, z = x * 3, x * 4
    seen: list[Any] = []
    z.register_hook(lambda g: seen.append(g.item()))
    y.backward()
    return [seen, grad(x)]


def hooks_along_a_chain_run_from_the_output(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    z = y * 4
    order: list[Any] = []
    x.register_hook(lambda g: order.append(["x", g.item()]))
    y.register_hook(lambda g: order.append(["y", g.item()]))
    z.register_hook(lambda g: order.append(["z", g.item()]))
    z.backward()
    return order


def hook_gradient_is_a_plain_tensor(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    seen: list[Any] = []
    y.register_hook(lambda g: seen.append([g.requires_grad, g.is_leaf, list(g.shape), str(g.dtype)]))
    y.sum().backward()
    return seen


def hook_gradient_under_create_graph(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    seen: list[Any] = []
    y.register_hook(lambda g: seen.append([g.requires_grad, name(g)]))
    torch.autograd.grad((y * y).sum(), x, create_graph=True)
    torch.autograd.grad(y.sum(), x)
    return seen


def hook_runs_without_recording(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    seen: list[Any] = []
    y.register_hook(lambda g: seen.append(torch.is_grad_enabled()))
    torch.autograd.grad(y * y, x, retain_graph=True)
    torch.autograd.grad(y * y, x, create_graph=True)
    return seen


def hook_with_torch_autograd_grad_by_a_leaf(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[Any] = []
    x.register_hook(lambda g: seen.append(g.item()))
    (g,) = torch.autograd.grad(x * x, x)
    return [seen, g.item(), grad(x)]


def gradient_asked_for_by_a_tensor_with_a_hook(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    x.register_hook(lambda g: g * 2)
    y.register_hook(lambda g: g * 10)
    z = y * 3
    alone = torch.autograd.grad(z, [y], retain_graph=True)  # after the hook
    both = torch.autograd.grad(z, [x, y], retain_graph=True)  # y before its hook, since its node runs for x too
    z.backward(inputs=[x, y])
    return [numbers(alone), numbers(both), grad(x), grad(y)]


def hook_on_a_leaf_that_the_graph_does_not_ask_for(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    w = torch.tensor(3.0, requires_grad=True)
    seen: list[Any] = []
    w.register_hook(lambda g: seen.append(g.item()))
    torch.autograd.grad(x * w, x)
    (x * w).backward(inputs=[x])
    return [seen, grad(x), grad(w)]


# ------------------------------------------------------------------ a new gradient
def hook_returns_a_new_gradient(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: g * 10)
    y.sum().backward()
    return [grad(x)]


def hook_on_a_leaf_returns_a_new_gradient(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.register_hook(lambda g: g.clamp(max=3))
    (x * x).sum().backward()
    (x * x).sum().backward()
    return [grad(x)]


def hook_clips_the_gradient(torch: Any) -> list[Any]:
    x = torch.tensor([0.1, 10.0], requires_grad=True)
    x.register_hook(lambda g: torch.clamp(g, -1, 1))
    (x**2).sum().backward()
    return [grad(x)]


def hook_masks_the_gradient(torch: Any) -> list[Any]:
    w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    mask = torch.tensor([1.0, 0.0, 1.0])
    w.register_hook(lambda g: g * mask)
    (w * w).sum().backward()
    return [grad(w)]


def hook_stops_the_gradient(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: torch.zeros_like(g))
    (y + x).backward()
    return [grad(x)]


def hook_reverses_the_gradient(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.register_hook(torch.neg)
    y.backward()
    return [grad(x)]


def hook_replaces_nan(torch: Any) -> list[Any]:
    x = torch.tensor([0.0, 4.0], requires_grad=True)
    y = x * 1
    y.register_hook(lambda g: torch.where(torch.isnan(g), torch.zeros_like(g), g))
    (torch.sqrt(y) * torch.tensor([0.0, 1.0])).sum().backward()
    return [grad(x)]


def hook_changes_the_gradient_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3

    def hook(g: Any) -> None:
        g.mul_(10)

    y.register_hook(hook)
    (y * torch.tensor([1.0, 2.0])).sum().backward()
    return [grad(x)]


def hook_changes_an_expanded_gradient_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: g.mul_(10))
    return [raised(lambda: y.sum().backward()), grad(x)]


def hook_keeps_the_gradient_and_it_stays(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    kept: list[Any] = []
    x.register_hook(kept.append)
    (x * x).sum().backward()
    (x * 5).sum().backward()
    return [numbers(kept), grad(x)]


def hook_returns_the_wrong_shape(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: torch.ones(3))
    return [raised(lambda: y.sum().backward()), grad(x)]


def hook_on_a_leaf_returns_the_wrong_shape(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.register_hook(lambda g: g.sum())
    return [raised(lambda: (x * x).sum().backward()), grad(x)]


def hook_returns_another_dtype(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: g.double())
    return [raised(lambda: y.sum().backward()), grad(x)]


def hook_returns_no_tensor(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: 5)
    return [raised(lambda: y.sum().backward()), grad(x)]


def hook_raises(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3

    def hook(g: Any) -> None:
        raise ValueError("not today")

    y.register_hook(hook)
    return [raised(lambda: y.sum().backward()), grad(x)]


def hook_returns_a_recorded_gradient(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**2
    y.register_hook(lambda g: g * x)
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    return [g.item(), *numbers(torch.autograd.grad(g, x))]


# ------------------------------------------------------------------ several hooks and removal
def several_hooks_run_in_order(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 1
    y.register_hook(lambda g: g + 1)
    y.register_hook(lambda g: g * 10)
    y.register_hook(lambda g: None)
    y.register_hook(lambda g: g + 3)
    y.backward()
    return [grad(x)]


def several_hooks_of_a_leaf_run_in_order(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    order: list[Any] = []

    def first(g: Any) -> Any:
        order.append(["first", g.item()])
        return g * 2

    def second(g: Any) -> Any:
        order.append(["second", g.item()])
        return g + 1

    x.register_hook(first)
    x.register_hook(second)
    (x * 3).backward()
    return [order, grad(x)]


def the_same_hook_twice(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)

    def double(g: Any) -> Any:
        return g * 2

    x.register_hook(double)
    handle = x.register_hook(double)
    x.sum().backward()
    first = grad(x)
    handle.remove()
    x.grad = None
    x.sum().backward()
    return [first, grad(x)]


def removed_hook_does_not_run(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[Any] = []
    handle = x.register_hook(lambda g: seen.append(g.item()))
    (x * 3).backward()
    handle.remove()
    (x * 4).backward()
    handle.remove()
    return [seen, grad(x)]


def removing_one_of_three(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 1
    order: list[Any] = []
    y.register_hook(lambda g: order.append("a"))
    handle = y.register_hook(lambda g: order.append("b"))
    y.register_hook(lambda g: order.append("c"))
    handle.remove()
    y.backward()
    return order


def hook_registered_after_the_graph_was_built(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    z = y * y
    y.register_hook(lambda g: g * 2)
    x.register_hook(lambda g: g + 1)
    z.backward()
    return [grad(x)]


def hook_registered_between_two_passes(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y.backward(retain_graph=True)
    handle = y.register_hook(lambda g: g * 10)
    y.backward(retain_graph=True)
    handle.remove()
    y.backward()
    return [grad(x)]


# ------------------------------------------------------------------ retain_grad
def retain_grad_of_a_result(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    before = y.retains_grad
    y.retain_grad()
    y.retain_grad()
    (y * y).sum().backward()
    return [before, y.retains_grad, y.is_leaf, grad(y), grad(x)]


def retain_grad_of_a_leaf_does_nothing(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.retain_grad()
    x.sum().backward()
    return [x.retains_grad, grad(x)]


def retain_grad_needs_a_gradient(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    return [raised(lambda: x.retain_grad()), raised(lambda: x.register_hook(lambda g: g)), x.retains_grad]


def retained_gradients_accumulate(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y.retain_grad()
    y.backward(retain_graph=True)
    first = grad(y)
    y.backward()
    return [first, grad(y), grad(x)]


def retained_gradient_after_hooks(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y, z = x * 3, x * 3
    y.register_hook(lambda g: g * 10)
    y.retain_grad()
    z.retain_grad()
    z.register_hook(lambda g: g * 10)
    (y + z).backward()
    return [grad(y), grad(z), grad(x)]


def retained_gradients_of_every_step(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    a = x * x
    b = a + 1
    c = b * a
    for t in (a, b, c):
        t.retain_grad()
    c.backward()
    return [grad(c), grad(b), grad(a), grad(x)]


def retained_gradient_with_torch_autograd_grad(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y.retain_grad()
    (g,) = torch.autograd.grad(y * y, x)
    return [g.item(), grad(y), grad(x)]


def retained_gradient_after_the_tensor_was_changed(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y.retain_grad()
    y.mul_(4)
    (y * 5).backward()
    return [grad(y), y.retains_grad, grad(x)]


def retained_gradient_of_a_base_whose_view_was_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    y.retain_grad()
    y[0].mul_(4)
    (y * torch.tensor([5.0, 6.0])).sum().backward()
    return [grad(y), grad(x), chain(y)]


def hook_before_and_after_the_tensor_was_changed(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    seen: list[Any] = []
    y.register_hook(lambda g: seen.append(["before", g.item()]))
    y.mul_(4)
    y.register_hook(lambda g: seen.append(["after", g.item()]))
    (y * 5).backward()
    return [seen, grad(x)]


def hook_on_a_tensor_that_becomes_a_result(torch: Any) -> list[Any]:
    w = torch.tensor(2.0, requires_grad=True)
    y = torch.ones(2)
    y.mul_(w)
    seen: list[Any] = []
    y.register_hook(lambda g: seen.append(g.tolist()))
    (y * torch.tensor([3.0, 4.0])).sum().backward()
    return [seen, grad(w)]


# ------------------------------------------------------------------ hooks after accumulation
def hook_after_accumulation_sees_the_gradient(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[Any] = []
    x.register_post_accumulate_grad_hook(lambda p: seen.append([p is x, p.grad.item()]))
    (x * x).backward()
    (x * 5).backward()
    return [seen, grad(x)]


def hook_after_accumulation_takes_a_step(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)

    def step(p: Any) -> None:
        with torch.no_grad():
            p -= 0.25 * p.grad
        p.grad = None

    x.register_post_accumulate_grad_hook(step)
    seen = []
    for _ in range(3):
        (x * x).backward()
        seen.append([x.item(), grad(x)])
    return seen


def hook_after_accumulation_runs_once_and_last(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    order: list[Any] = []
    x.register_post_accumulate_grad_hook(lambda p: order.append(["after", p.grad.item()]))
    x.register_hook(lambda g: order.append(["before", g.item()]))
    (x * x + x).backward()
    return [order, grad(x)]


def hook_after_accumulation_removed(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[Any] = []
    handle = x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.item()))
    x.sum().backward()
    handle.remove()
    x.sum().backward()
    return [seen, grad(x)]


def hook_after_accumulation_is_for_leaves(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 2
    plain = torch.tensor(1.0)
    return [
        raised(lambda: y.register_post_accumulate_grad_hook(lambda p: None)),
        raised(lambda: plain.register_post_accumulate_grad_hook(lambda p: None)),
    ]


def hook_after_accumulation_may_return_nothing_else(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    x.register_post_accumulate_grad_hook(lambda p: p.grad)
    return [raised(lambda: (x * 3).backward()), grad(x)]


def hook_after_accumulation_and_torch_autograd_grad(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[Any] = []
    x.register_post_accumulate_grad_hook(lambda p: seen.append(grad(p)))
    torch.autograd.grad(x * 3, x)
    return [seen, grad(x)]


def several_hooks_after_accumulation(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    order: list[Any] = []
    x.register_post_accumulate_grad_hook(lambda p: order.append("a"))
    x.register_post_accumulate_grad_hook(lambda p: order.append("b"))
    (x * 3).backward()
    return order


# ------------------------------------------------------------------ hooks in larger graphs
def hooks_on_two_leaves_follow_the_engine(torch: Any) -> list[Any]:
    a = torch.tensor(2.0, requires_grad=True)
    b = torch.tensor(3.0, requires_grad=True)
    order: list[Any] = []
    a.register_hook(lambda g: order.append(["a", g.item()]))
    b.register_hook(lambda g: order.append(["b", g.item()]))
    p = a * 2
    q = b * 3
    (q + p).backward()
    return order


def hooks_on_branches_follow_the_engine(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    order: list[Any] = []
    a = x * 2
    b = x * 3
    c = a * b
    d = b * 5
    for label, t in (("a", a), ("b", b), ("c", c), ("d", d)):
        t.register_hook(lambda g, label=label: order.append([label, g.item()]))
    (c + d).backward()
    return [order, grad(x)]


def hooks_on_outputs_of_one_node(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    a, b, c = x.unbind()
    order: list[Any] = []
    b.register_hook(lambda g: order.append(["b", g.item()]))
    a.register_hook(lambda g: order.append(["a", g.item()]))
    c.register_hook(lambda g: order.append(["c", g is None]))
    a.register_hook(lambda g: g * 100)
    (a * b).backward()
    return [order, grad(x)]


def hook_on_a_view(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    v = x[1:]
    seen: list[Any] = []
    v.register_hook(lambda g: seen.append(g.tolist()))
    (v * v).sum().backward()
    return [seen, grad(x)]


def hook_on_a_view_of_a_changed_base(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 1
    v = y[1:]
    y.mul_(2)
    seen: list[Any] = [name(v)]  # without this look at its grad_fn, register_hook of such a view crashes torch 2.13
    v.register_hook(lambda g: seen.append(g.tolist()))
    (v * 3).sum().backward()
    return [seen, grad(x)]


def hook_on_a_detached_tensor_is_refused(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    d = x.detach()
    with torch.no_grad():
        n = x * 2
    return [raised(lambda: d.register_hook(lambda g: g)), raised(lambda: n.register_hook(lambda g: g))]


def hooks_record_the_gradients_of_layers(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0, 2.0]])
    w = torch.tensor([[1.0, -1.0], [0.5, 0.25]], requires_grad=True)
    u = torch.tensor([[2.0], [4.0]], requires_grad=True)
    sizes: dict[str, Any] = {}
    h = x @ w
    r = torch.relu(h)
    y = (r @ u).sum()
    for label, t in (("h", h), ("r", r), ("w", w), ("u", u)):
        t.register_hook(lambda g, label=label: sizes.__setitem__(label, g.tolist()))
    y.backward()
    return [[label, value] for label, value in sizes.items()]


def hook_runs_in_a_second_derivative(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[Any] = []
    y = x**3
    y.register_hook(lambda g: seen.append(["y", g.item()]))
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    g.register_hook(lambda h: seen.append(["g", h.item()]))
    g.backward()
    return [seen, grad(x)]


def hook_that_calls_backward_on_another_graph(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    w = torch.tensor(3.0, requires_grad=True)

    def hook(g: Any) -> None:
        with torch.enable_grad():
            (w * g).backward()

    y = x * 5
    y.register_hook(hook)
    (y * 7).backward()
    return [grad(x), grad(w)]


def hook_on_a_leaf_made_by_detach(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = (x * 3).detach().requires_grad_()
    seen: list[Any] = []
    y.register_hook(lambda g: seen.append(g.item()))
    (y * x).backward()
    return [seen, grad(y), grad(x)]


def hooks_of_a_leaf_that_nobody_has_any_more(torch: Any) -> list[Any]:
    seen: list[Any] = []

    def made() -> Any:
        leaf = torch.ones(2, requires_grad=True)
        leaf.register_hook(lambda g: seen.append(["before", g.tolist()]))
        leaf.register_post_accumulate_grad_hook(lambda x: seen.append(["after", x.tolist(), grad(x)]))
        return (leaf * 3).sum()

    made().backward()
    return seen


def a_leaf_that_nobody_has_any_more(torch: Any) -> list[Any]:
    x = torch.ones(2, requires_grad=True)
    y = x * 2 + torch.ones(2, requires_grad=True) * 3
    y.sum().backward()
    return [grad(x), chain(y)]
