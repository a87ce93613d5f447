import torch
from torch import nn

w = torch.tensor([3.0, 4.0], requires_grad=True)
b = torch.tensor(12.0, requires_grad=True)
(w**2 / 2).sum().backward()
(b**2 / 2).backward()
print(w.grad, b.grad, nn.utils.clip_grad_norm_([w, b], max_norm=1.3), w.grad, b.grad)
print(nn.utils.clip_grad_norm_([w], 100.0), w.grad, nn.utils.clip_grad_norm_([w, b], 0.5, norm_type=float("inf")))
w.grad = torch.tensor([-5.0, 0.3])
nn.utils.clip_grad_value_([w, b], 0.5)
print(w.grad, b.grad)
v = nn.utils.parameters_to_vector([w, b])
print(v)
nn.utils.vector_to_parameters(torch.arange(3.0), [w, b])
print(w, b)
w.grad = torch.tensor([float("nan"), 1.0])
try:
    nn.utils.clip_grad_norm_([w], 1.0, error_if_nonfinite=True)
except RuntimeError as error:
    print(error)
