"""Styles and scripts: their addresses hold a digest of the content, so browsers may keep them."""

from functools import cache
from hashlib import sha256
from os import PathLike, stat_result
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_FOLDER = Path(__file__).with_name("static")
_KEPT_SECONDS = 30 * 24 * 3600


class Static(StaticFiles):
    """The files of folder `static`."""

    def __init__(self) -> None:
        super().__init__(directory=_FOLDER)

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
    return f"/static/{name}?{sha256((_FOLDER / name).read_bytes()).hexdigest()[:12]}"
