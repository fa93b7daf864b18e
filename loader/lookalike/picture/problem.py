"""The classes of scan problems."""

from typing import Literal

from lookalike.picture.text import clean

ProblemClass = Literal[
    "not_an_image",
    "excluded",
    "unidentified",
    "truncated",
    "corrupt",
    "unsupported",
    "empty_file",
    "decompression_bomb",
    "unreadable",
    "symlink",
    "symlink_loop",
    "special_file",
    "file_name",
    "path_too_long",
    "decoder_crash",
    "decoder_timeout",
    "out_of_memory",
    "changed_during_scan",
    "changed_bytes",
    "vanished",
]


class BadImage(Exception):  # noqa: N818 -- a finding about the file, not an error of ours
    """A file that gives no picture: the class of the problem and what to tell a person."""

    def __init__(self, problem: ProblemClass, message: str) -> None:
        super().__init__(problem, message)
        self.problem: ProblemClass = problem
        self.message = clean(message, 500) or problem
