import torch
from torch.utils.data import DataLoader, default_collate

print(
    default_collate([1, 2, 3]),
    default_collate([1.5, 2.5]),
    default_collate([(1, "a"), (2, "b")]),
    default_collate([{"x": torch.ones(2), "y": 0}, {"x": torch.zeros(2), "y": 1}]),
)


def pad(batch):
    longest = max(len(x) for x in batch)
    return torch.tensor([x + [0] * (longest - len(x)) for x in batch]), [len(x) for x in batch]


for x, lengths in DataLoader([[1, 2], [3], [4, 5, 6], [7]], batch_size=2, collate_fn=pad):
    print(x, lengths)
sequences = [torch.tensor([1, 2]), torch.tensor([3])]
print(torch.nn.utils.rnn.pad_sequence(sequences, batch_first=True, padding_value=-1))
try:
    default_collate([torch.ones(2), torch.ones(3)])
except RuntimeError as error:
    print(error)
