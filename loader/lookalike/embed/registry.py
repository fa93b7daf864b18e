"""Which model an archive uses: table lookalike_internal.model, and the files on this machine."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image
from psycopg import Connection

from lookalike.embed.model import DEFAULT_NAME, Model, default_model, load_model
from lookalike.embed.projection import Projection
from lookalike.picture.problem import BadImage
from lookalike.picture.reduced import read_reduced

_SAMPLE_SIDE = 640  # pixels: more than any model sees


def take_model(connection: Connection[Any], model: Model | None = None) -> Model:
    """Take a model into use: the one given, or else the one in use, or the default one."""
    if model is None:
        model = model_in_use(connection)
    add_model(connection, model, None if model.name == DEFAULT_NAME else model.path)
    connection.execute("SELECT lookalike.use_model(%s)", (model.name,))
    return model


def add_model(connection: Connection[Any], model: Model, path: Path | None) -> None:
    """Add a model to the archive; `path` is None for the model that comes with Lookalike."""
    projection = None if model.projection is None else model.projection.to_bytes()
    connection.execute(
        "SELECT lookalike_internal.add_model(%s, %s, %s, %s, %s::real[], %s::real[], %s, %s, %s)",
        (
            model.name,
            None if path is None else str(path),
            bytes.fromhex(model.sha256),
            model.input_size,
            list(model.mean),
            list(model.std),
            model.output,
            projection,
            model.provenance,
        ),
    )


def model_in_use(connection: Connection[Any]) -> Model:
    """The model that embeddings are made with. Raises LookalikeError if its file is gone."""
    row = connection.execute("SELECT * FROM lookalike_internal.read_model_in_use()").fetchone()
    if row is None or row[1] is None:
        return default_model()
    name, path, input_size, mean, std, output, projection = row
    model = load_model(Path(path), name, input_size, tuple(mean), tuple(std), output)
    fitted = None if projection is None else Projection.from_bytes(projection)
    return replace(model, projection=fitted)


def sample_pictures(connection: Connection[Any], most: int) -> list[Image.Image]:
    """Yield pictures of the archive, as good as a random choice, to fit a projection on."""
    pictures = []
    for root, path in connection.execute(
        "SELECT root, path FROM lookalike_internal.read_sample(%s)", (most,)
    ):
        try:
            pictures.append(read_reduced(root, path, _SAMPLE_SIDE).image)
        except BadImage:
            continue  # gone since it was scanned
    return pictures
