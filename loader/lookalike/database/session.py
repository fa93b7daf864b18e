"""The settings of a session that this package rests on, whatever a database or a role says."""

import json
from typing import Any

import psycopg

_SETTINGS = {
    "client_connection_check_interval": "1s",  # a killed command ends its query within moments
    "client_min_messages": "notice",  # progress comes in notices
    "bytea_output": "hex",
    "datestyle": "ISO, YMD",
    "default_transaction_isolation": "read committed",
    "extra_float_digits": "1",
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
    "intervalstyle": "postgres",
    "lc_messages": "C",
    "lock_timeout": "0",
    "row_security": "on",
    "standard_conforming_strings": "on",
    "statement_timeout": "0",
    "timezone": "UTC",
    "transaction_timeout": "0",
    "transform_null_equals": "off",
    "xmloption": "content",
}
# Not every server has all of them, nor lets everybody set them.
_PIN = """
SELECT pg_catalog.set_config(w.name, w.setting, false)
FROM pg_catalog.json_each_text(%s) AS w (name, setting)
JOIN pg_catalog.pg_settings AS s ON pg_catalog.lower(s.name) OPERATOR(pg_catalog.=) w.name
WHERE s.context OPERATOR(pg_catalog.=) 'user'
    OR pg_catalog.has_parameter_privilege(w.name, 'SET')
"""


def pin_settings(connection: psycopg.Connection[Any]) -> None:
    """Set what this package rests on, for this session.

    search_path is left to its owner: all our statements name their schemas, and the queries that
    people give to commands are theirs.
    """
    connection.execute(_PIN, (json.dumps(_SETTINGS),))
