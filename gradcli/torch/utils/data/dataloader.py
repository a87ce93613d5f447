"""torch.utils.data.DataLoader: batches of a data set, in PyTorch's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Generic, TypeVar

from gradcli.evaluate.warned import say
from gradcli.problems import value_error
from gradcli.torch.utils.data.collate import default_collate, default_convert
from gradcli.torch.utils.data.dataset import IterableDataset
from gradcli.torch.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler, drawn_seed

T = TypeVar("T")
FIXED = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")
NOT_PINNED = "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be used."
PREFETCH = (
    "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0 to enable multiprocessing, otherwise "
    "set prefetch_factor to None."
)


class _Endless:
    """The sampler of a data set without numbers."""

    def __iter__(self) -> Iterator[None]:
        while True:
            yield None


class DataLoader(Generic[T]):
    """Batches of a data set. Raises ValueError for settings that exclude each other.

    `num_workers` is taken and means nothing: the batches are the same, made in this process.
    """

    __module__ = "torch.utils.data.dataloader"
    _made = False

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Any = None,
        batch_sampler: Any = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Any = None,
        multiprocessing_context: Any = None,
        generator: Any = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        self.dataset = dataset
        self.num_workers = num_workers
        self.prefetch_factor = 2 if num_workers > 0 and prefetch_factor is None else prefetch_factor
        self.pin_memory = pin_memory
        self.pin_memory_device = pin_memory_device
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.multiprocessing_context = multiprocessing_context
        self.in_order = in_order
        self._iterable = isinstance(dataset, IterableDataset)
        if self._iterable:
            _check_iterable(shuffle, sampler, batch_sampler)
        if sampler is not None and shuffle:
            raise value_error("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise value_error("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last")
            batch_size = None
        elif batch_size is None and drop_last:
            raise value_error("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
        self._choose(sampler, batch_sampler, batch_size, bool(shuffle), drop_last, generator)
        self.collate_fn = collate_fn or (default_convert if self.batch_sampler is None else default_collate)
        self.persistent_workers = persistent_workers
        self._made = True

    def _choose(
        self, sampler: Any, batch_sampler: Any, batch_size: int | None, shuffle: bool, drop_last: bool, generator: Any
    ) -> None:
        """In which order one goes over the data, and in which batches."""
        if sampler is None and self._iterable:
            sampler = _Endless()
        elif sampler is None:
            sampler = RandomSampler(self.dataset, generator=generator) if shuffle else SequentialSampler(self.dataset)
        if batch_size is not None and batch_sampler is None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.generator = generator

    def __setattr__(self, name: str, value: Any) -> None:
        if self._made and name in FIXED:
            raise value_error(f"{name} attribute should not be set after {type(self).__name__} is initialized")
        object.__setattr__(self, name, value)

    def __iter__(self) -> Iterator[Any]:
        return _Batches(self)

    def __len__(self) -> int:
        if not self._iterable:
            return len(self.sampler if self.batch_sampler is None else self.batch_sampler)
        count = len(self.dataset)
        if self.batch_size is None:
            return count
        return count // self.batch_size if self.drop_last else -(-count // self.batch_size)


class _Batches:
    """One time over the data."""

    def __init__(self, loader: DataLoader[Any]) -> None:
        self.loader = loader
        if loader.pin_memory:
            say(NOT_PINNED)
        self.numbers = iter(loader.sampler if loader.batch_sampler is None else loader.batch_sampler)
        drawn_seed(loader.generator)  # PyTorch draws a seed for its workers here, also without any
        self.items = iter(loader.dataset) if loader._iterable else None

    def __iter__(self) -> _Batches:
        return self

    def __len__(self) -> int:
        return len(self.loader)

    def __next__(self) -> Any:
        loader = self.loader
        if self.items is not None:
            return self._of_items(self.items)
        number = next(self.numbers)
        if loader.batch_sampler is None:
            return loader.collate_fn(loader.dataset[number])
        several = getattr(loader.dataset, "__getitems__", None)
        samples = several(number) if callable(several) else [loader.dataset[k] for k in number]
        return loader.collate_fn(samples)

    def _of_items(self, items: Iterator[Any]) -> Any:
        loader = self.loader
        if loader.batch_sampler is None:
            return loader.collate_fn(next(items))
        size = len(next(self.numbers))
        samples = list(islice(items, size))
        if not samples or (loader.drop_last and len(samples) < size):
            raise StopIteration
        return loader.collate_fn(samples)


def _check_workers(count: int, timeout: float, prefetch_factor: int | None, persistent: bool) -> None:
    """The refusals of settings for workers. Raises ValueError."""
    if count < 0:
        raise value_error("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
    if timeout < 0:
        raise value_error("timeout option should be non-negative")
    if count == 0 and prefetch_factor is not None:
        raise value_error(PREFETCH)
    if prefetch_factor is not None and prefetch_factor < 0:
        raise value_error("prefetch_factor option should be non-negative")
    if persistent and count == 0:
        raise value_error("persistent_workers option needs num_workers > 0")


def _check_iterable(shuffle: Any, sampler: Any, batch_sampler: Any) -> None:
    """What a data set without numbers does not go with. Raises ValueError."""
    given = {"shuffle": shuffle or None, "sampler": sampler, "batch_sampler": batch_sampler}
    for name, value in given.items():
        if value is not None:
            raise value_error(f"DataLoader with IterableDataset: expected unspecified {name} option, but got {name}={value}")


def get_worker_info() -> None:
    """None: there are no workers."""
