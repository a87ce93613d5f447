import torch
from torch.utils.data import DataLoader, IterableDataset


class Stream(IterableDataset):
    def __init__(self, start, end):
        self.start, self.end = start, end

    def __iter__(self):
        return iter(range(self.start, self.end))


print(list(DataLoader(Stream(3, 8), batch_size=2)))
for i, batch in enumerate(DataLoader(Stream(0, 100), batch_size=10)):
    if i == 2:
        print(batch)
        break
print(list(Stream(1, 3)))
