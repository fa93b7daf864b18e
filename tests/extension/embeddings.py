"""A table of random embeddings, and the true distances between them."""

import numpy as np
import psycopg
from numpy.typing import NDArray

DIMENSIONS = 16


def create_embeddings(
    connection: psycopg.Connection, rows: int, seed: int = 1
) -> NDArray[np.float64]:
    """Make `asset (id, note, e)`; id counts from 0, note is its last digit. Returns e by id."""
    connection.execute(
        f"CREATE TABLE asset (id integer PRIMARY KEY, note integer, e halfvec({DIMENSIONS}))"
    )
    values = np.random.default_rng(seed).normal(size=(rows, DIMENSIONS)).astype(np.float16)
    with connection.cursor().copy("COPY asset FROM STDIN") as copy:
        for number, value in enumerate(values):
            copy.write_row((number, number % 10, literal(value)))
    connection.execute("ANALYZE asset")
    return values.astype(np.float64)


def literal(value: NDArray[np.floating]) -> str:
    """The text of a halfvec."""
    return "[" + ",".join(str(float(x)) for x in value) + "]"


def cosine_distances(values: NDArray[np.float64], q: NDArray[np.float64]) -> NDArray[np.float64]:
    """The distance of each row of `values` from `q`."""
    return 1 - values @ q / (np.linalg.norm(values, axis=1) * np.linalg.norm(q))
