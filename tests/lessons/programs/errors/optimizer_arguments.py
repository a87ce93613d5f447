import torch

w = torch.ones(1, requires_grad=True)
print(torch.optim.SGD([w], lr=0.1).defaults["lr"])
torch.optim.SGD(w, lr=0.1)
