"""Lines of Python whose float32 results are held against torch's to the last bit."""

from __future__ import annotations

from typing import Any

import numpy as np

FUNCTIONS = ("exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "expm1", "exp2", "atan", "erf", "sigmoid", "rsqrt", "reciprocal")
ROOTS = ("log", "log2", "log10", "log1p", "sqrt", "rsqrt")
POSITIVE = frozenset({*(f"torch.{name}(x)" for name in ROOTS), *(f"x**{p}" for p in ("1.5", "-0.5", "0.5", "2.7"))})
ELEMENTWISE = (
    *(f"torch.{name}(x)" for name in FUNCTIONS[:-2]),
    *sorted(POSITIVE),
    *(f"x**{p}" for p in (2, 3, 4, -1, -2)),
    "F.silu(x)",
    "F.softplus(x)",
    "F.logsigmoid(x)",
    "F.mish(x)",
    "F.elu(x)",
    "F.selu(x)",
    "F.gelu(x)",
    "F.gelu(x, approximate='tanh')",
)
REDUCTIONS = (
    "x.sum()",
    "x.sum(0)",
    "x.sum(-1)",
    "x.mean()",
    "x.mean(0)",
    "x.mean(-1)",
    "x.var()",
    "x.std()",
    "x.var(-1)",
    "x.std(0)",
    "x.prod()",
    "x.norm()",
    "x.norm(dim=-1)",
    "x.norm(dim=0)",
    "x.norm(p=1)",
    "x.norm(p=3)",
    "torch.std_mean(x)[0]",
    "torch.std_mean(x, -1)[1]",
    "torch.var_mean(x, 0)[1]",
    "x.cumsum(-1)",
    "x.cumprod(-1)",
    "torch.softmax(x, -1)",
    "torch.softmax(x, 0)",
    "torch.log_softmax(x, -1)",
    "torch.log_softmax(x, 0)",
    "torch.logsumexp(x, -1)",
)
LOSSES = (
    "F.mse_loss(x, y)",
    "F.mse_loss(x, y, reduction='sum')",
    "F.l1_loss(x, y)",
    "F.smooth_l1_loss(x, y)",
    "F.huber_loss(x, y)",
    "F.binary_cross_entropy(torch.sigmoid(x), torch.sigmoid(y))",
    "F.binary_cross_entropy_with_logits(x, torch.sigmoid(y))",
    "F.kl_div(torch.log_softmax(x, -1), torch.softmax(y, -1), reduction='batchmean')",
    "F.cross_entropy(x, torch.zeros(x.shape[:-1], dtype=torch.long))",
    "F.cross_entropy(x, torch.softmax(y, -1))",
    "F.cosine_similarity(x, y, dim=-1)",
)
LAYERS = (
    "x @ y.transpose(0, -1)",
    "x.transpose(0, -1) @ y",
    "F.linear(x, y.reshape(-1, x.shape[-1]))",
    "F.linear(x, y.reshape(-1, x.shape[-1])[:1], y.flatten()[:1])",
    "F.linear(x, w(3))",
    "F.linear(x, w(4), y.flatten()[:1].expand(4))",
    "F.linear(x, w(16))",
    "F.layer_norm(x, x.shape[-1:])",
    "F.normalize(x, dim=-1)",
)
RANGES = (
    "torch.linspace(0., 6.283185307179586, steps=25, dtype=torch.float32)",
    "torch.linspace(-10, 10, 200, dtype=torch.float32)",
    "torch.linspace(-2.3, 1.3, 26, dtype=torch.float64)",
    "torch.linspace(0.7, 0.7, 1, dtype=torch.float32)",
    "torch.arange(-1, 1, 0.1, dtype=torch.float32)",
    "torch.arange(30, 0.7, -0.37, dtype=torch.float32)",
    "torch.arange(0.7, 30, 0.37, dtype=torch.float64)",
    "torch.arange(0, 3.3, 0.3, dtype=torch.float32)",
    "torch.logspace(-2.3, 1.3, 25, base=2, dtype=torch.float32)",
    "torch.logspace(-0.5, 3, 26, dtype=torch.float64)",
    "torch.logspace(-60, 60, 5, base=2.5, dtype=torch.float32)",
)
GRADIENTS = (
    "grad(torch.sigmoid(x).sum(), x)",
    "grad(torch.tanh(x).sum(), x)",
    "grad(F.silu(x).sum(), x)",
    "grad(F.softplus(x).sum(), x)",
    "grad((x**3).mean(), x)",
    "grad((torch.softmax(x, -1)*y).sum(), x)",
    "grad((torch.softmax(x, 0)*y).sum(), x)",
    "grad((torch.log_softmax(x, -1)*y).sum(), x)",
    "grad(torch.logsumexp(x, -1).sum(), x)",
    "grad(F.mse_loss(x, y), x)",
    "grad(F.cross_entropy(x, torch.zeros(x.shape[:-1], dtype=torch.long)), x)",
    "grad(F.binary_cross_entropy_with_logits(x, torch.sigmoid(y)), x)",
    "grad(x.std(), x)",
    "grad((y @ x.transpose(0, -1)).tanh().sum(), x)",
    "grad(F.layer_norm(x, x.shape[-1:]).sum(), x)",
    "grad((F.layer_norm(x, x.shape[-1:])*y).sum(), x)",
    "grad(x.norm(), x)",
    "grad(F.linear(x, w(3)).tanh().sum(), x)",
)


def drawn(shape: tuple[int, ...], seed: int, positive: bool) -> tuple[Any, Any]:
    """Two arrays of float32."""
    generator = np.random.default_rng(seed)
    x, y = (generator.standard_normal(shape).astype("float32") for _ in range(2))
    return np.abs(x) + np.float32(0.01) if positive else x, y


def ran(torch: Any, text: str, data: tuple[Any, Any]) -> Any:
    """What a line gives with torch's names, on x and y; `w` makes a weight of so many rows out of y."""
    x, y = (torch.tensor(each.tolist(), dtype=torch.float32) for each in data)
    x.requires_grad_(text.startswith("grad("))

    def w(rows: int) -> Any:
        return torch.stack([y.flatten()[: x.shape[-1]] * (k + 1) / 7 for k in range(rows)])

    names = {"torch": torch, "F": torch.nn.functional, "x": x, "y": y, "w": w}
    names["grad"] = lambda out, *leaves: torch.autograd.grad(out, leaves)[0]
    return eval(text, names)


def bits(x: Any) -> list[str]:
    """The numbers, exactly; nan is nan."""
    values = x.detach().flatten().tolist()
    return ["nan" if v != v else float(v).hex() for v in values]
