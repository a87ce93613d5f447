import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
x = torch.randn(1, 4, requires_grad=True)
label = model(x).argmax(1)
loss = F.cross_entropy(model(x), label)
model.zero_grad()
loss.backward()
perturbed = x + 0.5 * x.grad.sign()
print(x.grad.sign(), F.cross_entropy(model(perturbed), label) > loss, (perturbed - x).abs().max())
saliency = x.grad.abs()
print(
    saliency.argmax().item() < 4,
    saliency.shape,
    perturbed.requires_grad,
    perturbed.detach().clamp(-1, 1).abs().max() <= 1,
)
