"""An archive in a notebook: its commands and queries, with tables as results."""

import os
import weakref
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, overload

import psycopg

from lookalike.database import connect, open_target
from lookalike.database.connection import describe
from lookalike.database.query_files import QueryFiles
from lookalike.errors import LookalikeError
from lookalike.notebook.gallery import Gallery, read_pictures
from lookalike.notebook.tables import to_arrow, to_pandas

if TYPE_CHECKING:
    import pandas
    import pyarrow
    from pyspark.sql import SparkSession

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_MOST_PICTURES = 24


class Archive:
    """An open archive. What it may do, and what it sees, are the rights of the login.

    The methods raise LookalikeError, which says what to do.
    """

    def __init__(
        self, database: str | None = None, data_dir: str | os.PathLike[str] | None = None
    ) -> None:
        with ExitStack() as stack:
            folder = None if data_dir is None else Path(data_dir)
            self._target = stack.enter_context(open_target(database, folder))
            self.connection = stack.enter_context(connect(self._target.url))
            # As `lookalike psql` does: names of views need no schema.
            self.connection.execute("SET search_path = public, lookalike, lookalike_detail")
            # Also at the end of Python: the embedded server stops with those who use it.
            self._close = weakref.finalize(self, stack.pop_all().close)

    def close(self) -> None:
        """Close the connection. The embedded server stops, unless somebody else uses it."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "" if self._close.alive else ", closed"
        return f"<lookalike archive: {describe(self._target.url)}{state}>"

    def audit(
        self,
        *folders: str | os.PathLike[str],
        quick: bool = False,
        workers: int | None = None,
        spark: "SparkSession | None" = None,
    ) -> "pandas.DataFrame":
        """Find the duplicate images in folders; return view `duplication_summary`.

        All stages run, as in `lookalike audit`, and each says in a line what it did. Image files
        are only read. With `quick` only hashes are compared, not pixels. `workers` is the number of
        processes. With `spark`, a session that is open, its cluster does the work. No report is
        written.
        """
        from lookalike.cli.audit import run_stages, step_shares
        from lookalike.cli.stages import refuse_inside, scan_all
        from lookalike.engine.cluster import spark_of
        from lookalike.picture.limits import DEFAULT_LIMITS, TIME_LIMIT
        from lookalike.scan.exclude import Excludes
        from lookalike.scan.run import check_folder
        from lookalike.steps import steps

        paths = [Path(folder) for folder in folders]
        if not paths:
            raise LookalikeError("no folder to audit", hint="Name folders of images.")
        for path in paths:
            check_folder(path)
        refuse_inside(paths, self._target.data_dir, "the data directory", "data_dir")
        engine = workers if spark is None else spark_of(spark)
        with steps("audit", step_shares(quick)) as step:
            step.begin("scan")
            scan_all(
                self.connection, paths, engine, TIME_LIMIT, DEFAULT_LIMITS, Excludes(), False, None
            )
            run_stages(self.connection, step, quick=quick, workers=engine)
        return self.sql(_QUERIES.text("summary"))

    def find(self, path: str | os.PathLike[str], most: int | None = None) -> "pandas.DataFrame":
        """Find the images that show the picture in a file, which need not be in the archive.

        A row is an image that was compared with it, the most alike first. `is_proven` says whether
        the pixels show that it is the picture or a part of it, and `how` says it in words. `most`
        bounds how many images are looked at for each kind of likeness.
        """
        from lookalike.find import describe as describe_found
        from lookalike.find import find_image

        rows = [
            (
                found.image_id,
                found.collection,
                found.path,
                found.proven,
                describe_found(found),
                found.found_by,
                found.similarity,
                found.phash_256_distance,
            )
            for found in find_image(self.connection, Path(path), most)
        ]
        names = (
            "image_id", "collection", "path", "is_proven", "how", "found_by", "similarity",
            "phash_256_distance",
        )  # fmt: skip
        types = ("int8", "text", "text", "bool", "text", "text", "float8", "int4")
        oids = [psycopg.adapters.types[name].oid for name in types]
        return to_pandas(to_arrow(names, oids, rows))

    @overload
    def sql(
        self, query: str, /, *, arrow: Literal[False] = False, **parameters: object
    ) -> "pandas.DataFrame": ...

    @overload
    def sql(
        self, query: str, /, *, arrow: Literal[True], **parameters: object
    ) -> "pyarrow.Table": ...

    def sql(
        self, query: str, /, *, arrow: bool = False, **parameters: object
    ) -> "pandas.DataFrame | pyarrow.Table":
        """Run a query and return its rows: a pandas.DataFrame, or with `arrow` a pyarrow.Table.

        `%(name)s` in the query stands for the parameter `name`; in a query with parameters write a
        per cent sign twice. Exact numbers are floats in pandas and decimals in Arrow; types that
        neither knows are text. A statement without rows returns an empty table.
        """
        try:
            cursor = self.connection.execute(query.encode(), parameters or None)
        except psycopg.Error as error:
            raise _readable(error) from error
        described = cursor.description or []
        rows = cursor.fetchall() if described else []
        table = to_arrow(
            [column.name for column in described], [column.type_code for column in described], rows
        )
        return table if arrow else to_pandas(table)

    def clusters(self, n: int = 10) -> "pandas.DataFrame":
        """Return the `n` clusters whose copies take the most bytes, the worst first."""
        return self.sql(_QUERIES.text("clusters"), n=n)

    def gallery(
        self, of: int | str, /, *, most: int = _MOST_PICTURES, **parameters: object
    ) -> Gallery:
        """Return pictures that show themselves in a notebook: at most `most`.

        `of` is the number of a cluster, or a query that has a column `image_id`, with parameters as
        in `sql`.
        """
        query = of
        if isinstance(of, int):
            query, parameters = _QUERIES.text("members"), {"cluster_id": of}
        try:
            with (
                self.connection.transaction(),
                self.connection.cursor(name="gallery") as cursor,  # one of a million rows ends here
            ):
                cursor.execute(str(query).encode(), parameters or None)
                names = [column.name for column in cursor.description or []]
                if "image_id" not in names:
                    raise LookalikeError(
                        'the query of the gallery has no column "image_id"',
                        hint="Select it, as in: SELECT image_id FROM duplicate_image",
                    )
                found = [row[names.index("image_id")] for row in cursor.fetchmany(most)]
        except psycopg.Error as error:
            raise _readable(error) from error
        if not found and isinstance(of, int):
            raise LookalikeError(
                f"there is no cluster {of}", hint="Method clusters() lists the worst clusters."
            )
        return Gallery(read_pictures(self.connection, found))


def _readable(error: psycopg.Error) -> LookalikeError:
    diagnostic = error.diag
    return LookalikeError(
        diagnostic.message_primary or " ".join(str(error).split()),
        detail=diagnostic.message_detail,
        hint=diagnostic.message_hint or "docs/sql-reference.md lists the views and functions.",
    )
