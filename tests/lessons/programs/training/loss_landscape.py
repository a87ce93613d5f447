import torch

w = torch.linspace(-2, 2, 5)
b = torch.linspace(-1, 1, 3)
W, B = torch.meshgrid(w, b, indexing="ij")
x, y = torch.tensor([0.0, 1.0, 2.0]), torch.tensor([1.0, 2.0, 3.0])
loss = ((W[..., None] * x + B[..., None] - y) ** 2).mean(-1)
print(loss, loss.shape, loss.min(), (loss == loss.min()).nonzero())
i = loss.argmin()
print(W.flatten()[i], B.flatten()[i], loss[:, 1].diff(), loss.amin(0), loss.median())
