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

from lookalike.picture.file import PictureFile
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import Failure, WorkerPool
from lookalike.serve.cache import Cache, private_folder
from lookalike.serve.tiles import Problem, TilesWanted, make_tiles

_TIME_LIMIT = 60.0  # seconds for one picture

Item = TypeVar("Item")
Result = TypeVar("Result")


class Studio:
    """Draws what is asked for. What several people ask for at the same time is drawn once.

    The folder and the workers come with the first picture. Use it from one event loop.
    """

    def __init__(
        self, workers: int, memory: int, most: int = 2 * 10**9, parent: Path | None = None
    ) -> None:
        """`memory` is how many bytes each of so many processes may take; `most` bytes are kept.

        `parent` is where the folder of pictures is made.
        """
        self._workers, self._memory, self._most, self._parent = workers, memory, most, parent
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
            folder = self._open.enter_context(private_folder(self._parent))
            self._room = _Room(folder, self._most, self._workers, self._memory)
            self._open.callback(self._room.workers.close)
        return self._room

    async def close(self) -> None:
        """Stop the workers and forget what was drawn."""
        await asyncio.to_thread(self._open.close)


class _Room:
    """What there is once something has been drawn: what was kept, a bench, and workers at it."""

    def __init__(self, folder: Path, most: int, workers: int, memory: int) -> None:
        kept, self.bench = folder / "kept", folder / "bench"
        kept.mkdir()
        self.bench.mkdir()
        self.cache = Cache(kept, most)
        self.workers = _Workers(self.bench, workers, memory)


class _Workers:
    """Worker processes that each do one thing at a time.

    Each has a thread that waits for it and lives as long: a worker that is no fork (see
    lookalike.pool) ends with the thread that started it.
    """

    def __init__(self, bench: Path, number: int, memory: int) -> None:
        self._bench, self._memory = bench, memory
        self._own = threading.local()
        self._pools: set[WorkerPool] = set()
        self._threads = ThreadPoolExecutor(number, "studio")

    def submit(self, work: Callable[[Any], Any], item: Any) -> Any:
        return self._threads.submit(self._do, work, item)

    def _do(self, work: Callable[[Any], Any], item: Any) -> Any:
        pool = self._pool()
        try:
            ((_, answer),) = pool.map_unordered(work, [item])
        except BaseException:
            self._own.pool = None  # the next picture starts another process
            self._pools.discard(pool)
            pool.__exit__(None, None, None)
            raise
        return Problem(answer.problem, answer.message) if isinstance(answer, Failure) else answer

    def _pool(self) -> WorkerPool:
        """The process of this thread, which starts with the first picture that it draws."""
        pool: WorkerPool | None = getattr(self._own, "pool", None)
        if pool is None:
            pool = WorkerPool(
                1,
                prepare=prepare_decoders,
                time_limit=_TIME_LIMIT,
                writable=[self._bench],
                memory=self._memory,
            )
            self._own.pool = pool.__enter__()
            self._pools.add(pool)
        return pool

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        for pool in self._pools:
            pool.__exit__(None, None, None)
