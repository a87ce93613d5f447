"""torch.utils.data's data sets: what has items by number, or goes over them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any, Generic, TypeVar

from gradcli.evaluate.warned import say
from gradcli.problems import value_error
from gradcli.torch.drawing import randperm

T = TypeVar("T")
PARTLY = (
    "{0} overrides __getitem__ but not __getitems__. When subclassing Subset and overriding __getitem__, you must also override "
    "__getitems__ to ensure consistent behavior with DataLoader. You can simply add: `def __getitems__(self, indices): return "
    "[self.__getitem__(idx) for idx in indices]`"
)


class Dataset(Generic[T]):
    """Items by number; a subclass says them in `__getitem__`, and in `__len__` how many there are."""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if cls.__module__.startswith("gradcli.torch."):
            cls.__module__ = cls.__module__.removeprefix("gradcli.")

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other: Any) -> ConcatDataset:
        return ConcatDataset([self, other])


Dataset.__module__ = "torch.utils.data.dataset"


class IterableDataset(Dataset[T]):
    """Items one after the other; a subclass says them in `__iter__`."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError

    def __add__(self, other: Any) -> Any:
        return ChainDataset([self, other])


class TensorDataset(Dataset[Any]):
    """Tensors side by side along their first dimension. Raises AssertionError if they are not equally long."""

    def __init__(self, *tensors: Any) -> None:
        if any(tensors[0].size(0) != x.size(0) for x in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Any, ...]:
        return tuple(x[index] for x in self.tensors)

    def __len__(self) -> int:
        count: int = self.tensors[0].size(0)
        return count


class StackDataset(Dataset[Any]):
    """Data sets side by side, as tuples or by name. Raises ValueError if they are not equally long."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args and kwargs:
            raise value_error(
                "Supported either ``tuple``- (via ``args``) or``dict``- (via ``kwargs``) like input/output, but both types are "
                "given."
            )
        every = list(args or kwargs.values())
        if not every:
            raise value_error("At least one dataset should be passed")
        self._length = len(every[0])
        if any(len(dataset) != self._length for dataset in every):
            raise value_error("Size mismatch between datasets")
        self.datasets: Any = args or kwargs

    def __getitem__(self, index: Any) -> Any:
        if isinstance(self.datasets, dict):
            return {key: dataset[index] for key, dataset in self.datasets.items()}
        return tuple(dataset[index] for dataset in self.datasets)

    def __len__(self) -> int:
        return self._length


class ConcatDataset(Dataset[Any]):
    """Data sets one after the other. Raises AssertionError for none, and for those without numbers."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset")
        self.cumulative_sizes = list(accumulate(map(len, self.datasets)))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index: int) -> Any:
        if index < 0:
            if -index > len(self):
                raise value_error("absolute value of index should not exceed dataset length")
            index += len(self)
        k = bisect_right(self.cumulative_sizes, index)
        return self.datasets[k][index - (self.cumulative_sizes[k - 1] if k else 0)]


class ChainDataset(IterableDataset[Any]):
    """Data sets without numbers one after the other. Raises AssertionError for others."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = datasets

    def _checked(self) -> Iterator[Any]:
        for dataset in self.datasets:
            if not isinstance(dataset, IterableDataset):
                raise AssertionError("ChainDataset only supports IterableDataset")
            yield dataset

    def __iter__(self) -> Iterator[Any]:
        for dataset in self._checked():
            yield from dataset

    def __len__(self) -> int:
        return sum(map(len, self._checked()))


class Subset(Dataset[Any]):
    """Some items of a data set."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices
        own = type(self)
        if own.__getitem__ is not Subset.__getitem__ and own.__getitems__ is Subset.__getitems__:
            raise NotImplementedError(PARTLY.format(own.__name__))

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, list):
            return self.dataset[[self.indices[k] for k in index]]
        return self.dataset[self.indices[index]]

    def __getitems__(self, indices: list[int]) -> Any:
        """Several items at once."""
        chosen = [self.indices[k] for k in indices]
        several = getattr(self.dataset, "__getitems__", None)
        return several(chosen) if callable(several) else [self.dataset[k] for k in chosen]

    def __len__(self) -> int:
        return len(self.indices)


def random_split(dataset: Any, lengths: Sequence[Any], generator: Any = None) -> list[Subset]:
    """Parts of a data set of given lengths, or fractions, at random. Raises ValueError if they do not add up."""
    count = len(dataset)
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        lengths = _counts(lengths, count)
    if sum(lengths) != count:
        raise value_error("Sum of input lengths does not equal the length of the input dataset!")
    order = randperm(sum(lengths), generator=generator).tolist()
    ends = accumulate(lengths)
    return [Subset(dataset, order[end - length : end]) for end, length in zip(ends, lengths, strict=True)]


def _counts(fractions: Sequence[float], count: int) -> list[int]:
    """As many items as fractions say; what is left goes to the first parts, one each."""
    for k, fraction in enumerate(fractions):
        if fraction < 0 or fraction > 1:
            raise value_error(f"Fraction at index {k} is not between 0 and 1")
    found = [math.floor(count * fraction) for fraction in fractions]
    for k in range(count - sum(found)):
        found[k % len(found)] += 1
    for k, length in enumerate(found):
        if length == 0:
            say(f"Length of split at index {k} is 0. This might result in an empty dataset.")
    return found
