import torch

x = torch.tensor([1, 2, 3])
print(x.float().requires_grad_())
x.requires_grad_()
