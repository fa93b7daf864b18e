"""A process that scans and matches, and kills itself with SIGKILL at a named point.

python killed_run.py URL FOLDER WAY POINT COUNT: dies when POINT is reached for the COUNT-th time.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lookalike import stages
from lookalike.database import connect
from lookalike.match import whole
from lookalike.match.method import Wanted
from lookalike.scan import run, store


def main(url: str, folder: str, way: "Wanted", point: str, count: int) -> None:
    left = count

    def reached(name: str) -> None:
        nonlocal left
        if name == point:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    def wrap(owner: Any, name: str) -> None:
        function: Callable[..., Any] = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            reached(f"before {name}")
            result = function(*args, **kwargs)
            reached(f"after {name}")
            return result

        setattr(owner, name, wrapped)

    wrap(store.ScanStore, "select_files_to_read")
    wrap(store.ScanStore, "store")
    wrap(store.ScanStore, "finish")
    wrap(store, "_image_row")  # inside the COPY of a batch
    wrap(stages.Notices, "__call__")  # between two batches of a match
    wrap(whole, "_store")  # inside the transaction of a pass
    wrap(whole, "_store_crowds")

    run._BATCH_SIZE = 7
    with connect(url) as connection:
        connection.execute("SET client_min_messages = notice")
        run.scan_folder(connection, Path(folder), workers=1)
        stages.match(connection, method=way, batch_size=5)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))  # type: ignore[arg-type]
