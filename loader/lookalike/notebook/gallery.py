"""Pictures that show themselves in a notebook."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg import Connection

from lookalike.console import format_bytes
from lookalike.database.query_files import QueryFiles, Row
from lookalike.templates import page_environment

if TYPE_CHECKING:
    from lookalike.report.thumbnails import Thumbnail

_QUERIES = QueryFiles(Path(__file__).parent / "queries")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the archive, as a gallery shows it."""

    image_id: int
    collection: str
    path: str
    root: str
    width: int
    height: int
    byte_size: int
    image_class: str | None
    is_missing: bool
    thumbnail: str | None  # the kept one, as a data URI

    @property
    def size(self) -> str:
        """Its size in words."""
        return f"{self.width} × {self.height}, {format_bytes(self.byte_size)}"


class Gallery:
    """Pictures in a row.

    They are the thumbnails that the scan has kept. Where there is none, the file is read when the
    gallery is first shown.
    """

    def __init__(self, pictures: list[Picture]) -> None:
        self.pictures = pictures

    def __len__(self) -> int:
        return len(self.pictures)

    def __repr__(self) -> str:
        return f"<gallery: {', '.join(picture.path for picture in self.pictures) or 'no image'}>"

    def _repr_html_(self) -> str:
        """The pictures with their paths, classes and sizes; Jupyter shows this."""
        page = page_environment(Path(__file__).parent / "templates").get_template("gallery.html.j2")
        return page.render(pictures=self.pictures, made=self._made)

    @cached_property
    def _made(self) -> "dict[int, Thumbnail | str]":
        """The thumbnails that are not kept, or the reasons why there are none, by image."""
        from lookalike.picture.file import PictureFile
        from lookalike.report.thumbnails import make_thumbnails  # decoders

        sources = {
            picture.image_id: PictureFile(picture.root, picture.path)
            for picture in self.pictures
            if picture.thumbnail is None
        }
        made = make_thumbnails(sources.values())
        return {image_id: made[source] for image_id, source in sources.items()}


def read_pictures(connection: Connection[Any], image_ids: list[int]) -> list[Picture]:
    """Read what a gallery shows of these images, in their order, without those not there."""
    found: list[Row] = _QUERIES.rows(connection, "pictures", image_ids=image_ids)
    return [Picture(**row) for row in found]
