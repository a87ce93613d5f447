import torch
from torch.utils.data import ConcatDataset, DataLoader, Subset, TensorDataset, random_split

data = TensorDataset(torch.arange(10))
torch.manual_seed(1)
train, test = random_split(data, [7, 3])
print(len(train), len(test), train.indices, [v.item() for (v,) in test])
a, b = random_split(range(10), [0.5, 0.5], generator=torch.Generator().manual_seed(3))
print(list(a), list(b), type(a).__name__)
sub = Subset(data, [0, 5, 9])
print(sub[1], len(sub), [x[0].tolist() for x in DataLoader(sub, 2)])
both = ConcatDataset([sub, test])
print(len(both), both[3], both.cumulative_sizes)
try:
    random_split(data, [5, 6])
except ValueError as error:
    print(error)
