"""Draws pictures in confined worker processes, and keeps what was drawn.

The bytes of a file may be hostile, so no other process decodes them. A worker that crashes, hangs
or takes too much memory costs one picture.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from lookalike.cores import usable_cores
from lookalike.errors import LookalikeError
from lookalike.memory import worker_memory
from lookalike.pool import Failure, WorkerPool
from lookalike.prove.run import prepare_proofs
from lookalike.serve.cache import Cache, private_folder
from lookalike.serve.tiles import PictureFile, Problem, TilesWanted, make_tiles

_MOST_BYTES = 2 * 10**9  # of all that is kept
_TIME_LIMIT = 60.0  # seconds for one picture
_MOST_WORKERS = 4  # the pages are not alone on the machine

Item = TypeVar("Item")
Result = TypeVar("Result")


class Studio:
    """Draws what is asked for. What several people ask for at the same time is drawn once.

    The folder and the workers come with the first picture. Use it from one event loop.
    """

    def __init__(self, parent: Path | None = None, most: int = _MOST_BYTES) -> None:
        """`parent` is where the folder of pictures is made; `most` bytes are kept."""
        self._parent, self._most = parent, most
        self._open = ExitStack()
        self._numbers = count()
        self._making: dict[str, asyncio.Task[Any]] = {}
        self._room: _Room | None = None

    async def run(self, work: Callable[[Item], Result], item: Item) -> Result | Problem:
        """Run a function of this package in a worker."""
        made: Result | Problem = await asyncio.wrap_future(self._rooms().workers.submit(work, item))
        return made

    async def draw(
        self,
        key: str,
        names: Sequence[str],
        work: Callable[[Item], dict[str, bytes] | Problem],
        item: Item,
    ) -> dict[str, bytes] | Problem:
        """Return the files with these names that a function draws for this key."""
        keys = {name: f"{name} of {key}" for name in names}

        async def drawn() -> dict[str, bytes] | Problem:
            made = await self.run(work, item)
            if not isinstance(made, Problem):
                with suppress(OSError):  # it is shown although the disk is full
                    for name in names:
                        self._rooms().cache.add(keys[name], made[name])
            return made

        kept = {name: self._rooms().cache.find(keys[name]) for name in names}
        if all(kept.values()):
            return {name: path.read_bytes() for name, path in kept.items() if path}
        return await self._once(keys[names[0]], drawn)

    async def tiles(self, key: str, source: PictureFile) -> Path | Problem:
        """Return the tiles of a picture, as make_tiles makes them."""
        key = f"tiles of {key}"

        async def made() -> Path | Problem:
            room = self._rooms()
            wanted = TilesWanted(source, str(room.bench / str(next(self._numbers))))
            problem = await self.run(make_tiles, wanted)
            if problem is None:
                return room.cache.adopt(key, Path(wanted.made))
            Path(wanted.made).unlink(missing_ok=True)
            return problem

        found = self._rooms().cache.find(key)
        return found if found is not None else await self._once(key, made)

    async def _once(self, key: str, make: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Make something, or wait for it where it is being made."""
        if key not in self._making:
            self._making[key] = asyncio.create_task(make())
            self._making[key].add_done_callback(lambda _: self._making.pop(key))
        # A request that goes away ends nothing: others may wait for the same.
        made: Result = await asyncio.shield(self._making[key])
        return made

    def _rooms(self) -> "_Room":
        if self._room is None:
            parent = self._parent or platformdirs.user_cache_path("lookalike")
            try:
                folder = self._open.enter_context(private_folder(parent))
            except OSError as error:
                raise LookalikeError(
                    f'cannot keep pictures below "{parent}"',
                    detail=f"{error.strerror}.",
                    hint="Let this user write there, or name another folder in XDG_CACHE_HOME.",
                ) from error
            self._room = _Room(folder, self._most)
            self._open.callback(self._room.workers.close)
        return self._room

    async def close(self) -> None:
        """Stop the workers and forget what was drawn."""
        await asyncio.to_thread(self._open.close)


class _Room:
    """What there is once something has been drawn: what was kept, a bench, and workers at it."""

    def __init__(self, folder: Path, most: int) -> None:
        kept, self.bench = folder / "kept", folder / "bench"
        kept.mkdir()
        self.bench.mkdir()
        self.cache = Cache(kept, most)
        self.workers = _Workers(self.bench)


class _Workers:
    """Worker processes that each do one thing at a time.

    Each has a thread that waits for it and lives as long: the system ends a worker together with
    the thread that started it.
    """

    def __init__(self, bench: Path) -> None:
        number = min(usable_cores(), _MOST_WORKERS)
        self._bench, self._memory = bench, worker_memory(number)
        self._pools: list[WorkerPool] = []
        self._own = threading.local()
        self._threads = ThreadPoolExecutor(number, "studio", initializer=self._begin)

    def submit(self, work: Callable[[Any], Any], item: Any) -> Any:
        return self._threads.submit(self._do, work, item)

    def _begin(self) -> None:
        self._own.pool = WorkerPool(
            1,
            prepare=prepare_proofs,
            time_limit=_TIME_LIMIT,
            writable=[self._bench],
            memory=self._memory,
        )
        self._pools.append(self._own.pool.__enter__())

    def _do(self, work: Callable[[Any], Any], item: Any) -> Any:
        ((_, answer),) = self._own.pool.map_unordered(work, [item])
        return Problem(answer.problem, answer.message) if isinstance(answer, Failure) else answer

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        for pool in self._pools:
            pool.__exit__(None, None, None)
