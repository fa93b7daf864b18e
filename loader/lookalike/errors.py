"""The error that the command line shows to people."""


class LookalikeError(Exception):
    """An error that the user can correct, in the form of PostgreSQL's messages.

    `message` is lower-case and names the thing; `detail` is a sentence; `hint` says what to do.
    """

    def __init__(self, message: str, *, detail: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.message]
        if self.detail:
            lines.append(f"DETAIL: {self.detail}")
        if self.hint:
            lines.append(f"HINT: {self.hint}")
        return "\n".join(lines)
