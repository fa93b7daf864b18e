"""Reduce embeddings to the length in which they are stored, keeping what tells photographs apart.

A network's vectors hold much that an edit changes: how sharp a picture is, its tone, its frame.
Linear discriminant analysis (R. A. Fisher, 1936; for many groups C. R. Rao, 1948) learns from
edited copies what that is, makes it count less, and keeps the directions in which photographs
differ in spite of it. These are then made to vary alike: else the few that tell a painting from a
photograph outweigh all that tell one painting from another. Both covariances are shrunk towards
a multiple of the identity (J. H. Friedman, "Regularized Discriminant Analysis", 1989), as there
are fewer vectors than they have entries.
"""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import LookalikeError

#: The length of a stored vector: a halfvec(256).
STORED_DIMENSIONS = 256

# The weight of the identity, in the mean variance, beside the covariance within groups and beside
# that between their means.
_SHRINKAGE = 1.0


@dataclass(frozen=True, eq=False)
class Projection:
    """A linear map of unit vectors: (vector - mean) @ matrix, made a unit vector again.

    Two are equal if all their numbers are, after rounding to half precision.
    """

    mean: NDArray[np.float32]  # (d,)
    matrix: NDArray[np.float32]  # (d, k)

    @property
    def dimensions(self) -> int:
        """The length of the vectors that it gives, k."""
        return int(self.matrix.shape[1])

    def apply(self, vectors: NDArray[Any]) -> NDArray[np.float32]:
        """Give (n, k) float32 rows of length 1 for vectors (n, d), whose lengths do not count.

        A row of zeros stays one. Raises ValueError if the vectors are not d long.
        """
        if vectors.ndim != 2 or vectors.shape[1] != len(self.mean):
            raise ValueError(f"vectors of {vectors.shape} for a projection from {len(self.mean)}")
        unit = unit_rows(vectors)
        projected = (unit - self.mean) @ self.matrix
        projected[~unit.any(axis=1)] = 0
        return unit_rows(projected)

    def to_bytes(self) -> bytes:
        """Give an .npz file of both arrays, rounded to half precision."""
        file = io.BytesIO()
        np.savez(file, mean=self.mean.astype("<f2"), matrix=self.matrix.astype("<f2"))
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, name: str = "projection") -> "Projection":
        """Read what to_bytes() gave; `name` is what messages call it.

        Raises LookalikeError if it is damaged, or holds anything but the two arrays.
        """
        try:
            mean, matrix = _read(content)
            if mean.ndim != 1 or matrix.ndim != 2 or len(mean) != len(matrix) or not matrix.size:
                raise ValueError(f"Arrays of {mean.shape} and {matrix.shape} do not fit together.")
            if not (np.isfinite(mean).all() and np.isfinite(matrix).all()):
                raise ValueError("It has values that are no numbers.")
        except Exception as error:  # a damaged zip fails in a dozen ways
            raise LookalikeError(
                f'"{name}" is damaged or no projection',
                detail=str(error) or type(error).__name__,
                hint="Install lookalike again, or add the model again if it is your own.",
            ) from error
        return cls(mean.astype(np.float32), matrix.astype(np.float32))

    def digest(self) -> str:
        """Give the SHA-256, in hexadecimal, of the numbers in half precision and their shape."""
        digest = hashlib.sha256(repr(self.matrix.shape).encode())
        digest.update(self.mean.astype("<f2").tobytes())
        digest.update(self.matrix.astype("<f2").tobytes())
        return digest.hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Projection) and self.digest() == other.digest()

    def __hash__(self) -> int:
        return hash(self.digest())


def padding(length: int, dimensions: int = STORED_DIMENSIONS) -> Projection:
    """Give the projection that only adds zeros: cosines stay as they are.

    Raises ValueError if vectors of this length have more dimensions than that.
    """
    if length > dimensions:
        raise ValueError(f"vectors of {length} do not fit into {dimensions} dimensions")
    return Projection(np.zeros(length, np.float32), np.eye(length, dimensions, dtype=np.float32))


def fit_projection(
    vectors: NDArray[Any], groups: NDArray[Any], dimensions: int = STORED_DIMENSIONS
) -> Projection:
    """Fit a projection to vectors (n, d) in groups (n,): rows of one are copies of one photograph.

    It is linear discriminant analysis: the covariance within groups, shrunk, is made the identity,
    the directions kept in which the means of groups differ most, and each scaled to vary as much
    as the others. Directions in which no two means differ, if there are fewer groups than
    dimensions, are those that the edits change least. Vectors that are short enough are only
    padded. The same vectors give the same projection, in half precision already. Takes memory for
    some six float64 arrays of (d, d), and O(d^3) time: about 3 s for d = 1280.

    Raises ValueError if there is not one group for each vector, or fewer than two different ones.
    """
    if vectors.ndim != 2 or groups.shape != (len(vectors),):
        raise ValueError(f"vectors of {vectors.shape} in groups of {groups.shape}")
    length = vectors.shape[1]
    if length <= dimensions:
        return padding(length, dimensions)
    names, group = np.unique(groups, return_inverse=True)
    if len(names) < 2:
        raise ValueError("a projection is fitted to two photographs or more")

    unit = unit_rows(vectors).astype(np.float64)
    mean = unit.mean(axis=0)
    unit -= mean
    means = np.zeros((len(names), length))
    np.add.at(means, group, unit)
    means /= np.bincount(group)[:, np.newaxis]
    whiten = _whitening(_shrunk(_covariance(unit - means[group])))
    between = _shrunk(_covariance(means - means.mean(axis=0)))
    matrix = whiten @ _leading(whiten @ between @ whiten, dimensions)
    # Any scale gives the same cosines; this one suits half precision.
    matrix /= np.sqrt((matrix * matrix).sum(axis=0).max())
    return Projection(_half(mean), _half(matrix))


def unit_rows(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Give vectors (n, d) as float32 rows of length 1; a row of zeros stays one."""
    # In double precision: the squares of large values are beyond a float's range.
    exact = vectors.astype(np.float64)
    lengths = np.sqrt((exact * exact).sum(axis=1, keepdims=True))
    lengths[lengths == 0] = 1
    unit: NDArray[np.float32] = (exact / lengths).astype(np.float32)
    return unit


def _covariance(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    covariance: NDArray[np.float64] = centred.T @ centred / len(centred)
    return covariance


def _shrunk(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add to a (d, d) covariance what makes it of full rank; the identity if it is nothing."""
    mean_variance = float(np.trace(covariance)) / len(covariance)
    return covariance + (_SHRINKAGE * mean_variance or 1.0) * np.eye(len(covariance))


def _whitening(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the symmetric (d, d) matrix that makes a covariance of full rank the identity."""
    values, vectors = np.linalg.eigh(covariance)
    whitening: NDArray[np.float64] = (vectors / np.sqrt(values)) @ vectors.T
    return whitening


def _leading(covariance: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Give the (d, count) directions of most variance, the greatest first, scaled to vary alike.

    Their signs are fixed by making the greatest entry of each positive.
    """
    values, vectors = np.linalg.eigh(covariance)
    values, vectors = values[::-1][:count], vectors[:, ::-1][:, :count]
    greatest = vectors[np.abs(vectors).argmax(axis=0), np.arange(count)]
    directions: NDArray[np.float64] = vectors * np.sign(greatest) / np.sqrt(values)
    return directions


def _half(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Round to half precision, so that what is stored is what was fitted."""
    return values.astype(np.float16).astype(np.float32)


def _read(content: bytes) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # savez() compresses nothing; what does may grow beyond any memory.
        if any(member.compress_type != zipfile.ZIP_STORED for member in archive.infolist()):
            raise ValueError("It is compressed.")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        if sorted(arrays.files) != ["matrix", "mean"]:
            raise ValueError(f"It holds {', '.join(sorted(arrays.files)) or 'nothing'}.")
        mean, matrix = arrays["mean"], arrays["matrix"]
    if mean.dtype != np.float16 or matrix.dtype != np.float16:
        raise ValueError(f"It holds numbers of {mean.dtype} and {matrix.dtype}, not float16.")
    return mean, matrix
