import torch

x = torch.tensor([0.1, 0.5, 0.9])
for name in "exp exp2 expm1 log log2 log10 log1p sqrt rsqrt square reciprocal sin cos tan asin acos atan sinh cosh tanh asinh atanh erf erfc erfinv sigmoid logit lgamma digamma sinc deg2rad rad2deg i0".split():
    print(f"{name:>10}", getattr(torch, name)(x))
print(
    torch.acosh(x + 1),
    torch.atan2(x, -x),
    torch.hypot(x, x),
    torch.pow(x, 3),
    torch.pow(2, x),
    torch.logaddexp(x, x),
    torch.xlogy(x, x),
)
