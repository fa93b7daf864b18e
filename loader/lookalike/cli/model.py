"""`model`: which neural network looks at the pictures."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import say
from lookalike.database import connect, open_target
from lookalike.errors import LookalikeError

app = typer.Typer(
    no_args_is_help=True, help="Choose the neural network that looks at the pictures."
)


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


@app.command()
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE.onnx", help="The model, as ONNX.")],
    size: Annotated[
        int, typer.Option("--size", min=16, max=2048, help="Pixels of a side it takes.")
    ],
    name: Annotated[
        str | None, typer.Option("--name", help="[default: the name of the file]")
    ] = None,
    mean: Annotated[
        str, typer.Option("--mean", help="Taken off red, green and blue, which go from 0 to 1.")
    ] = "0.485,0.456,0.406",
    std: Annotated[
        str, typer.Option("--std", help="What they are divided by after that.")
    ] = "0.229,0.224,0.225",
    output: Annotated[
        str | None,
        typer.Option("--output", help="Which output is the embedding, if it has several."),
    ] = None,
    sample: Annotated[
        int,
        typer.Option(
            "--sample", min=16, max=5000, help="Images of the archive to fit the projection on."
        ),
    ] = 200,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Add a model of your own (an SSCD, DINOv2 or CLIP export), and take it into use.

    What has more than 256 dimensions is brought to 256 by a projection that is fitted on images of
    the archive and edited copies of them, so scan first.
    """
    from lookalike.embed import fit_model, load_model
    from lookalike.embed.model import DEFAULT_NAME
    from lookalike.embed.registry import sample_pictures, take_model

    if (name or file.stem) == DEFAULT_NAME:
        raise LookalikeError(
            f"{DEFAULT_NAME} is the name of the model that comes along",
            hint="Give another with --name.",
        )
    model = load_model(file, name or file.stem, size, _three(mean), _three(std), output)
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        pictures = sample_pictures(connection, sample)
        if len(pictures) < 16:
            raise LookalikeError(
                f"there are {len(pictures)} images to fit a projection on",
                hint="Scan at least 16 photographs first: lookalike scan PATH",
            )
        say(f"Fitting a projection on {len(pictures)} images and copies of them ...")
        model = take_model(connection, fit_model(model, pictures))
        say(f"Model {model.name} is in use; lookalike embed makes the embeddings anew.")


@app.command()
def use(
    name: Annotated[str, typer.Argument(help="Its name, as list says it.")],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Take a model that is known into use."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        connection.execute("SELECT lookalike.use_model(%s)", (name,))
        say(f"Model {name} is in use.")


@app.command("list")
def list_models(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List the models that are known."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        rows = connection.execute(
            "SELECT name, is_in_use, provenance, path FROM lookalike_internal.model ORDER BY name"
        ).fetchall()
        for name, in_use, provenance, path in rows:
            say(f"{'*' if in_use else ' '} {name}: {provenance}" + (f" ({path})" if path else ""))
        if not rows:
            say("No model yet: the first lookalike embed takes the default one.")
