"""torch.autograd.Function: what the context holds, several outputs, missing gradients, higher order and refusals."""

from __future__ import annotations

from typing import Any

from tests.session.observe import chain, edges, grad, name, numbers, raised


def _square(torch: Any) -> Any:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return 2 * x * g

    return Square


def _returning(torch: Any, *gradients: Any) -> Any:
    class Given(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, y: Any) -> Any:
            return x * y

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return gradients if len(gradients) != 1 else gradients[0]

    return Given


# ------------------------------------------------------------------ values, names, gradients
def a_function_of_ones_own(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = _square(torch).apply(x)
    y.sum().backward()
    return [y.tolist(), y.requires_grad, y.is_leaf, grad(x)]


def name_of_the_node(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    y = _square(torch).apply(x)
    return [name(y), type(y.grad_fn).__name__, edges(y.grad_fn), chain(y + 1)]


def edges_of_operands_without_gradient(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    c = torch.tensor(2.0)
    given = _returning(torch, None, None)
    return [edges(given.apply(x, c).grad_fn), edges(given.apply(c, x * 1).grad_fn), edges(given.apply(x, 5).grad_fn)]


def nothing_is_recorded_without_gradients(torch: Any) -> list[Any]:
    square = _square(torch)
    x = torch.tensor(3.0, requires_grad=True)
    y = square.apply(torch.tensor(3.0))
    with torch.no_grad():
        z = square.apply(x)
    return [y.item(), y.requires_grad, name(y), z.requires_grad, name(z)]


def forward_runs_without_recording(torch: Any) -> list[Any]:
    seen: list[Any] = []

    class Look(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            y = x * 2
            seen.append([torch.is_grad_enabled(), x.requires_grad, y.requires_grad, name(y)])
            return y

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            seen.append([torch.is_grad_enabled(), g.requires_grad])
            return g * 2

    x = torch.tensor(1.0, requires_grad=True)
    Look.apply(x).backward()
    torch.autograd.grad(Look.apply(x), x, create_graph=True)
    return [seen, grad(x)]


def exp_that_saves_its_result(torch: Any) -> list[Any]:
    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (y,) = ctx.saved_tensors
            return g * y

    x = torch.tensor([0.0, 1.0], requires_grad=True)
    y = Exp.apply(x)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return [g.tolist(), *numbers(torch.autograd.grad(g.sum(), x))]


def relu_with_a_mask(torch: Any) -> list[Any]:
    class Relu(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x.clamp(min=0)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            g = g.clone()
            g[x < 0] = 0
            return g

    x = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
    y = Relu.apply(x)
    (y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    return [y.tolist(), grad(x)]


def a_straight_through_estimator(torch: Any) -> list[Any]:
    class Round(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x.round()

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g

    x = torch.tensor([0.4, 1.6], requires_grad=True)
    y = Round.apply(x)
    (y * torch.tensor([2.0, 3.0])).sum().backward()
    return [y.tolist(), name(y), grad(x)]


def reversal_of_the_gradient(torch: Any) -> list[Any]:
    class Reverse(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, strength: float) -> Any:
            ctx.strength = strength
            return x.view(2, 1)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return -ctx.strength * g.view(2), None

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (Reverse.apply(x, 0.5) * 4).sum().backward()
    return [grad(x)]


def a_polynomial_of_legendre(torch: Any) -> list[Any]:
    class Legendre(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return 0.5 * (5 * x**3 - 3 * x)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * 1.5 * (5 * x**2 - 1)

    a = torch.tensor(0.5, requires_grad=True)
    b = torch.tensor(-1.0, requires_grad=True)
    y = a + b * Legendre.apply(a + 2 * b)
    y.backward()
    return [y.item(), chain(y), grad(a), grad(b)]


def a_linear_layer_with_bias(torch: Any) -> list[Any]:
    class Linear(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, weight: Any, bias: Any) -> Any:
            ctx.save_for_backward(x, weight)
            return x.mm(weight.t()) + bias

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            x, weight = ctx.saved_tensors
            return g.mm(weight) if ctx.needs_input_grad[0] else None, g.t().mm(x), g.sum(0)

    x = torch.tensor([[1.0, 2.0]])
    w = torch.tensor([[1.0, 0.5], [-1.0, 2.0]], requires_grad=True)
    b = torch.tensor([0.0, 1.0], requires_grad=True)
    y = Linear.apply(x, w, b)
    (y * torch.tensor([[1.0, 10.0]])).sum().backward()
    return [y.tolist(), name(y), grad(x), grad(w), grad(b)]


def used_twice_in_one_graph(torch: Any) -> list[Any]:
    square = _square(torch)
    x = torch.tensor(2.0, requires_grad=True)
    y = square.apply(square.apply(x))
    (y + square.apply(x)).backward()
    return [y.item(), chain(y), grad(x)]


def the_same_operand_twice(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    y = _returning(torch, torch.tensor(10.0), torch.tensor(1.0)).apply(x, x)
    y.backward()
    return [edges(y.grad_fn), grad(x)]


# ------------------------------------------------------------------ the context
def needs_input_grad(torch: Any) -> list[Any]:
    seen: list[Any] = []

    class Look(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, y: Any, n: Any, t: Any) -> Any:
            seen.append(list(ctx.needs_input_grad))
            return x * y * n

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            seen.append(list(ctx.needs_input_grad))
            return g, g, None, None

    x = torch.tensor(2.0, requires_grad=True)
    Look.apply(x, torch.tensor(3.0), 4, torch.tensor([1, 2])).backward()
    Look.apply(x.detach(), x * 1, 4, None).backward()
    return [seen, grad(x)]


def attributes_of_the_context(torch: Any) -> list[Any]:
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, factor: float) -> Any:
            ctx.factor, ctx.shape = factor, list(x.shape)
            return x * factor

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * ctx.factor, None

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = Scale.apply(x, 3.0)
    y.sum().backward()
    return [y.grad_fn.factor, y.grad_fn.shape, grad(x), raised(lambda: y.grad_fn.nothing)]


def saved_tensors_are_seen_from_the_node(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = _square(torch).apply(x)
    saved = y.grad_fn.saved_tensors
    return [len(saved), saved[0].tolist(), saved[0].requires_grad, saved[0].is_leaf, y.grad_fn.needs_input_grad]


def saved_tensors_keep_their_graph(torch: Any) -> list[Any]:
    seen: list[Any] = []

    class Look(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            y = x * 2
            ctx.save_for_backward(x, y)
            return y

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            seen.append([[name(t), t.requires_grad] for t in ctx.saved_tensors])
            return g * 2

    x = torch.tensor(1.0, requires_grad=True)
    Look.apply(x + 1).backward()
    return [seen, grad(x)]


def none_may_be_saved(torch: Any) -> list[Any]:
    class Look(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, bias: Any = None) -> Any:
            ctx.save_for_backward(x, bias)
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            _, bias = ctx.saved_tensors
            return g * 2 + (0 if bias is None else 1), None

    x = torch.tensor(1.0, requires_grad=True)
    Look.apply(x, None).backward()
    first = grad(x)
    Look.apply(x, torch.tensor(1.0)).backward()
    return [first, grad(x)]


def only_tensors_may_be_saved(torch: Any) -> list[Any]:
    class Bad(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x, 5)
            return x * 2

    x = torch.tensor(1.0, requires_grad=True)
    return [raised(lambda: Bad.apply(x))]


def saving_twice_keeps_the_last(torch: Any) -> list[Any]:
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            ctx.save_for_backward(x + 10, x)
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return sum(t * g for t in ctx.saved_tensors)

    x = torch.tensor(1.0, requires_grad=True)
    Twice.apply(x).backward()
    return [grad(x)]


def forward_with_a_separate_context(torch: Any) -> list[Any]:
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(x: Any) -> Any:
            return x**3

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            ctx.save_for_backward(*inputs)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return 3 * x**2 * g

    x = torch.tensor(2.0, requires_grad=True)
    y = Cube.apply(x)
    y.backward()
    return [y.item(), name(y), grad(x)]


# ------------------------------------------------------------------ several outputs
def _both(torch: Any) -> Any:
    class SumAndProduct(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, y: Any) -> Any:
            ctx.save_for_backward(x, y)
            return x + y, x * y

        @staticmethod
        def backward(ctx: Any, g: Any, h: Any) -> Any:
            x, y = ctx.saved_tensors
            return g + h * y, g + h * x

    return SumAndProduct


def several_outputs(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.tensor(5.0, requires_grad=True)
    s, p = _both(torch).apply(x, y)
    z = s * p
    z.backward()
    return [s.item(), p.item(), s.grad_fn is p.grad_fn, edges(z.grad_fn), grad(x), grad(y)]


def unused_outputs_have_zero_gradients(torch: Any) -> list[Any]:
    seen: list[Any] = []

    class Two(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2, x.sum()

        @staticmethod
        def backward(ctx: Any, g: Any, h: Any) -> Any:
            seen.append([g.tolist(), h.tolist(), str(h.dtype)])
            return g * 2 + h

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    Two.apply(x)[0].sum().backward()
    Two.apply(x)[1].backward()
    return [seen, grad(x)]


def unused_outputs_have_no_gradients_if_told(torch: Any) -> list[Any]:
    seen: list[Any] = []

    class Two(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.set_materialize_grads(False)
            return x * 2, x * 3

        @staticmethod
        def backward(ctx: Any, g: Any, h: Any) -> Any:
            seen.append([g is None, h is None])
            return (0 if g is None else g * 2) + (0 if h is None else h * 3)

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    Two.apply(x)[0].sum().backward()
    Two.apply(x)[1].sum().backward()
    return [seen, grad(x)]


def outputs_without_gradient(torch: Any) -> list[Any]:
    seen: list[Any] = []

    class Sorted(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            values, indices = x.sort()
            ctx.mark_non_differentiable(indices)
            ctx.save_for_backward(indices)
            return values, indices

        @staticmethod
        def backward(ctx: Any, g: Any, none: Any) -> Any:
            (indices,) = ctx.saved_tensors
            seen.append([none.tolist(), str(none.dtype)])
            out = torch.zeros(3)
            out[indices] = g
            return out

    x = torch.tensor([3.0, 1.0, 2.0], requires_grad=True)
    values, indices = Sorted.apply(x)
    (values * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    return [indices.requires_grad, name(indices), values.requires_grad, seen, grad(x)]


def float_output_marked_as_not_differentiable(torch: Any) -> list[Any]:
    class Parts(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            whole = x.floor()
            ctx.mark_non_differentiable(whole)
            return x - whole, whole

        @staticmethod
        def backward(ctx: Any, g: Any, none: Any) -> Any:
            return g

    x = torch.tensor(2.5, requires_grad=True)
    part, whole = Parts.apply(x)
    (part * whole).backward()
    return [part.requires_grad, whole.requires_grad, name(whole), whole.is_leaf, grad(x)]


def integer_outputs_never_require_grad(torch: Any) -> list[Any]:
    class Count(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2, (x > 0).long()

        @staticmethod
        def backward(ctx: Any, g: Any, none: Any) -> Any:
            return g * 2

    x = torch.tensor([1.0, -1.0], requires_grad=True)
    y, n = Count.apply(x)
    y.sum().backward()
    return [n.requires_grad, name(n), n.tolist(), grad(x)]


def outputs_that_are_no_tensors(torch: Any) -> list[Any]:
    class Mixed(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2, "text", 7, None

        @staticmethod
        def backward(ctx: Any, g: Any, *others: Any) -> Any:
            return g * 2 + len(others)

    x = torch.tensor(1.0, requires_grad=True)
    y, *others = Mixed.apply(x)
    y.backward()
    return [y.item(), others, grad(x)]


def a_single_output_in_a_tuple_stays_one(torch: Any) -> list[Any]:
    class One(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return (x * 2,)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return (g * 2,)

    x = torch.tensor(1.0, requires_grad=True)
    made = One.apply(x)
    made[0].backward()
    return [type(made).__name__, len(made), grad(x)]


# ------------------------------------------------------------------ operands returned, changed or viewed
def forward_returns_its_operand(torch: Any) -> list[Any]:
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 10

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = Same.apply(x)
    y.sum().backward()
    return [y is x, y.data_ptr() == x.data_ptr(), y._base is x, name(y), x.is_leaf, grad(x)]


def forward_changes_its_operand_and_says_so(torch: Any) -> list[Any]:
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.mark_dirty(x)
            return x.mul_(2)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 2

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    z = Double.apply(y)
    z.sum().backward()
    return [z is y, z.tolist(), name(y), y._version, grad(x), raised(lambda: Double.apply(x))]


def forward_changes_its_operand_secretly(torch: Any) -> list[Any]:
    class Secret(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            x.mul_(2)
            return x + 1

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 2

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    z = Secret.apply(y)
    z.sum().backward()
    return [z.tolist(), y.tolist(), name(y), y._version, grad(x)]


def a_view_made_by_a_function_in_place(torch: Any) -> list[Any]:
    class View(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x.view(2, 1)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g.view(2)

    y = torch.tensor([1.0, 2.0], requires_grad=True) * 1
    v = View.apply(y)
    return [v._base is y, v.data_ptr() == y.data_ptr(), name(v), raised(lambda: v.mul_(2))]


def result_changed_in_place(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = _square(torch).apply(x)
    y.mul_(3)
    y.sum().backward()
    return [chain(y), grad(x)]


def saved_operand_changed(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    z = _square(torch).apply(y)
    y.add_(1)
    w = _square(torch).apply(x)
    with torch.no_grad():
        x.add_(1)
    return [raised(lambda: z.sum().backward()), raised(lambda: w.sum().backward()), raised(lambda: w.grad_fn.saved_tensors)]


def saved_result_changed(torch: Any) -> list[Any]:
    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * ctx.saved_tensors[0]

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = Exp.apply(x)
    y.add_(1)
    return [raised(lambda: y.sum().backward())]


def operand_kept_as_an_attribute_changes_unnoticed(torch: Any) -> list[Any]:
    class Keep(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.x = x
            return x * x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return 2 * ctx.x * g

    x = torch.tensor(3.0, requires_grad=True)
    y = Keep.apply(x)
    with torch.no_grad():
        x.fill_(100.0)
    y.backward(retain_graph=True)
    first = grad(x)
    y.backward()
    return [first, grad(x)]


# ------------------------------------------------------------------ second backward, higher order
def second_backward_of_a_function(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    y = _square(torch).apply(x)
    y.backward()
    return [raised(lambda: y.backward()), raised(lambda: y.grad_fn.saved_tensors), grad(x)]


def second_backward_of_a_function_that_saves_nothing(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    y = _returning(torch, torch.tensor(5.0), None).apply(x, 2.0)
    y.backward()
    y.backward()
    return [grad(x)]


def second_backward_with_the_graph_retained(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    y = _square(torch).apply(x)
    y.backward(retain_graph=True)
    y.backward()
    return [grad(x)]


def second_derivative_through_a_function(torch: Any) -> list[Any]:
    x = torch.tensor(3.0, requires_grad=True)
    y = _square(torch).apply(x) * x
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (h,) = torch.autograd.grad(g, x, create_graph=True)
    (third,) = torch.autograd.grad(h, x)
    return [g.item(), h.item(), third.item()]


def second_derivative_through_a_function_in_its_backward(torch: Any) -> list[Any]:
    square = _square(torch)

    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return 3 * square.apply(x) * g

    x = torch.tensor(2.0, requires_grad=True)
    (g,) = torch.autograd.grad(Cube.apply(x), x, create_graph=True)
    return [g.item(), chain(g), *numbers(torch.autograd.grad(g, x))]


def second_derivative_of_an_attribute_is_missing(torch: Any) -> list[Any]:
    class Keep(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.x = x.detach()
            return x * x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return 2 * ctx.x * g

    x = torch.tensor(3.0, requires_grad=True)
    y = Keep.apply(x)
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    return [g.item(), g.requires_grad, name(g), raised(lambda: torch.autograd.grad(g, x))]


def once_differentiable(torch: Any) -> list[Any]:
    class Once(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return 2 * x * g

    x = torch.tensor(3.0, requires_grad=True)
    y = Once.apply(x)
    (g,) = torch.autograd.grad(y * x, x, create_graph=True)
    h = torch.autograd.grad(g, x, retain_graph=True)  # not told: the error stands in a branch that does not lead to x
    return [g.item(), g.requires_grad, numbers(h), raised(lambda: g.backward()), grad(x)]


# ------------------------------------------------------------------ gradients given back
def none_gives_no_gradient(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.tensor(3.0, requires_grad=True)
    _returning(torch, None, torch.tensor(7.0)).apply(x, y).backward()
    return [grad(x), grad(y)]


def none_stops_the_graph_below(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.tensor(3.0, requires_grad=True)
    z = _returning(torch, None, torch.tensor(7.0)).apply(x * 5, y * 5)
    z.backward()
    return [grad(x), grad(y)]


def none_by_torch_autograd_grad(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.tensor(3.0, requires_grad=True)
    z = _returning(torch, None, torch.tensor(7.0)).apply(x, y)
    return [
        raised(lambda: torch.autograd.grad(z, [x, y], retain_graph=True)),
        numbers(torch.autograd.grad(z, [x, y], allow_unused=True)),
        grad(x),
    ]


def none_for_everything(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    z = _returning(torch, None, None).apply(x, x)
    z.backward()
    return [grad(x)]


def too_few_gradients(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.tensor(3.0, requires_grad=True)
    return [raised(lambda: _returning(torch, torch.tensor(1.0)).apply(x, y).backward()), grad(x), grad(y)]


def too_many_gradients(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.tensor(3.0, requires_grad=True)
    one = torch.tensor(1.0)
    return [
        raised(lambda: _returning(torch, one, one, one).apply(x, y).backward()),
        raised(lambda: _returning(torch, one, one, None).apply(x, y).backward()),
        grad(x),
    ]


def gradient_of_the_wrong_shape(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    made = []
    for shape in ((3,), (2, 2), (1,), ()):
        y = _returning(torch, torch.ones(shape), None).apply(x, 2.0)
        made.append([list(shape), raised(lambda y=y: y.sum().backward()), grad(x)])
    return made


def gradient_of_a_broadcast_shape_is_summed(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    _returning(torch, torch.tensor([1.0, 2.0]), None).apply(x, 2.0).backward()
    return [grad(x), list(x.grad.shape)]


def gradient_of_another_dtype(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = _returning(torch, torch.ones(2, dtype=torch.float64), None).apply(x, 2.0)
    y.sum().backward()
    return [grad(x), str(x.grad.dtype)]


def gradient_that_is_no_tensor(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    return [raised(lambda: _returning(torch, 5.0, None).apply(x, 2.0).sum().backward()), grad(x)]


def gradient_for_an_operand_that_is_no_tensor(torch: Any) -> list[Any]:
    x = torch.tensor(2.0, requires_grad=True)
    c = torch.tensor(3.0)
    one = torch.tensor(1.0)
    return [
        raised(lambda: _returning(torch, one, one).apply(x, 5).backward()),
        raised(lambda: _returning(torch, one, one).apply(x, c).backward()),
        grad(x),
        grad(c),
    ]


def gradient_passed_on_unchanged(torch: Any) -> list[Any]:
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, y: Any) -> Any:
            return x + y

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g, g

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.tensor([3.0, 4.0], requires_grad=True)
    z = Same.apply(x, y)
    z.backward(torch.tensor([5.0, 6.0]))
    x.grad.zero_()
    return [grad(x), grad(y)]


def backward_is_missing(torch: Any) -> list[Any]:
    class Forward(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

    x = torch.tensor(2.0, requires_grad=True)
    return [Forward.apply(x).item(), raised(lambda: Forward.apply(x).backward())]


def forward_is_missing(torch: Any) -> list[Any]:
    class Backward(torch.autograd.Function):
        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g

    return [raised(lambda: Backward.apply(torch.tensor(2.0, requires_grad=True)))]


def backward_raises(torch: Any) -> list[Any]:
    class Bad(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            raise ZeroDivisionError("no gradient today")

    x = torch.tensor(2.0, requires_grad=True)
    return [raised(lambda: Bad.apply(x * 1).backward()), grad(x)]


def hook_on_the_result_of_a_function(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = _square(torch).apply(x)
    y.register_hook(lambda g: g * 10)
    y.retain_grad()
    y.sum().backward()
    return [grad(y), grad(x)]


def a_function_in_a_batch_of_leaves(torch: Any) -> list[Any]:
    class Stack(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *parts: Any) -> Any:
            ctx.count = len(parts)
            return torch.stack(parts)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return tuple(g[i] * (i + 1) for i in range(ctx.count))

    parts = [torch.tensor(float(i), requires_grad=i != 1) for i in range(3)]
    y = Stack.apply(*parts)
    y.sum().backward()
    return [y.tolist(), [grad(part) for part in parts], edges(y.grad_fn)]
