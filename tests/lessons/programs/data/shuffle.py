import torch
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.arange(12))
torch.manual_seed(0)
loader = DataLoader(data, batch_size=5, shuffle=True)
for epoch in range(2):
    print(epoch, [batch[0].tolist() for batch in loader])
g = torch.Generator().manual_seed(42)
print([b[0].tolist() for b in DataLoader(data, batch_size=6, shuffle=True, generator=g)])
print(torch.rand(1))
torch.manual_seed(0)
print([b.tolist() for b in DataLoader(list(range(6)), 3, True)])
