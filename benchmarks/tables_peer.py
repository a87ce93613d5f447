"""A table from file to file, as a script with another library would do it: python tables_peer.py LIBRARY IN OUT

Each reads, computes and writes in the way that is its own: Polars and pandas hand NumPy their columns, DuckDB computes in SQL.
The gradients are written out by hand; the formats are those that the names say. Run by tables.py as a process of its own.
"""

from __future__ import annotations

import sys

from batch_peer import NAMES, RESULTS

SQL = """
COPY (
    SELECT x, y, z, sin(x*y) + bell*log + root AS f, cos*y + 2*bell*x/inside AS "x.grad", cos*x + y/root AS "y.grad",
           -2*z*bell*log + z/root AS "z.grad"
    FROM (SELECT x, y, z, cos(x*y) AS cos, exp(-z*z) AS bell, 1 + x*x AS inside, ln(1 + x*x) AS log, sqrt(y*y + z*z + 1) AS root
          FROM '{source}')
) TO '{target}' ({options})
"""


def value_and_gradients(x, y, z):
    """sin(x*y) + exp(-z**2)*log(1 + x**2) + sqrt(y**2 + z**2 + 1), and its three slopes."""
    import numpy as np

    cos, bell, inner = np.cos(x * y), np.exp(-(z**2)), 1 + x**2
    log, root = np.log(inner), np.sqrt(y**2 + z**2 + 1)
    value = np.sin(x * y) + bell * log + root
    return value, cos * y + bell * 2 * x / inner, cos * x + y / root, -2 * z * bell * log + z / root


def with_polars(source: str, target: str) -> None:
    """Columns to NumPy and back."""
    import polars

    table = (polars.read_csv if source.endswith(".csv") else polars.read_parquet)(source)
    found = value_and_gradients(*(table[name].to_numpy() for name in NAMES))
    table = table.with_columns([polars.Series(name, column) for name, column in zip(RESULTS, found, strict=True)])
    (table.write_csv if target.endswith(".csv") else table.write_parquet)(target)


def with_pandas(source: str, target: str) -> None:
    """Columns to NumPy and back, with Arrow's reader of texts, the quickest that it has."""
    import pandas

    table = pandas.read_csv(source, engine="pyarrow") if source.endswith(".csv") else pandas.read_parquet(source)
    found = value_and_gradients(*(table[name].to_numpy() for name in NAMES))
    table = table.assign(**dict(zip(RESULTS, found, strict=True)))
    (table.to_csv if target.endswith(".csv") else table.to_parquet)(target, index=False)


def with_duckdb(source: str, target: str) -> None:
    """One statement."""
    import duckdb

    options = "FORMAT csv, HEADER" if target.endswith(".csv") else "FORMAT parquet"
    duckdb.sql(SQL.format(source=source, target=target, options=options))


PEERS = {"polars": with_polars, "pandas": with_pandas, "duckdb": with_duckdb}

if __name__ == "__main__":
    library, *files = sys.argv[1:]
    PEERS[library](*files)
