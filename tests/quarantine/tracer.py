"""Runs a function in a process of its own, and kills it between two calls of the kernel.

Only calls that change a disk, or say something to the database, count: between two others, the
kill is the same kill.
"""

import ctypes
import errno
import os
import platform
import signal
import struct
from collections.abc import Callable

import pytest

_TRACEME, _SYSCALL, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_TRACESYSGOOD, _EXITKILL = 0x1, 0x100000
_AT_CALL = signal.SIGTRAP | 0x80
# Numbers of calls that change something: of files, folders and their attributes, and of sockets.
_CHANGING = {
    "x86_64": {
        1: "write", 18: "pwrite64", 20: "writev", 44: "sendto", 46: "sendmsg", 76: "truncate",
        77: "ftruncate", 82: "rename", 83: "mkdir", 84: "rmdir", 86: "link", 87: "unlink",
        91: "fchmod", 93: "fchown", 190: "fsetxattr", 257: "openat", 258: "mkdirat",
        263: "unlinkat", 264: "renameat", 265: "linkat", 280: "utimensat", 316: "renameat2",
        326: "copy_file_range",
    },
    "aarch64": {
        7: "fsetxattr", 34: "mkdirat", 35: "unlinkat", 37: "linkat", 38: "renameat",
        46: "ftruncate", 52: "fchmod", 55: "fchown", 56: "openat", 64: "write", 66: "writev",
        68: "pwrite64", 88: "utimensat", 206: "sendto", 211: "sendmsg", 276: "renameat2",
        285: "copy_file_range",
    },
}  # fmt: skip
_OPENAT_FLAGS = 2  # the place of the flags among the arguments


def run_and_kill(function: Callable[[], object], at: int | None) -> int:
    """Call the function in a child, and kill the child at the given point, from 1.

    The points are the beginnings and the ends of changing calls. Returns how many there were until
    the end; `at` if the child was killed. With None it is not killed.
    """
    changing = _CHANGING.get(platform.machine())
    if os.uname().sysname != "Linux" or changing is None:
        pytest.skip(f"the calls of {os.uname().sysname} on {platform.machine()} are not known here")
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.restype = ctypes.c_long
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    child = os.fork()
    if not child:
        _be_traced(libc, function)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        pytest.skip("this system lets no process trace another: kills are not tested")
    libc.ptrace(_SETOPTIONS, child, None, _TRACESYSGOOD | _EXITKILL)
    points, is_changing, pass_on = 0, False, 0
    while True:
        libc.ptrace(_SYSCALL, child, None, pass_on)
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            assert os.WIFEXITED(status), f"the child was ended by signal {os.WTERMSIG(status)}"
            assert os.WEXITSTATUS(status) == 0
            return points
        pass_on = 0
        if os.WSTOPSIG(status) != _AT_CALL:
            pass_on = os.WSTOPSIG(status) if os.WSTOPSIG(status) != signal.SIGSTOP else 0
            continue
        number, arguments = _call(libc, child)
        if number is not None:
            is_changing = number in changing and not (
                changing[number] == "openat" and not arguments[_OPENAT_FLAGS] & os.O_CREAT
            )
        points += is_changing
        if is_changing and points == at:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return points


def _be_traced(libc: ctypes.CDLL, function: Callable[[], object]) -> None:
    code = 1
    try:
        if libc.ptrace(_TRACEME, 0, None, None) == 0:
            os.kill(os.getpid(), signal.SIGSTOP)
            function()
            code = 0
    finally:
        os._exit(code)


def _call(libc: ctypes.CDLL, child: int) -> tuple[int | None, tuple[int, ...]]:
    """Return number and arguments of the call that begins; (None, ()) where one ends."""
    info = ctypes.create_string_buffer(88)
    if libc.ptrace(_GET_SYSCALL_INFO, child, len(info), info) < 0:
        code = ctypes.get_errno()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert code in (errno.EIO, errno.EINVAL), os.strerror(code)
        pytest.skip("this kernel does not tell which call is made: kills are not tested")
    if info.raw[0] != 1:
        return None, ()
    number, *arguments = struct.unpack_from("<7Q", info.raw, 24)
    return number, tuple(arguments)
