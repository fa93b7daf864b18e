"""How long the server waits for what others have begun to send.

A request whose end never comes would keep its connection for ever, and some hundreds of them would
keep everybody out.
"""

import asyncio
from typing import Any

from h11 import DONE, IDLE
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 15.0  # for the first line and the headers of a request
END_SECONDS = 1.0  # for connections without a request, when the server ends
FORM_SECONDS = 30.0  # for a form, and one more for each so many bytes that it may have
FORM_BYTES_PER_SECOND = 500_000


class Impatient(H11Protocol):
    """HTTP/1.1 with those who send the head of a request in time; other connections are closed."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # A head is on its way, or the rest of a request that has its answer.
        is_half = self.conn.their_state is IDLE or self.conn.our_state is DONE
        if not is_half:
            self._stop_waiting()
        elif self._waiting is None:  # one byte more gives no more time
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        super().shutdown()
        if self.cycle is None or self.cycle.response_complete:
            # With https, a browser that has gone would keep the server for half a minute.
            self.loop.call_later(END_SECONDS, self.transport.abort)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def time_for_form(most: int) -> Any:
    """A context in which a form of at most so many bytes has to come. Raises TimeoutError."""
    return asyncio.timeout(FORM_SECONDS + most / FORM_BYTES_PER_SECOND)
