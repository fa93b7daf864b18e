"""The views over the exported files: one PostgreSQL query each, translated for DuckDB and Spark."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

DIALECTS = ("duckdb", "spark")
_FOLDER = Path(__file__).parent / "views"


@dataclass(frozen=True, slots=True)
class View:
    """A query on exported views that PostgreSQL, with schema lookalike in its search path, runs."""

    name: str
    comment: str
    query: str


@dataclass(slots=True)
class Translation:
    """A view in each dialect, and for each dialect that cannot have it the reason in words."""

    view: View
    queries: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def notes(self) -> Iterator[str]:
        """What cannot be translated, a sentence for each reason."""
        for problem in dict.fromkeys(self.problems.values()):
            dialects = {name for name, other in self.problems.items() if other == problem}
            yield f"View {self.view.name} is not there for {_listed(dialects)}: {problem}."


@dataclass(frozen=True, slots=True)
class Table:
    """An exported view, with the comments of its columns by their names."""

    name: str
    comment: str
    columns: Mapping[str, str]


def read_views(folder: Path = _FOLDER) -> list[View]:
    """Read the views: each file is a comment and a query."""
    return [_read(file) for file in sorted(folder.glob("*.sql"))]


def _read(file: Path) -> View:
    lines = file.read_text(encoding="utf-8").splitlines()
    count = next(n for n, line in enumerate(lines) if not line.startswith("--"))
    comment = " ".join(line.removeprefix("--").strip() for line in lines[:count])
    return View(file.stem, comment, "\n".join(lines[count:]).rstrip().removesuffix(";"))


def translate(view: View, tables: Iterable[Table]) -> Translation:
    """Translate a view, whose query may read these tables alone."""
    from sqlglot import ErrorLevel, exp, parse_one  # slow to import
    from sqlglot.errors import OptimizeError, SqlglotError
    from sqlglot.optimizer.qualify import qualify

    translation = Translation(view)
    try:
        query = parse_one(view.query, read="postgres")
    except SqlglotError:
        translation.problems = dict.fromkeys(DIALECTS, "the translator cannot read it")
        return translation
    columns: dict[str, object] = {table.name: dict.fromkeys(table.columns, "") for table in tables}
    own = {cte.alias for cte in query.find_all(exp.CTE)}
    missing = {table.name for table in query.find_all(exp.Table)} - own - set(columns)
    unknown = {function.name for function in query.find_all(exp.Anonymous)}
    problem = None
    if missing:
        problem = f"it reads {_listed(missing)}, which is not exported"
    elif unknown:
        problem = f"it calls {_listed(unknown)}, which only PostgreSQL has"
    else:
        try:
            qualify(query.copy(), schema=columns, dialect="postgres")
        except OptimizeError as error:
            problem = f"it reads a column that is not exported ({_plain(error)})"
    for dialect in DIALECTS:
        try:
            if problem is None:
                translation.queries[dialect] = query.sql(
                    dialect, pretty=True, unsupported_level=ErrorLevel.RAISE
                )
            else:
                translation.problems[dialect] = problem
        except SqlglotError as error:
            translation.problems[dialect] = _plain(error)
    return translation


def _plain(error: Exception) -> str:
    """The first sentence of an error, without colours."""
    return re.sub("\x1b\\[[0-9;]*m", "", str(error)).partition(". ")[0].rstrip(".")


def write_script(dialect: str, tables: list[Table], translations: list[Translation]) -> str:
    """The statements that make the views in this dialect, those of the files before the others."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701 -- SQL; what is put in is quoted by a filter
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(literal=_literal, spark_literal=_spark_literal)
    template = environment.get_template(f"{dialect}.sql.j2")
    return template.render(tables=tables, translations=translations) + "\n"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _spark_literal(text: str) -> str:
    # The shell of Spark would end the statement at a semicolon.
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace(";", "\\u003B") + "'"


def _listed(names: set[str]) -> str:
    return " and ".join(sorted(names))
