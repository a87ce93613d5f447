"""Functions that return or change what is a view, views made without recording, and what a pass does where it ends."""

from __future__ import annotations

from typing import Any

from tests.session.observe import edges, grad, name, numbers, raised


def _same(torch: Any) -> Any:
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 3

    return Same


def _doubled(torch: Any) -> Any:
    class Doubled(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.mark_dirty(x)
            return x.mul_(2)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 2

    return Doubled


def _scaled(torch: Any) -> Any:
    class Scaled(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, factor: Any) -> Any:
            ctx.mark_dirty(x)
            ctx.save_for_backward(factor)
            return x.mul_(factor)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (factor,) = ctx.saved_tensors
            return g * factor, g * 7

    return Scaled


def _nothing(torch: Any) -> Any:
    class Nothing(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 1

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return None

    return Nothing


# ------------------------------------------------------------------ functions and views
def a_view_returned_as_it_is(torch: Any) -> list[Any]:
    made = []
    for data in ([1.0, 2.0], [0.0]):
        x = torch.tensor(data, requires_grad=True)
        y = _same(torch).apply(x.view(-1))
        y.sum().backward()
        made.append([name(y), y._base is x, y.is_leaf, grad(x), raised(lambda y=y: y.add_(1))])
    return made


def a_view_returned_as_it_is_whose_base_is_written(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True) * 1
    y = _same(torch).apply(x.view(-1))
    x.add_(1)
    return [y.tolist(), raised(lambda: y.grad_fn)]


def several_views_by_a_function(torch: Any) -> list[Any]:
    class Parts(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x[:1], x[1:], x

        @staticmethod
        def backward(ctx: Any, g: Any, h: Any, k: Any) -> Any:
            return torch.cat([g, h]) + k

    x = torch.tensor([1.0, 2.0], requires_grad=True) * 1
    a, _, c = Parts.apply(x)
    seen = [a._base is x, c._base is x, raised(lambda: a.add_(1)), raised(lambda: c.add_(1))]
    x.add_(1)
    return [*seen, raised(lambda: a.grad_fn), raised(lambda: c.grad_fn)]


def a_changed_view(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    b = x * 1
    y, w = b[:2], b[1:]
    z = _doubled(torch).apply(y)
    names = [z is y, name(y), name(b), name(w), y._version, b._version]
    (w * w).sum().backward()
    return [names, b.tolist(), grad(x)]


def a_changed_view_and_a_factor(torch: Any) -> list[Any]:
    x, factor = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0], requires_grad=True)
    b = x * 1
    _scaled(torch).apply(b[:1], factor)
    following = edges(b.grad_fn)
    (b * b).sum().backward()
    return [following, b.tolist(), grad(x), grad(factor), raised(lambda: b.sum().backward())]


def a_changed_view_of_a_constant(torch: Any) -> list[Any]:
    x, factor = torch.tensor([1.0, 2.0]), torch.tensor([3.0], requires_grad=True)
    v = x[:1]
    _scaled(torch).apply(v, factor)
    (x * x).sum().backward()
    return [name(x), name(v), edges(x.grad_fn), x.tolist(), grad(factor)]


def hooks_of_what_a_function_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    b = x * 1
    b.retain_grad()
    _doubled(torch).apply(b)
    b.sum().backward()
    return [grad(b), grad(x), b._version]


def views_that_a_function_may_not_change(torch: Any) -> list[Any]:
    function = _doubled(torch)
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    seen = [raised(lambda: function.apply(x.view(2))), raised(lambda: function.apply(x)), x._version]
    for part in (lambda b: b.unbind(0)[0], lambda b: b.split(1)[1], lambda b: function.apply(b)[:1]):
        b = x.detach().requires_grad_() * 1
        seen.append(raised(lambda part=part, b=b: function.apply(part(b))))
    with torch.no_grad():
        silent = x[:1]
    return [*seen, raised(lambda: function.apply(silent))]


def a_changed_view_beside_another_result(torch: Any) -> list[Any]:
    class Two(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.mark_dirty(x)
            return x.mul_(2), x * 1

        @staticmethod
        def backward(ctx: Any, g: Any, h: Any) -> Any:
            return g * 2 + h

    b = torch.tensor([1.0, 2.0], requires_grad=True) * 1
    return [raised(lambda: Two.apply(b[:1])), [name(part) for part in Two.apply(b)]]


def what_was_changed_has_to_be_returned(torch: Any) -> list[Any]:
    class Lost(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.mark_dirty(x)
            return x * 1

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g

    x = torch.tensor([1.0, 2.0])
    return [raised(lambda: Lost.apply(x)), raised(lambda: Lost.apply(x.requires_grad_() * 1)), x._version]


def functions_without_recording_answer_other_tensors(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    b = x * 1
    with torch.no_grad():
        y, z, w = _same(torch).apply(x), _doubled(torch).apply(b), _doubled(torch).apply(torch.tensor([1.0]))
    return [y is x, y.requires_grad, z is b, z.requires_grad, name(b), b.tolist(), b._version, w.tolist()]


def arguments_that_are_not_differentiable(torch: Any) -> list[Any]:
    class Some(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            y = x * 1
            ctx.mark_non_differentiable(x, y)
            return x, y, x * 2

        @staticmethod
        def backward(ctx: Any, g: Any, h: Any, k: Any) -> Any:
            return k * 2

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    a, b, c = Some.apply(x)
    c.sum().backward()
    return [a is x, a.requires_grad, b.requires_grad, name(c), grad(x), x.requires_grad]


# ------------------------------------------------------------------ views made without recording
def hooks_of_a_view_made_without_recording(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    seen = []
    for switch in (torch.no_grad, torch.inference_mode):
        with switch():
            v = x[0:1]
        heard: list[Any] = []
        v.register_hook(heard.append)
        v.register_post_accumulate_grad_hook(heard.append)
        seen.append([v.requires_grad, v.is_leaf, raised(lambda v=v: v.sum().backward()), heard, grad(v)])
    return [seen, grad(x)]


def a_function_of_a_view_made_without_recording(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        v = x[0:1]
    y = _same(torch).apply(v)
    y.sum().backward()
    unused = raised(lambda: torch.autograd.grad(_same(torch).apply(v).sum(), v))
    return [y.requires_grad, name(y), edges(y.grad_fn), grad(x), grad(v), unused]


# ------------------------------------------------------------------ what is given and answered
def a_gradient_that_passes_through_is_that_very_tensor(torch: Any) -> list[Any]:
    x, g = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0])
    through = [x, x + 0, x.clone(), x * 1, x + x, _same(torch).apply(x)]
    a, one = torch.tensor(2.0, requires_grad=True), torch.tensor(1.0)
    wide = torch.tensor([3.0, 4.0], dtype=torch.float64)
    made = [torch.autograd.grad(y, x, g)[0] is g for y in through]
    return [made, torch.autograd.grad(a, a, one)[0] is one, torch.autograd.grad(x, x, wide)[0] is wide]


def a_given_gradient_that_requires_grad(torch: Any) -> list[Any]:
    x, g = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
    return [torch.autograd.grad(x, x, g)[0] is g, torch.autograd.grad(x * 3, x, g)[0].requires_grad]


def a_leaf_that_was_turned_since_its_gradient(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    x.sum().backward()
    with torch.no_grad():
        x.t_()
    return [raised(lambda: x.sum().backward()), grad(x)]


# ------------------------------------------------------------------ behind what has no derivative
def a_result_without_a_derivative_has_a_gradient(torch: Any) -> list[Any]:
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    y = x // 2
    seen = [numbers(torch.autograd.grad((y * 3).sum(), y)), numbers(torch.autograd.grad(y, y, torch.ones(2)))]
    z = y * y
    return [*seen, numbers(torch.autograd.grad(z.sum(), [z, y])), raised(lambda: torch.autograd.grad((y * 2).sum(), [y, x]))]


def chains_without_derivatives(torch: Any) -> list[Any]:
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    y = x // 2
    w = (y * 3) // 2
    seen = [numbers(torch.autograd.grad((w * 5).sum(), w)), raised(lambda: torch.autograd.grad((w * 5).sum(), y))]
    return [*seen, raised(lambda: torch.autograd.grad(w.sum() + y.sum(), y))]


def accumulating_into_a_result_without_a_derivative(torch: Any) -> list[Any]:
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    y = x // 2
    return [raised(lambda: y.sum().backward(inputs=[y])), grad(y), grad(x)]


def hooks_where_there_is_no_derivative(torch: Any) -> list[Any]:
    x, z = torch.tensor([3.0, 4.0], requires_grad=True), torch.tensor([1.0], requires_grad=True)
    y = x // 2
    heard: list[Any] = []
    y.register_hook(lambda g: heard.append(g.tolist()))
    y.retain_grad()
    one, two = torch.ones(1), torch.ones(2)
    texts = [
        raised(lambda: y.sum().backward()),
        raised(lambda: torch.autograd.grad(y, x, two)),
        raised(lambda: torch.autograd.grad(y, z, two, allow_unused=True)),
        raised(lambda: torch.autograd.grad(y * 2, z, two, allow_unused=True)),
        raised(lambda: torch.autograd.grad([y, z], [z, x], [two, one])),
        raised(lambda: torch.autograd.grad([y, z], [z, y], [two, one])),
    ]
    return [texts, heard, grad(y)]


# ------------------------------------------------------------------ hooks where nothing arrives
def hooks_at_the_one_root(torch: Any) -> list[Any]:
    x, z = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0], requires_grad=True)
    y = x * 1
    heard: list[Any] = []
    x.register_hook(lambda g: heard.append(["x", g.tolist()]))
    y.register_hook(lambda g: heard.append(["y", g.tolist()]))
    one, two = torch.ones(1), torch.ones(2)
    torch.autograd.grad(x, z, two, allow_unused=True)
    torch.autograd.grad(y, z, two, allow_unused=True)
    x.backward(two, inputs=[z])
    torch.autograd.grad([y, z], z, [two, one], allow_unused=True)
    torch.autograd.grad([x, y], z, [two, two], allow_unused=True)
    torch.autograd.grad([x, y], y, [two, two], allow_unused=True)
    return [heard, grad(x)]


def hooks_are_told_that_nothing_arrived(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    heard: list[Any] = []
    x.register_hook(lambda g: heard.append(["x", g is None]))
    x.register_post_accumulate_grad_hook(lambda leaf: heard.append(["after", leaf.grad is None]))
    y.register_hook(lambda g: heard.append(["y", g is None]))
    _nothing(torch).apply(y).sum().backward()
    unused = raised(lambda: torch.autograd.grad(_nothing(torch).apply(x).sum(), x))
    return [heard, unused, raised(lambda: _nothing(torch).apply(y).sum().backward()), grad(x)]


def hooks_cannot_replace_nothing(torch: Any) -> list[Any]:
    texts = []
    for answer in (None, 3, torch.tensor(3.0)):
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        y = torch.aminmax(x)
        y[0].register_hook(lambda g, answer=answer: answer)
        texts.append([raised(lambda y=y: y[1].backward()), grad(x)])
    return texts


def functions_run_where_nothing_arrived(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    _nothing(torch).apply(_same(torch).apply(x)).sum().backward()
    y = (x * x).detach().requires_grad_() * x
    _nothing(torch).apply(y).sum().backward()
    return [grad(x), raised(lambda: y.sum().backward())]


# ------------------------------------------------------------------ names where backward is recorded
def names_of_recorded_gradients_of_parts(torch: Any) -> list[Any]:
    mask, first = torch.tensor([[True, False], [True, True]]), torch.tensor([[0, 0]])
    parts = [
        lambda c: c[0],
        lambda c: c[-1, 0],
        lambda c: c[:, 1:],
        lambda c: c[[0, 0]],
        lambda c: c[mask],
        lambda c: c.narrow(0, 0, 1),
        lambda c: torch.diag(c),
        lambda c: torch.gather(c, 0, first),
        lambda c: torch.cummax(c, 0)[0],
    ]
    seen = []
    for part in parts:
        x = torch.tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)
        (g,) = torch.autograd.grad((part(x) * 1).sum(), x, torch.tensor(1.0, requires_grad=True), create_graph=True)
        (h,) = torch.autograd.grad((part(x * x) ** 2).sum(), x, create_graph=True)
        seen.append([name(g), numbers(torch.autograd.grad(h.sum(), x))])
    return seen
