import torch
import torch.nn.functional as F

torch.manual_seed(3)
x = torch.ones(3, 5)
mask = (torch.rand(3, 5) > 0.4).float()
print(mask, x * mask / 0.6)
print(F.dropout(x, 0.4), torch.bernoulli(torch.full((2, 3), 0.5)))
noise = torch.empty(4).normal_(std=0.1)
print(noise, x[0] + 0.01 * torch.randn(5))
index = torch.randperm(10)
train, test = index[:7], index[7:]
print(train, test, sorted(index.tolist()) == list(range(10)))
