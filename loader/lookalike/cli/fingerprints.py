"""`export fingerprints` and `import fingerprints`: pictures in two archives, and no image moves."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import counted, say
from lookalike.database import connect, one, open_target
from lookalike.output import replaced


def export_fingerprints(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="The file to write.")],
    collection: Annotated[
        list[str] | None,
        typer.Option(
            "--collection",
            metavar="NAME",
            help="Only this collection. You can give this option several times.",
        ),
    ] = None,
    with_paths: Annotated[
        bool, typer.Option("--with-paths", help="Write the path of each image, too.")
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write hashes and digests of images, for another archive.

    The file has no image, and no path without --with-paths. It has the sites and jurisdictions of
    the collections, and leaves out restricted images. The other archive runs
    lookalike import fingerprints FILE.
    """
    from lookalike.foreign.export import export_fingerprints as write

    with (
        open_target(database, data_dir) as target,
        connect(target.url) as connection,
        replaced(file) as stream,
    ):
        done = write(connection, stream, collection or [], with_paths)
        # A file that could not be logged is not put in its place.
        one(
            connection,
            "SELECT lookalike_internal.record_fingerprint_export(%s, %s, %s, %s)",
            done.collections,
            done.images,
            with_paths,
            done.sha256,
        )
    say(
        f"{counted(done.images, 'fingerprint')} of {counted(len(done.collections), 'collection')}"
        f" written to {file}{', with paths' if with_paths else ''}."
    )
    say(f"SHA-256 {done.sha256}")


def import_fingerprints(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help="A file of lookalike export fingerprints.")
    ],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Import the fingerprints of another archive.

    They are compared with the images here. View shared_picture shows the pictures that are in both.
    """
    from lookalike.foreign.store import import_fingerprints as read

    with archive_to_change(database, data_dir, mends=False) as (connection, ending):
        counts = read(connection, file)
        if not counts["changed"]:
            say(f"Nothing to do: the archive has all of {file.name}.")
        else:
            say(
                f"{counted(counts['changed'], 'collection')} of another archive:"
                f" {counted(counts['images'], 'fingerprint')}."
            )
        say(
            f"{counted(counts['shared'], 'image')} of {file.name}"
            f" {'shows' if counts['shared'] == 1 else 'show'} a picture that is here, too."
        )
        ending.next_step = (
            "To see them: lookalike psql -c 'SELECT * FROM shared_picture WHERE is_foreign'"
        )
