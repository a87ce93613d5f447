import torch

w = torch.zeros(2)
x = torch.ones(2)
loss = ((w * x - 1) ** 2).mean()
print(loss)
loss.backward()
