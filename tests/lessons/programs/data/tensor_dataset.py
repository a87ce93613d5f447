import torch
from torch.utils.data import DataLoader, TensorDataset

x = torch.arange(10.0).unsqueeze(1)
y = x.squeeze() ** 2
data = TensorDataset(x, y)
print(len(data), data[3], data[1:3])
for xb, yb in DataLoader(data, batch_size=4):
    print(xb.flatten(), yb, xb.shape)
loader = DataLoader(data, batch_size=4, drop_last=True)
print(len(loader), len(loader.dataset), len(DataLoader(data, batch_size=3)))
print(next(iter(DataLoader(data))), [b[0].shape[0] for b in loader])
try:
    TensorDataset(torch.ones(2), torch.ones(3))
except AssertionError as error:
    print(error)
