"""Texts broken over lines only where they must, as IPython does it.

A text is made of pieces, of groups, and of breaks between the pieces of a group. A break is a space until the line grows too
long; then the outermost group that still has breaks on this line has all of them turned into new lines, and so on inwards.
What is not decided yet is pending. Which group is the next one, and which of its neighbours then counts as broken too, is
IPython's choice, with its oddities.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 79


class Group:
    """Pieces that are broken together.

    depth   how many groups are around it
    breaks  how many of its breaks are pending
    broken  its breaks are new lines from now on
    """

    __slots__ = ("breaks", "broken", "depth")

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.breaks = 0
        self.broken = False


class Break:
    """A place where a line may end: the text that stands there otherwise, and how far the next line would be indented."""

    __slots__ = ("group", "indent", "text")

    def __init__(self, text: str, indent: int, group: Group) -> None:
        self.text = text
        self.indent = indent
        self.group = group


class Layout:
    """Lines in the making. The methods and `indentation` bear the names that IPython's `_repr_pretty_` knows."""

    def __init__(self, width: int = WIDTH) -> None:
        self.width = width
        self.indentation = 0
        self._done: list[str] = []
        self._column = 0
        self._pending: deque[str | Break] = deque()
        self._pending_width = 0
        self._groups = [Group(0)]
        self._waiting: list[list[Group]] = [[self._groups[0]]]  # by depth, those that may still be broken

    # -------------------------------------------------------------- pieces
    def text(self, text: str) -> None:
        """A piece that is not broken."""
        if not self._pending:
            self._done.append(text)
            self._column += len(text)
            return
        self._pending.append(text)
        self._pending_width += len(text)
        self._fit()

    def breakable(self, sep: str = " ") -> None:
        """A break of the innermost group."""
        group = self._groups[-1]
        if group.broken:
            self._new_line()
            return
        group.breaks += 1
        self._pending.append(Break(sep, self.indentation, group))
        self._pending_width += len(sep)
        self._fit()

    def break_(self) -> None:
        """A new line whatever fits; it breaks the next group too."""
        group = self._next_group()
        if group is not None:
            self._break(group)
        self._new_line()

    def begin_group(self, indent: int = 0, open: str = "") -> None:
        """From here on a group, whose lines after the first are indented."""
        if open:
            self.text(open)
        group = Group(self._groups[-1].depth + 1)
        self._groups.append(group)
        if group.depth == len(self._waiting):
            self._waiting.append([])
        self._waiting[group.depth].append(group)
        self.indentation += indent

    def end_group(self, dedent: int = 0, close: str = "") -> None:
        """The end of the innermost group."""
        self.indentation -= dedent
        group = self._groups.pop()
        if not group.breaks:
            self._forget(group)
        if close:
            self.text(close)

    @contextmanager
    def group(self, indent: int = 0, open: str = "", close: str = "") -> Iterator[None]:
        """A group as a block."""
        self.begin_group(indent, open)
        try:
            yield
        finally:
            self.end_group(indent, close)

    @contextmanager
    def indent(self, indent: int) -> Iterator[None]:
        """Lines that begin in the block are indented."""
        self.indentation += indent
        try:
            yield
        finally:
            self.indentation -= indent

    def finished(self) -> str:
        """Everything, as one text."""
        self._flush()
        return "".join(self._done)

    # -------------------------------------------------------------- breaking
    def _fit(self) -> None:
        """Break groups, the outermost first, until what is pending fits or there is none left."""
        while self.width < self._column + self._pending_width:
            group = self._next_group()
            if group is None:
                return
            self._break(group)

    def _next_group(self) -> Group | None:
        for level in self._waiting:
            for k, group in enumerate(reversed(level)):
                if group.breaks:
                    del level[k]  # not always this group: IPython counts from the other end
                    group.broken = True
                    return group
            for group in level:
                group.broken = True
            level.clear()
        return None

    def _break(self, group: Group) -> None:
        """Write what is pending up to the last break of a group, and the text after it."""
        while group.breaks:
            self._write(self._pending.popleft())
        while self._pending and isinstance(self._pending[0], str):
            self._write(self._pending.popleft())

    def _write(self, piece: str | Break) -> None:
        if isinstance(piece, str):
            self._done.append(piece)
            self._column += len(piece)
            self._pending_width -= len(piece)
            return
        group = piece.group
        group.breaks -= 1
        self._pending_width -= len(piece.text)
        if group.broken:
            self._done.append("\n" + " " * piece.indent)
            self._column = piece.indent
            return
        if not group.breaks:
            self._forget(group)
        self._done.append(piece.text)
        self._column += len(piece.text)

    def _new_line(self) -> None:
        self._flush()
        self._done.append("\n" + " " * self.indentation)
        self._column = self.indentation

    def _flush(self) -> None:
        while self._pending:
            self._write(self._pending.popleft())
        self._pending_width = 0

    def _forget(self, group: Group) -> None:
        level = self._waiting[group.depth]
        if group in level:
            level.remove(group)
