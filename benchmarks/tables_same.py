"""Whether two tables have the same columns with the same numbers: python tables_same.py OURS THEIRS. A process of its own."""

from __future__ import annotations

import sys

import numpy as np
from pyarrow import csv, parquet


def main(ours: str, theirs: str) -> None:
    """Leave with a text where they differ."""
    read = csv.read_csv if ours.endswith(".csv") else parquet.read_table
    a, b = read(ours), read(theirs)
    if a.schema.names != b.schema.names:
        raise SystemExit(f"the columns differ: {a.schema.names} {b.schema.names}")
    for name in a.schema.names:
        if not np.allclose(a.column(name).to_numpy(), b.column(name).to_numpy(), rtol=1e-9):
            raise SystemExit(f"the column {name} differs")


if __name__ == "__main__":
    main(*sys.argv[1:])
