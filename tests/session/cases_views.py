"""Views: what shares memory, strides and offsets, bases, the names of views in the graph and their gradients."""

from __future__ import annotations

from operator import setitem
from typing import Any

from tests.session.observe import chain, edges, grad, layout, name, numbers, raised


# ------------------------------------------------------------------ shared memory
def select_shares_memory(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0])
    y = x[0]
    y.add_(10)
    return [x.tolist(), y.item(), y._base is x, y.data_ptr() == x.data_ptr(), x[1].data_ptr() == x.data_ptr()]


def slice_sees_a_change_of_its_base(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0, 4.0])
    y = x[1:3]
    x.mul_(10)
    return [y.tolist(), y._base is x, y.data_ptr() == x[1].data_ptr()]


def transpose_shares_memory(torch: Any) -> list[Any]:
    m = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    t = m.t()
    t[0, 1] = 40.0
    return [m.tolist(), t.tolist(), m.T.data_ptr() == m.data_ptr(), m.transpose(0, 1)._base is m]


def reshape_of_contiguous_is_a_view(torch: Any) -> list[Any]:
    x = torch.arange(6)
    y = x.reshape(2, 3)
    y[1, 1] = 100
    return [x.tolist(), y._base is x, y.data_ptr() == x.data_ptr()]


def reshape_of_transposed_is_a_copy(torch: Any) -> list[Any]:
    m = torch.arange(6).reshape(2, 3)
    y = m.t().reshape(6)
    y[0] = 100
    return [m.tolist(), y.tolist(), y._base is None, y.data_ptr() == m.data_ptr(), layout(y)]


def view_of_transposed_is_refused(torch: Any) -> list[Any]:
    m = torch.arange(6).reshape(2, 3)
    return [raised(lambda: m.t().view(6)), m.t().view(3, 2, 1).tolist(), raised(lambda: m.view(4))]


def reshape_that_fits_the_strides_is_a_view(torch: Any) -> list[Any]:
    m = torch.arange(24).reshape(2, 3, 4)
    return [
        m.transpose(0, 1).reshape(3, 2, 2, 2).data_ptr() == m.data_ptr(),
        layout(m.transpose(0, 1).view(3, 2, 2, 2)),
        m.transpose(0, 1).reshape(6, 4).data_ptr() == m.data_ptr(),
        m[:, :, 1].reshape(6).data_ptr() == m[:, :, 1].data_ptr(),
    ]


def flatten_of_contiguous_is_a_view(torch: Any) -> list[Any]:
    m = torch.zeros(2, 2)
    m.flatten()[3] = 1.0
    m.t().flatten()[1] = 1.0
    v = torch.zeros(3)
    return [m.tolist(), v.flatten() is v]


def reshape_to_the_same_shape(torch: Any) -> list[Any]:
    x = torch.zeros(2, 3)
    y = x.reshape(2, 3)
    z = x.view(2, 3)
    return [y is x, y._base is x, z is x, z._base is x, y.data_ptr() == x.data_ptr()]


def what_copies_and_what_does_not(torch: Any) -> list[Any]:
    m = torch.arange(4.0).reshape(2, 2)
    made = [m.clone(), m + 0, m.flip(0), m.roll(1, 0), m.repeat(1, 1), torch.cat([m, m]), m[[0, 1]], m[m >= 0], m.tril(1)]
    shared = [m.t(), m[:], m[...], m[None], m.unsqueeze(0), m.squeeze(), m.expand(2, 2), m.detach(), m.data, m.diagonal()]
    return [[made_.data_ptr() == m.data_ptr() for made_ in made], [view.data_ptr() == m.data_ptr() for view in shared]]


def conversions_that_change_nothing_return_the_tensor(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0])
    n = torch.tensor([1, 2])
    return [x.float() is x, x.to(torch.float32) is x, x.double() is x, n.long() is n, n.int() is n, n.to(torch.int64) is n]


def list_index_copies(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0])
    y = x[[0, 2]]
    y.zero_()
    return [x.tolist(), y.tolist(), y._base is None]


def mask_index_copies(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, -2.0, 3.0])
    y = x[x > 0]
    y.zero_()
    return [x.tolist(), y.tolist(), y._base is None]


def expand_shares_one_element(torch: Any) -> list[Any]:
    x = torch.tensor([5.0])
    y = x.expand(3)
    x.fill_(7)
    return [y.tolist(), layout(y), y._base is x, layout(torch.zeros(2, 1).expand(-1, 3)), layout(torch.zeros(3).expand(2, 3))]


def unbind_split_and_chunk_are_views(torch: Any) -> list[Any]:
    x = torch.arange(6)
    for part in (x.unbind()[0], x.split(2)[1], x.chunk(2)[1]):
        part.fill_(-1)
    return [x.tolist(), x.unbind()[5]._base is x, x.split(4)[1]._base is x, x.chunk(3)[2]._base is x]


def as_strided_sees_all_of_the_memory(torch: Any) -> list[Any]:
    x = torch.arange(6.0)
    y = x[1:].as_strided((2, 2), (1, 2))
    z = x[1:].as_strided((2, 2), (1, 2), 2)
    y[0, 0] = 50.0
    return [y.tolist(), z.tolist(), layout(y), layout(z), x.tolist(), y._base is x]


def as_strided_may_overlap(torch: Any) -> list[Any]:
    x = torch.arange(5.0)
    windows = x.as_strided((3, 3), (1, 1))
    x[2] = 20.0
    return [windows.tolist(), layout(windows), raised(lambda: x.as_strided((4, 3), (1, 1)))]


def detach_and_data_share_memory(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.detach()[0] = 10.0
    x.data[1] = 20.0
    return [x.tolist(), x.detach()._base is None, x.data._base is None, x.detach().requires_grad, x.data.requires_grad]


def clone_of_a_view_has_no_base(torch: Any) -> list[Any]:
    m = torch.arange(6.0).reshape(2, 3)
    c = m.t().clone()
    c.zero_()
    return [m.tolist(), c._base is None, layout(c), layout(m[:, 1].clone()), layout(m[0].expand(2, 3).clone())]


def writing_through_two_views_of_one_base(torch: Any) -> list[Any]:
    m = torch.zeros(3, 3)
    row, column = m[1], m[:, 1]
    row += 1
    column += 10
    return [m.tolist(), row.tolist(), column.tolist()]


def writing_through_a_diagonal(torch: Any) -> list[Any]:
    m = torch.zeros(3, 3)
    m.diagonal().fill_(1)
    m.diagonal(1).fill_(2)
    m.diagonal(-2).add_(3)
    return [m.tolist(), layout(m.diagonal()), layout(m.diagonal(1)), layout(m.diagonal(-2))]


def diag_of_a_matrix_copies(torch: Any) -> list[Any]:
    m = torch.ones(2, 2)
    torch.diag(m).zero_()
    return [m.tolist(), torch.diag(m)._base is None]


# ------------------------------------------------------------------ strides, offsets, bases
def layout_of_rows_and_columns(torch: Any) -> list[Any]:
    m = torch.arange(12).reshape(3, 4)
    return [layout(m), layout(m[1]), layout(m[:, 1]), layout(m[1, 2]), layout(m[1:, 2:]), layout(m[-1]), layout(m[:, -1:])]


def layout_of_slices_with_steps(torch: Any) -> list[Any]:
    x = torch.arange(10)
    return [x[1::3].tolist(), layout(x[1::3]), layout(x[1::3][1:]), layout(x[::2][::2]), layout(x[3:3]), layout(x[8:20])]


def layout_of_new_dimensions(torch: Any) -> list[Any]:
    m = torch.arange(6).reshape(2, 3)
    return [layout(m[None]), layout(m[:, None]), layout(m[..., None]), layout(m.unsqueeze(1)), layout(m.t().unsqueeze(-1))]


def layout_of_squeezed(torch: Any) -> list[Any]:
    m = torch.zeros(1, 3, 1)
    return [layout(m.squeeze()), layout(m.squeeze(0)), layout(m.squeeze(1)), layout(m.squeeze(-1)), m.squeeze(1)._base is m]


def layout_of_permuted(torch: Any) -> list[Any]:
    m = torch.zeros(2, 3, 4)
    return [layout(m.permute(2, 0, 1)), layout(m.transpose(0, 2)), layout(m.permute(1, 2, 0)[1]), m.permute(0, 1, 2)._base is m]


def layout_of_narrowed_and_selected(torch: Any) -> list[Any]:
    m = torch.arange(12).reshape(3, 4)
    return [m.narrow(1, 1, 2).tolist(), layout(m.narrow(1, 1, 2)), m.select(1, 3).tolist(), layout(m.select(0, -1))]


def results_of_operations_are_contiguous(torch: Any) -> list[Any]:
    m = torch.arange(6.0).reshape(2, 3)
    t = m.t()
    return [
        layout(t + 1),
        layout(t + t),
        layout(t * m.t()),
        layout(t.exp()),
        layout(t @ m),
        layout(t.sum(0)),
        layout(torch.cat([t, t])),
    ]


def storage_offset_adds_up(torch: Any) -> list[Any]:
    x = torch.arange(10)
    return [x[2:][3:].storage_offset(), x[2:][3:][1].storage_offset(), x.view(2, 5)[1, 2:].storage_offset()]


def base_is_the_root_of_a_chain(torch: Any) -> list[Any]:
    x = torch.arange(6.0)
    y = x[1:]
    z = y[1:].unsqueeze(0)
    return [x._base is None, y._base is x, z._base is x, z[0]._base is x, (z + 1)._base is None]


def base_of_a_view_of_a_result(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    return [y._base is None, y[0]._base is y, y[0].unsqueeze(0)._base is y, x[0]._base is x]


def detach_of_a_view_and_view_of_a_detached(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    d = x[1].detach()
    e = x.detach()[1]
    return [d._base is x, d._base is None, layout(d), e._base is x, e._base is None, e.requires_grad]


def base_of_transposed_twice(torch: Any) -> list[Any]:
    m = torch.arange(6.0).reshape(2, 3)
    b = m._base
    return [b is None, list(b.shape), m.t().t()._base is b, layout(m.t().t()), m.t().t() is m]


def element_by_several_indices(torch: Any) -> list[Any]:
    m = torch.arange(6.0).reshape(2, 3)
    return [m[1, 2].item(), m[1][2].item(), m[(1, 2)].item(), m[-1, -1].item(), layout(m[1, 2]), m[1, 2].dim(), m[1, 2].numel()]


def iterating_gives_rows(torch: Any) -> list[Any]:
    m = torch.arange(4.0).reshape(2, 2)
    for row in m:
        row.mul_(2)
    return [m.tolist(), [row.tolist() for row in m], len(m)]


# ------------------------------------------------------------------ the graph
def names_of_views(torch: Any) -> list[Any]:
    m = torch.zeros(2, 3, requires_grad=True)
    views = [m[0], m[:, 1], m[:, 1:], m[None], m[..., 0], m.view(6), m.reshape(6), m.flatten(), m.t(), m.T, m.transpose(0, 1)]
    more = [m.permute(1, 0), m.unsqueeze(0), m.squeeze(), m.squeeze(0), m.expand(4, 2, 3), m.narrow(0, 1, 1), m.select(1, 0)]
    return [[name(v) for v in views], [name(v) for v in more], name(m.diagonal()), name(m.as_strided((2,), (1,)))]


def names_of_indexing(torch: Any) -> list[Any]:
    m = torch.zeros(3, 3, requires_grad=True)
    return [
        chain(m[0, 1]),
        chain(m[0:2, 1]),
        chain(m[1:, 1:]),
        chain(m[:]),
        chain(m[...]),
        chain(m[0, None]),
        chain(m[::2]),
        chain(m[:, ::2]),
    ]


def names_of_index_lists_and_masks(torch: Any) -> list[Any]:
    m = torch.zeros(3, 3, requires_grad=True)
    mask = torch.eye(3) > 0
    return [
        chain(m[[0, 2]]),
        chain(m[mask]),
        chain(m[0, [0, 1]]),
        chain(m[:, [0, 1]]),
        chain(m[torch.tensor(1)]),
        chain(m[mask[0]]),
    ]


def names_of_copies(torch: Any) -> list[Any]:
    m = torch.zeros(2, 2, requires_grad=True)
    copies = [m.clone(), m.t().reshape(4), m.repeat(2, 1), m.flip(0), m.roll(1), torch.cat([m, m]), torch.stack([m, m]), m.tril()]
    return [[chain(copy) for copy in copies], chain(torch.diag(m)), chain(m.masked_fill(m > 0, 1.0))]


def view_of_a_leaf_is_no_leaf(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x[0]
    z = torch.tensor([1.0, 2.0])[0]
    return [y.is_leaf, y.requires_grad, z.is_leaf, z.requires_grad, z.grad_fn is None]


def view_made_without_grad(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        y = x[0]
    return [y.requires_grad, y.grad_fn is None, y.is_leaf, y._base is x]


def edges_of_a_chain_of_views(torch: Any) -> list[Any]:
    x = torch.arange(6.0).requires_grad_()
    y = x.view(2, 3).t()[1]
    return [chain(y), edges(y.grad_fn), y._base is x]


# ------------------------------------------------------------------ gradients
def gradient_of_a_select(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (x[1] * 5).backward()
    return [grad(x)]


def gradient_of_negative_indices_and_steps(torch: Any) -> list[Any]:
    x = torch.arange(7.0).requires_grad_()
    (x[-1] + 2 * x[1::2].sum() + 3 * x[:-5].sum()).backward()
    return [grad(x)]


def gradient_of_rows_and_columns(torch: Any) -> list[Any]:
    m = torch.zeros(3, 3, requires_grad=True)
    (m[1].sum() + 10 * m[:, 1].sum() + 100 * m[0, 0]).backward()
    return [grad(m)]


def gradient_of_the_same_element_twice(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (x[0] * x[0] + x[[0, 0, 2]].sum()).backward()
    return [grad(x)]


def gradient_of_a_mask_index(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    (x[x > 0] ** 2).sum().backward()
    return [grad(x)]


def gradient_of_a_diagonal(torch: Any) -> list[Any]:
    m = torch.ones(2, 3, requires_grad=True)
    (m.diagonal() * torch.tensor([1.0, 2.0])).sum().backward()
    (m.diagonal(1) * torch.tensor([10.0, 20.0])).sum().backward()
    m.diagonal(-1).sum().backward()
    return [grad(m)]


def gradient_of_narrow_and_select(torch: Any) -> list[Any]:
    m = torch.ones(2, 3, requires_grad=True)
    (m.narrow(1, 1, 2).sum() + 5 * m.select(1, 0).sum()).backward()
    return [grad(m)]


def gradient_of_expand(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0], [2.0]], requires_grad=True)
    (x.expand(3, 2, 2) * torch.arange(12.0).view(3, 2, 2)).sum().backward()
    return [grad(x)]


def gradient_of_overlapping_windows(torch: Any) -> list[Any]:
    x = torch.arange(5.0).requires_grad_()
    x.as_strided((3, 3), (1, 1)).sum().backward()
    return [grad(x)]


def gradient_of_as_strided_of_a_view(torch: Any) -> list[Any]:
    x = torch.arange(6.0).requires_grad_()
    y = (x * 1)[2:].as_strided((2, 2), (2, 1), 1)
    (y * torch.tensor([[1.0, 2.0], [3.0, 4.0]])).sum().backward()
    return [chain(y), grad(x)]


def gradient_of_transposed_and_permuted(torch: Any) -> list[Any]:
    m = torch.zeros(2, 3, requires_grad=True)
    (m.t() * torch.arange(6.0).view(3, 2)).sum().backward()
    (m.permute(1, 0)[0] * 100).sum().backward()
    return [grad(m)]


def gradient_through_unbind_split_and_chunk(torch: Any) -> list[Any]:
    x = torch.arange(4.0).requires_grad_()
    (x.unbind()[3] + 10 * x.split(3)[1].sum() + 100 * x.chunk(2)[0].sum()).backward()
    return [grad(x)]


def gradient_by_a_view_itself(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x[1:]
    g = torch.autograd.grad((y * y).sum(), [y, x])
    return [*numbers(g), raised(lambda: torch.autograd.grad((x * x).sum(), [y]))]


def gradient_of_a_view_retained(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x[1:]
    y.retain_grad()
    (y.sum() * x.sum()).backward()
    return [grad(y), grad(x)]


# ------------------------------------------------------------------ refusals
def index_out_of_range(torch: Any) -> list[Any]:
    m = torch.zeros(2, 3)
    return [
        raised(lambda: m[2]),
        raised(lambda: m[-3]),
        raised(lambda: m[0, 3]),
        raised(lambda: m[0, 0, 0]),
        raised(lambda: m[[0, 5]]),
        raised(lambda: m[0][0][0]),
    ]


def slice_steps_that_are_refused(torch: Any) -> list[Any]:
    x = torch.arange(4)
    return [raised(lambda: x[::-1]), raised(lambda: x[::0]), x[5:].tolist(), x[3:1].tolist()]


def index_of_wrong_kind(torch: Any) -> list[Any]:
    x = torch.arange(4.0)
    return [raised(lambda: x[torch.tensor([0.5])]), raised(lambda: x[torch.tensor([True, False])])]


def mask_of_wrong_shape(torch: Any) -> list[Any]:
    m = torch.zeros(2, 3)
    return [raised(lambda: m[torch.tensor([True, False, True])]), raised(lambda: setitem(m, torch.tensor([[True]]), 1.0))]


def narrow_and_select_out_of_range(torch: Any) -> list[Any]:
    m = torch.zeros(2, 3)
    return [
        raised(lambda: m.narrow(1, 2, 2)),
        raised(lambda: m.narrow(0, 5, 1)),
        raised(lambda: m.narrow(2, 0, 1)),
        raised(lambda: m.select(0, 2)),
        raised(lambda: m.narrow(1, 0, -1)),
        m.narrow(1, -1, 1).tolist(),
    ]


def expand_that_does_not_fit(torch: Any) -> list[Any]:
    return [
        raised(lambda: torch.zeros(2).expand(3)),
        raised(lambda: torch.zeros(2, 1).expand(4)),
        raised(lambda: torch.zeros(2).expand(-1, 2)),
    ]


def transpose_of_too_many_dimensions(torch: Any) -> list[Any]:
    m = torch.zeros(2, 2, 2)
    return [
        raised(lambda: m.t()),
        raised(lambda: m.transpose(0, 3)),
        raised(lambda: m.permute(0, 1)),
        raised(lambda: m.permute(0, 0, 1)),
    ]


def split_that_does_not_add_up(torch: Any) -> list[Any]:
    x = torch.arange(5)
    return [
        raised(lambda: x.split([2, 2])),
        raised(lambda: x.chunk(0)),
        raised(lambda: x.split(-1)),
        raised(lambda: x[0].unbind()),
    ]


def diagonal_of_a_vector(torch: Any) -> list[Any]:
    return [raised(lambda: torch.zeros(3).diagonal()), list(torch.zeros(2, 2).diagonal(5).shape)]


def len_and_iteration_of_a_scalar(torch: Any) -> list[Any]:
    x = torch.tensor(1.0)
    return [raised(lambda: len(x)), raised(lambda: iter(x)), raised(lambda: x[0])]
