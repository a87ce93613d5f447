"""Expressions whose operations mix the elements of tensors, and a point for their variables."""

from __future__ import annotations

import re
from typing import Any

POINT: dict[str, Any] = {
    "x": 1.3,
    "a": [0.7, -1.2, 2.1],
    "b": [1.5, 0.4, -0.3],
    "p": [0.2, 0.7, 0.4],
    "A": [[0.3, -1.1, 0.8], [1.7, 0.6, -0.4]],
    "B": [[1.2, 0.5], [-0.7, 0.9], [0.1, -1.3]],
    "M": [[2.0, 0.3, -0.5], [0.4, 1.5, 0.2], [-0.6, 0.1, 1.8]],
    "C": [[[0.3, 1.1], [-0.8, 0.5]], [[0.9, -0.2], [1.4, 0.6]]],
}

EXPRESSIONS = """
sum(A*A)
unbind(A, 1)[1]*x
split(a, 2)[0]*x
as_strided(A, (2, 2), (3, 2))*x
split(A, [1, 2], dim=1)[1]**2
chunk(a, 2)[1]*x
var_mean(A, dim=1)[0]*b[:2]
var_mean(a)[1]*x
std_mean(A, dim=0)[0]*b
fill(A, x)*A
A.sum(dim=0)**2
sum(A, dim=[0, 1], keepdim=True)*A
mean(A**2)
mean(A, 1, keepdim=True)*A
prod(a)
prod(A, dim=1)*b[:2]
prod(a - 0.7)
prod((a - 0.7)*(b - 0.4))
var(a)
var(A, dim=1, correction=0)
var(A, dim=(0, 1), keepdim=True)
std(a)
std(A, dim=0, unbiased=False)
max(A)*x
max(A, dim=1).values**2
max(a, b)**2
max(A, dim=0, keepdim=True)[0]*A
min(A)*x
min(A, dim=0).values*b
min(a, b)
amax(A, dim=0)*b
amin(A, dim=(0, 1))*x
norm(a)
norm(A, p=3, dim=1)
norm(a, p=1)*x
norm(a, p=inf)*x
norm(a, p=-inf)*x
norm(A, 'fro')
norm(A, 'nuc')
vector_norm(A, 3, dim=1)
matrix_norm(A, 2)
matrix_norm(C, 'nuc', dim=(0, 2))
matrix_norm(A, -inf, keepdim=True)*A
linalg_norm(A, -2)
linalg_norm(A, 1)*x
norm(a, p=0.5)
norm(A, dim=0, keepdim=True)*A
logsumexp(a, 0)
logsumexp(A, dim=(0, 1))
logsumexp(A, dim=1, keepdim=True)*A
cumsum(a, 0)*b
cumsum(A, dim=1)*A
cumprod(a, 0)*b
cumprod(A, dim=1)*A
cumprod(a - 0.7, dim=0)*b
median(a)*x
median(A, dim=1).values*b[:2]
sort(a).values*b
sort(A, dim=0, descending=True).values*A
sort(a, stable=True, descending=True)[0]*b
argmax(a)*a
argmin(A, dim=0)*a
softmax(a, 0)*b
softmax(A, dim=1)*A
log_softmax(a, 0)*b
log_softmax(A, dim=-1)*A
reshape(A, (3, 2)) @ A
A.reshape(-1)*A.flatten()
A.view(3, 2)*B
flatten(C, 1)*A[:, :1]
flatten(C)*flatten(C)
permute(C, (2, 0, 1))*C
transpose(A, 0, 1)*B
t(A)*B
A.T*B
squeeze(A[:1])*a
squeeze(a[None], 0)*b
unsqueeze(a, 1)*A[0]
expand_dims(a, 0)*A
a.expand(2, 3)*A
x.expand(3)*a
a.repeat(2)*cat([a, b])
a.repeat(2, 1)*A
cat([a, b, a])*cat([b, a, a])
cat([A, A*A], dim=1)*x
stack([a, b])*A
stack([a, b, a*b], dim=1) @ M
stack([x, x*x, a[0]])*a
flip(a, [0])*a
flip(A, (0, 1))*A
roll(a, 1)*a
roll(A, (1, 2), (0, 1))*A
roll(A, 4)*A
tril(M)*M
triu(M, 1)*M
tril(A, -1)*A
diag(M)*a
diag(a)*M
diag(M, 1)*a[:2]
diag(a[:2], -1)*M
trace(M)*x
mm(A, B)*C[0]
mv(A, a)*b[:2]
bmm(C, C)*C
dot(a, b)*x
vdot(a, b)*x
inner(a, b)
inner(A, C[0, 0, 0]*A)
matmul(A, a)*b[:2]
a @ M
A @ B @ A
C @ B[:2]
a @ B
matmul(C, b[:2])*A[:, :2]
outer(a, b)*M
kron(a, b[:2])*x
kron(A, B)*x
linear(a, A)*b[:2]
linear(A, M, b)*A
det(M)*x
det(stack([M, M @ M]))
inv(M)*M
inv(stack([M, M*2 + eye(3)])).sum(dim=0)*M
mse_loss(a, b)*x
mse_loss(a, b, reduction='sum')
mse_loss(a, b, reduction='none')*a
mse_loss(a, b, weight=[1.0, 2.0, 0.5])
l1_loss(a, b)*x
l1_loss(a, b, reduction='none')*a
huber_loss(a, b)
huber_loss(a, b, reduction='none', delta=0.5)*a
smooth_l1_loss(a, b)
smooth_l1_loss(a, b, reduction='sum', beta=2.0)
smooth_l1_loss(a, b, beta=0.0)*x
binary_cross_entropy(p, [1.0, 0.0, 0.5])
binary_cross_entropy(p, [1.0, 0.0, 0.5], weight=[1.0, 2.0, 3.0], reduction='sum')
binary_cross_entropy(p, sigmoid(b), reduction='none')*a
binary_cross_entropy_with_logits(a, p)
binary_cross_entropy_with_logits(a, p, pos_weight=[2.0, 1.0, 0.5], reduction='none')*b
binary_cross_entropy_with_logits(a, p, weight=[2.0, 1.0, 0.5], reduction='sum')
nll_loss(a, tensor(2))*x
nll_loss(A, [0, 2], weight=[1.0, 2.0, 3.0])
nll_loss(log_softmax(A, 1), [0, 2], reduction='none')*b[:2]
nll_loss(A, [0, 2], ignore_index=2, reduction='sum')
nll_loss(C, [[0, 1], [1, 0]])*x
nll_loss(C[None], [[[0, 1], [1, 0]]], reduction='none')
cross_entropy(a, tensor(1))
cross_entropy(A, [0, 2], label_smoothing=0.2)
cross_entropy(A, [0, 2], weight=[1.0, 2.0, 3.0], reduction='sum')
cross_entropy(A, softmax(A*A, 1))
cross_entropy(A, softmax(A*A, 1), reduction='none', label_smoothing=0.1)
cross_entropy(C, [[0, 1], [1, 0]])*x
cosine_similarity(a, b, dim=0)
cosine_similarity(A, M[:2], dim=1)*b[:2]
cosine_similarity(A, a)
a[1]*a[-1]
A[0]*A[1]
A[:, 1]*b[:2]
A[..., -1]*b[:2]
A[None]*A
a[::2]*b[1:]
a[[0, 0, 2]]*b
A[[1, 0], [2, 2]]*b[:2]
a[a > 0]*x
A[[True, False]]*b
a[tensor([1, 2])]*b[:2]
C[0, :, 1]*b[:2]
C[:, 1][0]*x
clone(A)*A
zeros(3)*a + ones(3)
full((3,), 2.0)*a
eye(3)*M
eye(2, 3)*A
arange(3)*a
arange(1, 4)*a
arange(0, 1.5, 0.5)*a
linspace(0, 1, 3)*a
logspace(0, 1, 3)*a
zeros_like(a) + a*ones_like(b)
tensor([1.0, 2.0, 3.0])*a
where(A > 0, A, a)*A
maximum(A, a)*A
(A > 0).double()*A
(A > 0).long()*A
(A > 0).bool()*A
clamp(A, min=a)*A
lerp(a, b, 0.3)*b
cross_entropy(A, [0, 2], weight=[1.0, 2.0, 3.0], label_smoothing=0.1)
cross_entropy(A, [0, 2], reduction='none', label_smoothing=0.1)*b[:2]
cross_entropy(A, [0, 2], ignore_index=2, label_smoothing=0.1)
cross_entropy(A, softmax(A*A, 1), weight=[1.0, 2.0, 3.0])
cross_entropy(a, tensor(1), weight=[1.0, 2.0, 3.0], label_smoothing=0.3)
mse_loss(a, b, weight=[1.0, 2.0, 0.5], reduction='none')*a
mse_loss(a, b, weight=[1.0, 2.0, 0.5], reduction='sum')
smooth_l1_loss(a, b, reduction='none')*a
nll_loss(C[..., None], [[[0], [1]], [[1], [0]]])*x
norm(a, p=1.5)
norm(a, p=0)*x
var(a, False)
var(A, 1)
stack([A, A]) @ B
stack([A, A]) @ b
A @ stack([B, B])
stack([A, A]) @ stack([B, B, B])[:2]
stack([A]) @ stack([B, B])
stack([A, A]) @ stack([B])
C[None] @ C
C[None] @ b[:2]
b[:2] @ C
a[True]*x
a[None, [0, 1]]*x
a[False].sum()*x
A[tensor(1)]*a
A[:, [0, 2]]*b[:2]
A[[0], None]*a
roll(A, 1, -1)*A
squeeze(A[None], dim=(0,))*A
logsumexp(A, (1,), True)*A
argmax(A, dim=1, keepdim=True)*A
argmin(A, keepdim=True)*A
ravel(A)*a[0]
equal(a, b)*a
tile(a, (2,))*cat([a, b])
tile(A, (2,))*x
M.mT*M
C.mT*C
movedim(C, 0, 2)*C
a.expand_as(A)*A
unflatten(a, 0, (3, 1))*b
select(A, 1, 2)*b[:2]
narrow(A, 1, 1, 2)*x
diagonal(M)*a
diagonal(C, 1, 0, 2)*x
masked_fill(A, A > 0, 2.0)*A
masked_fill(a, [True, False, True], x)*b
gather(A, 1, [[0, 0], [2, 1]])*b[:2]
index_select(A, 1, [2, 0, 2])*a
take_along_dim(A, [[1, 1], [0, 2]], 1)*b[:2]
take_along_dim(A, [4, 4, 0])*a
scatter(a, 0, [2, 0], b[:2])*a
scatter(A, 1, [[0, 2]], 5.0)*A
scatter_add(a, 0, [1, 1, 0], b)*a
hstack([a, b])*cat([b, a])
vstack([a, b])*A
dstack([A, A*A])*x
topk(a, 2).values*b[:2]
topk(A, 1, dim=0, largest=False).values*a
kthvalue(A, 2).values*b[:2]
msort(M)*M
aminmax(a).max*x
aminmax(A, dim=1).min*b[:2]
cummax(A, 1).values*A
cummin(a, 0).values*b
(argsort(a) + 1)*a
nan_to_num(a)*b
any(A > 0, 1)*b[:2]
all(A > 0)*x
nansum(A, 1)*b[:2]
nanmean(A)*x
logcumsumexp(a, 0)*b
logcumsumexp(A, 1)*A
diff(a)*b[:2]
diff(A, dim=0, prepend=A[:1]*x)*A
diff(a, n=2)*x
addmm(a[:2], A, B, beta=2, alpha=0.5)*x
addmv(b[:2], A, a)*b[:2]
baddbmm(C[0], C, C, alpha=2)*C
addbmm(C[1], C, C, beta=0.5)*C[0]
softmin(A, 1)*A
broadcast_to(a, (2, 3))*A
broadcast_tensors(a, A)[0]*A
a.view_as(b)*b
A.reshape_as(B)*B
atleast_1d(x)*x
atleast_2d(a)*A
atleast_3d(A)*x
fliplr(A)*A
flipud(A)*A
rot90(M)*M
rot90(A, -1)*B
repeat_interleave(a, 2)*cat([a, b])
repeat_interleave(A, [1, 0, 2], dim=1)*A
a.unfold(0, 2, 1)*C[0]
M.unfold(1, 2, 1)*M[:, :2, None]
diag_embed(a)*M
diag_embed(A, 1, 0, 2).sum(1)*x
diagflat(A)*x
block_diag(a, A, x)*x
meshgrid(a, b, indexing='ij')[0]*M
meshgrid(a, b[:2], indexing='xy')[1]*A
cartesian_prod(a, b[:2])*x
combinations(a)*x
column_stack([a, b])*B
tensor_split(a, 2)[0]*b[:2]
tensor_split(A, [1], 1)[1]*x
hsplit(A, 3)[1]*x
vsplit(A, 2)[0]*a
dsplit(C, 2)[1]*x
take(A, [0, 5, 5])*a
masked_select(A, [True, False, True])*x
masked_scatter(A, A > 0, B)*A
index_add(A, 1, [0, 0], B.T[:, :2], alpha=2)*A
index_copy(A, 1, [2], B[:2, :1])*A
index_fill(A, 1, [2, 0], 2.0)*A
index_fill(a, 0, [1], x)*b
scatter_reduce(a, 0, [1, 1, 0], b, 'sum')*a
scatter_reduce(a, 0, [1, 1, 0], b, 'mean', include_self=False)*a
scatter_reduce(a, 0, [1, 1, 0], b, 'prod')*a
scatter_reduce(a, 0, [1, 1, 0], b, 'amax')*a
scatter_reduce(A, 1, [[0, 0, 1], [2, 1, 2]], A*A, reduce='amin', include_self=False)*A
einsum('ij,jk->ik', A, B)*C[0]
einsum('bij,bjk,k->bi', C, C, b[:2])*C[0]
einsum('ii->i', M)*a
einsum('i,j->ij', a, b)*M
einsum('...j,j', A, a)*b[:2]
tensordot(A, B, 1)*C[0]
tensordot(A, A, ([0, 1], [0, 1]))*x
cross(a, b)*a
linalg_cross(A, M[:2])*A
vecdot(A, A*A)*b[:2]
addr(M, a, b, beta=0.5, alpha=2)*M
multi_dot([a, M, M, b])*x
chain_matmul(A, B, A, B)*C[0]
matrix_power(M, 3)*M
matrix_power(M, -2)*M
solve(M, a)*b
solve(M, B)*B
solve(M, A, left=False)*A
solve_triangular(M, B, upper=False)*B
solve_triangular(M, A, upper=True, left=False, unitriangular=True)*A
cholesky(M @ M.T + eye(3))*M
linalg_cholesky(M @ M.T + eye(3), upper=True)*M
qr(B)[0]*B
linalg_qr(A).R*A
eigh(M + M.T).eigenvalues*a
eigh(M + M.T).eigenvectors**2*M
eigvalsh(M + M.T)*a
svd(A).U**2*x
svd(A).S*b[:2]
linalg_svd(B, full_matrices=False).Vh**2*x
svdvals(M)*a
slogdet(M).logabsdet*x
logdet(M)*x
pinv(A)*B
pinv(B)*A
matrix_rank(A)*x
cond(M)*x
quantile(a, 0.3)*x
quantile(A, [0.25, 0.6], dim=1)*C[0]
quantile(A, 0.6, dim=0, keepdim=True)*A
quantile(a, 0.4, interpolation='lower')*x
nanquantile(a, 0.3, interpolation='midpoint')*x
nanmedian(a)*x
nanmedian(A, 1).values*b[:2]
mode(A, 0).values*a
cov(A)*C[0]
corrcoef(A)*C[0]
trapezoid(A, a)*b[:2]
trapezoid(a, dx=0.5)*x
cumulative_trapezoid(A)*x
dist(a, b)*x
dist(A, a, 3)*x
renorm(A, 2, 0, 1.0)*A
count_nonzero(A)*a
(bincount([0, 1, 1, 2])*a[0])*x
histc(A, 4)*x
unique([2.0, 1.0, 2.0])*x
gcd(tensor(4), tensor(6))*x
nextafter(a, b)*x
lcm(tensor([4, 3]), tensor(6))*x
searchsorted([-1.0, 1.0], a)*a
bucketize(a, [-1.0, 1.0])*a
nonzero(A > 0)*x
argwhere(a)*x
isin(a, [0.7, 2.1])*a
allclose(a, b)*a
xlog1py(A*A, 2)*A
polygamma(2, A*A + 1)*A
ndtr(A)*A
pad(a, (1, 2), value=2.0)*x
pad(A, (1, -1, 0, 1))**2
pad(A, (2, 1), mode='reflect')**2
pad(C, (1, 1, 1, 0), mode='replicate')**2
pad(C[None], (1, 0, 1, 1), mode='circular')**2
pad(C, (1, -1), mode='circular')**2
interpolate(A[None], scale_factor=2)**2
pixel_shuffle(stack([C, C*x]).view(4, 2, 2), 2)**2
pixel_unshuffle(C*x, 2)**2
interpolate(A[None], size=5, mode='linear')*x
interpolate(C[None], size=(3, 1), mode='nearest-exact')**2
interpolate(C[None], scale_factor=1.5, mode='bilinear')**2
interpolate(C[None], size=3, mode='bicubic', align_corners=True)
interpolate(C[None], size=1, mode='area')*x
conv1d(A, stack([M, M*x])[:, :2])
conv1d(A[None], B[None, :2], b[:1], padding=1, stride=2, dilation=2)
conv2d(C[None], stack([C, C*x]), b[:2], padding=1)
conv2d(C, stack([C, C]).reshape(4, 1, 2, 2), groups=2, padding='same')
conv3d(C[None], C[None, None]*x, padding=(1, 0, 1))
conv_transpose1d(A, M[:2, None], stride=2)
conv_transpose1d(A[None], M[:2, None], b[:1], padding=1, output_padding=1, dilation=2)
conv_transpose2d(C[None], stack([C, C*x]), b[:2], stride=2, padding=1)
conv_transpose3d(C[None], C[None, None], output_padding=1, stride=(2, 2, 2))
max_pool1d(A, 2, 1)*b[:2]
max_pool1d(A[None], 3, 2, 1, ceil_mode=True)[0]*b[:2]
max_pool2d(C, 2)*x
max_pool2d(C[None], (2, 1), 1, (1, 0))**2
max_pool2d(C[None], 2, return_indices=True)[0]*x
max_pool3d(C[None], 2)*x
avg_pool1d(A, 2, 1)*b[:2]
avg_pool1d(A[None], 2, 2, 1, ceil_mode=True, count_include_pad=False)**2
avg_pool2d(C, 2, 1, 1)*x
avg_pool2d(C[None], (1, 2), divisor_override=3)**2
avg_pool3d(C[None], 2)*x
adaptive_avg_pool1d(A, 2)**2
adaptive_avg_pool2d(C, 1)*x
adaptive_avg_pool2d(C, (3, None))**2
adaptive_max_pool1d(A, 2)**2
adaptive_max_pool2d(C, (1, 2))**2
lp_pool1d(A**2, 2.0, 2, 1)*b[:2]
lp_pool2d(C**2, 3.0, 2)*x
lp_pool2d(C, inf, 2)*x
unfold(C[None], (2, 1), padding=1)**2
fold(C, (1, 3), (1, 2))**2
layer_norm(A, (3,), b, a)**3
layer_norm(A, (2, 3), None, A)**2
layer_norm(a, (3,))**3
batch_norm(A, None, None, b, a, training=True)**3
batch_norm(C, None, None, None, b[:2], training=True)**3
batch_norm(A, [0.1, 0.2, 0.3], [1.0, 2.0, 0.5], b, a)**2
instance_norm(C)**3
group_norm(C, 2, b[:2], a[:2])**3
group_norm(C, 1)**3
rms_norm(A, (3,), b)**2
normalize(A)*A
normalize(A, p=3, dim=0)*b
local_response_norm(C, 2, alpha=0.5)**2
local_response_norm(C[..., None], 2, alpha=0.5)**2
embedding([0, 2, 0], M)**2
embedding([[1], [2]], M)**2
one_hot(tensor([0, 2, 1]), 3)*M
threshold(a, 0.5, 2.0)*b
rrelu(a, 0.1, 0.3)*b
prelu(A, x)*A
prelu(A, b)*A
glu(M[:2, :2])*x
glu(A, 0)*b
bilinear(A, B[:2], stack([B, B*x]), b[:2])*A[:, :2]
bilinear(a, b, M[None])*x
scaled_dot_product_attention(A, M, M*x)*A
scaled_dot_product_attention(A, M, B, attn_mask=[[True, False, True], [False, False, False]])*x
scaled_dot_product_attention(C[None], C[None], C[None], is_causal=True, scale=0.5)
scaled_dot_product_attention(C, C, C, attn_mask=A[:, :2])*x
kl_div(log_softmax(a, 0), p)
kl_div(log_softmax(A, 1), A, reduction='batchmean', log_target=True)
kl_div(a, p, reduction='none')*b
poisson_nll_loss(a, p)
poisson_nll_loss(p, p + 1, log_input=False, full=True, reduction='sum')
gaussian_nll_loss(a, b, p)
gaussian_nll_loss(A, M[:2], p[:2], full=True, reduction='none')*A
gaussian_nll_loss(a, b, 2.0, reduction='sum')
soft_margin_loss(a, [1.0, -1.0, 1.0])
soft_margin_loss(a, [1.0, -1.0, 1.0], reduction='none')*b
margin_ranking_loss(a, b, [1.0, -1.0, 1.0], margin=0.5)
hinge_embedding_loss(a, [1.0, -1.0, 1.0], margin=2.0)
multi_margin_loss(a, tensor(1))
multi_margin_loss(A, [2, 0], p=2, weight=[1.0, 2.0, 0.5], reduction='none')
multilabel_soft_margin_loss(A, [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]], b)
pairwise_distance(A, M[:2], p=3)*b[:2]
pairwise_distance(a, b, keepdim=True)
cdist(A, M)
cdist(A, M, p=1)
cdist(A, M, p=3)
cdist(A, M, p=inf)
cdist(A, M, compute_mode='use_mm_for_euclid_dist')
cosine_embedding_loss(A, M[:2], [1, -1], margin=-0.9)
cosine_embedding_loss(a, b, tensor(1))
triplet_margin_loss(A, M[:2], A*x)
triplet_margin_loss(a, b, p, margin=2.0, p=1, swap=True)
A.sum(0).numel()*a
A.dim()*a*A.size()[0]*A.shape[1]
tensor([3.0]).item()*a
""".strip().splitlines()

# Those that PyTorch differentiates once: how their expressions begin
ONCE = ("cdist(A, M)", "cdist(A, M, p=", "multi_margin_loss", "scaled_dot_product_attention(C[None]")


def point_for(expression: str) -> dict[str, Any]:
    """The variables that occur."""
    return {name: value for name, value in POINT.items() if re.search(rf"\b{name}\b(?!=)", expression)}
