"""What random programs brought to light: views that go stale, memory that overlaps, orders of refusals."""

from __future__ import annotations

from operator import imul, isub, setitem
from typing import Any

from tests.session.observe import chain, edges, grad, name, raised


def _tracked(torch: Any, *sizes: int) -> Any:
    """A result that requires grad."""
    return torch.arange(1, 1 + torch.zeros(sizes).numel()).float().reshape(sizes).requires_grad_() * 1


# ------------------------------------------------------------------ views that cannot be used any more
def views_made_without_recording_go_stale(torch: Any) -> list[Any]:
    seen = []
    for block in (torch.no_grad, torch.inference_mode):
        x = _tracked(torch, 3)
        with block():
            v = x[:2]
        w = v[:1]
        seen += [v.requires_grad, v.is_leaf, raised(lambda v=v: v.add_(1)), raised(lambda w=w: w.add_(1))]
        x.add_(1)
        seen += [raised(lambda v=v: v.grad_fn), raised(lambda v=v: v * 2), raised(lambda v=v: v.is_leaf), v.requires_grad]
        seen += [raised(lambda w=w: w.grad_fn), raised(lambda v=v: v.zero_()), v.tolist()]
    return seen


def views_made_without_recording_are_constants(torch: Any) -> list[Any]:
    x = _tracked(torch, 3)
    with torch.no_grad():
        v = x[1:]
    y = (v * 2).sum()
    y.backward()
    unused = [
        raised(lambda: torch.autograd.grad((v * 2).sum(), v)),
        raised(v.backward),
        raised(lambda: v.sum().backward(inputs=v)),
    ]
    return [y.requires_grad, edges((v * 2).grad_fn), grad(v), unused]


def one_of_several_views_goes_stale(torch: Any) -> list[Any]:
    x = _tracked(torch, 4)
    a, b = x.chunk(2)
    c = b.squeeze(0)
    with torch.no_grad():
        a.mul_(2)
    return [raised(lambda part=part: part.grad_fn) for part in (a, b, c)] + [raised(lambda: b.add_(1)), x.tolist()]


def several_views_made_without_recording(torch: Any) -> list[Any]:
    x = _tracked(torch, 2, 2)
    with torch.no_grad():
        a, _ = x
        part = x[:]
    b = part.unbind(0)[1]
    with torch.inference_mode():
        c = x[:]
    d = c.unbind(0)[1]
    return [raised(lambda part=part: part.add_(1)) for part in (a, b, d)]


def a_view_sees_what_was_written_without_recording(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    v, cut = x.T, x.detach()
    before = chain(v)
    cut.add_(1)
    after = chain(v)
    y = x * 1
    w = y[:1]
    with torch.no_grad():
        w.add_(1)
    squeezed = x[:, :1]
    with torch.no_grad():
        squeezed.squeeze_(1)
    return [before, after, chain(w), chain(squeezed), y.tolist()]


def a_leaf_that_was_written_into_before(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    v = x[:1]
    x.mul_(2)
    x.requires_grad_()
    w = x.detach()[:1]
    v.sum().backward()
    return [chain(v), v.requires_grad, w.requires_grad, grad(x)]


# ------------------------------------------------------------------ memory that overlaps
def onto_itself_by_index(torch: Any) -> list[Any]:
    seen = []
    for items in ([0, 1, 2], torch.tensor([True, True, True])):
        x = torch.tensor([1.0, 2.0, 3.0])
        seen += [raised(lambda x=x, items=items: setitem(x, items, x)), x.tolist()]
    places = torch.tensor([1, 0])
    seen += [raised(lambda: setitem(places, places, 1)), places.tolist()]
    mask = torch.tensor([True, False])
    mask[mask] = False
    x = torch.tensor([1.0, 2.0, 3.0, 4.0])
    x[1:][[0, 1]] = x[:1]
    return [*seen, mask.tolist(), x.tolist(), raised(lambda: setitem(x[1:], [0, 1], x[1:3]))]


def onto_itself_by_slices(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    x[:, ::2].add_(x[:, 1:2])  # there are gaps: nobody looks
    seen = [x.tolist(), raised(lambda: imul(x[0], x)), raised(lambda: isub(x[None], x)), raised(lambda: x.mul_(x[:1]))]
    y = torch.tensor([1.0, 2.0, 3.0])
    y[None] = y
    one = torch.tensor([1.0])
    return [*seen, y.tolist(), raised(lambda: setitem(one, None, one)), raised(lambda: imul(one[0], one))]


def onto_itself_expanded(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    wide = x.expand(2, 2)
    wide[...] = x
    wide.copy_(wide)
    empty = x[2:].expand(2, 0)
    empty.clamp_(0, 1)
    refused = [raised(lambda: wide.add_(wide)), raised(lambda: wide.mul_(x)), raised(lambda: setitem(wide, 0, x))]
    return [wide.tolist(), *refused, empty.tolist(), x._version]


def filling_from_itself(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    x.fill_(x[1])
    return [x.tolist(), raised(lambda: x.fill_(x))]


# ------------------------------------------------------------------ values that are written
def value_is_seen_without_leading_ones(torch: Any) -> list[Any]:
    seen = []
    for sizes in ((3,), (1, 3), (2, 1), (1, 2, 3), (1,)):
        for items in (slice(None), [0, 1]):
            x, y = _tracked(torch, 2, 3), torch.ones(sizes, requires_grad=True) * 2
            x[items] = y
            x.sum().backward()
            node = x.grad_fn.next_functions[1][0]
            seen.append([chain(x), node.name(), edges(node)])
    return seen


def number_where_a_mask_says(torch: Any) -> list[Any]:
    x = torch.tensor([1, 2, 3])
    x[x > 1] = torch.tensor([2.5])
    mask = x > 1
    refused = [
        raised(lambda: setitem(x, [0, 1], torch.tensor(2.5))),
        raised(lambda: setitem(x, mask, torch.tensor([2.5, 3.5]))),
        raised(lambda: setitem(x, mask, torch.tensor([2.5, 3.5, 4.5]))),
    ]
    return [x.tolist(), *refused]


def copies_of_numbers(torch: Any) -> list[Any]:
    x = _tracked(torch, 2)
    x.copy_(3)
    refused = [raised(lambda other=other: x.copy_(other)) for other in ("3", [3], None)]
    return [x.tolist(), edges(x.grad_fn), torch.tensor([True, False]).copy_(1.5).tolist(), *refused]


def slices_that_are_nothing_or_everything(torch: Any) -> list[Any]:
    x = torch.ones(0, requires_grad=True)
    y, z = _tracked(torch, 2, 1), _tracked(torch, 2)
    y[-2:] /= 2
    z[0:2] = 1.0
    refused = [raised(lambda: setitem(x, slice(2, None), 1)), raised(lambda: setitem(x, slice(None), 1))]
    return [*refused, name(y), name(z), raised(lambda: setitem(torch.tensor(1.0), (slice(None), None), 1))]


def edges_of_what_was_written_through_views(torch: Any) -> list[Any]:
    x = _tracked(torch, 2, 2)
    x[1] **= 2
    y = _tracked(torch, 2)
    y[:1].pow_(2)
    return [edges(x.grad_fn), edges(y.grad_fn)]


# ------------------------------------------------------------------ what is refused first
def refusals_in_order(torch: Any) -> list[Any]:
    leaf = torch.tensor([1.0, 2.0], requires_grad=True)
    plain = torch.tensor([1.0, 2.0])
    cube = torch.zeros(2, 1, 1)
    return [
        raised(lambda: setitem(leaf, leaf > 1, leaf)),
        raised(lambda: setitem(leaf, [0], torch.tensor([1]))),
        raised(lambda: plain.backward(torch.tensor(1.0))),
        raised(lambda: torch.zeros(2, 1, 1, requires_grad=True).t_()),
        raised(cube.t_),
        raised(lambda: setitem(torch.tensor([True, True]), 0, torch.tensor([True, False]))),
        raised(lambda: torch.tensor(1.0).unbind(2)),
    ]


def setting_requires_grad_of_a_result(torch: Any) -> list[Any]:
    x = _tracked(torch, 2)
    return [raised(lambda on=on: setattr(x, "requires_grad", on)) for on in (True, False)] + [x.requires_grad_() is x]


def what_a_clamp_refuses(torch: Any) -> list[Any]:
    given = (torch.tensor([1]), torch.tensor([1], dtype=torch.int32), torch.tensor([True]))
    return [raised(lambda x=x: x.clamp_(min=0.5)) for x in given] + [raised(lambda x=x: x.add_(0.5)) for x in given]


# ------------------------------------------------------------------ going backward
def results_that_are_accumulated_into_run(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    y.sum().backward(inputs=[y])
    return [grad(x), grad(y), raised(lambda: y.sum().backward(inputs=[y])), raised(lambda: torch.autograd.grad(y.sum(), y))]


def hooks_run_where_backward_begins(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y, seen = (x * x).sum(), []
    y.retain_grad()
    y.register_hook(lambda g: seen.append(g.item()))
    y.backward(inputs=[x * 2])
    return [grad(y), seen, grad(x)]


def a_leaf_that_requires_no_grad_any_more(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    x.requires_grad_(False)
    y.backward(retain_graph=True)
    before = grad(x)
    x.requires_grad_()
    y.backward()
    return [before, grad(x)]


def retained_gradients_stay_behind_a_transpose(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0, 2.0, 3.0]], requires_grad=True)
    y = x * 2
    y.retain_grad()
    y.transpose_(0, 1)
    y.sum().backward()
    return [list(y.grad.shape), grad(y), grad(x)]


def retained_gradients_are_added_out_of_place(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.retain_grad()
    first = torch.autograd.grad((y * y).sum(), y, create_graph=True)[0]
    (first * y).sum().backward(retain_graph=True)
    kept = y.grad
    y.sum().backward()
    return [kept.tolist(), grad(y), kept is y.grad, y.grad.grad_fn is None]


def what_was_written_through_a_view_is_passed_once(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x + 1
    y[:1].add_(x[1])
    y.sum().backward()
    return [grad(x), raised(lambda: y.sum().backward())]


def shapes_in_place_on_what_is_expanded(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0]).expand(3, 2)
    tall = x[:1].expand(2, 2)
    seen = [list(x.t_().shape), list(tall.transpose_(0, 1).shape), list(x.unsqueeze_(0).shape), list(x.squeeze_(0).shape)]
    return [seen, x.fill_(3).tolist(), raised(lambda: x.fill_(torch.tensor(1.0))), raised(lambda: setitem(x, slice(None), 1))]


def a_gradient_of_another_shape(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0], [2.0]], requires_grad=True)
    (x * x).sum().backward()
    with torch.no_grad():
        x.transpose_(0, 1)
    return [raised(lambda: (x * x).sum().backward()), grad(x)]


def names_in_version_errors(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    seen = []
    for change in (lambda y: y.t_(), lambda y: y.fill_(1), lambda y: y.copy_(x[:, :1]), lambda y: y.detach().add_(1)):
        y = x.sum(1, keepdim=True)
        z = (y**2).sum()
        change(y)
        seen.append(raised(z.backward))
    return seen


# ------------------------------------------------------------------ memory
def transposes_of_the_last_two(torch: Any) -> list[Any]:
    x = torch.arange(12.0).reshape(2, 3, 2).requires_grad_()
    return [x.mT.tolist(), name(x.mT), name(x[0].T), raised(lambda: x[0, 0].mT)]


def functions_that_change_nothing_make_copies(torch: Any) -> list[Any]:
    seen = []
    for function in "floor ceil round trunc abs sign relu".split():
        x = torch.tensor([1, 2])
        y = getattr(x, function)()
        y += 1
        seen.append([function, x.tolist(), y.tolist()])
    return seen


def strides_of_what_is_expanded(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0], [2.0]])
    wide = [x.expand(2, 1), x.expand(2, -1, -1), x.expand(2, 3), x.expand(1, 2, 1), torch.tensor(1.0).expand(1, 2)]
    again = x.expand(3, 2, 1).as_strided((2, 2), (1, 0))
    empty = [torch.zeros(2, 0).stride(), torch.zeros(0).stride(), torch.zeros(2, 0, 3).stride()]
    return [[list(w.stride()) for w in wide], again.tolist(), [list(s) for s in empty]]


def data_of_a_view(torch: Any) -> list[Any]:
    x = _tracked(torch, 2, 2)
    v = x[0]
    v.data *= 2
    outputs = [part.output_nr for part in torch.ones(3).unbind()]
    return [v._base is x, x.tolist(), chain(v), outputs, raised(lambda: torch.tensor(True).as_strided((2,), (1,)))]
