import torch
from torch.utils.data import DataLoader, Dataset


class Squares(Dataset):
    def __init__(self, n, transform=None):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError(i)
        x = torch.tensor([float(i)])
        return (self.transform(x) if self.transform else x), i * i


data = Squares(5, transform=lambda x: x / 10)
print(data[2], len(data), [int(y) for _, y in data])
for x, y in DataLoader(data, batch_size=2):
    print(x, y, y.dtype)
print(isinstance(data, Dataset))
