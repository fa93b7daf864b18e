"""Where a preloaded process listens, and for which commands it may work.

The name of its socket is a digest of all that it must have in common with a command. So a command
that differs, or that has newer code, finds no socket and runs by itself.
"""

import os
import socket
import stat
import struct
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

STARTED, PRESENT = b"started", b"present"  # what a process tells who has started it

# Libraries read these when they are loaded, so a process cannot change them any more.
_READ_AT_LOADING = (
    "BLIS_", "FORCE_COLOR", "GITHUB_ACTIONS", "GLIBC_", "GOTO_", "KMP_", "LANG", "LC_", "LD_",
    "MALLOC_", "MKL_", "NO_COLOR", "NPY_", "NUMBA_", "NUMPY_", "OMP_", "OPENBLAS_", "OPENCV_",
    "OPENSSL_", "ORT_", "PILLOW_", "PSYCOPG_", "PYTHON", "PY_COLORS", "SSL_", "TBB_",
    "TERMINAL_WIDTH", "TYPER_", "_TYPER_",
)  # fmt: skip
# Rights and confinement of a process, in /proc/self/status.
_RIGHTS = (b"Cap", b"NoNewPrivs", b"Seccomp")
_NAMESPACES = ("ipc", "mnt", "net", "pid", "time", "user", "uts")
_PACKAGE = Path(__file__).resolve().parents[1]
_SUFFIX = ".socket"
_served_at: str | None = None  # in a preloaded process and its children
_CREDENTIALS = struct.Struct("3i")  # process, user, group


def is_offered() -> bool:
    """Whether this system has what a preloaded process needs."""
    return sys.platform == "linux"


def folder() -> Path:
    """Return the folder of the sockets of this user, which may not be there yet."""
    base = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("TMPDIR") or "/tmp"  # noqa: S108
    return Path(base) / f"lookalike-preload-{os.geteuid()}"


def is_private(place: Path) -> bool:
    """Whether it is a folder of this user that nobody else may enter."""
    try:
        found = place.lstat()
    except OSError:
        return False
    is_closed = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    return is_closed and found.st_uid == os.geteuid()


def names(place: Path) -> list[str]:
    """Return the names of the sockets in the folder; an empty list where it is not private."""
    if not is_offered() or not is_private(place):
        return []
    return sorted(path.name for path in place.iterdir() if path.suffix == _SUFFIX)


def socket_name() -> str:
    """Return the name of the socket at which a process would serve this one, or does so."""
    if _served_at is not None:
        return _served_at
    facts = (code_state(sys.path[1:]), *_interpreter(), *_process(), *_environment())
    return _digest(facts) + _SUFFIX


def serve_at(name: str) -> None:
    """Note the name of the socket at which this process serves."""
    global _served_at
    _served_at = name


def code_state(folders: list[str]) -> str:
    """Return a digest of the state of our files and of `folders`, into which pip puts libraries."""
    facts: list[object] = []
    pending = [str(_PACKAGE)]
    for folder in pending:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if not entry.is_dir():
                    state = entry.stat()
                    facts.append((entry.path, state.st_mtime_ns, state.st_size))
                elif entry.name != "__pycache__":
                    pending.append(entry.path)
    for folder in folders:
        facts.append(folder)
        with suppress(OSError):
            facts.append(Path(folder).stat().st_mtime_ns)
    return _digest(facts)


@contextmanager
def reached(place: Path, name: str) -> Iterator[str]:
    """Give a path of a socket for the block that is short enough, however long the folder's is."""
    descriptor = os.open(place, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}/{name}"
    finally:
        os.close(descriptor)


def connect(place: Path, name: str, seconds: float) -> socket.socket | None:
    """Connect to a process of this user; None if no process answers there.

    Nothing waits longer than `seconds`.
    """
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(seconds)
    try:
        with reached(place, name) as path:
            connection.connect(path)
        if peer(connection)[1] == os.geteuid():
            return connection
    except OSError:
        pass
    connection.close()
    return None


def peer(connection: socket.socket) -> tuple[int, int]:
    """Return process and user at the other end, as the kernel says."""
    said = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    process, user, _ = _CREDENTIALS.unpack(said)
    return process, user


def _interpreter() -> Sequence[object]:
    return [sys.executable, sys.version, sys.flags, sys.warnoptions, sorted(sys._xoptions.items())]


def _process() -> Sequence[object]:
    """User, groups, rights, and what the process sees of the machine."""
    root = Path("/").stat()
    facts: list[object] = [os.getresuid(), os.getresgid(), sorted(os.getgroups())]
    facts += [root.st_dev, root.st_ino]
    for name in _NAMESPACES:
        with suppress(OSError):
            facts.append(os.readlink(f"/proc/self/ns/{name}"))  # noqa: PTH115
    with suppress(OSError):
        facts.append(Path("/proc/self/attr/current").read_bytes())
    status = Path("/proc/self/status").read_bytes().splitlines()
    return facts + [line for line in status if line.startswith(_RIGHTS)]


def _environment() -> Sequence[object]:
    return sorted(item for item in os.environ.items() if item[0].startswith(_READ_AT_LOADING))


def _digest(facts: object) -> str:
    return blake2b(repr(facts).encode(errors="surrogateescape"), digest_size=12).hexdigest()
