"""Styles and scripts: their addresses hold a digest of the content, so browsers may keep them."""

from functools import cache
from hashlib import sha256
from os import PathLike, stat_result
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from lookalike.templates import STYLE

_FOLDERS = (Path(__file__).with_name("static"), STYLE)
_KEPT_SECONDS = 30 * 24 * 3600


class Static(StaticFiles):
    """The files of folder `static`, and the colours that reports have, too."""

    def __init__(self) -> None:
        super().__init__()
        self.all_directories = list(_FOLDERS)

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A file that a browser keeps, or asks about each time where the address has no digest."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        is_digested = bool(scope["query_string"])
        response.headers["Cache-Control"] = (
            f"public, max-age={_KEPT_SECONDS}, immutable" if is_digested else "no-cache"
        )
        return response


@cache
def static(name: str) -> str:
    """The address of a file, for a template."""
    file = next(folder / name for folder in _FOLDERS if (folder / name).exists())
    return f"/static/{name}?{sha256(file.read_bytes()).hexdigest()[:12]}"
