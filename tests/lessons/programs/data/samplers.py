import torch
from torch.utils.data import (
    BatchSampler,
    DataLoader,
    RandomSampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)

data = torch.arange(8)
torch.manual_seed(0)
print(list(SequentialSampler(data)), list(RandomSampler(data)), list(SubsetRandomSampler([1, 3, 5])))
print(list(WeightedRandomSampler([0.1, 0.9, 0.0], 6)), list(BatchSampler(SequentialSampler(range(5)), 2, False)))
print(
    [b.tolist() for b in DataLoader(data, batch_size=3, sampler=RandomSampler(data, replacement=True, num_samples=5))]
)
print([b.tolist() for b in DataLoader(data, batch_sampler=BatchSampler(SequentialSampler(data), 3, True))])
try:
    DataLoader(data, shuffle=True, sampler=SequentialSampler(data))
except ValueError as error:
    print(error)
