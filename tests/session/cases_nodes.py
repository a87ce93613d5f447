"""Hooks on nodes themselves: what they are told, when they run, and what becomes of what they answer."""

from __future__ import annotations

from typing import Any

from tests.session.observe import grad, name, numbers, raised


def _told(heard: list[Any]) -> Any:
    return lambda received, arrived: heard.append([numbers(received), numbers(arrived)])


# ------------------------------------------------------------------ what they are told
def hooks_on_a_node(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * x
    heard: list[Any] = []
    y.grad_fn.register_hook(_told(heard))
    y.grad_fn.register_prehook(lambda arrived: heard.append(numbers(arrived)))
    y.sum().backward()
    return [heard, grad(x)]


def hooks_see_operands_without_gradients(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    mask = torch.tensor([True, False])
    made = [x + 1, x * 3, x.where(mask, torch.tensor(0.0)), x**2, x ** torch.tensor([2.0, 3.0]), torch.cat([x, x]), x.clamp(2.5)]
    seen = []
    for y in made:
        heard: list[Any] = []
        y.grad_fn.register_hook(_told(heard))
        y.sum().backward()
        seen.append([name(y), heard])
    return seen


def hooks_on_a_node_with_several_results(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    seen: list[Any] = []
    for results in (x.unbind(), torch.aminmax(x), x.max(0)):
        heard: list[Any] = []
        node = results[0].grad_fn
        node.register_prehook(lambda arrived, heard=heard: heard.append(numbers(arrived)))
        node.register_hook(_told(heard))
        results[0].backward()
        seen.append([node.name(), heard])
    return seen


def hooks_on_the_end_at_a_leaf(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    end = x.sum().grad_fn.next_functions[0][0]
    heard: list[Any] = []
    end.register_hook(_told(heard))
    end.register_prehook(lambda arrived: heard.append(numbers(arrived)))
    x.register_post_accumulate_grad_hook(lambda leaf: heard.append(["after", grad(leaf)]))
    x.sum().backward()
    torch.autograd.grad(x.sum(), x)
    return [end.name(), heard, grad(x)]


def hooks_on_a_changed_base(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 1
    y[:1] *= 2
    heard: list[Any] = []
    y.grad_fn.register_hook(_told(heard))
    y.sum().backward()
    return [name(y), heard]


def hooks_on_a_function_of_ones_own(torch: Any) -> list[Any]:
    class Product(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, factor: Any) -> Any:
            ctx.factor = factor
            return x * factor

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * ctx.factor, None

    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = Product.apply(x, 5.0)
    heard: list[Any] = []
    y.grad_fn.register_prehook(lambda arrived: heard.append(numbers(arrived)))
    y.grad_fn.register_hook(_told(heard))
    y.sum().backward()
    return heard


# ------------------------------------------------------------------ when they run
def hooks_of_a_result_run_before_those_of_its_node(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 3
    heard: list[Any] = []
    y.grad_fn.register_prehook(lambda arrived: heard.append("before the node"))
    y.grad_fn.register_hook(lambda received, arrived: heard.append("after the node"))
    y.register_hook(lambda g: heard.append("of the result"))
    y.sum().backward()
    return heard


def hooks_on_a_node_that_does_not_run(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x + 1
    heard: list[Any] = []
    y.grad_fn.register_prehook(lambda arrived: heard.append(numbers(arrived)))
    y.grad_fn.register_hook(_told(heard))
    torch.autograd.grad(y.sum(), y)
    return [len(heard), numbers(torch.autograd.grad(y.sum(), x)), heard]


def hooks_on_a_node_without_a_derivative(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x // 2
    heard: list[Any] = []
    y.grad_fn.register_prehook(lambda arrived: heard.append(numbers(arrived)))
    y.grad_fn.register_hook(_told(heard))
    return [raised(lambda: y.sum().backward()), heard]


def a_node_forgets_a_hook(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 3
    heard: list[Any] = []
    handles = [y.grad_fn.register_hook(_told(heard)), y.grad_fn.register_prehook(heard.append)]
    for handle in handles:
        handle.remove()
    y.sum().backward()
    return [heard, grad(x)]


# ------------------------------------------------------------------ what they answer
def hooks_on_nodes_answer_other_gradients(torch: Any) -> list[Any]:
    x, z = torch.tensor([2.0, 3.0], requires_grad=True), torch.tensor([5.0, 7.0], requires_grad=True)
    y = x * z
    y.grad_fn.register_prehook(lambda arrived: (arrived[0] * 10,))
    y.grad_fn.register_hook(lambda received, arrived: (received[1], received[0]))
    y.grad_fn.register_hook(lambda received, arrived: (received[0] + 1, None))
    y.sum().backward()
    return [grad(x), grad(z)]


def hooks_on_nodes_of_numbers(torch: Any) -> list[Any]:
    a = torch.tensor(2.0, requires_grad=True, dtype=torch.float64)
    b = a * 3
    b.grad_fn.register_prehook(lambda arrived: (arrived[0] * 2,))
    b.grad_fn.register_hook(lambda received, arrived: (received[0] + 1, None))
    (b * b).backward(retain_graph=True)
    return [grad(a), numbers(torch.autograd.grad(b, b)), numbers(torch.autograd.grad(b, a))]


def hooks_on_nodes_answer_nothing(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    seen = []
    for answer in ((None, None), None):
        y = x * 3
        y.grad_fn.register_hook(lambda received, arrived, answer=answer: answer)
        y.sum().backward()
        seen.append(grad(x))
    y = x * 3
    y.grad_fn.register_prehook(lambda arrived: (None,))
    y.sum().backward()
    return [seen, grad(x)]


def hooks_in_a_recorded_pass(torch: Any) -> list[Any]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * x
    y.grad_fn.register_hook(lambda received, arrived: (received[0] * x, received[1]))
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return [g.tolist(), name(g), numbers(torch.autograd.grad(g.sum(), x))]


def hooks_on_nodes_that_do_not_fit(torch: Any) -> list[Any]:
    x, wide = torch.tensor([2.0, 3.0], requires_grad=True), torch.tensor([1.0, 2.0], dtype=torch.float64)
    one = torch.tensor([1.0])
    texts = []
    for answer in (3, (one,), one, (one, None), (wide, None), (None, one)):

        def hook(received: Any, arrived: Any, answer: Any = answer) -> Any:
            return answer

        y = x * 3
        y.grad_fn.register_hook(hook)
        texts.append(raised(lambda y=y: y.sum().backward()))
    for ahead in (3, (one, one), one, (one,)):

        def prehook(arrived: Any, answer: Any = ahead) -> Any:
            return answer

        y = x * 3
        y.grad_fn.register_prehook(prehook)
        texts.append(raised(lambda y=y: y.sum().backward()))
    return [texts, grad(x)]
