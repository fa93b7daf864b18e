"""`model`: the neural network that makes the embeddings."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.grouping import command_group
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import say
from lookalike.database import connect, open_target
from lookalike.errors import LookalikeError

app = command_group("Choose the neural network that makes the embeddings.")


def _three(value: str) -> tuple[float, float, float]:
    try:
        parts = [float(part) for part in value.split(",")]
    except ValueError:
        parts = []
    if len(parts) == 1:
        parts *= 3
    if len(parts) != 3:
        raise typer.BadParameter("give one number, or three with commas: red,green,blue")
    return parts[0], parts[1], parts[2]


_EMBED = "To make the embeddings again: lookalike embed && lookalike prove"


@app.command()
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE.onnx", help="The model, as an ONNX file.")],
    size: Annotated[
        int,
        typer.Option(
            "--size",
            metavar="PIXELS",
            min=16,
            max=2048,
            help="Side of the square picture that the model takes.",
        ),
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="NAME", help="Name of the model. [default: the name of the file]"
        ),
    ] = None,
    mean: Annotated[
        str,
        typer.Option(
            "--mean",
            metavar="R,G,B",
            help="Subtract these from red, green and blue, which go from 0 to 1.",
        ),
    ] = "0.485,0.456,0.406",
    std: Annotated[
        str,
        typer.Option(
            "--std", metavar="R,G,B", help="Divide red, green and blue by these after that."
        ),
    ] = "0.229,0.224,0.225",
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            metavar="NAME",
            help="The output that holds the embedding, if the model has several.",
        ),
    ] = None,
    sample: Annotated[
        int,
        typer.Option(
            "--sample",
            metavar="N",
            min=16,
            max=5000,
            help="Number of images to fit the projection on.",
        ),
    ] = 200,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Add a model of your own, and put it into use.

    The model can be an export of SSCD, DINOv2 or CLIP, for example. If its embeddings have more
    than 256 numbers, a projection reduces them to 256. Lookalike fits the projection on images of
    the archive and on edited copies of them, so scan a folder first.
    """
    from lookalike.embed import fit_model, load_model
    from lookalike.embed.model import DEFAULT_NAME
    from lookalike.embed.registry import sample_pictures, take_model

    if (name or file.stem) == DEFAULT_NAME:
        raise LookalikeError(
            f"{DEFAULT_NAME} is the name of the default model",
            hint="Give another name with --name.",
        )
    model = load_model(file, name or file.stem, size, _three(mean), _three(std), output)
    with archive_to_change(database, data_dir, mends=False) as (connection, ending):
        pictures = sample_pictures(connection, sample)
        if len(pictures) < 16:
            raise LookalikeError(
                f"a projection needs at least 16 images, and there are {len(pictures)}",
                hint="Scan more photographs first: lookalike scan PATH",
            )
        say(f"Fitting a projection on {len(pictures)} images and copies of them ...")
        model = take_model(connection, fit_model(model, pictures))
        say(f"Model {model.name} is in use.")
        ending.next_step = _EMBED


@app.command()
def use(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The name of the model: see lookalike model list.")
    ],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Put a known model into use."""
    with archive_to_change(database, data_dir, mends=False) as (connection, ending):
        connection.execute("SELECT lookalike.use_model(%s)", (name,))
        say(f"Model {name} is in use.")
        ending.next_step = _EMBED


@app.command("list")
def list_models(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List the models that the archive knows.

    * marks the model in use.
    """
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        rows = connection.execute(
            "SELECT name, is_in_use, provenance, path FROM lookalike_internal.model ORDER BY name"
        ).fetchall()
        for name, in_use, provenance, path in rows:
            say(f"{'*' if in_use else ' '} {name}: {provenance}" + (f" ({path})" if path else ""))
        if not rows:
            say("There is no model yet. The first lookalike embed takes the default model.")
