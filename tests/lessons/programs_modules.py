"""torch.nn.Module itself: registration, names, state, hooks, printing; containers; parameters."""

from __future__ import annotations

import copy
import warnings
from typing import Any

from tests.lessons.running import attempt


def _net(torch: Any) -> Any:
    nn = torch.nn

    class Net(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.a = nn.Linear(1, 1)
            self.register_buffer("b", torch.zeros(2))
            self.register_buffer("hidden", torch.ones(1), persistent=False)
            self.several = nn.ModuleList([nn.Linear(1, 2) for _ in range(3)])
            self.named = nn.ModuleDict({"x": nn.ReLU(), "y": nn.Sequential(nn.Linear(2, 2), nn.Tanh())})
            self.listed = nn.ParameterList([nn.Parameter(torch.ones(2)) for _ in range(2)])
            self.keyed = nn.ParameterDict({"k": nn.Parameter(torch.ones(2, 3))})
            self.shared = self.a

        def forward(self, x: Any) -> Any:
            return self.a(x)

    return Net()


def names(torch: Any) -> None:
    """What is in a module."""
    torch.manual_seed(0)
    net = _net(torch)
    print(net)
    print([name for name, _ in net.named_parameters()], len(list(net.parameters())))
    print([name for name, _ in net.named_parameters(recurse=False)], [n for n, _ in net.named_parameters("p", False)])
    print([name for name, _ in net.named_parameters(remove_duplicate=False)])
    print([name for name, _ in net.named_modules()], len(list(net.modules())))
    print([name for name, _ in net.named_children()], [type(child).__name__ for child in net.children()])
    print([name for name, _ in net.named_buffers()], list(net.buffers()))
    print(list(net.state_dict()), net.state_dict()["a.weight"], net.a.weight)
    print([name for name in dir(net) if name in ("a", "b", "named", "training", "forward")])
    net.apply(lambda module: print(type(module).__name__))
    attempt(lambda: net.get_parameter("a.weight").shape)
    attempt(lambda: net.get_parameter("a.foo"))
    attempt(lambda: net.get_parameter("b"))
    attempt(lambda: net.get_buffer("b"))
    attempt(lambda: net.get_buffer("a.weight"))
    attempt(lambda: net.get_submodule("named.y.0"))
    attempt(lambda: net.get_submodule("nowhere"))
    attempt(lambda: net.get_submodule("b"))
    attempt(lambda: net.foo)
    del net.a
    print([name for name, _ in net.named_parameters()][:2])
    del net.b
    attempt(lambda: net.b)
    attempt(lambda: delattr(net, "nothing"))


def assignments(torch: Any) -> None:
    """What may be assigned, and how the rest is refused."""
    nn = torch.nn
    net = _net(torch)
    attempt(lambda: setattr(net.a, "weight", torch.ones(1)))
    attempt(lambda: setattr(net.a, "weight", 3))
    attempt(lambda: setattr(net, "a", 3))
    attempt(lambda: setattr(net, "b", "x"))
    net.b = None
    net.b = torch.ones(2)
    net.c = nn.Buffer(torch.ones(1))
    net.a.bias = None
    net.a.weight = nn.Parameter(torch.zeros(1, 1))
    net.named = None
    print(net.b, net.a, net.a.weight, net.named, [name for name, _ in net.named_buffers()])
    net.b = nn.Parameter(torch.ones(1))
    print([name for name, _ in net.named_buffers()], "b" in dict(net.named_parameters()))
    for name in ("a", "z.y", "", 3):
        attempt(lambda name=name: net.register_buffer(name, torch.ones(1)))
        attempt(lambda name=name: net.register_parameter(name, None))
        attempt(lambda name=name: net.add_module(name, nn.ReLU()))
    attempt(lambda: net.register_buffer("new", 3))
    attempt(lambda: net.register_parameter("new", torch.ones(1)))
    attempt(lambda: net.register_parameter("new", nn.Parameter(torch.ones(1)) * 2))
    attempt(lambda: net.add_module("new", 3))
    net.register_module("new", None)
    net.register_parameter("none", None)

    class Early(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self, value: Any) -> None:
            self.value = value

    class Given(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__(3)

    class Named(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__(x=3)

    attempt(lambda: Early(nn.ReLU()))
    attempt(lambda: Early(nn.Parameter(torch.ones(1))))
    attempt(lambda: Early(3).value)
    attempt(lambda: nn.Module.register_buffer(Early(3), "b", None))
    attempt(Given)
    attempt(Named)
    attempt(lambda: nn.Module()(1))
    attempt(lambda: nn.Linear(1, 1)(torch.ones(1), 2))


def modes(torch: Any) -> None:
    """train, eval, dtype, gradients."""
    net = _net(torch)
    net.train(False)
    print(net.training, net.several[0].training, net.eval() is net, net.train().training)
    attempt(lambda: net.train(3))
    net(torch.ones(1, 1)).sum().backward()
    print(net.a.weight.grad, net.double() is net, net.a.weight.dtype, net.a.weight.grad.dtype, net.b.dtype)
    print(net.float().a.weight.dtype, net.half().a.weight.dtype, net.cpu() is net, net.type(torch.float32).b.dtype)
    net.zero_grad(set_to_none=False)
    print(net.a.weight.grad)
    net.zero_grad()
    print(net.a.weight.grad)
    net.requires_grad_(False)
    print([x.requires_grad for x in net.parameters()][:3])


def states(torch: Any) -> None:
    """state_dict and load_state_dict."""
    nn = torch.nn
    torch.manual_seed(0)
    first, second = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1)), nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1))
    state = first.state_dict()
    print(state, state._metadata)
    print(second.load_state_dict(state), second[0].weight, type(state).__name__)
    print(second.state_dict(keep_vars=True)["0.weight"], list(second.state_dict(prefix="net.")))
    layer = nn.Linear(2, 1)
    attempt(lambda: layer.load_state_dict({"weight": torch.ones(2, 2), "zz": 1}))
    attempt(lambda: layer.load_state_dict({"weight": torch.ones(1, 2), "zz": 1}, strict=False))
    attempt(lambda: layer.load_state_dict({"weight": torch.ones(1, 2), "bias": 3}))
    attempt(lambda: layer.load_state_dict({"weight": torch.ones(1, 2), "bias": torch.ones(1), "bias.x": torch.ones(1)}))
    attempt(lambda: layer.load_state_dict([1]))
    attempt(lambda: nn.PReLU().load_state_dict({"weight": torch.tensor([2.0])}))
    print(layer.load_state_dict({"weight": torch.zeros(1, 2), "bias": torch.ones(1)}, assign=True), layer.bias)
    attempt(lambda: second.load_state_dict({**state, "0.more.x": torch.ones(1)}))
    state["0.weight"].zero_()
    print(first[0].weight)


def hooks(torch: Any) -> None:
    """Hooks before and after forward, and on the way backward."""
    nn = torch.nn
    torch.manual_seed(0)
    layer = nn.Linear(2, 2)
    seen: list[Any] = []
    handle = layer.register_forward_hook(lambda module, args, out: seen.append((type(module).__name__, len(args), out.shape)))
    layer(torch.ones(1, 2))
    handle.remove()
    layer(torch.ones(1, 2))
    print(seen)
    layer.register_forward_pre_hook(lambda module, args: (args[0] * 2,))
    layer.register_forward_pre_hook(lambda module, args: args[0] + 1, prepend=True)
    layer.register_forward_hook(lambda module, args, kwargs, out: out + len(kwargs), with_kwargs=True)
    print(layer(torch.ones(1, 2)).detach(), layer(input=torch.ones(1, 2)) if False else "")
    first, second = nn.Linear(2, 3), nn.Linear(3, 1)
    for module in (first, second):
        module.register_full_backward_pre_hook(lambda module, arrived: print("before", module, arrived))
        module.register_full_backward_hook(lambda module, received, arrived: print("after", module, received, arrived))
    out = second(first(torch.ones(1, 2)).relu())
    print(out.grad_fn.name())
    out.sum().backward()
    x = torch.ones(1, 2, requires_grad=True)
    first.register_full_backward_hook(lambda module, received, arrived: (received[0] * 10,))
    second(first(x)).sum().backward()
    print(x.grad)
    attempt(lambda: first.register_backward_hook(print))
    bad = nn.Linear(1, 1)
    bad.register_forward_pre_hook(lambda module, args, kwargs: 3, with_kwargs=True)
    attempt(lambda: bad(torch.ones(1)))
    old = nn.Linear(1, 1)
    old.register_backward_hook(lambda module, received, arrived: print(len(received), arrived))
    old(torch.ones(1, 1)).sum().backward()
    always = nn.Linear(1, 1)
    always.register_forward_hook(lambda module, args, out: print("always", out), always_call=True)
    attempt(lambda: always(torch.ones(3)))
    listed = nn.Identity()
    listed.register_full_backward_hook(lambda module, received, arrived: None)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        print(listed([torch.ones(1)]))
        print([str(warning.message)[:60] for warning in said])
    odd = nn.Identity()
    odd.register_full_backward_hook(lambda module, received, arrived: (1, 2))
    attempt(lambda: odd(torch.ones(1, requires_grad=True)).backward())


def containers(torch: Any) -> None:
    """Sequential and its kin."""
    nn = torch.nn
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1))
    print(net[0], net[1:], len(net), net[-1], nn.Sequential())
    net.append(nn.Tanh())
    net.insert(1, nn.Sigmoid())
    print(net, net.pop(1))
    net[1] = nn.ELU()
    del net[0]
    print(net, [type(module).__name__ for module in net])
    print(net + nn.Sequential(nn.ReLU()), net * 2, (2 * nn.Sequential(nn.ReLU())))
    net += nn.Sequential(nn.GELU())
    net *= 2
    net.extend([nn.ReLU()])
    del net[3:]
    print(net)
    attempt(lambda: net[9])
    attempt(lambda: net + 3)
    attempt(lambda: net * 1.5)
    attempt(lambda: net * 0)
    attempt(lambda: net.insert(9, nn.ReLU()))
    attempt(lambda: net.insert(0, 3))
    attempt(lambda: nn.Sequential(3))
    from collections import OrderedDict

    named = nn.Sequential(OrderedDict([("first", nn.Linear(1, 2)), ("second", nn.ReLU())]))
    print(named, named.first, named[:1])
    several = nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1), nn.ReLU()])
    several.append(nn.ReLU()).extend([nn.Tanh()])
    several.insert(0, nn.GELU())
    print(several, several[1:3], several + [nn.ELU()], len(several), several.pop(0))  # noqa: RUF005
    several[0] = nn.SELU()
    del several[1:3]
    several += [nn.Sigmoid()]
    print(several, nn.ModuleList())
    attempt(lambda: several.extend(3))
    attempt(lambda: several[9])
    attempt(lambda: several(3))
    choices = nn.ModuleDict({"a": nn.ReLU()})
    choices["b"] = nn.Tanh()
    choices.update([["c", nn.ELU()]])
    print(choices, list(choices), "a" in choices, list(choices.keys()), choices.pop("a"), len(choices), list(choices.values()))
    del choices["b"]
    print([key for key, _ in choices.items()])
    choices.clear()
    print(choices)
    attempt(lambda: choices.update(3))
    attempt(lambda: choices.update([3]))
    attempt(lambda: choices.update([[1, 2, 3]]))
    attempt(lambda: choices["x"])


def parameter_containers(torch: Any) -> None:
    """ParameterList and ParameterDict."""
    nn = torch.nn
    several = nn.ParameterList([nn.Parameter(torch.ones(2)), torch.zeros(2, 3), 5])
    several.append(torch.ones(1)).extend([torch.ones(2)])
    several += [torch.ones(1)]
    print(several, len(several), several[1:3], several[-1], [type(x).__name__ for x in several])
    several[0] = nn.Parameter(torch.zeros(1))
    attempt(lambda: several[9])
    attempt(lambda: several.extend(3))
    attempt(lambda: several(1))
    keyed = nn.ParameterDict({"b": nn.Parameter(torch.ones(2)), "a": torch.zeros(1)})
    keyed["c"] = torch.ones(1)
    print(keyed, list(keyed), len(keyed), "c" in keyed, list(keyed.keys()), [key for key, _ in keyed.items()])
    print(keyed.setdefault("d", torch.ones(1)), keyed.get("zz"), keyed.pop("b"), keyed.popitem(), list(reversed(keyed)))
    print(keyed.copy(), list(keyed.values()))
    del keyed["a"]
    keyed.update([("e", torch.ones(1)), ("n", 3)])
    print(keyed)
    keyed.clear()
    print(keyed)
    attempt(lambda: keyed.update(3))
    attempt(lambda: keyed[3])
    attempt(lambda: keyed(1))


def parameters(torch: Any) -> None:
    """Parameter as a tensor."""
    nn = torch.nn
    data = torch.ones(2)
    p = nn.Parameter(data)
    data[0] = 5
    print(
        p, p * 2, p.data, p.detach(), p.grad_fn, p.is_leaf, type(p), type(p + 1), isinstance(p, torch.Tensor), torch.is_tensor(p)
    )
    print(p[0], p.view(2, 1).grad_fn.name(), p.t().grad_fn.next_functions[0][0].name(), (p @ p).item(), 2 * p, p > 1, -p)
    attempt(lambda: nn.Parameter(torch.ones(1, dtype=torch.long)))
    attempt(lambda: nn.Parameter([1.0]))
    attempt(lambda: nn.Parameter(torch.ones(1, dtype=torch.long), requires_grad=False))
    attempt(nn.Parameter)
    attempt(lambda: f"{nn.Parameter(torch.tensor(2.0))}")
    attempt(lambda: nn.Parameter(torch.tensor(2.0, dtype=torch.float64)) * 2)
    attempt(lambda: p.add_(1))
    (p * p).sum().backward()
    print(p.grad)
    with torch.no_grad():
        p -= 0.1 * p.grad
        p.mul_(2)
    print(p, type(p), p._version)
    other = copy.deepcopy(p)
    print(other, other.grad, other is p)
    net = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))
    twin = copy.deepcopy(net)
    print(twin[0].weight is net[0].weight, bool((twin[0].weight == net[0].weight).all()))
    v = torch.ones(3, requires_grad=True)
    attempt(lambda: nn.functional.linear(v, nn.Parameter(torch.ones(2, 3))))
    attempt(lambda: nn.functional.layer_norm(v, (3,), nn.Parameter(torch.ones(3))))


def utilities(torch: Any) -> None:
    """torch.nn.utils."""
    nn = torch.nn
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    net(torch.randn(5, 2)).pow(2).sum().backward()
    for settings in ((0.5,), (0.1, 1.0), (0.01, float("inf"))):
        print(nn.utils.clip_grad_norm_(net.parameters(), *settings), [x.grad for x in net.parameters()])
    nn.utils.clip_grad_value_(net.parameters(), 0.002)
    nn.utils.clip_grad_value_(net[0].weight, 0.001)
    print([x.grad for x in net.parameters()])
    vector = nn.utils.parameters_to_vector(net.parameters())
    print(vector.shape, vector.grad_fn.name())
    nn.utils.vector_to_parameters(torch.arange(13.0), net.parameters())
    print(list(net.parameters()), nn.utils.clip_grad_norm_([], 1.0), nn.utils.clip_grad_norm_(net[0].weight, 1.0))
    attempt(lambda: nn.utils.vector_to_parameters(3, net.parameters()))
    net[0].weight.grad.fill_(float("nan"))
    attempt(lambda: nn.utils.clip_grad_norm_(net.parameters(), 1.0, error_if_nonfinite=True))
    pad = nn.utils.rnn.pad_sequence
    print(pad([torch.ones(2), torch.ones(3)], batch_first=True), pad([torch.ones(2, 2), torch.ones(3, 2)], padding_value=7.0))
    print(pad([torch.ones(2), torch.ones(3)], padding_side="left"))
    attempt(lambda: pad([torch.ones(2)], padding_side="up"))
