"""Writes the tables that tables.py measures: python tables_points.py FOLDER MANY MORE PARTS PART_ROWS

A process of its own, so that what it takes up is not counted for the commands that are started afterwards.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pyarrow
from batch_peer import NAMES
from pyarrow import csv, parquet

FEW = 20_000


def main(folder: Path, many: int, more: int, parts: int, part_rows: int) -> None:
    """The same points in each format: few, many, the many so often that they are more, and parts of them."""
    generator = np.random.default_rng(0)
    points = pyarrow.table({name: generator.normal(size=many) for name in NAMES})
    csv.write_csv(points, folder / "many.csv", csv.WriteOptions(quoting_header="none"))
    parquet.write_table(points, folder / "many.parquet")
    parquet.write_table(points.slice(0, FEW), folder / "few.parquet")
    with parquet.ParquetWriter(folder / "more.parquet", points.schema) as writer:
        for _ in range(more // many):
            writer.write_table(points)
    (folder / "parts").mkdir()
    for k in range(parts):
        parquet.write_table(points.slice(0, part_rows), folder / "parts" / f"{k:03}.parquet")
    os.sync()  # what is still to be written to the disk would be measured with the first peer


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
