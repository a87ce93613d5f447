import torch
import torch.nn.functional as F

for name in "relu leaky_relu elu selu celu gelu silu mish sigmoid tanh softplus softsign tanhshrink hardtanh relu6 hardswish hardsigmoid logsigmoid softshrink hardshrink".split():
    x = torch.tensor([-1.5, 0.0, 1.5], requires_grad=True)
    y = getattr(F, name)(x)
    y.sum().backward()
    print(f"{name:>12}", y.grad_fn.name(), x.grad)
