"""Writes the tables that batch.py measures: python points.py FOLDER MANY MORE

A process of its own, so that what it takes up is not counted for the commands that are started afterwards.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from batch_peer import NAMES

FEW = 1000


def main(folder: Path, many: int, more: int) -> None:
    """The same points in each format: few, many, and the many so often that they are more."""
    points = np.zeros(many, [(name, "f8") for name in NAMES])
    generator = np.random.default_rng(0)
    for name in NAMES:
        points[name] = generator.normal(size=many)
    for name, some in (("small", points[:FEW]), ("many", points)):
        np.save(folder / f"{name}.npy", some)
        np.savez(folder / f"{name}.npz", **{column: some[column] for column in NAMES})
    np.save(folder / "more.npy", np.tile(points, more // many))
    lines = "".join(",".join(map(repr, point)) + "\n" for point in points.tolist())
    for name, times in (("many", 1), ("more", more // many)):
        with open(folder / f"{name}.csv", "w") as file:
            file.write(",".join(NAMES) + "\n")
            file.writelines([lines] * times)
    os.sync()  # what is still to be written to the disk would be measured with the first peer


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
