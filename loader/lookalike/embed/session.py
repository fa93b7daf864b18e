"""Turn pictures into unit vectors with a model, and fit the projection of a model of the user's."""

import dataclasses
import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.embed.model import Model, read_model
from lookalike.embed.projection import STORED_DIMENSIONS, fit_projection, padding, unit_rows
from lookalike.embed.runtime import open_session, run
from lookalike.errors import LookalikeError
from lookalike.network.ends import PARTS_OUTPUT
from lookalike.picture.colour import plain_picture
from lookalike.picture.decode import upright
from lookalike.picture.edits import EDITS

# A large picture is first averaged down to no less than three times the model's side. Measured at
# 12 megapixels: 15 ms in place of 60, and the cosine to the vector of the slow way above 0.9997.
_REDUCING_GAP = 3.0

# One of each kind: all of them would take three times as long.
_FITTED_EDITS = (
    "resize to 20 %",
    "sepia",
    "negative",
    "caption bar",
    "black border",
    "crop 35 %",
    "turn by 90 degrees",
    "mirror",
)


class Embedder:
    """A model loaded into memory. Make one in each process: it cannot be sent to another."""

    def __init__(self, model: Model, threads: int = 1) -> None:
        """Load the model, to run on `threads` threads.

        Raises LookalikeError if its file cannot be read or is not the one that was checked, or
        its projection is that of another model.
        """
        self.model = model
        self._session = open_session(read_model(model), threads)
        scale = np.array(model.std, np.float64) * 255
        shift = np.array(model.mean, np.float64) * 255 / scale
        self._factor: NDArray[np.float32] = (1 / scale).astype(np.float32).reshape(3, 1, 1)
        self._shift: NDArray[np.float32] = shift.astype(np.float32).reshape(3, 1, 1)
        side = model.input_size
        blank = np.zeros((1, 3, side, side), np.float32)
        #: The length of the model's own vectors, d.
        self.raw_dimensions = run(self._session, model.output, blank).shape[1]
        self._projection = model.projection
        if self._projection is None and self.raw_dimensions <= STORED_DIMENSIONS:
            self._projection = padding(self.raw_dimensions)
        if self._projection is not None and len(self._projection.mean) != self.raw_dimensions:
            raise LookalikeError(
                f'the projection of the model "{model.name}" is that of another model',
                detail=f"It is for vectors of {len(self._projection.mean)} values, and the model"
                f" gives {self.raw_dimensions}.",
                hint='Add the model again with "lookalike model add", which fits one.',
            )

    @property
    def dimensions(self) -> int:
        """The length of the vectors that are stored, k; d where there is no projection yet."""
        return self._projection.dimensions if self._projection else self.raw_dimensions

    def embed(self, pictures: Sequence[Image.Image], raw: bool = False) -> NDArray[np.float32]:
        """Give the (n, k) float32 vectors of decoded pictures, in one batch.

        They are the model's own after its projection or, if they are short enough without one,
        zeros at the end; `raw` gives those of the model alone, (n, d).

        The model sees each whole picture, squeezed into its square: what is cropped away could
        not tell two pictures apart. Rows have the length 1; a row of zeros stays one. The batch
        takes some 15 MB of memory for each picture. Raises LookalikeError if the model gives
        something that is no number, or long vectors and has no projection.
        """
        if self._projection is None and not raw:
            raise LookalikeError(
                f'the model "{self.model.name}" has no projection',
                detail=f"Its vectors have {self.raw_dimensions} values, and {STORED_DIMENSIONS}"
                " are stored.",
                hint='Add the model with "lookalike model add", which fits one.',
            )
        if not pictures:
            return np.empty((0, self.raw_dimensions if raw else self.dimensions), np.float32)
        pixels = np.stack([self._prepare(picture, self.model.input_size) for picture in pictures])
        vectors = run(self._session, self.model.output, pixels)
        if not np.isfinite(vectors).all():
            raise LookalikeError(
                f'the model "{self.model.name}" gives values that are no numbers',
                hint="Check its mean and std, or take another model.",
            )
        if raw or self._projection is None:
            return unit_rows(vectors)
        return self._projection.apply(vectors)

    def embed_parts(self, picture: Image.Image) -> NDArray[np.float32]:
        """Give the (m, k) vectors of the parts of a picture: nine that overlap, or none.

        A detail of a picture resembles a part of it far more than the whole.
        """
        if not self.model.parts_size or self._projection is None:
            return np.empty((0, self.dimensions), np.float32)
        pixels = self._prepare(picture, self.model.parts_size)[np.newaxis]
        (values,) = self._session.run([PARTS_OUTPUT], {self._session.get_inputs()[0].name: pixels})
        found = np.asarray(values, np.float32)[0]
        return self._projection.apply(found.reshape(len(found), -1).T)

    def _prepare(self, picture: Image.Image, side: int) -> NDArray[np.float32]:
        """Give the normalised (3, s, s) pixels of a picture: RGB, on white, in sRGB."""
        small = plain_picture(picture).resize(
            (side, side), Image.Resampling.BICUBIC, reducing_gap=_REDUCING_GAP
        )
        planes = np.asarray(small.convert("RGB")).transpose(2, 0, 1)
        pixels: NDArray[np.float32] = planes * self._factor - self._shift
        return pixels


def fit_model(
    model: Model,
    photographs: Iterable[Image.Image],
    threads: int = 1,
    edits: Sequence[str] = _FITTED_EDITS,
) -> Model:
    """Give a model the projection that is fitted to these decoded photographs, all different.

    Each is embedded with a copy for each of the named `edits` of lookalike.picture.edits. The
    photographs are taken one by one, and not at all if the model's vectors are short enough to
    be stored as they are. The same photographs, in the same order, give the same projection.

    Raises LookalikeError if there are fewer than two photographs.
    """
    embedder = Embedder(dataclasses.replace(model, projection=None), threads)
    if embedder.raw_dimensions <= STORED_DIMENSIONS:
        return dataclasses.replace(model, projection=padding(embedder.raw_dimensions))
    chosen = [edit for edit in EDITS if edit.name in edits]
    batches = []
    for number, photograph in enumerate(photographs):
        original = plain_picture(photograph)
        copies = [_read_copy(edit.make(original, str(number))) for edit in chosen]
        batches.append(embedder.embed([original, *copies], raw=True))
    if len(batches) < 2:
        raise LookalikeError(
            f'cannot fit a projection for the model "{model.name}" to {len(batches)} photographs',
            hint="Give two at least, and better a hundred, all different.",
        )
    groups = np.repeat(np.arange(len(batches)), 1 + len(chosen))
    return dataclasses.replace(model, projection=fit_projection(np.concatenate(batches), groups))


def _read_copy(content: bytes) -> Image.Image:
    """Decode the file of an edited copy, upright."""
    return upright(Image.open(io.BytesIO(content)))
