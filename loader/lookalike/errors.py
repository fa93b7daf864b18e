"""The error that the command line shows to people."""

from collections.abc import Sequence


class LookalikeError(Exception):
    """An error that the user can correct, in the form of PostgreSQL's messages.

    `message` is lower-case and names the thing; `detail` is a sentence; `hint` says what to do.
    `shown` are lines that are printed as they are: of a file, or of what a program said.
    """

    def __init__(
        self,
        message: str,
        *,
        detail: str | None = None,
        hint: str | None = None,
        shown: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.hint = hint
        self.shown = tuple(shown)

    def lines(self) -> list[str]:
        """Return the lines to print. One of them may hold a line break from the name of a file."""
        lines = [self.message, *(f"  {line}" for line in self.shown)]
        if self.detail:
            lines.append(f"DETAIL: {self.detail}")
        if self.hint:
            lines.append(f"HINT: {self.hint}")
        return lines

    def __str__(self) -> str:
        return "\n".join(self.lines())
