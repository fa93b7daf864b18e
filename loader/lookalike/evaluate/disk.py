"""What is said where the files of an evaluation cannot be written."""

from lookalike.errors import LookalikeError


def cannot_write(reason: str) -> LookalikeError:
    """The error for a folder of temporary files that takes no more."""
    return LookalikeError(
        "cannot write the edited copies into the folder for temporary files",
        detail=f"{reason}.",
        hint="Take fewer photographs with --sample, or name another place: TMPDIR=DIR lookalike"
        " evaluate ...",
    )
