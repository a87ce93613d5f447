"""The places of the largest or smallest elements, equal ones in the order in which PyTorch's topk lists them.

That is the order in which the algorithms of GCC's C++ library leave them: a heap where few are wanted, otherwise the k-th is
selected (quickselect, bounded as in D. R. Musser, "Introspective sorting and selection algorithms", 1997) and those before it
are sorted. Elements are pairs of a value and its place; `before(a, b)` says whether a comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Element = tuple[float, int]
Before = Callable[[Element, Element], bool]
FEW = 64  # times k: from this many elements on they go through a heap
SHORT = 16  # elements that are sorted by insertion


def places(values: Sequence[float], k: int, largest: bool) -> list[int]:
    """Where the first k elements stand, in order; nan is the largest."""
    elements = [(v, place) for place, v in enumerate(values)]
    before = _larger if largest else _smaller
    if k * FEW <= len(elements):
        _partial_sort(elements, 0, k, len(elements), before)
    elif k:
        _select(elements, k - 1, before)
        _sort(elements, k - 1, before)
    return [place for _, place in elements[:k]]


def _larger(a: Element, b: Element) -> bool:
    return (a[0] != a[0] and b[0] == b[0]) or a[0] > b[0]


def _smaller(a: Element, b: Element) -> bool:
    return (b[0] != b[0] and a[0] == a[0]) or a[0] < b[0]


def _depth(n: int) -> int:
    """How often a range of n elements is divided before something else is tried."""
    return 2 * (n.bit_length() - 1)


# ------------------------------------------------------------------ selecting and sorting
def _select(a: list[Element], k: int, before: Before) -> None:
    """Elements k and before in front of all others, k in its place."""
    first, last, depth = 0, len(a), _depth(len(a))
    while last - first > 3:
        if not depth:
            _heap_select(a, first, k + 1, last, before)
            a[first], a[k] = a[k], a[first]
            return
        depth -= 1
        cut = _divided(a, first, last, before)
        first, last = (cut, last) if cut <= k else (first, cut)
    _insert_all(a, first, last, before)


def _sort(a: list[Element], n: int, before: Before) -> None:
    """The first n elements in order."""
    ranges = [(0, n, _depth(n))] if n else []
    while ranges:
        first, last, depth = ranges.pop()
        if last - first <= SHORT:
            continue
        if not depth:
            _partial_sort(a, first, last, last, before)
            continue
        cut = _divided(a, first, last, before)
        ranges += [(first, cut, depth - 1), (cut, last, depth - 1)]
    _insert_all(a, 0, min(n, SHORT), before)
    for place in range(SHORT, n):
        _insert(a, place, before)


def _insert_all(a: list[Element], first: int, last: int, before: Before) -> None:
    for place in range(first + 1, last):
        if before(a[place], a[first]):
            a[first : place + 1] = [a[place], *a[first:place]]
        else:
            _insert(a, place, before)


def _insert(a: list[Element], place: int, before: Before) -> None:
    """An element moved down to where it belongs, which is not the first place."""
    element = a[place]
    while before(element, a[place - 1]):
        a[place] = a[place - 1]
        place -= 1
    a[place] = element


def _divided(a: list[Element], first: int, last: int, before: Before) -> int:
    """Where the range is cut: what comes before the median of three lies in front of that place."""
    _median_first(a, first, first + 1, first + (last - first) // 2, last - 1, before)
    pivot, low, high = a[first], first + 1, last
    while True:
        while before(a[low], pivot):
            low += 1
        high -= 1
        while before(pivot, a[high]):
            high -= 1
        if low >= high:
            return low
        a[low], a[high] = a[high], a[low]
        low += 1


def _median_first(a: list[Element], first: int, x: int, y: int, z: int, before: Before) -> None:
    """The median of the elements x, y and z exchanged with the first one."""
    if before(a[x], a[y]):
        middle = y if before(a[y], a[z]) else z if before(a[x], a[z]) else x
    else:
        middle = x if before(a[x], a[z]) else z if before(a[y], a[z]) else y
    a[first], a[middle] = a[middle], a[first]


# ------------------------------------------------------------------ heaps, whose first element is the last in order
def _partial_sort(a: list[Element], first: int, middle: int, last: int, before: Before) -> None:
    _heap_select(a, first, middle, last, before)
    for end in range(middle - 1, first, -1):
        _take_out(a, first, end, end, before)


def _heap_select(a: list[Element], first: int, middle: int, last: int, before: Before) -> None:
    """Those that come first of all, as a heap."""
    size = middle - first
    for parent in range((size - 2) // 2, -1, -1):
        _sift(a, first, parent, size, a[first + parent], before)
    for place in range(middle, last):
        if before(a[place], a[first]):
            _take_out(a, first, middle, place, before)


def _take_out(a: list[Element], first: int, end: int, place: int, before: Before) -> None:
    """The head of the heap to a place, and what stood there into the heap."""
    element, a[place] = a[place], a[first]
    _sift(a, first, 0, end - first, element, before)


def _sift(a: list[Element], first: int, hole: int, size: int, element: Element, before: Before) -> None:
    """An element into a heap with a hole, which first sinks to the bottom."""
    top = child = hole
    while child < (size - 1) // 2:
        child = 2 * (child + 1)
        if before(a[first + child], a[first + child - 1]):
            child -= 1
        a[first + hole] = a[first + child]
        hole = child
    if size % 2 == 0 and child == (size - 2) // 2:
        child = 2 * child + 1
        a[first + hole] = a[first + child]
        hole = child
    while hole > top and before(a[first + (hole - 1) // 2], element):
        a[first + hole] = a[first + (hole - 1) // 2]
        hole = (hole - 1) // 2
    a[first + hole] = element
