"""Seccomp, by which a process gives up system calls for good (Linux, x86-64 and 64-bit ARM).

The kernel runs a filter of a few instructions at each call, as `linux/filter.h` and
`linux/seccomp.h` describe them.
"""

import ctypes
import errno
import os
import platform
import sys
from typing import NamedTuple

_NO_NEW_PRIVILEGES = 38  # of prctl
_SET_FILTER, _ALL_THREADS = 1, 1
_GET_ACTION, _ERROR = 2, 0x00050000
_REFUSE = _ERROR | errno.EPERM
_ALLOW = 0x7FFF0000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _PROCESSOR = 0, 4  # places in what the filter looks at
_OTHER_NUMBERS = 0x40000000  # from here on x86-64 counts its calls again


class _Calls(NamedTuple):
    processor: int  # AUDIT_ARCH_...
    seccomp: int  # number of the call itself
    refused: tuple[int, ...]


_KNOWN = {
    "x86_64": _Calls(
        0xC000003E,
        317,
        (
            *(41, 42, 43, 49, 50, 288, 307, 425),  # socket connect accept bind listen accept4 ...
            *(59, 322, 101, 310, 311, 438),  # execve execveat ptrace process_vm_* pidfd_getfd
            *(155, 161, 165, 166, 272, 308),  # pivot_root chroot mount umount2 unshare setns
            *(248, 249, 250, 304, 321, 323),  # keys open_by_handle_at bpf userfaultfd
            *(90, 91, 268, 452, 92, 93, 94, 260),  # chmod and chown, in all forms
            *(188, 189, 190, 197, 198, 199, 132, 235, 261, 280),  # extended attributes, times
        ),
    ),
    "aarch64": _Calls(
        0xC00000B7,
        277,
        (
            *(198, 200, 201, 202, 203, 242, 269, 425),
            *(221, 281, 117, 270, 271, 438),
            *(41, 51, 40, 39, 97, 268),
            *(217, 218, 219, 265, 280, 282),
            *(52, 53, 452, 54, 55),
            *(5, 6, 7, 14, 15, 16, 88),
        ),
    ),
}


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),  # instructions to skip
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("first", ctypes.POINTER(_Instruction)))


def is_known() -> bool:
    """Say whether the kernel has filters, and this module the numbers of this processor."""
    calls = _calls()
    if calls is None:
        return False
    action = ctypes.c_uint32(_ERROR)
    found = ctypes.CDLL(None).syscall(calls.seccomp, _GET_ACTION, 0, ctypes.byref(action))
    return int(found) == 0


def refuse_calls() -> None:
    """Have calls refused, in all threads: of the network, of other programs and processes.

    Also those that change owners, modes, times and attributes, which Landlock does not look at.
    They fail with EPERM. Nothing happens where filters are not known. Raises OSError if the kernel
    refuses.
    """
    calls = _calls()
    if calls is None or not is_known():
        return
    steps = [(_LOAD, 0, 0, _PROCESSOR), (_EQUAL, 1, 0, calls.processor), (_RETURN, 0, 0, _REFUSE)]
    steps += [(_LOAD, 0, 0, _NUMBER)]
    tests = [(_AT_LEAST, _OTHER_NUMBERS), *((_EQUAL, number) for number in calls.refused)]
    for place, (code, number) in enumerate(tests):
        steps.append((code, len(tests) - place, 0, number))
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    program = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    whole = _Program(len(steps), program)
    libc = ctypes.CDLL(None, use_errno=True)
    failed = libc.prctl(_NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))) or libc.syscall(
        calls.seccomp, _SET_FILTER, _ALL_THREADS, ctypes.byref(whole)
    )
    if failed:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def _calls() -> _Calls | None:
    return _KNOWN.get(platform.machine()) if sys.platform == "linux" else None
