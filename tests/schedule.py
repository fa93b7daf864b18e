"""In which order the tests run, and which of them in one process."""

from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

# One test of these, or a fixture, takes long: begun last, it would keep the other processes idle.
_FIRST = (
    "tests/quarantine/test_truth.py",
    "tests/oracle/test_ground_truth.py",
    "tests/quarantine/test_properties.py",
    "tests/prove/test_documents.py",
    "tests/evaluate/test_evaluate.py",
    "tests/report/",
    "tests/access/test_stages.py",
    "tests/lifecycle/test_audit.py",
    "tests/publication/test_real_pictures.py",
    "tests/oracle/",
    "tests/docs/test_queries.py",
    "tests/encode/test_order.py",
    "tests/serve/",
)
# The files of such a folder share a fixture that takes long.
_TOGETHER = ("tests/report/",)


class ByFile(LoadFileScheduling):
    """As `--dist loadfile`, but in the order of `longest_first`."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        for folder in _TOGETHER:
            if nodeid.startswith(folder):
                return folder
        return nodeid.partition("::")[0]


def longest_first(items: list[pytest.Item]) -> None:
    """Sort the tests: the files that take long, and then the others, by their number of tests."""
    sizes = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[int, int]:
        found = (n for n, start in enumerate(_FIRST) if item.nodeid.startswith(start))
        return next(found, len(_FIRST)), -sizes[item.path]

    items.sort(key=place)  # it leaves the tests of a file together
