"""Functions that gather, scatter, contract and decompose: in place, as methods, through views, and what they refuse."""

from __future__ import annotations

from typing import Any

from tests.session.observe import chain, grad, layout, name, numbers, raised


def _leaf(torch: Any, values: Any) -> Any:
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def _matrix(torch: Any) -> Any:
    return _leaf(torch, [[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])


def _symmetric(torch: Any) -> Any:
    return _leaf(torch, [[4.0, 1.0, 0.5], [1.0, 3.0, -0.25], [0.5, -0.25, 2.0]])


# ------------------------------------------------------------------ written in place
def written_in_place(torch: Any) -> list[Any]:
    x = _matrix(torch)
    index = torch.tensor([2, 0])
    seen = []
    for write in (
        lambda y: y.index_add_(1, index, x[:, :2] * 2, alpha=0.5),
        lambda y: y.index_copy_(1, index, x[:, :2] * 3),
        lambda y: y.index_fill_(1, index, 2.5),
        lambda y: y.index_fill_(1, index, x[0, 0]),
        lambda y: y.masked_scatter_(x > 0, x * x),
        lambda y: y.scatter_reduce_(1, torch.tensor([[0, 0], [2, 1]]), x[:, :2] * 2, "sum"),
        lambda y: y.scatter_reduce_(1, torch.tensor([[0, 0], [2, 1]]), x[:, :2] * 2, "amax", include_self=False),
        lambda y: y.renorm_(2, 0, 1.0),
        lambda y: y.ldexp_(x),
    ):
        y = x * 1
        z = write(y)
        (z * x).sum().backward()
        seen.append([z is y, y._version, name(y), y.tolist(), grad(x)])
        x.grad = None
    return seen


def a_leaf_is_not_written_into(torch: Any) -> list[Any]:
    x = _matrix(torch)
    index = torch.tensor([0])
    return [raised(lambda: x.index_fill_(0, index, 1.0)), raised(lambda: x.masked_scatter_(x > 0, x))]


def through_a_view(torch: Any) -> list[Any]:
    x = _matrix(torch)
    y = x * 2
    y[0].index_add_(0, torch.tensor([1, 1]), x[1, :2])
    y.unfold(1, 2, 1)[0, 1].mul_(3)
    y.sum().backward()
    return [name(y), y.tolist(), grad(x)]


def what_was_saved_may_not_be_written_into(torch: Any) -> list[Any]:
    x = _leaf(torch, [1.0, 2.0, 3.0])
    y = x * 1
    z = torch.scatter_reduce(y, 0, torch.tensor([0, 0, 1]), x, "amax")
    y.add_(1)
    return [raised(lambda: z.sum().backward())]


# ------------------------------------------------------------------ views
def windows_are_views(torch: Any) -> list[Any]:
    x = torch.arange(10)
    y = x.unfold(0, 4, 3)
    y[1, 0] = 100
    z = torch.zeros(3, 4).unfold(1, 2, 2)
    return [y.tolist(), x.tolist(), layout(y), layout(z), y._base is x]


def parts_are_views(torch: Any) -> list[Any]:
    x = torch.arange(6).reshape(2, 3)
    first, second = x.tensor_split((1,), dim=1)
    first.fill_(7)
    return [x.tolist(), layout(second), [layout(part) for part in x.hsplit(3)], [layout(part) for part in x.vsplit(2)]]


def grids(torch: Any) -> list[Any]:
    a, b = torch.tensor([1, 2, 3]), torch.tensor([4, 5])
    return [
        numbers(torch.meshgrid(a, b, indexing="ij")),
        numbers(torch.meshgrid([a, b], indexing="xy")),
        [layout(grid) for grid in torch.meshgrid(a, b, indexing="xy")],
        torch.cartesian_prod(a, b).tolist(),
        torch.combinations(a).tolist(),
        numbers(torch.broadcast_tensors(a, b[:, None])),
        numbers(torch.atleast_2d(a, torch.tensor(1))),
    ]


# ------------------------------------------------------------------ products
def equations(torch: Any) -> list[Any]:
    a = _matrix(torch)
    b = _leaf(torch, [[1.0, 0.5], [-0.5, 2.0], [0.25, -1.0]])
    seen = []
    for equation, operands in (
        ("ij,jk->ik", (a, b)),
        ("ij,jk", [a, b]),
        ("ij,ij->", (a, a)),
        ("ij->ji", (a,)),
        ("...j,jk->...k", (a, b)),
        ("i,j->ij", (a[0], b[0])),
        ("ij,jk,ki->i", (a, b, a @ b)),
    ):
        y = torch.einsum(equation, *operands) if isinstance(operands, tuple) else torch.einsum(equation, operands)
        (y * y).sum().backward(retain_graph=True)
        seen.append([y.tolist(), chain(y), layout(y), grad(a), grad(b)])
        a.grad = b.grad = None
    return seen


def equations_that_are_refused(torch: Any) -> list[Any]:
    a = torch.ones(2, 3)
    return [
        raised(lambda: torch.einsum("ij,jk->ik", a, a)),
        raised(lambda: torch.einsum("ij", a, a)),
        raised(lambda: torch.einsum("ij,jk", a)),
        raised(lambda: torch.einsum("i", a)),
        raised(lambda: torch.einsum("ij->k", a)),
        raised(lambda: torch.einsum("ij->ii", a)),
        raised(lambda: torch.einsum("i?", a)),
        raised(lambda: torch.einsum("i.j", a)),
        raised(lambda: torch.einsum("......", a)),
        raised(lambda: torch.einsum("ij->......", a)),
        raised(lambda: torch.einsum("ijk...", a)),
        raised(lambda: torch.einsum("ii", a)),
    ]


# ------------------------------------------------------------------ decompositions
def results_with_names(torch: Any) -> list[Any]:
    s = _symmetric(torch)
    q, r = torch.linalg.qr(s)
    sign, size = torch.linalg.slogdet(s)
    values = torch.linalg.eigh(s).eigenvalues
    return [
        ((q @ r) - s).abs().max().item() < 1e-12,
        [sign.item(), size.item(), torch.slogdet(s).logabsdet.item()],
        values.tolist(),
        torch.svd(s).S.tolist(),
        torch.linalg.svd(s).S.tolist(),
        [name(q), name(size), name(values)],
    ]


def solved(torch: Any) -> list[Any]:
    s = _symmetric(torch)
    b = _leaf(torch, [1.0, -2.0, 0.5])
    x = torch.linalg.solve(s, b)
    low = torch.linalg.cholesky(s)
    (x.sum() + low.sum()).backward()
    return [x.tolist(), low.tolist(), name(x), name(low), grad(s), grad(b), layout(low)]


def matrices_that_are_refused(torch: Any) -> list[Any]:
    flat, bad = torch.ones(2, 3), torch.tensor([[1.0, 2.0], [2.0, 1.0]])
    return [
        raised(lambda: torch.linalg.cholesky(bad)),
        raised(lambda: torch.linalg.cholesky(torch.stack([torch.eye(2), bad]))),
        raised(lambda: torch.linalg.cholesky(flat)),
        raised(lambda: torch.linalg.solve(torch.zeros(2, 2), torch.ones(2))),
        raised(lambda: torch.linalg.solve(torch.eye(2), torch.ones(3))),
        raised(lambda: torch.linalg.solve(torch.eye(2), torch.ones(2, dtype=torch.float64))),
        raised(lambda: torch.linalg.solve_triangular(torch.eye(2), torch.ones(3, 1), upper=True)),
        raised(lambda: torch.linalg.qr(flat, mode="other")),
        raised(lambda: torch.linalg.eigh(bad, UPLO="X")),
        raised(lambda: torch.linalg.pinv(torch.ones(2))),
        raised(lambda: torch.linalg.matrix_rank(torch.ones(2))),
        raised(lambda: torch.linalg.cond(flat, 1)),
        raised(lambda: torch.linalg.cond(bad, "other")),
        raised(lambda: torch.linalg.multi_dot([flat])),
        raised(lambda: torch.linalg.multi_dot([flat, flat])),
        raised(lambda: torch.linalg.multi_dot([flat, torch.ones(2, 2, 2), flat])),
        raised(lambda: torch.linalg.matrix_power(flat, 2)),
        raised(lambda: torch.cross(flat, torch.ones(3), dim=0)),
        raised(lambda: torch.linalg.cross(torch.ones(2), torch.ones(2))),
        raised(lambda: torch.tensordot(flat, flat, 1)),
        raised(lambda: torch.tensordot(flat, flat, 5)),
        raised(lambda: torch.tensordot(flat, flat, -1)),
    ]


def derivatives_that_do_not_exist(torch: Any) -> list[Any]:
    x = _leaf(torch, [[1.0, 2.0], [0.5, -1.0], [3.0, 1.0]])
    return [
        raised(lambda: torch.linalg.qr(x, mode="r")[1].sum().backward()),
        raised(lambda: torch.linalg.qr(x, mode="complete")[0].sum().backward()),
        raised(lambda: torch.unique(x).sum().backward()),
        raised(lambda: torch.unique(x, dim=0).sum().backward()),
        raised(lambda: torch.linalg.cond(x[:2], 1).backward()),
        raised(lambda: torch.index_fill(x, 0, torch.tensor([-1]), x[0, 0]).sum().backward()),
        raised(lambda: torch.dist(x, x * 2, 0).backward()),
    ]


# ------------------------------------------------------------------ indices
def indices_that_are_refused(torch: Any) -> list[Any]:
    x = torch.arange(6.0).reshape(2, 3)
    return [
        raised(lambda: x.take(torch.tensor([6]))),
        raised(lambda: x.take(torch.tensor([0.0]))),
        raised(lambda: x.masked_select(x)),
        raised(lambda: x.masked_scatter(x, x)),
        raised(lambda: x.masked_scatter(x > -1, x[0])),
        raised(lambda: x.masked_scatter(x > 0, x.long())),
        raised(lambda: x.index_add(1, torch.tensor([3]), x[:, :1])),
        raised(lambda: x.index_add(1, torch.tensor([0, 1]), x[:, :1])),
        raised(lambda: x.index_add(1, torch.tensor([0]), x[:1, :1])),
        raised(lambda: x.index_add(1, torch.tensor([0.0]), x[:, :1])),
        raised(lambda: x.index_add(1, torch.tensor([[0]]), x[:, :1])),
        raised(lambda: x.index_add(1, torch.tensor([0]), x[:, :1].long())),
        raised(lambda: x.index_copy(1, torch.tensor([3]), x[:, :1])),
        raised(lambda: x.index_copy(1, torch.tensor([0, 1]), x[:, :1])),
        raised(lambda: x.index_copy(1, torch.tensor([0, 1]), x[0, 0])),
        raised(lambda: x.index_copy(1, torch.tensor([0]), x[0])),
        raised(lambda: x.index_copy(1, torch.tensor([0]), x[:1, :1])),
        raised(lambda: x.index_copy(1, torch.tensor([0]), x[:, :1].long())),
        raised(lambda: x.index_copy(1, torch.tensor([0.0]), x[:, :1])),
        raised(lambda: x.index_fill(1, torch.tensor([3]), 1.0)),
        raised(lambda: x.index_fill(1, torch.tensor([0]), x[0])),
        raised(lambda: x.index_fill(1, torch.tensor([0.0]), 1.0)),
        raised(lambda: x.index_fill(1, torch.tensor([[0]]), 1.0)),
        raised(lambda: x.scatter_reduce(0, torch.tensor([[0]]), x, "other")),
        raised(lambda: x.unfold(0, 3, 1)),
        raised(lambda: x.unfold(0, 1, 0)),
        raised(lambda: x.unfold(0, -1, 1)),
        raised(lambda: x.repeat_interleave(-1)),
        raised(lambda: x.repeat_interleave(torch.tensor([1, 2]), dim=1)),
        raised(lambda: x.repeat_interleave(torch.tensor([[1, 2]]), dim=0)),
        raised(lambda: x.repeat_interleave(torch.tensor([1.0, 2.0]), dim=0)),
        raised(lambda: x.repeat_interleave(torch.tensor([1, -2]), dim=0)),
        raised(lambda: x.repeat_interleave(torch.tensor([1, 2]), dim=0, output_size=7)),
        raised(lambda: torch.repeat_interleave(torch.tensor(1))),
    ]


def scattered_and_reduced(torch: Any) -> list[Any]:
    x = _leaf(torch, [1.0, 0.0, 2.0])
    y = _leaf(torch, [3.0, 0.0, 0.5, 2.0])
    index = torch.tensor([0, 0, 2, 2])
    seen = []
    for reduce in ("sum", "prod", "mean", "amax", "amin"):
        for include in (True, False):
            z = x.scatter_reduce(0, index, y, reduce, include_self=include)
            (z * z).sum().backward()
            seen.append([reduce, include, z.tolist(), grad(x), grad(y)])
            x.grad = y.grad = None
    whole = torch.tensor([5, 7]).scatter_reduce(0, torch.tensor([0, 0]), torch.tensor([2, 4]), "mean")
    return [*seen, whole.tolist()]


# ------------------------------------------------------------------ statistics
def quantiles(torch: Any) -> list[Any]:
    x = _leaf(torch, [[1.0, 4.0, 2.0], [0.5, float("nan"), 3.0]])
    levels = torch.tensor([0.25, 0.5], dtype=torch.float64)
    made = (
        torch.quantile(x[0], 0.3),
        torch.quantile(x, levels, dim=1),
        torch.nanquantile(x, levels, dim=1, keepdim=True),
        x[0].quantile(0.3, interpolation="nearest"),
        torch.nanmedian(x),
        torch.nanmedian(x, 1).values,
        torch.mode(x[0]).values,
    )
    return [[y.tolist(), chain(y), layout(y)] for y in made]


def quantiles_that_are_refused(torch: Any) -> list[Any]:
    x = torch.ones(3)
    return [
        raised(lambda: torch.quantile(x, 1.5)),
        raised(lambda: torch.quantile(x, torch.tensor([1.5]))),
        raised(lambda: torch.quantile(x, torch.ones(1, 1))),
        raised(lambda: torch.quantile(x, torch.ones(1, dtype=torch.float64))),
        raised(lambda: torch.quantile(x.long(), 0.5)),
        raised(lambda: torch.quantile(x[:0], 0.5)),
        raised(lambda: torch.quantile(x, 0.5, interpolation="other")),
        raised(lambda: torch.cov(torch.ones(1, 1, 1))),
        raised(lambda: torch.cov(x, fweights=x)),
        raised(lambda: torch.cov(x, aweights=x.long())),
        raised(lambda: torch.cov(x, aweights=x[:2])),
        raised(lambda: torch.cov(x > 0)),
        raised(lambda: torch.corrcoef(torch.ones(1, 1, 1))),
        raised(lambda: torch.trapezoid(x, x[:2])),
        raised(lambda: torch.trapezoid(x > 0)),
        raised(lambda: torch.trapezoid(torch.tensor(1.0))),
        raised(lambda: torch.cumulative_trapezoid(torch.tensor(1.0))),
        raised(lambda: torch.renorm(x, 2, 0, 1.0)),
        raised(lambda: torch.renorm(x[None], 0, 0, 1.0)),
        raised(lambda: torch.renorm(x[None], 2, 0, -1.0)),
        raised(lambda: torch.bincount(x)),
        raised(lambda: torch.bincount(torch.tensor([-1]))),
        raised(lambda: torch.bincount(torch.tensor([1]), torch.ones(2))),
        raised(lambda: torch.bincount(torch.tensor([1]), minlength=-1)),
        raised(lambda: torch.histc(x, 0)),
        raised(lambda: torch.histc(x, 3, min=2, max=1)),
        raised(lambda: torch.searchsorted(torch.tensor(1.0), x)),
        raised(lambda: torch.searchsorted(torch.ones(2, 3), x)),
        raised(lambda: torch.searchsorted(x, x, side="other")),
        raised(lambda: torch.searchsorted(x, x, side="left", right=True)),
        raised(lambda: torch.bucketize(x, x[None])),
        raised(lambda: torch.nanmedian(torch.ones(0), 0)),
        raised(lambda: torch.nanmedian(x, keepdim=True)),
    ]


def counts_and_places(torch: Any) -> list[Any]:
    x = torch.tensor([[1, 0, 2], [0, 0, 3]])
    edges = torch.tensor([1, 2, 3])
    return [
        x.nonzero().tolist(),
        numbers(x.nonzero(as_tuple=True)),
        numbers(torch.nonzero(torch.tensor(4), as_tuple=True)),
        torch.argwhere(x > 0).tolist(),
        torch.count_nonzero(x, 0).tolist(),
        torch.bincount(x.flatten(), minlength=6).tolist(),
        torch.bincount(edges, torch.tensor([0.5, 1.5, 2.5])).tolist(),
        torch.histc(x.float(), 3).tolist(),
        torch.histc(torch.ones(2), 2).tolist(),
        torch.histc(torch.ones(3), 2, 0, 2).tolist(),
        x.unique().tolist(),
        numbers(torch.unique(x, return_inverse=True, return_counts=True)),
        numbers(torch.unique(x, dim=1, return_counts=True)),
        torch.isin(x, edges).tolist(),
        torch.isin(x, 2, invert=True).tolist(),
        torch.searchsorted(edges, x, right=True).tolist(),
        str(torch.bucketize(x, edges, out_int32=True).dtype),
        torch.searchsorted(torch.stack([edges, edges]), x, side="left").tolist(),
    ]


# ------------------------------------------------------------------ comparisons, dtypes, new tensors
def nearly_equal(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, float("nan"), float("inf")])
    return [
        torch.isclose(x, x).tolist(),
        torch.isclose(x, x, equal_nan=True).tolist(),
        torch.isclose(x, x + 0.1, rtol=0, atol=0).tolist(),
        torch.allclose(x, x),
        x.allclose(x, equal_nan=True),
        x[:1].equal(x[:1]),
        torch.isposinf(x).tolist(),
        torch.isneginf(-x).tolist(),
        raised(lambda: torch.isclose(x, x.double())),
        raised(lambda: torch.isclose(x, x, rtol=-1.0)),
        raised(lambda: torch.allclose(x, 1)),
    ]


def asked_about_dtypes(torch: Any) -> list[Any]:
    x = torch.tensor([1, 2])
    return [
        str(torch.result_type(x, 1.5)),
        str(torch.promote_types(torch.int32, torch.float32)),
        [torch.can_cast(torch.float32, torch.int64), torch.can_cast(torch.int64, torch.float32)],
        [torch.numel(x), torch.is_floating_point(x), torch.is_complex(x), torch.is_nonzero(x[0])],
        list(torch.broadcast_shapes((2, 1), 3, (1, 1))),
        raised(lambda: torch.broadcast_shapes((2,), (3,))),
        raised(lambda: torch.broadcast_shapes((-2,))),
        raised(lambda: torch.is_nonzero(x)),
        raised(lambda: torch.is_nonzero(x[:0])),
        raised(lambda: torch.numel(3)),
        raised(lambda: torch.promote_types(torch.int32, 3)),
        raised(lambda: torch.can_cast(3, torch.int32)),
    ]


def new_tensors_like_another(torch: Any) -> list[Any]:
    x = torch.tensor([1.5, 2.5], dtype=torch.float64)
    n = torch.tensor([1, 2])
    made = [
        x.new_zeros(2, 3),
        n.new_ones((2,)),
        n.new_full((2,), 7),
        x.new_tensor([[1, 2]]),
        n.new_tensor([1.5], dtype=torch.float32),
        x.new_ones(2, requires_grad=True),
    ]
    shapes = [torch.empty_like(x), x.new_empty(2, 3)]
    return [
        [[y.tolist(), str(y.dtype), y.requires_grad] for y in made],
        [[list(y.shape), str(y.dtype)] for y in shapes],
        [torch.tril_indices(3, 3).tolist(), torch.triu_indices(2, 3, offset=1).tolist(), torch.tril_indices(0, 3).tolist()],
        [x.is_signed(), x.is_complex(), x.get_device(), x.nbytes, x.is_same_size(n), x.is_cpu],
        raised(lambda: torch.tril_indices(-1, 2)),
    ]


def summed_to_a_size(torch: Any) -> list[Any]:
    x = _matrix(torch)
    y = x.sum_to_size(1, 3)
    z = x.sum_to_size((3,))
    (y.sum() + z.sum()).backward()
    return [y.tolist(), z.tolist(), chain(z), x.sum_to_size(2, 3) is x, grad(x), raised(lambda: x.sum_to_size(2))]


def whole_numbers(torch: Any) -> list[Any]:
    a, b = torch.tensor([12, -18, 0]), torch.tensor([8, 12, 5])
    return [
        torch.gcd(a, b).tolist(),
        torch.lcm(a, b).tolist(),
        torch.logical_xor(a, b).tolist(),
        torch.ldexp(a, torch.tensor([1, 2, 3])).tolist(),
        raised(lambda: torch.gcd(a.float(), b)),
        str(torch.special.ndtr(a).dtype),
    ]


def special_functions(torch: Any) -> list[Any]:
    x = _leaf(torch, [0.3, 2.0, 40.0, -30.0])
    seen = []
    for function in (torch.special.i0e, torch.special.i1e, torch.special.erfcx, torch.special.log_ndtr, torch.special.entr):
        y = function(x * 0.5)
        y[:3].sum().backward()
        seen.append([y.tolist(), name(y), grad(x)])
        x.grad = None
    y = torch.polygamma(1, x[:2])
    return [*seen, [y.tolist(), name(y), x[:2].polygamma(0).tolist()], raised(lambda: torch.polygamma(-1, x))]


# ------------------------------------------------------------------ indices out of reach, and nothing to reach for
def indices_out_of_reach(torch: Any) -> list[Any]:
    def selected(size: tuple[int, ...], dim: int, index: int) -> Any:
        return raised(lambda: torch.index_select(torch.zeros(size), dim, torch.tensor([index])))

    def filled(size: tuple[int, ...], dim: int) -> Any:
        value = _leaf(torch, 0.5)
        y = torch.index_fill(torch.zeros(size, dtype=torch.float64), dim, torch.tensor([-1]), value)
        return raised(lambda: y.sum().backward())

    return [
        *(selected((2, 3), dim, index) for dim in (0, 1) for index in (-1, 3)),
        *(selected((2, 3, 2), dim, 7) for dim in (0, 1, 2)),
        selected((), 0, -1),
        raised(lambda: torch.index_select(torch.zeros(3, 2).T, 1, torch.tensor([9]))),
        *(filled(size, dim) for size, dim in (((1, 1), 1), ((2, 3), 0), ((3,), 0))),
        *(raised(lambda n=n: torch.index_add(torch.zeros(n), 0, torch.tensor([4]), torch.zeros(1))) for n in (0, 2)),
        raised(lambda: _leaf(torch, 0.6).repeat_interleave(torch.tensor([]), dim=0)),
    ]


def nothing_to_take(torch: Any) -> list[Any]:
    empty = torch.tensor([], dtype=torch.int64)
    return [
        torch.take_along_dim(torch.zeros(0), empty, 0).tolist(),
        list(torch.take_along_dim(torch.zeros(0, 3), torch.zeros(0, 3).long(), 0).shape),
        list(torch.take_along_dim(torch.zeros(3, 0), torch.zeros(2, 1).long(), 0).shape),
        raised(lambda: torch.take_along_dim(torch.zeros(0, 3), torch.zeros(2, 3).long(), 0)),
    ]


def tensordot_over_all_dimensions(torch: Any) -> list[Any]:
    x, y = _matrix(torch), _leaf(torch, [[1.0, 2.0], [3.0, 4.0], [-1.0, 0.5]])
    seen = []
    for first, second, dims in ((x, y, ([0, 1], [1, 0])), (x, x, ([0, 1], [0, 1])), (x, x, ([1, 0], [1, 0]))):
        z = torch.tensordot(first, second, dims=dims)
        z.backward()
        seen.append([chain(z), z.item(), grad(x), grad(y)])
    return seen
