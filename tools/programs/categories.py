"""Whole programs: the categories by name, and how pieces become a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tools.programs import functions, graphs, layers, plain, tensors, training
from tools.programs.draw import Draw, Piece

CATEGORIES: dict[str, tuple[Piece, ...]] = {
    "tensors": tensors.PIECES,
    "autograd": graphs.PIECES,
    "functions": functions.PIECES,
    "modules": layers.MODULES,
    "losses": layers.LOSS,
    "training": training.TRAINING,
    "data": training.DATA,
    "python": plain.PLAIN,
    "errors": plain.ERRORS,
    "random": plain.RANDOM,
    "containers": plain.CONTAINERS,
    "modes": layers.MODES,
    "linalg": functions.ALGEBRA,
    "networks": layers.NETWORKS,
}
IMPORTS = """import collections
import contextlib
import copy
import functools
import math
import random
import time
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import ConcatDataset, DataLoader, Dataset, IterableDataset, Subset, TensorDataset, random_split
"""
PIECES = {"training": (1, 1), "data": (1, 2), "modules": (1, 2), "networks": (1, 2), "modes": (1, 2)}


class Made(NamedTuple):
    """A program: its name says how to make it again; the parts can be left out one by one."""

    name: str
    category: str
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The program's text."""
        return "\n".join([IMPORTS, *self.parts]) + "\n"


def program(category: str, seed: str) -> Made:
    """The program of a category and a seed."""
    d = Draw(f"{category}:{seed}")
    low, high = PIECES.get(category, (2, 5))
    kinds = CATEGORIES[category]
    parts = [f"torch.manual_seed({d.whole(0, 9999)})\nnp.random.seed({d.whole(0, 99)})\nrandom.seed({d.whole(0, 99)})"]
    for _ in range(d.whole(low, high)):
        found = d.pick(kinds)
        if d.chance(0.06):
            found = d.pick(CATEGORIES[d.pick(list(CATEGORIES))])
        parts.append(found(d))
    return Made(f"{category}:{seed}", category, tuple(parts))


def programs(count: int, seed: int, asked: Sequence[str]) -> Iterator[Made]:
    """As many programs, the categories in turn."""
    names = list(asked or CATEGORIES)
    for k in range(count):
        yield program(names[k % len(names)], f"{seed}:{k // len(names)}")
