"""When a file was last changed, as the file system and the database say it."""

import os
from datetime import UTC, datetime, timedelta

# What both a Python datetime and a PostgreSQL timestamp can hold: the years 1 to 9999.
_EARLIEST_US, _LATEST_US = -62_135_596_800_000_000, 253_402_300_799_999_999
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def read_modified(status: os.stat_result) -> int:
    """Modification time in microseconds since 1970 UTC, held to what a timestamp can store."""
    return min(max(status.st_mtime_ns // 1000, _EARLIEST_US), _LATEST_US)


def to_timestamp(microseconds: int) -> datetime:
    """The time that is so many microseconds after 1970 UTC."""
    # By integers: a float would lose microseconds, and every file would look changed.
    return _EPOCH + microseconds * _MICROSECOND


def to_microseconds(at: datetime) -> int:
    """The number of microseconds from 1970 UTC to a time."""
    return (at - _EPOCH) // _MICROSECOND
