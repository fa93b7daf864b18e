"""Every error that the project raises says what to do."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SQL = [
    file for file in sorted((ROOT / "sql" / "archive").rglob("*.sql")) if "delta_" not in file.name
]
PYTHON = sorted((ROOT / "loader").rglob("*.py"))
_RAISE = re.compile(r"RAISE EXCEPTION .*?;\n", re.DOTALL)


def test_errors_of_the_database_have_a_hint() -> None:
    without = [
        f"{file.name}: {statement}"
        for file in SQL
        for statement in _RAISE.findall(file.read_text(encoding="utf-8"))
        if "HINT" not in statement
    ]
    assert not without


def test_errors_of_the_loader_have_a_hint() -> None:
    without = [
        f"{file.name}:{node.lineno}"
        for file in PYTHON
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "LookalikeError"
        and not any(keyword.arg == "hint" for keyword in node.keywords)
    ]
    assert not without
