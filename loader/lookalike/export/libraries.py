"""The libraries that only the extras bring."""

from importlib import import_module
from typing import Any

from lookalike.errors import LookalikeError


def load(module: str, extra: str, purpose: str) -> Any:
    """Return a module of an extra. Raises LookalikeError that says how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise LookalikeError(
            f"{purpose} need {module.partition('.')[0]}",
            hint=f"Install it along: pip install 'lookalike[{extra}]'",
        ) from error
