"""Convolutions, pooling, padding, normalization, embeddings and attention: names, values, gradients and refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.session.observe import chain, edges, grad, name, raised


def _tensor(torch: Any, *size: int) -> Any:
    """Numbers that are all different, in float64, with a gradient."""
    x = torch.arange(torch.ones(*size).numel(), dtype=torch.float64).reshape(*size)
    return (((x * 7) % 11 - 5) / 4 + x / 64).requires_grad_()


def _observed(torch: Any, function: Callable[..., Any], *operands: Any) -> list[Any]:
    """Shape, nodes, value and gradients of a function whose elements count differently."""
    out = function(*operands)
    weights = (torch.arange(out.numel(), dtype=torch.float64).reshape(out.shape) * 5) % 7 / 8 + 0.5
    (out * weights).sum().backward()
    return [list(out.shape), chain(out), edges(out.grad_fn), out.tolist(), *map(grad, operands)]


# ------------------------------------------------------------------ convolutions
def convolution_of_lines(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w, b = _tensor(torch, 2, 2, 5), _tensor(torch, 3, 2, 2), _tensor(torch, 3)
    return _observed(torch, lambda x, w, b: f.conv1d(x, w, b, stride=2, padding=1), x, w, b)


def convolution_of_images(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w = _tensor(torch, 1, 4, 3, 3), _tensor(torch, 2, 2, 2, 2)
    return _observed(torch, lambda x, w: f.conv2d(x, w, None, 1, (1, 0), 1, 2), x, w)


def convolution_of_one_image(torch: Any) -> list[Any]:
    return _observed(torch, lambda x, w: torch.conv2d(x, w, padding="same"), _tensor(torch, 2, 3, 3), _tensor(torch, 1, 2, 3, 1))


def convolution_of_volumes(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w = _tensor(torch, 1, 1, 3, 2, 2), _tensor(torch, 2, 1, 2, 1, 2)
    return _observed(torch, lambda x, w: f.conv3d(x, w, dilation=(2, 1, 1)), x, w)


def transposed_convolutions(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w, b = _tensor(torch, 1, 2, 2, 3), _tensor(torch, 2, 2, 2, 2), _tensor(torch, 2)
    found = _observed(torch, lambda x, w, b: f.conv_transpose2d(x, w, b, 2, 1, 1), x, w, b)
    return found + _observed(
        torch, lambda x, w: f.conv_transpose1d(x, w, stride=2), _tensor(torch, 2, 3), _tensor(torch, 2, 1, 2)
    )


def second_derivatives_of_a_convolution(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w = _tensor(torch, 1, 1, 3, 3), _tensor(torch, 1, 1, 2, 2)
    g, h = torch.autograd.grad((f.conv2d(x, w) ** 2).sum(), (x, w), create_graph=True)
    (g.sum() + (h * h).sum()).backward()
    return [name(g), name(h), grad(x), grad(w)]


def refused_convolutions(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w = torch.ones(1, 2, 3, 3), torch.ones(4, 2, 2, 2)
    tries = [
        lambda: f.conv2d(torch.ones(3, 3), w),
        lambda: f.conv2d(x, torch.ones(3, 3)),
        lambda: f.conv2d(x, torch.ones(4, 2, 2)),
        lambda: f.conv2d(torch.ones(1, 3, 3, 3), w),
        lambda: f.conv2d(x, w, groups=2),
        lambda: f.conv2d(torch.ones(1, 6, 3, 3), w, groups=3),
        lambda: f.conv2d(x, w, groups=8),
        lambda: f.conv2d(x, w, groups=0),
        lambda: f.conv2d(x, w, torch.ones(3)),
        lambda: f.conv2d(x, w, stride=0),
        lambda: f.conv2d(x, w, padding=-1),
        lambda: f.conv2d(x, w, dilation=0),
        lambda: f.conv2d(x, w, dilation=-1),
        lambda: f.conv_transpose2d(x, torch.ones(2, 2, 2, 2), dilation=0),
        lambda: f.conv2d(x, w, stride=(1, 1, 1)),
        lambda: f.conv2d(x, torch.ones(4, 2, 5, 5)),
        lambda: f.conv2d(x, torch.ones(4, 2, 0, 2)),
        lambda: f.conv1d(torch.ones(1, 2, 3), torch.ones(4, 2, 0)),
        lambda: f.conv2d(x, w.double()),
        lambda: f.conv2d(torch.ones(2, 2, 3, 3), w.double()),
        lambda: f.conv2d(torch.ones(2, 2, 3, 3), w, dilation=0),
        lambda: f.conv2d(x, w, torch.ones(4).double()),
        lambda: f.conv2d(x.bool(), w.bool()),
        lambda: f.conv2d(x, w, padding="full"),
        lambda: f.conv2d(x, w, padding="same", stride=2),
        lambda: f.conv_transpose2d(x, w),
        lambda: f.conv_transpose2d(x, torch.ones(2, 2, 2, 2), torch.ones(3)),
        lambda: f.conv_transpose2d(x, torch.ones(2, 2, 2, 2), output_padding=1),
        lambda: f.conv_transpose1d(torch.ones(1, 2, 3), torch.ones(2, 2, 2), output_padding=2),
        lambda: f.conv_transpose3d(torch.ones(1, 2, 3, 3, 3), torch.ones(2, 2, 2, 2, 2), output_padding=1),
        lambda: f.conv_transpose1d(torch.ones(1, 2, 1), torch.ones(2, 2, 1), padding=2),
        lambda: f.conv_transpose2d(x, torch.ones(2, 2, 2, 2), output_padding=-1),
    ]
    return list(map(raised, tries))


def convolutions_of_other_numbers(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w = torch.arange(9).reshape(1, 1, 3, 3), torch.tensor([[[[1, -2], [3, 1]]]])
    halves = f.conv2d(x.half(), w.half())
    return [
        f.conv2d(x, w).tolist(),
        halves.tolist(),
        str(halves.dtype),
        f.conv2d(torch.ones(0, 1, 3, 3), torch.ones(2, 1, 2, 2)).shape[1],
    ]


# ------------------------------------------------------------------ pooling
def largest_in_windows(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found = _observed(torch, lambda x: f.max_pool2d(x, 2), _tensor(torch, 1, 2, 4, 5))
    found += _observed(torch, lambda x: f.max_pool2d(x, (2, 3), (1, 2), (1, 1), ceil_mode=True), _tensor(torch, 2, 4, 4))
    found += _observed(torch, lambda x: f.max_pool1d(x, 3, 2, 1, dilation=2), _tensor(torch, 2, 2, 7))
    return found + _observed(torch, lambda x: f.max_pool3d(x, 2, 1), _tensor(torch, 1, 1, 3, 2, 2))


def largest_and_their_places(torch: Any) -> list[Any]:
    f = torch.nn.functional
    nan = float("nan")
    x = torch.tensor([[[1.0, 5.0, 5.0, nan], [2.0, 5.0, nan, 0.0]]], requires_grad=True)
    values, places = f.max_pool2d(x, 2, return_indices=True)
    line, where = f.max_pool1d(x[0], 2, return_indices=True)
    parts, there = f.adaptive_max_pool2d(x, (1, 2), return_indices=True)
    ends, here = f.adaptive_max_pool1d(x[0], 3, return_indices=True)
    (values + parts).nansum().backward()
    return [
        *(t.tolist() for t in (values, places, line, where, parts, there, ends, here)),
        grad(x),
        name(values),
        name(line),
        places.requires_grad,
    ]


def means_of_windows(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found = _observed(torch, lambda x: f.avg_pool2d(x, 2), _tensor(torch, 1, 2, 4, 5))
    found += _observed(
        torch, lambda x: f.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False), _tensor(torch, 1, 4, 4)
    )
    found += _observed(torch, lambda x: f.avg_pool2d(x, 2, divisor_override=3), _tensor(torch, 1, 3, 3))
    found += _observed(torch, lambda x: f.avg_pool1d(x, 2, 1, 1), _tensor(torch, 2, 4))
    return found + _observed(torch, lambda x: f.avg_pool3d(x, (1, 2, 2)), _tensor(torch, 1, 2, 2, 2))


def pooling_into_parts(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found = _observed(torch, lambda x: f.adaptive_avg_pool2d(x, (2, None)), _tensor(torch, 1, 2, 3, 2))
    found += _observed(torch, lambda x: f.adaptive_avg_pool2d(x, 1), _tensor(torch, 1, 2, 3, 2))
    found += _observed(torch, lambda x: f.adaptive_avg_pool1d(x, 4), _tensor(torch, 2, 3))
    found += _observed(torch, lambda x: f.adaptive_max_pool2d(x, 2), _tensor(torch, 1, 3, 5))
    found += _observed(torch, lambda x: f.adaptive_max_pool1d(x, 2), _tensor(torch, 1, 2, 5))
    return found


def power_means(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found = _observed(torch, lambda x: f.lp_pool2d(x * x, 3.0, 2, stride=1), _tensor(torch, 1, 3, 3))
    found += _observed(torch, lambda x: f.lp_pool1d(x * x, 2.0, 2), _tensor(torch, 1, 4))
    found += _observed(torch, lambda x: f.lp_pool2d(x, float("inf"), 2), _tensor(torch, 1, 2, 2))
    return found + _observed(torch, lambda x: f.lp_pool1d(x, float("-inf"), 2), _tensor(torch, 1, 4))


def windows_as_columns(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found = _observed(torch, lambda x: f.unfold(x, (2, 1), padding=(0, 1), stride=2), _tensor(torch, 1, 2, 3, 3))
    return found + _observed(torch, lambda x: f.fold(x, (3, 3), 2, dilation=2, padding=1), _tensor(torch, 1, 8, 9))


def refused_pooling(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, line = torch.ones(1, 2, 4, 4, requires_grad=True), torch.ones(1, 2, 4, requires_grad=True)
    whole = torch.ones(1, 1, 4, dtype=torch.long)
    tries = [
        lambda: f.max_pool2d(torch.ones(4, 4), 2),
        lambda: f.max_pool2d(torch.ones(1, 0, 4, 4), 2),
        lambda: f.max_pool2d(x, 0),
        lambda: f.max_pool2d(x, 2, stride=0),
        lambda: f.max_pool2d(x, 2, stride=-1),
        lambda: f.max_pool2d(x, 2, padding=-1),
        lambda: f.max_pool2d(x, 2, padding=2),
        lambda: f.max_pool2d(x, 2, dilation=0),
        lambda: f.max_pool2d(x, 7),
        lambda: f.max_pool2d(x, (2, 2, 2)),
        lambda: f.max_pool2d(x, 2, stride=(1, 2, 3)),
        lambda: f.max_pool2d(x, 2, dilation=(1, 2, 3)),
        lambda: f.max_pool2d(x.bool(), 2),
        lambda: f.max_pool1d(torch.ones(4), 2),
        lambda: f.max_pool1d(line, 7),
        lambda: f.max_pool1d(line, (2, 2)),
        lambda: f.max_pool1d(line, 0),
        lambda: f.max_pool1d(line, 2, padding=2),
        lambda: f.max_pool1d(line, 2, padding=2, return_indices=True),
        lambda: f.max_pool1d(line, 2, dilation=0),
        lambda: f.max_pool1d(whole, 2),
        lambda: f.avg_pool1d(torch.ones(4), 2),
        lambda: f.avg_pool1d(line, (2, 2)),
        lambda: f.avg_pool1d(line, 0),
        lambda: f.avg_pool2d(torch.ones(4, 4), 2),
        lambda: f.avg_pool2d(x, 2, divisor_override=0),
        lambda: f.avg_pool2d(x.bool(), 2),
        lambda: f.avg_pool3d(x, (2, 2)),
        lambda: f.adaptive_avg_pool2d(torch.ones(4, 4), 2),
        lambda: f.adaptive_avg_pool2d(x, -1),
        lambda: f.adaptive_avg_pool2d(x, (2,)),
        lambda: f.adaptive_avg_pool2d(x.long(), 2),
        lambda: f.adaptive_avg_pool2d(torch.ones(1, 2, 0, 4), 2),
        lambda: f.adaptive_avg_pool1d(torch.ones(4), 2),
        lambda: f.adaptive_max_pool2d(torch.ones(4, 4), 2),
        lambda: f.unfold(torch.ones(4, 4), 2),
        lambda: f.unfold(torch.ones(1, 0, 4, 4), 2),
        lambda: f.unfold(x, 7),
        lambda: f.unfold(x, 0),
        lambda: f.unfold(x, 2, dilation=0),
        lambda: f.unfold(x, 2, padding=-1),
        lambda: f.unfold(x, 2, stride=0),
        lambda: f.fold(torch.ones(4), 2, 2),
        lambda: f.fold(torch.ones(1, 7, 4), (3, 3), 2),
        lambda: f.fold(torch.ones(1, 8, 5), (3, 3), 2),
    ]
    return list(map(raised, tries))


def pooling_of_whole_numbers(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x = torch.arange(16).reshape(1, 4, 4)
    return [f.max_pool2d(x, 2).tolist(), f.avg_pool2d(x - 8, 2).tolist(), str(f.avg_pool2d(x, 2).dtype)]


# ------------------------------------------------------------------ padding
def padding_with_a_number(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found = _observed(torch, lambda x: f.pad(x, (1, 2, 0, -1), value=2.5), _tensor(torch, 2, 3))
    whole = f.pad(torch.arange(3), (1, 1), value=1.5)
    return [*found, whole.tolist(), str(whole.dtype)]


def padding_with_its_own(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found: list[Any] = []
    for mode in ("reflect", "replicate"):
        found += _observed(torch, lambda x, mode=mode: f.pad(x, (1, 2), mode), _tensor(torch, 2, 3))
        found += _observed(torch, lambda x, mode=mode: f.pad(x, (1, 0, -1, 1), mode), _tensor(torch, 1, 3, 2))
        found += _observed(torch, lambda x, mode=mode: f.pad(x, (1, 0, 0, 1, 1, 1), mode), _tensor(torch, 1, 2, 2, 2))
    return found


def padding_in_circles(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x = _tensor(torch, 1, 2, 3)
    y = f.pad(x, (2, 1), mode="circular")
    (y * y).sum().backward()
    z = f.pad(x.detach(), (1, -1), mode="circular")
    return [y.tolist(), name(y), grad(x), z.tolist()]


def refused_padding(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x = torch.ones(1, 2, 3, 3)
    tries = [
        lambda: f.pad(x, (1, 1, 1)),
        lambda: f.pad(torch.ones(3), (1, 1, 1, 1)),
        lambda: f.pad(torch.ones(3), (-2, -2)),
        lambda: f.pad(x, (1, 1), "other"),
        lambda: f.pad(x, (1, 1), "reflect"),
        lambda: f.pad(x, (1, 1, 1, 1), "reflect", 1.0),
        lambda: f.pad(x, (3, 0, 0, 0), "reflect"),
        lambda: f.pad(torch.ones(1, 3), (-2, -2), "replicate"),
        lambda: f.pad(torch.ones(1, 3), (4, 0), "circular"),
        lambda: f.pad(torch.ones(1, 3), (-2, -2), "circular"),
        lambda: f.pad(x.bool(), (1, 1, 1, 1), "reflect"),
    ]
    return list(map(raised, tries))


# ------------------------------------------------------------------ normalization
def normalized_layers(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found = _observed(
        torch, lambda x, w, b: f.layer_norm(x, (3,), w, b), _tensor(torch, 2, 3), _tensor(torch, 3), _tensor(torch, 3)
    )
    found += _observed(torch, lambda x, w: f.layer_norm(x, (2, 3), w, eps=0.5), _tensor(torch, 2, 2, 3), _tensor(torch, 2, 3))
    found += _observed(torch, lambda x, b: f.layer_norm(x, (3,), None, b, 0.5), _tensor(torch, 2, 3), _tensor(torch, 3))
    return found + _observed(torch, lambda x: f.layer_norm(x, (3,), eps=0.5), _tensor(torch, 2, 3))


def normalized_batches(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w, b = _tensor(torch, 4, 3), _tensor(torch, 3), _tensor(torch, 3)
    found = _observed(torch, lambda x, w, b: f.batch_norm(x, None, None, w, b, True, eps=0.5), x, w, b)
    mean, var = torch.tensor([0.5, 0.0, -1.0]).double(), torch.tensor([1.0, 2.0, 0.5]).double()
    x, w, b = _tensor(torch, 2, 3, 2), _tensor(torch, 3), _tensor(torch, 3)
    found += _observed(torch, lambda x, w, b: f.batch_norm(x, mean, var, w, b), x, w, b)
    return found + _observed(torch, lambda x, b: f.batch_norm(x, mean, var, None, b), _tensor(torch, 2, 3), _tensor(torch, 3))


def running_statistics(torch: Any) -> list[Any]:
    f = torch.nn.functional
    mean, var = torch.zeros(3).double(), torch.ones(3).double()
    x = _tensor(torch, 4, 3, 2)
    y = f.batch_norm(x, mean, var, training=True, momentum=0.25)
    after = [mean.tolist(), var.tolist(), mean._version]
    f.batch_norm(x, mean, var)
    unchanged = [mean.tolist(), var.tolist()]
    f.instance_norm(x, mean, var, momentum=0.5)
    return [*after, *unchanged, mean.tolist(), var.tolist(), name(y)]


def batches_of_nothing(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w = torch.ones(0, 3, requires_grad=True), torch.ones(3, requires_grad=True)
    y = f.batch_norm(x, torch.zeros(3), torch.ones(3), w, w)
    return [
        list(y.shape),
        chain(y),
        name(f.batch_norm(x, None, None, training=True)),
        list(f.group_norm(torch.ones(0, 2, 2), 1).shape),
    ]


def normalized_items_and_groups(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w, b = _tensor(torch, 2, 2, 3), _tensor(torch, 2), _tensor(torch, 2)
    found = _observed(torch, lambda x, w, b: f.instance_norm(x, weight=w, bias=b, eps=0.5), x, w, b)
    mean, var = torch.zeros(2).double(), torch.ones(2).double()
    found += _observed(torch, lambda x: f.instance_norm(x, mean, var, use_input_stats=False), _tensor(torch, 1, 2, 3))
    found += _observed(torch, lambda x: f.instance_norm(x.transpose(1, 2), eps=0.5), _tensor(torch, 2, 4, 2))
    x, w, b = _tensor(torch, 2, 4, 2), _tensor(torch, 4), _tensor(torch, 4)
    found += _observed(torch, lambda x, w, b: f.group_norm(x, 2, w, b, 0.5), x, w, b)
    return found + _observed(torch, lambda x: f.group_norm(x, 1, eps=0.5), _tensor(torch, 2, 4))


def other_normalizations(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found = _observed(torch, lambda x, w: f.rms_norm(x, (3,), w), _tensor(torch, 2, 3), _tensor(torch, 3))
    found += _observed(torch, lambda x: f.rms_norm(x, (3,), eps=0.5), _tensor(torch, 2, 3))
    found += _observed(torch, lambda x: f.normalize(x, p=3.0, dim=0), _tensor(torch, 2, 3))
    found += _observed(torch, lambda x: f.local_response_norm(x, 2, alpha=0.5), _tensor(torch, 1, 3, 2))
    found += _observed(torch, lambda x: f.local_response_norm(x, 3), _tensor(torch, 1, 3, 2, 1))
    return [*found, list(f.local_response_norm(torch.ones(0, 2, 3), 2).shape)]


def normalization_in_float32(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x = torch.tensor([[1.0, 2.5, -3.0], [0.5, 4.0, 1.5]])
    halves = f.layer_norm(x.half(), (3,))
    return [
        f.layer_norm(x, (3,)).tolist(),
        f.batch_norm(x, None, None, training=True).tolist(),
        halves.tolist(),
        str(halves.dtype),
    ]


def refused_normalizations(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, w = torch.ones(2, 3), torch.ones(3)
    mean, var = torch.zeros(3), torch.ones(3)
    tries = [
        lambda: f.layer_norm(x, ()),
        lambda: f.layer_norm(x, 3),
        lambda: f.layer_norm(x, (2,)),
        lambda: f.layer_norm(x, (3,), torch.ones(2)),
        lambda: f.layer_norm(x, (3,), w, torch.ones(2)),
        lambda: f.layer_norm(x, (3,), w.double()),
        lambda: f.layer_norm(x.double(), (3,), w),
        lambda: f.layer_norm(x, (3,), w, w.double()),
        lambda: f.layer_norm(x.long(), (3,)),
        lambda: f.batch_norm(x, None, None),
        lambda: f.batch_norm(x, mean, None),
        lambda: f.batch_norm(x, mean, None, training=True),
        lambda: f.batch_norm(x, torch.zeros(4), var),
        lambda: f.batch_norm(x, mean, torch.zeros(2)),
        lambda: f.batch_norm(x, mean, var, torch.ones(2)),
        lambda: f.batch_norm(x, mean, var, w, torch.ones(2)),
        lambda: f.batch_norm(torch.ones(1, 3), mean, var, training=True),
        lambda: f.batch_norm(torch.ones(3), mean, var),
        lambda: f.batch_norm(torch.ones(3), None, None, training=True),
        lambda: f.batch_norm(torch.tensor(1.0), None, None, training=True),
        lambda: f.batch_norm(x, mean, var, training=True, eps=0),
        lambda: f.batch_norm(x, mean, var, eps=-1),
        lambda: f.batch_norm(x, mean, var, training=True, momentum=None),
        lambda: f.batch_norm(x.long(), mean, var),
        lambda: f.batch_norm(x.double(), mean, var),
        lambda: f.batch_norm(x, mean.clone().requires_grad_(), var),
        lambda: f.instance_norm(x),
        lambda: f.instance_norm(torch.ones(1, 2, 3), use_input_stats=False),
        lambda: f.group_norm(torch.ones(3), 1),
        lambda: f.group_norm(x, 2),
        lambda: f.group_norm(torch.ones(1, 3), 3),
        lambda: f.group_norm(x, 3, torch.ones(4)),
        lambda: f.group_norm(x.long(), 3),
        lambda: f.group_norm(x, 0),
        lambda: f.rms_norm(x, (2,)),
        lambda: f.rms_norm(x.long(), (3,)),
        lambda: f.local_response_norm(x, 2),
        lambda: f.normalize(torch.ones(3)),
    ]
    return list(map(raised, tries))


# ------------------------------------------------------------------ embeddings
def rows_of_a_table(torch: Any) -> list[Any]:
    f = torch.nn.functional
    places = torch.tensor([[0, 2], [2, 1]])
    found = _observed(torch, lambda w: f.embedding(places, w), _tensor(torch, 3, 2))
    found += _observed(torch, lambda w: f.embedding(places, w, padding_idx=-1), _tensor(torch, 3, 2))
    w = _tensor(torch, 3, 2)
    (g,) = torch.autograd.grad((f.embedding(places, w, padding_idx=2) ** 3).sum(), w, create_graph=True)
    (g * g).sum().backward()
    return [*found, name(g), grad(w), f.embedding(torch.tensor(1).int(), w).tolist()]


def classes_as_rows(torch: Any) -> list[Any]:
    f = torch.nn.functional
    rows = f.one_hot(torch.tensor([0, 2]))
    empty = f.one_hot(torch.tensor([], dtype=torch.long), 3)
    return [
        rows.tolist(),
        str(rows.dtype),
        f.one_hot(torch.tensor(1), num_classes=4).tolist(),
        list(empty.shape),
        rows.requires_grad,
    ]


def refused_embeddings(torch: Any) -> list[Any]:
    f = torch.nn.functional
    places, w = torch.tensor([0, 2]), torch.ones(4, 3)
    tries = [
        lambda: f.embedding(torch.tensor([9]), w),
        lambda: f.embedding(torch.tensor([-1]), w),
        lambda: f.embedding(torch.tensor([1.0]), w),
        lambda: f.embedding(places, torch.ones(4)),
        lambda: f.embedding(places, w, padding_idx=7),
        lambda: f.embedding(places, w, padding_idx=-5),
        lambda: f.one_hot(places, 2),
        lambda: f.one_hot(places, 0),
        lambda: f.one_hot(torch.tensor([-1])),
        lambda: f.one_hot(torch.tensor([1.0])),
        lambda: f.one_hot(torch.tensor([], dtype=torch.long)),
    ]
    return list(map(raised, tries))


# ------------------------------------------------------------------ attention
def attention_taken_apart(torch: Any) -> list[Any]:
    f = torch.nn.functional
    given = _tensor(torch, 2, 3), _tensor(torch, 4, 3), _tensor(torch, 4, 2)
    found = _observed(torch, f.scaled_dot_product_attention, *given)
    mask = torch.tensor([[True, False, True], [False, False, False]])
    given = _tensor(torch, 2, 2, 3), _tensor(torch, 2, 3, 3), _tensor(torch, 2, 3, 1)
    found += _observed(torch, lambda q, k, v: f.scaled_dot_product_attention(q, k, v, mask), *given)
    given = _tensor(torch, 1, 2, 3), _tensor(torch, 1, 2, 3), _tensor(torch, 1, 2, 3)
    return found + _observed(torch, lambda q, k, v: f.scaled_dot_product_attention(q, k, v, is_causal=True, scale=0.5), *given)


def attention_at_once(torch: Any) -> list[Any]:
    f = torch.nn.functional
    given = _tensor(torch, 1, 2, 2, 3), _tensor(torch, 1, 2, 3, 3), _tensor(torch, 1, 2, 3, 3)
    found = _observed(torch, f.scaled_dot_product_attention, *given)
    mask = torch.tensor([[0.5, -1.0, 2.0], [0.0, 0.25, 1.0]]).double()
    given = _tensor(torch, 1, 2, 2, 3), _tensor(torch, 1, 2, 3, 3), _tensor(torch, 1, 2, 3, 3)
    found += _observed(torch, lambda q, k, v: f.scaled_dot_product_attention(q, k, v, attn_mask=mask), *given)
    q, k, v, m = _tensor(torch, 1, 1, 2, 2), _tensor(torch, 1, 1, 2, 2), _tensor(torch, 1, 1, 2, 2), _tensor(torch, 2, 2)
    found += _observed(torch, lambda q, k, v, m: f.scaled_dot_product_attention(q, k, v, attn_mask=m), q, k, v, m)
    (g,) = torch.autograd.grad(f.scaled_dot_product_attention(q, k, v).sum(), q, create_graph=True)
    return [*found, raised(lambda: g.sum().backward())]


def refused_attention(torch: Any) -> list[Any]:
    f = torch.nn.functional
    q = torch.ones(1, 2, 3)
    attend = f.scaled_dot_product_attention
    tries = [
        lambda: attend(torch.ones(3), torch.ones(3), torch.ones(3)),
        lambda: attend(q, q.double(), q),
        lambda: attend(q, q, q, attn_mask=torch.ones(2, 2), is_causal=True),
        lambda: attend(q, q, q, attn_mask=torch.ones(2, 2, dtype=torch.long)),
        lambda: attend(q[None], q[None], q[None], attn_mask=torch.ones(3, 3)),
    ]
    return list(map(raised, tries))


# ------------------------------------------------------------------ activations with parameters
def activations_with_parameters(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found = _observed(torch, lambda x: f.threshold(x, 0.5, 2.0), _tensor(torch, 2, 3))
    found += _observed(torch, lambda x: f.rrelu(x, 0.1, 0.3), _tensor(torch, 2, 3))
    found += _observed(torch, f.prelu, _tensor(torch, 2, 3, 2), _tensor(torch, 3))
    found += _observed(torch, f.prelu, _tensor(torch, 3), _tensor(torch, 1))
    found += _observed(torch, lambda x: f.glu(x, 0), _tensor(torch, 2, 3))
    given = _tensor(torch, 2, 3), _tensor(torch, 2, 2), _tensor(torch, 2, 3, 2), _tensor(torch, 2)
    return found + _observed(torch, f.bilinear, *given)


def second_derivatives_with_parameters(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found: list[Any] = []
    for function, size in ((f.prelu, 1), (lambda x, w: f.glu(x * w), 4), (lambda x, w: f.threshold(x * w, 0.1, 1.0), 4)):
        x, w = _tensor(torch, 2, 4), _tensor(torch, size)
        g, h = torch.autograd.grad((function(x, w) ** 2).sum(), (x, w), create_graph=True)
        ((g * g).sum() + (h * h).sum()).backward()
        found += [grad(x), grad(w)]
    return found


def activations_in_place(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x = _tensor(torch, 3)
    y, z = x * 2, x * 3
    f.threshold(y, 0.5, 1.0, True)
    f.rrelu(z, inplace=True)
    (y + z).sum().backward()
    return [y.tolist(), name(y), z.tolist(), name(z), grad(x)]


def refused_activations(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x = torch.ones(2, 3)
    tries = [
        lambda: f.threshold(x.bool(), 0, 1),
        lambda: f.rrelu(x, 0.5, 0.25),
        lambda: f.rrelu(x.long()),
        lambda: f.prelu(x, torch.ones(2)),
        lambda: f.prelu(x, torch.ones(3, 1)),
        lambda: f.prelu(x, torch.ones(3).double()),
        lambda: f.prelu(torch.tensor(1.0), torch.ones(2)),
        lambda: f.prelu(x.long(), torch.ones(1).long()),
        lambda: f.glu(x),
        lambda: f.glu(torch.tensor(1.0)),
        lambda: f.glu(torch.ones(2).long()),
        lambda: f.bilinear(x, torch.ones(3, 2), torch.ones(1, 3, 2)),
        lambda: f.bilinear(x, torch.ones(2, 2), torch.ones(1, 2, 2)),
        lambda: f.bilinear(x, torch.ones(2), torch.ones(1, 3, 2)),
        lambda: f.bilinear(x, torch.ones(2, 2), torch.ones(1, 3, 2), torch.ones(2)),
    ]
    return list(map(raised, tries))


# ------------------------------------------------------------------ where names are found
def names_that_are_not_there(torch: Any) -> list[Any]:
    f, x = torch.nn.functional, torch.ones(2)
    tries = [
        lambda: torch.mse_loss,
        lambda: torch.pad,
        lambda: f.sin,
        lambda: x.mse_loss,
        lambda: x.conv2d,
        lambda: torch.one_hot,
    ]
    return list(map(raised, tries))
