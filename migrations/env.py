"""Where Alembic runs the revisions.

`lookalike install` passes its own connection, so that revisions and replaceable files are one
transaction. From the command line:
    alembic -c migrations/alembic.ini -x url=postgresql://... current
"""

import sqlalchemy
from alembic import context

from lookalike.database import connect
from lookalike.errors import LookalikeError


def run(connection: sqlalchemy.Connection) -> None:
    """Run the revisions on `connection`, in its transaction if it has one."""
    context.configure(connection=connection, version_table_schema="lookalike_internal")
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = context.get_x_argument(as_dictionary=True).get("url")
    if not isinstance(url, str):
        raise LookalikeError("no database named", hint="Add: -x url=postgresql://...")
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: connect(url, autocommit=False)
    )
    with engine.connect() as own:
        run(own)
