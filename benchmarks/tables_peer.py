"""A table from file to file, as a script with Polars and NumPy would do it: python tables_peer.py IN OUT

The gradients are written out by hand, in NumPy; the formats are those that the names say. Run by tables.py as a process of its
own.
"""

from __future__ import annotations

import sys

import numpy as np
import polars
from batch_peer import NAMES, RESULTS


def value_and_gradients(x, y, z):
    """sin(x*y) + exp(-z**2)*log(1 + x**2) + sqrt(y**2 + z**2 + 1), and its three slopes."""
    cos, bell, inner = np.cos(x * y), np.exp(-(z**2)), 1 + x**2
    log, root = np.log(inner), np.sqrt(y**2 + z**2 + 1)
    value = np.sin(x * y) + bell * log + root
    return value, cos * y + bell * 2 * x / inner, cos * x + y / root, -2 * z * bell * log + z / root


def main(source: str, target: str) -> None:
    """Read, compute, write."""
    table = (polars.read_csv if source.endswith(".csv") else polars.read_parquet)(source)
    found = value_and_gradients(*(table[name].to_numpy() for name in NAMES))
    table = table.with_columns([polars.Series(name, column) for name, column in zip(RESULTS, found, strict=True)])
    (table.write_csv if target.endswith(".csv") else table.write_parquet)(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
