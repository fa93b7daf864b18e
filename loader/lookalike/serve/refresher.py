"""Brings what the queue keeps up to date after decisions, when people pause.

Nobody has to wait for it: the queue works out what has changed since. So the work of quick
decisions is merged, and does not slow the next one.
"""

import asyncio
import logging
import time
from contextlib import suppress

from starlette.concurrency import run_in_threadpool

from lookalike import stages
from lookalike.serve.limits import without_limits
from lookalike.serve.people import Person

_LOG = logging.getLogger(__name__)
_PAUSE_SECONDS = 2.0
_LONGEST_SECONDS = 15.0  # what is read meanwhile costs more with each decision


class Refresher:
    """One refresh at a time, for all people: each brings everything up to date."""

    def __init__(self) -> None:
        self._person: Person | None = None  # who asked last
        self._asked = 0.0
        self._task: asyncio.Task[None] | None = None
        self._is_over = asyncio.Event()

    async def ask(self, person: Person) -> None:
        """Have it done soon, as this person."""
        self._person, self._asked = person, time.monotonic()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Do at once what still waits."""
        self._is_over.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while self._person is not None:
            await self._wait_for_pause()
            person, self._person = self._person, None
            try:
                is_done = await run_in_threadpool(_refresh, person)
            except Exception:
                # The rows still wait for the next time, and facts say how old they are.
                _LOG.exception("what the queue keeps is not up to date")
                continue
            if not is_done and not self._is_over.is_set():
                # Another session is at it, perhaps since before the last decision.
                self._person, self._asked = self._person or person, time.monotonic()

    async def _wait_for_pause(self) -> None:
        latest = time.monotonic() + _LONGEST_SECONDS
        while not self._is_over.is_set():
            left = min(self._asked + _PAUSE_SECONDS, latest) - time.monotonic()
            if left <= 0:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_over.wait(), left)


def _refresh(person: Person) -> bool:
    with person.connection() as connection, without_limits(connection):
        return stages.refresh(connection)
