"""The folders of the SQL files, migrations and policies, in a wheel or in the source tree."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_ROOT = _PACKAGE if (_PACKAGE / "sql").is_dir() else _PACKAGE.parents[1]

SQL = _ROOT / "sql"
MIGRATIONS = _ROOT / "migrations"
POLICIES = _PACKAGE / "policies" if _ROOT == _PACKAGE else _ROOT / "docs" / "policies"
