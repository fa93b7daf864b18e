"""The types of pgvector for a connection, found by their extension and never by search_path."""

from pathlib import Path
from typing import Any

import psycopg
from pgvector.psycopg.bit import register_bit_info
from pgvector.psycopg.halfvec import register_halfvec_info
from pgvector.psycopg.sparsevec import register_sparsevec_info
from pgvector.psycopg.vector import register_vector_info
from psycopg.types import TypeInfo

from lookalike.database.query_files import QueryFiles

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_REGISTER = {
    "vector": register_vector_info,
    "halfvec": register_halfvec_info,
    "sparsevec": register_sparsevec_info,
}


def register_types(connection: psycopg.Connection[Any]) -> None:
    """Let `connection` send and read bit strings, and vectors where the database has pgvector."""
    register_bit_info(connection, psycopg.adapters.types["bit"])
    for name, oid, array_oid in connection.execute(_QUERIES.text("vector_types")).fetchall():
        _REGISTER[name](connection, TypeInfo(name, oid, array_oid))
