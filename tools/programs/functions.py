"""Functions of the table, called as torch.f, x.f and F.f with positional and named arguments, and printed with their grad_fn."""

from __future__ import annotations

from tools.programs.draw import Draw, Piece

#: how it is called; {x} a tensor, {y} one that broadcasts to it, {m} and {n} matrices that may be multiplied, {v} a
#: vector, {p} positive numbers, {i} indices
CALLS = """
abs({x}) acos({x}/10) acosh({p}+1) add({x},{y}) add({x},{y},alpha=2) add({x},2)
addcdiv({x},{x},{p},value=2) addcmul({x},{x},{x},value=0.5) addmm({n},{m},{m}.T) addmv({v},{s},{v}) addr({s},{v},{v})
all({x}>0) allclose({x},{x}) amax({x}) amax({x},dim=0) amin({x},0,True) aminmax({x}) any({x}>0,dim=0) argmax({x})
argmax({x},dim=0) argmin({x},1) argsort({x},descending=True) asin({x}/10) asinh({x}) atan({x}) atan2({x},{p})
atanh({x}/10) baddbmm({b},{b},{b}) bmm({b},{b}) broadcast_to({v},(2,3)) cat([{x},{x}]) cat(({x},{x}),dim=-1)
cdist({m},{m}) ceil({x}) chain_matmul({m},{m}.T) cholesky({s}@{s}.T+torch.eye(3)) chunk({x},2) clamp({x},0,1)
clamp({x},min=0) clamp({x},max={y}) clip({x},-1,1) clone({x}) copysign({x},{y}) corrcoef({m}) cos({x}) cosh({x})
count_nonzero({x}) cov({m}) cummax({x},0) cummin({x},-1) cumprod({x},0) cumsum({x},dim=-1)
cumulative_trapezoid({v}) deg2rad({x}) det({s}) diag({v}) diag({s},1) diag_embed({v}) diagonal({s}) diff({v})
digamma({p}) dist({x},{x}+1) div({x},2) div({x},{p},rounding_mode='floor') div({x},2,rounding_mode='trunc')
dot({v},{v}) einsum('ij,jk->ik',{m},{m}.T) einsum('i,i',{v},{v}) eq({x},{y}) equal({x},{x}) erf({x}) erfc({x})
erfinv({x}/10) exp({x}) exp2({x}) expm1({x}) flatten({x}) flip({x},[0]) flip({x},(0,)) float_power({p},2) floor({x})
floor_divide({x},2) fmax({x},{y}) fmod({x},2) frac({x}) gather({s},1,{i}) ge({x},0) heaviside({x},{y})
histc({x},4,-3,3) hypot({x},{p}) i0({x}) index_select({s},0,torch.tensor([0,2])) inner({v},{v})
inverse({s}+5*torch.eye(3)) isclose({x},{x}) isfinite({x}) isnan({x}) kron({m},{m}) kthvalue({v},2) ldexp({x},{y})
le({x},1) lerp({x},{x}+1,0.5) lgamma({p}) log({p}) log10({p}) log1p({p}) log2({p}) logaddexp({x},{y})
logcumsumexp({x},0) logdet({s}@{s}.T+torch.eye(3)) logical_and({x}>0,{x}<1) logit({p}/10) logsumexp({x},0)
logsumexp({x},dim=(0,1)) lt({x},0) masked_select({x},{x}>0) matmul({m},{n}) matmul({m},{v3}) matrix_power({s},2)
max({x}) max({x},{y}) max({x},0) max({x},dim=-1,keepdim=True) maximum({x},{y}) mean({x}) mean({x},0)
mean({x},dim=(0,),keepdim=True) median({x}) median({x},0) min({x},0) min({x}) minimum({x},{y}) mm({m},{n}) mode({v})
movedim({m},0,1) mul({x},{y}) mul({x},3) multiply({x},2) mv({m},{v3}) nan_to_num({x}) nanmean({x}) nanmedian({x})
nanquantile({x},0.5) nansum({x}) narrow({s},0,0,2) ne({x},0) neg({x}) negative({x}) norm({x}) norm({x},p=1)
norm({x},2,dim=0) norm({x},p='fro') norm({x},float('inf')) numel({x}) outer({v},{v}) permute({m},(1,0))
polygamma(1,{p}) positive({x}) pow({x},2) pow({p},{y}) pow(2,{x}) pow({p},0.5) prod({x}) prod({x},0) quantile({x},0.5)
quantile({v},torch.tensor([0.25,0.75])) rad2deg({x}) ravel({x}) reciprocal({p}) relu({x}) remainder({x},2)
renorm({s},2,0,1) repeat_interleave({x},2) reshape({x},(-1,)) roll({x},1) rot90({m}) round({x}) round({x},decimals=1)
rsqrt({p}) scatter({s},0,{i},1.) scatter_add({s},0,{i},{s}) select({m},0,1) selu({x}) sgn({x}) sigmoid({x}) sign({x})
signbit({x}) sin({x}) sinc({x}) sinh({x}) slogdet({s}) softmax({x},0) softmax({x},dim=-1) sort({x})
sort({x},dim=0,descending=True) split({x},1) sqrt({p}) square({x}) squeeze({x}) squeeze({x},0) stack([{x},{x}])
stack([{x},{x}],dim=-1) std({x}) std({x},0) std({x},dim=0,unbiased=False) std({x},correction=0) std_mean({x})
sub({x},{y}) sub({x},{y},alpha=2) subtract({x},1) sum({x}) sum({x},0) sum({x},dim=-1,keepdim=True) sum({x},(0,))
sum({x},dtype=torch.float64) swapaxes({m},0,1) t({m}) take({x},torch.tensor([0])) take_along_dim({s},{i},1)
tan({x}) tanh({x}) tensordot({m},{n},dims=1) tile({x},(2,)) topk({x},1) trace({s}) transpose({m},0,1) trapezoid({v})
trapz({v}) tril({s}) triu({s},1) true_divide({x},2) trunc({x}) unbind({x}) unique({x}) unsqueeze({x},0)
unsqueeze({x},dim=-1) var({x}) var({x},0) var_mean({x},0) vdot({v},{v}) vstack([{v},{v}]) hstack([{v},{v}])
where({x}>0,{x},{y}) where({x}>0,1.,0.) where({x}>0) xlogy({p},{p}) zeros_like({x}) ones_like({x}) full_like({x},2)
searchsorted(torch.tensor([0.,1.,2.]),{x}) bucketize({x},torch.tensor([0.,1.])) bincount(torch.tensor([0,1,1]))
isin(torch.tensor([1,2]),torch.tensor([1])) unflatten({v6},0,(2,3)) atleast_2d({x}) block_diag({m},{m})
column_stack([{v},{v}]) dstack([{v},{v}]) cosine_similarity({m},{m}) pairwise_distance({m},{m}) celu({x}) rrelu({x})
threshold({x},0,1) dropout({x},0.0,True) addbmm({s},{b3},{b3}) logical_not({x}>0)
logical_xor({x}>0,{x}<1) nextafter({x},{y}) fliplr({m}) flipud({m}) tril_indices(2,2) diagflat({v}) nonzero({x})
index_add({s},0,torch.tensor([0]),{r}) index_copy({s},0,torch.tensor([0]),{r}) index_fill({s},0,torch.tensor([0]),2.)
masked_fill({x},{x}>0,0) sum({x}).exp() abs({x},{y}) sin() add({x}) mean({x},dim=5) cat({x}) sum({x},dims=0)
matmul({m},{m}) stack({x}) softmax({x}) pow({x}) mm({v},{v}) exp(2.) sqrt(4) max(1,2) sum([1,2]) sin({x},{y},{x})
""".split()
#: of torch.nn.functional
NEURAL = """
relu({x}) relu({x},inplace=False) elu({x}) elu({x},alpha=0.5) selu({x}) celu({x},1.5) gelu({x})
gelu({x},approximate='tanh') silu({x}) mish({x}) softplus({x}) softplus({x},2,10) hardtanh({x}) relu6({x})
leaky_relu({x}) leaky_relu({x},0.2) leaky_relu({x},negative_slope=0.3) sigmoid({x}) tanh({x}) logsigmoid({x})
softsign({x}) tanhshrink({x}) hardsigmoid({x}) hardswish({x}) hardshrink({x}) softshrink({x}) threshold({x},0.1,20)
softmax({x},dim=0) softmax({x},-1) softmax({x}) log_softmax({x},dim=-1) softmin({x},dim=0) normalize({m})
normalize({m},p=1,dim=0) one_hot(torch.tensor([0,2,1])) one_hot(torch.tensor([0,1]),num_classes=3) linear({m},{m})
linear({m},{m},{v2}) bilinear({m},{m},torch.ones(1,3,3)) dropout({x},p=0.) dropout({x},0.5,training=False)
mse_loss({x},{x}*2) mse_loss({x},{x}+1,reduction='sum') mse_loss({x},{x}+1,reduction='none') l1_loss({x},{x}+1)
smooth_l1_loss({x},{x}*3) smooth_l1_loss({x},{x}*3,beta=0.5) huber_loss({x},{x}*3) huber_loss({x},{x}*3,delta=0.5)
cross_entropy({m},torch.tensor([0,2])) cross_entropy({m},torch.tensor([0,2]),label_smoothing=0.1)
cross_entropy({m},{m}.softmax(1)) cross_entropy({m},torch.tensor([0,2]),reduction='none')
cross_entropy({m},torch.tensor([0,1]),weight=torch.tensor([1.,2.,3.]))
nll_loss({m}.log_softmax(1),torch.tensor([1,0])) nll_loss({m},torch.tensor([1,0]),reduction='sum')
binary_cross_entropy(torch.sigmoid({x}),torch.ones_like({x}))
binary_cross_entropy_with_logits({x},torch.ones_like({x}))
binary_cross_entropy_with_logits({x},torch.zeros_like({x}),pos_weight=torch.tensor(2.))
kl_div({m}.log_softmax(1),({m}*2).softmax(1),reduction='batchmean') kl_div({m}.log_softmax(1),({m}+1).softmax(0))
poisson_nll_loss({x},{p}) gaussian_nll_loss({x},{x}+1,{p}) hinge_embedding_loss({x},torch.ones_like({x}))
margin_ranking_loss({x},{x}+1,torch.ones_like({x})) soft_margin_loss({x},torch.ones_like({x}))
triplet_margin_loss({m},{m}+1,{m}*2) cosine_embedding_loss({m},{m}*2,torch.ones(2))
multi_margin_loss({m},torch.tensor([0,1])) multilabel_soft_margin_loss({m},torch.ones(2,3))
cosine_similarity({m},{m}+1) cosine_similarity({v},{v}*2,dim=0) pairwise_distance({m},{m}+1) layer_norm({m},(3,))
layer_norm({m},[3],weight=torch.ones(3)) rms_norm({m},(3,)) batch_norm({m},torch.zeros(3),torch.ones(3))
batch_norm({m},None,None,training=True) instance_norm({b}) group_norm({b},1) local_response_norm({b},2)
conv1d({b},torch.ones(1,3,2)) conv2d({c},torch.ones(1,1,2,2))
conv2d({c},torch.ones(2,1,3,3),bias=torch.ones(2),padding=1) conv2d({c},torch.ones(1,1,2,2),stride=2)
conv_transpose1d({b},torch.ones(3,1,2)) conv_transpose2d({c},torch.ones(1,1,2,2)) max_pool1d({b},2) max_pool2d({c},2)
max_pool2d({c},2,stride=1,padding=1) avg_pool1d({b},2) avg_pool2d({c},2) avg_pool2d({c},kernel_size=2,stride=1)
adaptive_avg_pool2d({c},1) adaptive_avg_pool1d({b},2) adaptive_max_pool2d({c},2) lp_pool1d({b},2,2) pad({x},(1,1))
pad({m},(1,0,0,1),value=2.) pad({b},(1,1),mode='reflect') pad({b},(1,1),'replicate') pad({b},(1,1),mode='circular')
unfold({c},2) fold(torch.ones(1,4,4),(3,3),2) embedding(torch.tensor([0,1]),{s}) glu({v6})
prelu({x},torch.tensor(0.1)) scaled_dot_product_attention({b},{b},{b}) gumbel_softmax({m})
gumbel_softmax({m},tau=0.5,hard=True) cross_entropy({m},torch.tensor([0,5])) cross_entropy({m},torch.tensor([0.,1.]))
cross_entropy({m},torch.tensor([0])) nll_loss({m},torch.tensor([0.])) mse_loss({x}) mse_loss({m},{v2})
linear({m},{v2}) conv2d({m},{m}) conv2d({c},torch.ones(1,2,2,2)) binary_cross_entropy({x},{x}) relu(3) relu('a')
dropout({x},2) softmax({x},dim=7) one_hot({x}) mse_loss({x},{x},reduction='avg') mse_loss({x},torch.tensor([1,2,3]))
embedding({x},{s}) max_pool2d({v},2) layer_norm({m},(2,)) linear({m},{s},{v2}) rrelu({x}) alpha_dropout({x})
dropout2d({c}) feature_alpha_dropout({x}) logsigmoid({x},1) hardtanh({x},-2,2) silu({x},inplace=True)
tanhshrink({x},1) nll_loss({m},torch.tensor([1,0]),ignore_index=1) cross_entropy({v},torch.tensor(1))
nll_loss({v},torch.tensor(1)) sigmoid({x},2)
""".split()
AFTER = (
    "",
    "",
    "",
    "",
    ".shape",
    ".dtype",
    ".requires_grad",
    ".grad_fn",
    " * 2",
    "[0]",
    ".detach()",
    ".detach().numpy().round(4)",
)


def prepared(d: Draw, call: str) -> tuple[str, str]:
    """The statements that make a call's tensors, and the call with their names."""
    x = d.pick(((3,), (3,), (2, 3), (2, 2), ()))
    shapes = {
        "x": x,
        "y": d.pick((x, x, (), x[-1:])),
        "p": x,
        "m": (2, 3),
        "n": (3, 2),
        "v": (4,),
        "s": (3, 3),
        "b": (2, 3, 3),
        "c": (1, 1, 4, 4),
        "r": (1, 3),
        "v2": (2,),
        "v3": (3,),
        "v6": (6,),
        "b3": (2, 3, 3),
    }
    lines: list[str] = []
    for key, shape in shapes.items():
        if "{" + key + "}" in call:
            name = {"p": "p", "x": "x", "y": "y"}.get(key, key)
            if key == "p":
                text = f"torch.rand({d.sized(shape)}) + 0.1" if d.chance(0.5) else d.tensor(shape) + ".abs() + 0.1"
            else:
                text = f"torch.randn({d.sized(shape)})" if key in ("b", "c", "b3", "s") or d.chance(0.3) else d.tensor(shape)
            lines.append(f"{name} = {text}")
            if d.chance(0.6):
                lines.append(f"{name}.requires_grad_()")
            call = call.replace("{" + key + "}", name)
    return "\n".join(lines), call.replace("{i}", "torch.tensor([[0, 1, 2], [2, 1, 0]])").replace(",", ", ")


def shown(d: Draw, call: str, place: str) -> str:
    """A call with its tensors, printed."""
    made, text = prepared(d, call)
    name, _, rest = text.partition("(")
    first, comma, others = rest.partition(", ")
    if place == "method" and first.isidentifier() and comma:
        text = f"{first}.{name}({others}"
    elif place == "method" and rest[:-1].isidentifier():
        text = f"{rest[:-1]}.{name}()"
    else:
        text = f"{'F' if place == 'F' else 'torch'}.{text}"
    after = d.pick(AFTER)
    lines = [made] if made else []
    if d.chance(0.35) and " = " in made:
        source = made.partition(" = ")[0]
        lines += [
            f"out = {text}",
            "print(out)",
            f"out{d.pick(('', '.sum()', '.sum()', '.mean()', '.max()'))}.backward()",
            f"print({source}.grad)",
        ]
    else:
        lines.append(d.shown(text + after) if d.chance(0.9) else f"r = {text}\nprint(type(r).__name__, r)")
    return d.maybe("\n".join(lines), 0.95)


def plain(d: Draw) -> str:
    """torch.f(...)"""
    return shown(d, d.pick(CALLS), "torch")


def method(d: Draw) -> str:
    """x.f(...)"""
    return shown(d, d.pick(CALLS), "method")


def neural(d: Draw) -> str:
    """F.f(...)"""
    return shown(d, d.pick(NEURAL), "F")


PIECES: tuple[Piece, ...] = (plain, plain, plain, method, method, neural, neural, neural)
LINALG = """
norm({x}) norm({m},ord='fro') norm({v},ord=1) norm({m},dim=1) vector_norm({x}) vector_norm({x},ord=1) matrix_norm({m})
inv({s}) det({s}) slogdet({s}) solve({s}+4*torch.eye(3),{v3}) solve({s}+4*torch.eye(3),{n}) eigvalsh({s}+{s}.T)
eigh({s}+{s}.T)[0] svdvals({m}) svd({m})[1] qr({s})[1] cholesky({s}@{s}.T+torch.eye(3)) matrix_power({s},3)
matrix_rank({m}) cross({v3},{v3}+torch.eye(3)[0]) multi_dot([{m},{n}]) diagonal({s}) vecdot({v},{v})
solve_triangular({s}.triu()+torch.eye(3),{n},upper=True) inv({m}) inv(torch.zeros(2,2)) solve({s},{v2}) det({m})
cholesky(-torch.eye(2)) norm({x},ord=3) norm({x},ord='nuc')
""".split()


def linalg(d: Draw) -> str:
    """torch.linalg.f(...)"""
    made, text = prepared(d, d.pick(LINALG))
    source = made.partition(" = ")[0]
    more = f"\n{source}.grad" if d.chance(0.1) else ""
    return d.maybe(
        f"{made}\n"
        + d.pick(
            (
                f"print(torch.linalg.{text})",
                f"r = torch.linalg.{text}\nprint(r{d.pick(('', '.shape', '.dtype', '.grad_fn'))})",
                f"print((torch.linalg.{text} * 2).sum())",
            )
        )
        + more,
        0.95,
    )


REDUCING = (
    "sum mean prod max min amax amin std var median argmax argmin cumsum cumprod logsumexp norm any all "
    "softmax sort topk nansum count_nonzero std_mean quantile mode kthvalue cummax diff flip aminmax"
).split()


def reduced(d: Draw) -> str:
    """A reduction, with many ways to say along what."""
    name = d.pick(REDUCING)
    x = d.tensor(d.pick(((3,), (2, 3), (2, 2, 2), (0,), (4,))), d.pick(("float32",) * 4 + ("int64", "float64", "bool")))
    along = d.pick(
        (
            "",
            "",
            "0",
            "1",
            "-1",
            "dim=0",
            "dim=1",
            "dim=-1, keepdim=True",
            "0, True",
            "(0, 1)",
            "dim=(0, 1)",
            "dim=[0]",
            "axis=0",
            "None",
            "dim=None",
            "2",
            "0, keepdim=True",
            "dtype=torch.float64",
            "0.5",
            "k=1",
        )
    )
    call = d.pick((f"torch.{name}({x}{', ' if along else ''}{along})", f"{x}.{name}({along})"))
    return d.maybe(d.shown(call + d.pick(("", "", "", "[0]", ".shape", ".dtype"))), 0.97)


ALGEBRA: tuple[Piece, ...] = (linalg, linalg, reduced, reduced)
