"""Tensors: how they are made, printed, indexed, viewed, written into, and turned into Python's and NumPy's values."""

from __future__ import annotations

from tools.programs.draw import DTYPES, WHOLE, Draw, Piece

ATTRIBUTES = """
shape dtype device ndim requires_grad is_leaf grad_fn grad T size() dim() numel() nelement() stride() is_contiguous()
storage_offset() element_size() itemsize nbytes layout type() is_floating_point() tolist() data size(0) size(-1)
shape[0] shape[-1] is_cuda is_sparse mT H real is_complex() output_nr data_ptr()!=0 is_signed() get_device()
ndimension() shape.numel() __len__() is_inference() retains_grad _version is_quantized
""".split()
UNARY = """
abs neg exp sin cos tanh sigmoid relu sqrt square log floor ceil round sign trunc frac rsqrt reciprocal exp2 expm1
log1p log2 log10 erf isnan isinf isfinite logical_not long float double half int bool short byte char clone detach
contiguous t flatten ravel nonzero unique sum mean prod max min argmax argmin std var median norm any all cumsum(0)
cumprod(0) sort argsort softmax(-1) log_softmax(0) squeeze unsqueeze(0) unsqueeze(-1) tolist numpy item cpu flip(0)
diag trace tril triu sum(0) sum(-1,keepdim=True) mean(0) max(0) min(-1) topk(1) amax amin logsumexp(0) std(0) view(-1)
reshape(-1,1) bitwise_not repeat(2) repeat(2,1) expand(2,-1,-1) numel bincount type_as(torch.ones(1)) clamp(0,1)
clamp(min=0) clip(max=1) roll(1) unbind split(1) chunk(2) cumsum(-1) aminmax nansum nan_to_num
""".split()
OPERATORS = "+ - * / ** // % == != < > <= >= @ & | ^".split()
IN_PLACE = """
add_(1) mul_(2) sub_(0.5) div_(2) zero_() fill_(7) neg_() abs_() exp_() clamp_(0,1) clamp_(min=0) relu_() sigmoid_()
pow_(2) sqrt_() round_() floor_() t_() unsqueeze_(0) squeeze_() copy_(torch.tensor(3.)) random_(0,5) normal_()
uniform_() masked_fill_(x>0,0) index_fill_(0,torch.tensor([0]),9) tanh_() add_(torch.ones(3)) bernoulli_(0.5)
transpose_(0,1) sin_() remainder_(2) fmod_(2) trunc_() lerp_(torch.tensor(1.),0.5)
addcmul_(torch.tensor(1.),torch.tensor(2.)) scatter_(0,torch.tensor([0]),5.)
index_add_(0,torch.tensor([0]),torch.ones(1)) cumsum_(0) requires_grad_() detach_() logical_not_() bitwise_not_()
eq_(1) gt_(0) triu_() clamp_max_(1) exponential_() geometric_(0.5) masked_scatter_(x>0,torch.arange(9.))
""".split()
INDICES = """
[0] [-1] [1:] [:2] [::2] [...,0] [:,0] [:,1:] [None] [0,0] [:,None] [[0,0]] [[0,1]] [torch.tensor([0,1])] [x>0] [5]
[:,-1] [0:1] [...] [()] [1,:] [-1:] [torch.tensor(0)] [True] [0][0] [:1,:1] [[True,False]] [x<0] ['a'] [1.5] [:,:,0]
[0,...] [0,0,0,0] [slice(0,1)] [range(1)] [(0,1)] [:,[0]] [torch.tensor([[0],[0]])] [::-1] [1:1] [None,...,None]
""".split()
FACTORIES = """
zeros(2,3) ones(3) empty(2).shape eye(3) eye(2,3) arange(5) arange(1,10,2) arange(0,1,0.25) arange(3.) linspace(0,1,5)
linspace(0,10,steps=4) logspace(0,2,3) full((2,2),7) full((2,),1.5) zeros(0) zeros(2,0) rand(2).shape
zeros(2,dtype=torch.long) ones(2,2,dtype=torch.bool) tensor(3) tensor(3.) tensor([]) tensor([[]]) tensor([1,2.5])
tensor([True,False]) tensor([1,True]) tensor(True) tensor([[1,2],[3,4]]) tensor([1,2],dtype=torch.float64)
tensor(2).type() Tensor([1,2]) Tensor(2,3).shape FloatTensor([1,2]) LongTensor([1,2]) DoubleTensor([1.5])
tensor([1e-8,1.]) tensor([1e8,1.]) tensor([1000000,2]) tensor([0.1,100000.]) tensor([float('nan'),1.])
tensor([float('inf'),-1]) tensor([1.,2.,3.]) tensor([10000.,2]) zeros(1,1,1) ones(()) arange(12).reshape(3,4)
arange(24.).view(2,3,4) arange(1000) zeros(1001) zeros(40,40) ones(3,3)*1e-7 randint(0,9,(2,)).dtype
tril(torch.ones(3,3)) triu(torch.ones(3,3),1) diag(torch.tensor([1.,2.])) cat([torch.ones(1),torch.zeros(2)])
stack([torch.ones(2),torch.zeros(2)]) meshgrid(torch.arange(2),torch.arange(3),indexing='ij') tensor([[1],[2,3]])
tensor('a') tensor([[1.5,-2.25],[100.125,0.]]) tensor([-0.0]) tensor(1e-20) tensor(123456789.) tensor(1234567)
tensor(0.1,dtype=torch.float64) tensor(1/3) tensor([1/3,2/3],dtype=torch.float64) tensor([1/3]).half()
as_tensor([1,2]) zeros_like(torch.ones(2)) ones_like(torch.tensor([1,2]))
full_like(torch.ones(2),3) arange(5,0,-1) arange(0) arange(5,1) linspace(1,1,1) scalar_tensor(2)
tensor(255,dtype=torch.uint8) tensor(300,dtype=torch.uint8) from_numpy(np.array([1,2])) from_numpy(np.eye(2))
as_tensor(np.arange(3.)) tensor(np.float32(1.5)) tensor(np.array([1.,2.])) Size([1,2]) finfo(torch.float32).eps
iinfo(torch.int8).max float32 device('cpu') __name__ is_tensor(3) get_default_dtype() result_type(torch.ones(1),1)
promote_types(torch.int8,torch.uint8) cartesian_prod(torch.tensor([1,2]),torch.tensor([3,4]))
combinations(torch.tensor([1,2,3])) tensor([2**40]) tensor(2**70) broadcast_shapes((2,1),(3,)) numel(torch.ones(2,3))
tensor({}) tensor(None) tensor([None]) zeros('a') zeros(2,-1) zeros(2.5) eye(-1)
""".split()


def variable(d: Draw) -> str:
    """A tensor of any dtype, and what it prints."""
    name = d.name()
    dtype = d.pick(DTYPES)
    shape = d.shape()
    d.tensors.pop(name, None)
    text = f"{name} = {d.tensor(shape, dtype)}"
    more = [d.shown(f"{name}.{d.pick(ATTRIBUTES)}") for _ in range(d.whole(0, 2))]
    return "\n".join([text, d.shown(name), *map(d.tried, more)])


def factory(d: Draw) -> str:
    """A function that makes a tensor."""
    return d.maybe(d.shown(f"torch.{d.pick(FACTORIES)}"))


def called(d: Draw) -> str:
    """A method of a tensor of any dtype."""
    text = d.tensor(None, d.pick(DTYPES))
    method = d.pick(UNARY)
    return d.maybe(f"x = {text}\n" + d.shown(f"x.{method}" + ("" if "(" in method else "()")), 0.9)


def combined(d: Draw) -> str:
    """Two operands of any dtype and an operator."""
    shape = d.shape()
    x = d.tensor(shape, d.pick(DTYPES))
    y = d.pick(
        (
            d.number(),
            d.tensor(shape, d.pick(DTYPES)),
            d.tensor(d.shape(), d.pick(DTYPES)),
            d.tensor((), d.pick(DTYPES)),
            "True",
            "'a'",
            "None",
            "[1, 2]",
            "np.float64(2)",
            "np.array([1., 2.])",
        )
    )
    pair = [x, y]
    d.rng.shuffle(pair)
    return d.maybe(d.shown(f"{pair[0]} {d.pick(OPERATORS)} {pair[1]}"), 0.95)


def indexed(d: Draw) -> str:
    """Reading and writing by an index."""
    dtype = d.pick(DTYPES)
    text = f"x = {d.tensor(d.shape(), dtype)}\n"
    index = d.pick(INDICES)
    if d.chance(0.4):
        value = d.pick((d.number(), d.tensor((1,), dtype), d.tensor((), d.pick(DTYPES)), "True", "x[0]", "[1, 2]"))
        return d.maybe(text + f"x{index} {d.pick(('=', '=', '+=', '*='))} {value}\nprint(x)", 0.95)
    return d.maybe(text + d.shown(f"x{index}"), 0.95)


def written(d: Draw) -> str:
    """Writing in place."""
    text = (
        f"x = {d.tensor(d.pick(((), (3,), (2, 3), (3, 3), (1, 3))), d.pick(DTYPES))}\ny = "
        f"x{d.pick(('', '.clone()', '[0:1]', '.view(-1)', '.T', '.detach()'))}\n"
    )
    target = d.word("x x y")
    if d.chance(0.3):
        step = f"{target} {d.pick(('+=', '*=', '-=', '/=', '**=', '//=', '%='))} {d.number()}"
    else:
        step = f"{target}.{d.pick(IN_PLACE)}"
    return d.maybe(text + step + "\nprint(x, y)" + d.pick(("", "\nprint(x._version, y._version)")), 0.95)


def viewed(d: Draw) -> str:
    """Views of what was counted up."""
    shape = d.pick(((6,), (2, 3), (12,), (3, 4), (2, 3, 2), (4, 3)))
    numel = 1
    for n in shape:
        numel *= n
    name = d.name()
    how = d.word(
        "view(2,3) view(-1) reshape(3,2) t() T transpose(0,1) permute(1,0) unsqueeze(1) flatten() view(2,-1) "
        "view(-1,4) reshape(5,2) "
        "expand(2,6) repeat(2,1) squeeze(0) chunk(3) split(2) unbind(0) view(3,-1,2) flatten(0,1) movedim(0,1) swapaxes(0,1) "
        "reshape((2,-1)) unfold(0,2,1) narrow(0,0,2) select(0,1) diagonal() tile(2) rot90() flip(0) "
        "unflatten(0,(2,-1)) view_as(torch.zeros(2,3)) expand_as(torch.zeros(2,6)) as_strided((2,2),(1,2)) mT roll(1,0) "
        "split([1,1]) tensor_split(2) hsplit(2) broadcast_to((2,6)) repeat_interleave(2) ravel() view(7) "
        "contiguous() permute(0) permute(2,0,1)"
    )
    text = f"{name} = torch.arange({d.pick((f'{numel}', f'{numel}.'))}).reshape({shape})\ny = {name}.{how}\n"
    after = d.pick(
        (
            "print(y, y.shape)",
            "print(y)\nprint(y.stride(), y.is_contiguous())",
            f"y[0] = 100\nprint({name})",
            "print(y.shape, y._base is not None)",
            f"{name} += 1\nprint(y)",
            "print(y.data_ptr() == " + name + ".data_ptr())",
            "y.add_(1)\nprint(y)",
        )
    )
    return d.maybe(text + after, 0.95)


def options(d: Draw) -> str:
    """Print options."""
    option = d.pick(
        (
            "precision=2",
            "precision=8",
            "sci_mode=False",
            "sci_mode=True",
            "threshold=5",
            "linewidth=40",
            "edgeitems=1, threshold=3",
            "profile='short'",
            "profile='full'",
        )
    )
    return (
        f"torch.set_printoptions({option})\nprint({d.made(d.pick(((3,), (2, 3), (10,), (4, 4))))})\n"
        "torch.set_printoptions(profile='default')"
    )


def bridged(d: Draw) -> str:
    """NumPy and back."""
    text = d.pick(
        (
            "a = np.{np}\nt = torch.from_numpy(a)\nprint(t, t.dtype)\na += 1\nprint(t)",
            "a = np.{np}\nt = torch.tensor(a)\nprint(t, a.dtype)\nt[0] = 9\nprint(a)",
            "t = {t}\na = t.numpy()\nprint(a, a.dtype, type(a))\nt.mul_(2)\nprint(a)",
            "t = {t}\nprint(np.{f}(t))\nprint(type(np.{f}(t)))",
            "t = {t}\nprint(t.numpy().{m}())",
            "t = {t}\nprint(repr(t.numpy()))",
            "t = {t}\nprint(t.tolist(), t.numpy().tolist())",
            "t = {t}\nprint(np.array(t), np.asarray(t).dtype)",
            "t = {t}\nfor v in t:\n    print(v, v.item())",
            "t = {t}\nprint([v.item() for v in t.flatten()], len(t))",
            "t = {t}\nprint(float(t.sum()), int(t.sum()), bool(t.sum() > 0))",
            "t = {t}\nprint(f'{{t[0]:.3f}} {{t.sum():.2f}} {{t.mean():8.4f}} {{t.max().item():.1e}}')",
            "t = {t}.requires_grad_()\nprint(t.detach().numpy())\nt.numpy()",
            "t = {t}\nprint(t + np.{np})",
            "t = {t}\nprint(np.{np} * t)",
            "print(torch.as_tensor(np.{np}).float().mean())",
            "t = {t}\nprint(t.to(torch.{dt}), t.type(torch.{dt}).dtype, t.to('cpu').device)",
            "t = {t}\nprint('%.3f' % t[0], '%d' % t[0], '{{:.2f}}'.format(t[0].item()))",
            "t = {t}\nprint(max(t), min(t), sum(t), sorted(t.tolist()))",
            "t = {t}\nprint(t[0] in t, 99 in t, (t == t).all(), t.equal(t.clone()))",
            "t = {t}\na, b, *c = t\nprint(a, b, c)",
            "t = {t}\nprint(hash(t) == hash(t), t is t, id(t) == id(t), isinstance(t, torch.Tensor), type(t))",
            "t = {t}\nprint(round(t[0].item(), 2), abs(t), -t, +t, t.abs().max())",
            "t = {t}\nif t[0] > 0:\n    print('positive', t[0])\nelif t:\n    print('never')",
            "t = {t}\nprint(torch.allclose(t, t + 1e-9), torch.equal(t, t), torch.isclose(t, t * 1.1), t.eq(t))",
        )
    )
    arrays = (
        "array([1, 2, 3])",
        "ones(3)",
        "arange(3, dtype=np.float32)",
        "zeros((2, 3))",
        "linspace(0, 1, 3)",
        "array([True, False, True])",
        "eye(3)",
        "arange(3)[::-1]",
        "array([1.5, 2, 3], dtype=np.float16)",
    )
    filled = text.replace("{np}", d.pick(arrays)).replace("{t}", d.tensor((3,), d.pick((*["float32"] * 3, "int64", "float64"))))
    filled = filled.replace("{f}", d.word("sum mean exp sqrt maximum.reduce sin square max abs")).replace(
        "{m}", d.word("sum mean std max argmax tolist copy item")
    )
    return d.maybe(filled.replace("{dt}", d.pick(DTYPES)).replace("{{", "{").replace("}}", "}"), 0.95)


def whole_numbers(d: Draw) -> str:
    """Arithmetic with whole numbers and bool."""
    x, y = d.tensor((3,), d.pick(WHOLE)), d.tensor((3,), d.pick((*WHOLE, "bool")))
    f = d.word(
        "add sub mul div floor_divide remainder maximum minimum eq gt pow true_divide bitwise_and fmod gcd lcm logical_or dot cat"
    )
    arguments = f"({x}, {y})" if f == "cat" else f"{x}, {y}"
    return d.maybe(d.shown(f"torch.{f}({arguments})"), 0.95)


PIECES: tuple[Piece, ...] = (
    variable,
    variable,
    factory,
    factory,
    called,
    called,
    combined,
    indexed,
    indexed,
    written,
    viewed,
    options,
    bridged,
    bridged,
    whole_numbers,
)
