import torch
from torch import nn

torch.manual_seed(0)
m = nn.LogSoftmax(dim=1)
loss = nn.NLLLoss()
x = torch.randn(3, 5, requires_grad=True)
target = torch.tensor([1, 0, 4])
out = loss(m(x), target)
out.backward()
print(out, x.grad)
print(
    nn.NLLLoss(reduction="none")(m(x), target),
    nn.NLLLoss(weight=torch.arange(1.0, 6.0))(m(x), target),
    nn.NLLLoss(ignore_index=1)(m(x), target),
)
image = m(torch.randn(1, 3, 2, 2))
print(nn.NLLLoss()(image, torch.zeros(1, 2, 2, dtype=torch.long)))
