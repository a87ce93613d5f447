"""A layered drawing: a place for every box, a way for every arrow, room for every label.

Below each row of boxes is a row of labels, one for each arrow into a box of that row; what is small and used once, such as an
exponent, stands there itself. Within a row arrows go straight down in places of their own, and only between rows do they turn,
where nothing else is: so no arrow crosses a box or a text. All places are whole numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil
from typing import NamedTuple

from gradcli.drawing.order import Rows, ordered

APART = 22.0  # between boxes of a row
PORTS = 14.0  # at least so far apart do arrows leave a box
PASSING = 9.0  # half the room of an arrow that passes
BETWEEN, SHORT = 26, 18  # from a row to the next, more where arrows go far aside, and less where all go straight
SPACED = 20.0  # so far apart arrows touch a box where it has room for that
STRAIGHT = 12.0  # how much more an arrow that should be straight counts than another
FIXED = 1e4  # what has found its place
SETTLING = 14  # sweeps
NUDGE = 24.0  # so little aside an arrow need not turn
ALONE = -1  # the source of an arrow that stands beside it and in no row
MANY = 3000  # items; more settle in fewer sweeps


Neighbours = tuple[int | None, int | None, int]  # to the left and to the right, and the row


class Size(NamedTuple):
    """Of a box."""

    width: float
    height: float


class Edge(NamedTuple):
    """An arrow: from box, to box, and the room that it takes to the left and right of its line, and its label's height.

    beside  whether its source stands in the place of its label
    """

    source: int
    target: int
    left: float
    right: float
    height: float
    beside: bool = False


class Layout(NamedTuple):
    """Where things are.

    boxes    the middle of each
    ways     of each edge the upright pieces (x, lower y, upper y), from its source up; between them it turns
    labels   of each edge the point at the middle of its label's left end, on its line
    """

    boxes: list[tuple[float, float]]
    ways: list[list[tuple[float, float, float]]]
    labels: list[tuple[float, float]]
    width: float
    height: float


class Item(NamedTuple):
    """What takes room in a row: `left` and `right` of where it is, and the spots it is drawn to: (item, offset there, weight)."""

    left: float
    right: float
    near: list[tuple[int, float, float]]


def layout(sizes: Sequence[Size], edges: Sequence[Edge], root: int) -> Layout:
    """The drawing of boxes and edges; edges into one box come in the order of its operands."""
    beside = {e.source for e in edges if e.beside}
    kept = [n for n in range(len(sizes)) if n not in beside]
    number = {n: k for k, n in enumerate(kept)}
    found = ordered(len(kept), [(number[e.source], number[e.target]) for e in edges if not e.beside], number[root])
    inner = [e._replace(source=number.get(e.source, ALONE), target=number[e.target]) for e in edges]
    grid = _Grid([sizes[n] for n in kept], inner, found)
    drawn = grid.drawn(grid.settled())
    middles = dict(zip(kept, drawn.boxes, strict=True))
    middles.update((e.source, spot) for e, spot in zip(edges, drawn.labels, strict=True) if e.beside)
    return drawn._replace(boxes=[middles[n] for n in range(len(sizes))])


class _Grid:
    """Rows of items: boxes and places to pass, and between them labels. An edge k is the item `first + k`."""

    def __init__(self, sizes: Sequence[Size], edges: Sequence[Edge], found: Rows) -> None:
        way = iter(found.via)
        self.sizes, self.edges, self.found = sizes, edges, found
        self.via = [() if edge.source == ALONE else next(way) for edge in edges]
        self.first = len(sizes) + len(found.passing)
        self.at = {where: item for item, where in found.passing.items()}
        self.inputs: list[list[int]] = [[] for _ in sizes]
        for k, edge in enumerate(edges):
            self.inputs[edge.target].append(k)
        self.place = [0] * len(edges)
        for used in self.inputs:
            for place, k in enumerate(used):
                self.place[k] = place
        self.main = self._main()
        self.rows = self._rows()
        self.items = self._items()

    def _main(self) -> list[int]:
        """The operand of each box that most was computed for, by its place; -1 where there is none before all others."""
        high = [0] * len(self.sizes)
        main = [-1] * len(self.sizes)
        for box in sorted(range(len(self.sizes)), key=lambda n: -self.found.depth[n]):
            sources = [self.edges[k].source for k in self.inputs[box]]
            tall = [ALONE if source == ALONE else high[source] for source in sources]
            if tall:
                high[box] = max(tall) + 1
                main[box] = tall.index(max(tall)) if tall.count(max(tall)) == 1 or len(set(self.inputs[box])) == 1 else -1
        return main

    def _rows(self) -> list[list[int]]:
        """Boxes, labels, boxes, labels, ..."""
        rows: list[list[int]] = []
        for row in self.found.rows:
            rows.append(row)
            below: list[int] = []
            for item in row:
                below += [item] if item in self.found.passing else [self.first + k for k in self.inputs[item]]
            rows.append(below)
        return rows if rows[-1] else rows[:-1]

    def key(self, item: int, row: int) -> int:
        """An item that passes has two rows: it is itself in the row of boxes, and something of its own below."""
        return -item if row % 2 and item < self.first else item

    def lower(self, k: int) -> int:
        """Where an edge goes on below its label."""
        via = self.via[k]
        return via[0] if via else self.edges[k].source

    def _items(self) -> dict[int, Item]:
        items: dict[int, Item] = {}
        for number, size in enumerate(self.sizes):
            items[number] = Item(size.width / 2, size.width / 2, [])
        for item in self.found.passing:
            items[item] = Item(PASSING, PASSING, [])
            items[-item] = Item(PASSING, PASSING, [])
        for k, edge in enumerate(self.edges):
            items[self.first + k] = Item(edge.left, edge.right, [])
        for k, edge in enumerate(self.edges):
            weight = STRAIGHT if self.is_main(k) else 1.0
            self._tie(items, edge.target, self.port(k), self.first + k, 0.0, weight)
            if edge.source != ALONE:
                self._tie(items, self.first + k, 0.0, self.lower(k), 0.0, weight)
        for item, (source, row) in self.found.passing.items():
            self._tie(items, item, 0.0, -item, 0.0, STRAIGHT)
            self._tie(items, -item, 0.0, self.at.get((source, row + 1), source), 0.0, STRAIGHT / 2)
        return items

    def is_main(self, k: int) -> bool:
        """Whether an edge is the one that goes on straight below its box."""
        target = self.edges[k].target
        return self.main[target] == self.place[k]

    @staticmethod
    def _tie(items: dict[int, Item], upper: int, there: float, lower: int, here: float, weight: float) -> None:
        items[upper].near.append((lower, here - there, weight))
        items[lower].near.append((upper, there - here, weight))

    def port(self, k: int) -> float:
        """Where an edge enters its target, from the middle; the main one does there."""
        target = self.edges[k].target
        last = len(self.inputs[target]) - 1
        middle = last / 2 if self.main[target] < 0 else self.main[target]
        room = self.sizes[target].width / 2 - PORTS
        step = min(room / max(middle, last - middle, 1), 3 * PORTS)
        return (self.place[k] - middle) * step

    # -------------------------------------------------------------- x
    def settled(self) -> dict[int, float]:
        """Everything near what it is connected with, nothing on anything else."""
        x: dict[int, float] = {}
        for r, row in enumerate(self.rows):
            right = 0.0
            for item in row:
                key = self.key(item, r)
                x[key] = right + self.items[key].left
                right = x[key] + self.items[key].right + self._apart(r)
            shift = right / 2
            for item in row:
                x[self.key(item, r)] -= shift
        known: set[int] = set()
        for r in range(len(self.rows)):  # first by what is above alone, which has found its place
            known.update(self.key(item, r) for item in self.rows[r])
            self._settle(r, x, known)
        rows = range(len(self.rows))
        for sweep in range(SETTLING if len(self.items) <= MANY else 2):
            for r in rows[::-1] if sweep % 2 == 0 else rows:
                self._settle(r, x, None)
        self._straighten(x)
        return x

    def _straighten(self, x: dict[int, float]) -> None:
        """What should go straight in pieces that are as long as the room allows; labels right below where their arrows end."""
        around = self._around()
        chains = self._main_chains()
        straight = {key for chain in chains for key in chain}
        for _ in range(2 if len(self.items) <= MANY else 1):
            for chain in chains:
                self._pulled(chain, around, x)
            for r in (*range(len(self.rows)), *range(len(self.rows) - 1, -1, -1)):
                self._settle(r, x, None, straight)
        for r in range(1, len(self.rows), 2):
            self._settle(r, x, set(self.rows[r - 1]), straight)
        for chain in self._chains():
            self._pulled(chain, around, x)

    def _around(self) -> dict[int, Neighbours]:
        """What stands beside everything, and in which row."""
        around: dict[int, Neighbours] = {}
        for r, row in enumerate(self.rows):
            keys = [self.key(item, r) for item in row]
            for n, key in enumerate(keys):
                around[key] = (keys[n - 1] if n else None, keys[n + 1] if n + 1 < len(keys) else None, r)
        return around

    def _free(self, key: int, before: int | None, after: int | None, r: int, x: dict[int, float]) -> tuple[float, float]:
        """How far to the left and to the right something may be moved."""
        least = -1e300 if before is None else x[before] + self.items[before].right + self._apart(r) + self.items[key].left
        most = 1e300 if after is None else x[after] - self.items[after].left - self._apart(r) - self.items[key].right
        return least, most

    def _main_chains(self) -> list[list[int]]:
        """Boxes one below the other by main edges, and the labels between them."""
        below: dict[int, int] = {}
        taken: set[int] = set()
        for k, edge in enumerate(self.edges):
            if self.is_main(k) and not self.via[k] and edge.source not in taken and edge.source != ALONE:
                below[edge.target] = k
                taken.add(edge.source)
        chains = []
        for box in range(len(self.sizes)):
            if box in below and box not in taken:
                chain, at = [box], box
                while at in below:
                    k = below[at]
                    at = self.edges[k].source
                    chain += [self.first + k, at]
                chains.append(chain)
        return chains

    def _chains(self) -> list[list[int]]:
        """What passes rows, from the top down, by the box from which it comes."""
        chains: dict[int, list[tuple[int, int]]] = {}
        for item, (source, row) in self.found.passing.items():
            chains.setdefault(source, []).append((row, item))
        return [[key for _, item in sorted(chain) for key in (item, -item)] for chain in chains.values()]

    def _pulled(self, chain: list[int], around: dict[int, Neighbours], x: dict[int, float]) -> None:
        run: list[int] = []
        low, high = -1e300, 1e300
        for key in chain:
            before, after, r = around[key]
            least, most = self._free(key, before, after, r, x)
            if max(low, least) > min(high, most):
                self._aligned(run, low, high, x)
                run, low, high = [], -1e300, 1e300
            run.append(key)
            low, high = max(low, least), min(high, most)
        self._aligned(run, low, high, x)

    @staticmethod
    def _aligned(run: list[int], low: float, high: float, x: dict[int, float]) -> None:
        if run:
            place = min(max(sum(x[key] for key in run) / len(run), low), high)
            x.update(dict.fromkeys(run, place))

    def _apart(self, r: int) -> float:
        return APART if r % 2 == 0 else 4.0

    def _settle(self, r: int, x: dict[int, float], known: Collection[int] | None, fixed: Collection[int] = ()) -> None:
        """A row as near to its wishes as the widths allow: least squares, by joining neighbours that would overlap."""
        offset = 0.0
        blocks: list[tuple[float, float, int]] = []  # where, weight, how many
        offsets: list[float] = []
        before: Item | None = None
        for item in self.rows[r]:
            key = self.key(item, r)
            this = self.items[key]
            if before is not None:
                offset += before.right + self._apart(r) + this.left
            before = this
            offsets.append(offset)
            where, weight = (x[key], FIXED) if key in fixed else self._wish(this, x[key], x, known)
            block = (where - offset, weight, 1)
            while blocks and blocks[-1][0] > block[0]:
                last = blocks.pop()
                total = last[1] + block[1]
                block = ((last[0] * last[1] + block[0] * block[1]) / total, total, last[2] + block[2])
            blocks.append(block)
        places = [where for where, _, count in blocks for _ in range(count)]
        for item, place, offset in zip(self.rows[r], places, offsets, strict=True):
            x[self.key(item, r)] = place + offset

    @staticmethod
    def _wish(item: Item, own: float, x: dict[int, float], known: Collection[int] | None) -> tuple[float, float]:
        total = weight = 0.0
        for other, aside, heavy in item.near:
            if known is None or other in known:
                total += (x[other] + aside) * heavy
                weight += heavy
        return (total / weight, weight) if weight else (own, 0.01)

    # -------------------------------------------------------------- y, and the ways of arrows
    def drawn(self, x: dict[int, float]) -> Layout:
        """Rows below each other, as far apart as the arrows between them need."""
        left = min(x[key] - item.left for key, item in self.items.items())
        right = max(x[key] + item.right for key, item in self.items.items())
        x = {key: float(round(place - left)) for key, place in x.items()}
        self._nudge(x)
        ports = {**self._exits(x), **self._entries(x)}
        tops, bottoms = self._heights(x, ports)
        middles = [(x[n], (tops[2 * d] + bottoms[2 * d]) / 2) for n, d in enumerate(self.found.depth)]
        trunks = self._trunks(x)
        ways = [self._way(k, x, ports, trunks, middles, tops, bottoms) for k in range(len(self.edges))]
        labels = [
            (x[self.first + k], tops[2 * d + 1] + edge.height / 2)
            for k, edge in enumerate(self.edges)
            for d in [self.found.depth[edge.target]]
        ]
        return Layout(middles, ways, labels, right - left, bottoms[-1])

    def _nudge(self, x: dict[int, float]) -> None:
        """Labels from which an arrow would turn a little aside, moved so that it goes straight, where they have room for that."""
        exits = self._exits(x)
        for label, (before, after, r) in self._around().items():
            k = label - self.first
            if k < 0 or self.edges[k].source == ALONE:
                continue
            wish = x[self.lower(k)] if self.via[k] else exits[self.edges[k].source, label]
            low, high = self._free(label, before, after, r, x)
            if abs(wish - x[label]) > NUDGE or not low <= wish <= high:
                continue
            target = self.edges[k].target
            reach = self.sizes[target].width / 2 - PORTS
            if abs(wish - x[target]) <= reach or abs(x[label] - x[target]) > reach:
                x[label] = wish

    def _entries(self, x: dict[int, float]) -> dict[tuple[int, int], float]:
        """Where arrows enter their target, by (target, the label below): right above their labels, as far as the box reaches."""
        found: dict[tuple[int, int], float] = {}
        for target, used in enumerate(self.inputs):
            labels = [self.first + k for k in used]
            found.update(self._touched(target, labels, x))
        return found

    def _touched(self, box: int, items: Sequence[int], x: dict[int, float]) -> dict[tuple[int, int], float]:
        """Where arrows touch a box, each as near to the item to which it goes as the box and the others let it."""
        if not items:
            return {}
        room = self.sizes[box].width / 2 - PORTS
        space = min(SPACED, 2 * room / max(len(items) - 1, 1))
        blocks: list[tuple[float, int]] = []
        for n, item in enumerate(items):
            block = (x[item] - n * space, 1)
            while blocks and blocks[-1][0] > block[0]:
                last = blocks.pop()
                count = last[1] + block[1]
                block = ((last[0] * last[1] + block[0] * block[1]) / count, count)
            blocks.append(block)
        low, high = x[box] - room, x[box] + room - (len(items) - 1) * space
        places = [min(max(place, low), high) for place, count in blocks for _ in range(count)]
        return {(box, item): float(round(place + n * space)) for n, (item, place) in enumerate(zip(items, places, strict=True))}

    def _exits(self, x: dict[int, float]) -> dict[tuple[int, int], float]:
        """Where arrows leave their source, by (source, the item above): in the order in which they go on."""
        above: dict[int, list[int]] = {}
        for k, edge in enumerate(self.edges):
            if not self.via[k] and edge.source != ALONE:
                above.setdefault(edge.source, []).append(self.first + k)
        for item, (source, row) in self.found.passing.items():
            if row == self.found.depth[source] - 1:
                above.setdefault(source, []).append(-item)
        found: dict[tuple[int, int], float] = {}
        for source, items in above.items():
            found.update(self._touched(source, sorted(items, key=x.__getitem__), x))
        return found

    def _start(self, k: int) -> int:
        """What an edge touches first above its source."""
        via = self.via[k]
        return -via[-1] if via else self.first + k

    def _trunks(self, x: dict[int, float]) -> dict[int, list[tuple[float, int, int]]]:
        """Of each box the way of what passes rows, from below: (x, lowest row, highest row), straight pieces as one."""
        found: dict[int, list[tuple[float, int, int]]] = {}
        for item, (source, row) in sorted(self.found.passing.items(), key=lambda known: -known[1][1]):
            way = found.setdefault(source, [])
            for r, place in ((2 * row + 1, x[-item]), (2 * row, x[item])):
                if way and abs(way[-1][0] - place) < 0.5:
                    way[-1] = (way[-1][0], way[-1][1], r)
                else:
                    way.append((place, r, r))
        return found

    def _heights(self, x: dict[int, float], ports: dict[tuple[int, int], float]) -> tuple[list[float], list[float]]:
        """Top and bottom of each row; where arrows go far aside there is more room."""
        high = [0.0] * len(self.rows)
        aside = [0.0] * (len(self.rows) + 1)
        depth = self.found.depth
        for n, d in enumerate(depth):
            high[2 * d] = max(high[2 * d], self.sizes[n].height)
        for k, edge in enumerate(self.edges):
            row, label = 2 * depth[edge.target] + 1, self.first + k
            high[row] = max(high[row], edge.height)
            aside[row - 1] = max(aside[row - 1], abs(x[label] - ports[edge.target, label]))
            if edge.source != ALONE:
                lower = x[self.lower(k)] if self.via[k] else ports[edge.source, label]
                aside[row] = max(aside[row], abs(x[label] - lower))
        for item, (source, row) in self.found.passing.items():
            below = self.at.get((source, row + 1))
            aside[2 * row] = max(aside[2 * row], abs(x[item] - x[-item]))
            aside[2 * row + 1] = max(aside[2 * row + 1], abs(x[-item] - (ports[source, -item] if below is None else x[below])))
        tops, bottoms, y = [], [], 0.0
        for r, tall in enumerate(map(ceil, high)):
            tops.append(y)
            bottoms.append(y + tall)
            least = (SHORT if aside[r] < 0.5 else BETWEEN) if tall or r % 2 == 0 else 0
            y += tall + max(least, min(ceil(0.16 * aside[r]), 110))
        return tops, bottoms

    def _way(
        self,
        k: int,
        x: dict[int, float],
        ports: dict[tuple[int, int], float],
        trunks: dict[int, list[tuple[float, int, int]]],
        middles: Sequence[tuple[float, float]],
        tops: Sequence[float],
        bottoms: Sequence[float],
    ) -> list[tuple[float, float, float]]:
        edge, depth = self.edges[k], self.found.depth
        below, label = middles[edge.target][1] + self.sizes[edge.target].height / 2, self.first + k
        end = 2 * depth[edge.target] + 2
        last = (ports[edge.target, label], bottoms[end - 2], below)
        if edge.source == ALONE:
            return [(x[label], tops[end - 1], tops[end - 1]), last]
        above = middles[edge.source][1] - self.sizes[edge.source].height / 2
        way = [(ports[edge.source, self._start(k)], above, tops[2 * depth[edge.source]])]
        for place, lowest, highest in trunks[edge.source] if self.via[k] else ():
            if lowest >= end:
                way.append((place, bottoms[lowest], tops[max(highest, end)]))
        return [*way, (x[label], bottoms[end - 1], tops[end - 1]), last]
