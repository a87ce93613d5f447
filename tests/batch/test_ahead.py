"""Several threads, one order."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from gradcli.batch.ahead import ahead


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_the_order_of_their_items(threads: int) -> None:
    def slow(k: int) -> int:
        time.sleep(0.002 * (k % 3 == 0))
        return k * k

    assert list(ahead(slow, range(50), threads)) == [k * k for k in range(50)]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_what_an_item_costs_is_raised_behind_the_results_before_it(threads: int) -> None:
    def items() -> Iterator[int]:
        yield from range(3)
        raise ValueError("no more")

    found = []
    with pytest.raises(ValueError, match="no more"):
        for one in ahead(abs, items(), threads):
            found.append(one)  # noqa: PERF402
    assert found == [0, 1, 2]


@pytest.mark.parametrize("threads", [2, 5])
def test_no_more_is_begun_than_is_needed(threads: int) -> None:
    begun: list[int] = []
    stream = ahead(lambda k: begun.append(k) or k, iter(range(100)), threads)
    assert next(stream) == 0
    stream.close()
    assert len(begun) <= threads + 1
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("gradcli-ahead")]
