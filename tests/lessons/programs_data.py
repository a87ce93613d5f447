"""Data sets, samplers and the loader."""

from __future__ import annotations

import warnings
from collections import namedtuple
from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.lessons.running import attempt


def loading(torch: Any) -> None:
    """Batches in torch's random order."""
    data = torch.utils.data
    torch.manual_seed(1)
    pairs = data.TensorDataset(torch.randn(10, 2), torch.arange(10))
    for _ in range(2):
        for x, y in data.DataLoader(pairs, batch_size=4, shuffle=True):
            print(y, x)
    print(torch.rand(2), len(pairs), pairs[3], type(pairs))
    first, second = data.random_split(pairs, [7, 3])
    print(first.indices, second.indices, len(first), first[0])
    first, second = data.random_split(pairs, [0.55, 0.45], generator=torch.Generator().manual_seed(3))
    print(first.indices, second.indices, next(iter(data.DataLoader(second, 3)))[1])
    generator = torch.Generator().manual_seed(5)
    loader = data.DataLoader(pairs, 3, shuffle=True, drop_last=True, generator=generator, num_workers=0)
    print([y.tolist() for _, y in loader], [y.tolist() for _, y in loader], len(loader), torch.rand(1), type(loader))
    attempt(lambda: setattr(loader, "batch_size", 3))
    attempt(lambda: data.random_split(pairs, [1, 2]))
    attempt(lambda: data.random_split(pairs, [1.5, -0.5]))
    attempt(lambda: data.TensorDataset(torch.ones(2), torch.ones(3)))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        print(len(data.random_split(pairs, [0.05, 0.95] if False else [0.0, 1.0])[0]))
        next(iter(data.DataLoader(pairs, pin_memory=True)))
        print([str(warning.message) for warning in said])


def collating(torch: Any) -> None:
    """Samples of all kinds as batches."""
    data = torch.utils.data

    class Own(data.Dataset):  # type: ignore[misc, name-defined]
        def __len__(self) -> int:
            return 7

        def __getitem__(self, k: int) -> Any:
            return {"a": float(k), "b": k, "c": str(k), "t": torch.tensor([k])}, [k, 2 * k], (k, 0.5)

    for batch in data.DataLoader(Own(), batch_size=3, drop_last=True):
        print(batch)
    print(len(data.DataLoader(Own(), 3)), next(iter(data.DataLoader(Own(), batch_size=None))), Own.__mro__[1])
    point = namedtuple("point", "x y")
    for batch in ([point(1, 2.0), point(3, 4.0)], [np.float32(1.5), np.float32(2)], [np.ones(2), np.zeros(2)], [True, False]):
        attempt(lambda batch=batch: data.default_collate(batch))
    for batch in ([None], [[1, 2], [3]], [np.array(["a"])], [object()], [b"x"], [torch.ones(1), torch.ones(2)]):
        attempt(lambda batch=batch: len(data.default_collate(batch)))
    for value in (np.ones(2), [np.float64(1), 2], (1, np.ones(1)), {"a": np.ones(1)}, "x", point(np.ones(1), 2), range(2)):
        attempt(lambda value=value: data.default_convert(value))
    print(list(data.DataLoader([1, 2, 3], batch_size=2, collate_fn=lambda batch: batch)))
    print(list(data.DataLoader(np.arange(4.0), batch_size=3)), list(data.DataLoader(np.ones((3, 2), dtype="f4"), batch_size=2)))


def sampling(torch: Any) -> None:
    """Orders."""
    data = torch.utils.data
    torch.manual_seed(2)
    print(list(data.DataLoader(range(9), batch_size=4, sampler=data.WeightedRandomSampler([1.0] * 9, 6))))
    print(list(data.RandomSampler(range(9), replacement=True, num_samples=40)), list(data.SubsetRandomSampler([3, 5, 7])))
    print(list(data.RandomSampler(range(3), num_samples=8)), list(data.SequentialSampler(range(3))))
    print(list(data.BatchSampler(range(5), 2, False)), list(data.BatchSampler(range(5), 2, True)))
    print(len(data.BatchSampler(range(5), 2, False)), len(data.BatchSampler(range(5), 2, True)), len(data.RandomSampler("ab")))
    print(list(data.DataLoader(range(5), batch_sampler=[[0, 1], [4]])), len(data.WeightedRandomSampler([1.0], 3)))
    attempt(lambda: data.RandomSampler([], num_samples=0))
    attempt(lambda: data.RandomSampler([1], replacement=1))
    attempt(lambda: data.BatchSampler([1], 0, False))
    attempt(lambda: data.BatchSampler([1], 1, 0))
    attempt(lambda: data.WeightedRandomSampler([1.0], 0))
    attempt(lambda: data.WeightedRandomSampler([1.0], 1, 1))
    attempt(lambda: data.WeightedRandomSampler([[1.0]], 1))
    attempt(lambda: iter(data.Sampler()))
    for settings in (
        {"shuffle": True, "sampler": [1]},
        {"batch_sampler": [[1]], "batch_size": 2},
        {"batch_size": None, "drop_last": True},
        {"batch_size": 0},
        {"batch_size": 1.5},
        {"num_workers": -1},
        {"timeout": -1},
        {"prefetch_factor": 2},
        {"persistent_workers": True},
    ):
        attempt(lambda settings=settings: data.DataLoader([1, 2], **settings))


def combining(torch: Any) -> None:
    """Data sets made of others."""
    data = torch.utils.data

    class Stream(data.IterableDataset):  # type: ignore[misc, name-defined]
        def __iter__(self) -> Iterator[int]:
            return iter(range(5))

        def __len__(self) -> int:
            return 5

    pairs = data.TensorDataset(torch.arange(3), torch.arange(3) * 10)
    both = data.ConcatDataset([pairs, pairs])
    print(len(both), both[4], both[-1], (pairs + pairs)[3], both.cumulative_sizes)
    part = data.Subset(pairs, [2, 0])
    print(len(part), part[0], part[[0, 1]], list(data.DataLoader(part, 2)))
    print(list(data.DataLoader(Stream(), batch_size=2)), list(data.DataLoader(Stream(), batch_size=2, drop_last=True)))
    print(list(data.DataLoader(Stream(), batch_size=None)), len(data.DataLoader(Stream(), 2)), list(Stream() + Stream()))
    print(len(Stream() + Stream()), len(data.DataLoader(Stream(), 2, drop_last=True)), len(data.DataLoader(Stream(), None)))
    side = data.StackDataset(pairs, range(3))
    print(len(side), side[1], data.StackDataset(a=pairs, b=range(3))[2], next(iter(data.DataLoader(side, 2))))
    attempt(lambda: both[-9])
    attempt(lambda: data.ConcatDataset([]))
    attempt(lambda: data.ConcatDataset([Stream()]))
    attempt(lambda: list(data.ChainDataset([pairs])))
    attempt(lambda: data.StackDataset(pairs, range(2)))
    attempt(lambda: data.StackDataset())
    attempt(lambda: data.StackDataset(pairs, a=pairs))
    attempt(lambda: data.Dataset()[0])
    attempt(lambda: data.DataLoader(Stream(), shuffle=True))
    attempt(lambda: data.DataLoader(Stream(), sampler=[1]))
    attempt(lambda: data.DataLoader(Stream(), batch_sampler=[1]))
    print(data.get_worker_info())
