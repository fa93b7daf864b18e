"""`index_recall` against a recall counted by hand, for every kind of index it serves."""

import numpy as np
import psycopg
import pytest

from extension.embeddings import cosine_distances, create_embeddings, literal
from extension.plans import only_index

HNSW = "CREATE INDEX asset_e_idx ON asset USING hnsw (e halfvec_cosine_ops)"


def recall(
    connection: psycopg.Connection, index: str = "asset_e_idx", k: int = 10, sample: int = 50
) -> tuple[float, float, int, int]:
    row = connection.execute(
        "SELECT * FROM lookalike.index_recall(%s, %s, %s)", [index, k, sample]
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2], row[3]


def test_recall_depends_on_ef_search(any_functions: psycopg.Connection) -> None:
    create_embeddings(any_functions, 2000)
    any_functions.execute(HNSW)
    any_functions.execute("SET hnsw.ef_search = 1000")
    assert recall(any_functions) == (1, 1, 50, 10)
    any_functions.execute("DROP INDEX asset_e_idx")
    any_functions.execute(f"{HNSW} WITH (m = 4, ef_construction = 8)")
    any_functions.execute("SET hnsw.ef_search = 20")
    mean, lowest, queries, k = recall(any_functions)
    assert lowest < mean < 1 and mean > 0.4 and (queries, k) == (50, 10)
    assert recall(any_functions)[0] == mean
    # One row is found, mostly the query itself, and that does not count.
    any_functions.execute("SET hnsw.ef_search = 1")
    assert recall(any_functions)[0] < 0.1
    assert any_functions.execute("SHOW enable_seqscan").fetchone() == ("on",)


def test_recall_is_what_one_counts_by_hand(any_functions: psycopg.Connection) -> None:
    values = create_embeddings(any_functions, 300)
    any_functions.execute(HNSW)
    any_functions.execute("SET hnsw.ef_search = 6")
    only_index(any_functions)
    shares = []
    for number, q in enumerate(values):
        found = any_functions.execute(
            f"SELECT id FROM asset ORDER BY e <=> '{literal(q)}' LIMIT 6"
        ).fetchall()
        others = [row[0] for row in found if row[0] != number][:5]
        truth = [i for i in np.argsort(cosine_distances(values, q)) if i != number][:5]
        shares.append(len({*others} & {*truth}) / 5)
    mean, lowest, queries, _ = recall(any_functions, k=5, sample=1000)
    assert (mean, lowest, queries) == (pytest.approx(np.mean(shares), abs=0.01), min(shares), 300)
    assert mean < 1


def test_one_as_far_as_the_last_counts_as_found(any_functions: psycopg.Connection) -> None:
    create_embeddings(any_functions, 5)
    any_functions.execute(
        "INSERT INTO asset SELECT id + 10 * i, 0, e FROM asset, generate_series(1, 40) AS i"
    )
    any_functions.execute(HNSW)
    assert recall(any_functions) == (1, 1, 50, 10)


@pytest.mark.parametrize(
    ("definition", "k"),
    [
        ("hnsw (v vector_l2_ops)", 10),
        ("hnsw (v vector_ip_ops)", 10),
        ("hnsw (v vector_l1_ops) WHERE note > 3", 10),
        ("hnsw ((v::halfvec(16)) halfvec_l2_ops)", 10),
        ("hnsw (b bit_hamming_ops)", 10),
        ('hnsw ((binary_quantize(v)::bit(16)) bit_jaccard_ops) WHERE "Odd name" % 3 = 0', 5),
        ("ivfflat (v vector_cosine_ops) WITH (lists = 10)", 10),
    ],
)
def test_every_kind_of_index(any_functions: psycopg.Connection, definition: str, k: int) -> None:
    create_embeddings(any_functions, 600)
    any_functions.execute('ALTER TABLE asset RENAME id TO "Odd name"')
    any_functions.execute("ALTER TABLE asset ADD v vector(16), ADD b bit(64)")
    any_functions.execute(
        "UPDATE asset SET v = e::vector, b = ('x' || left(md5(e::text), 16))::bit(64)"
    )
    any_functions.execute("INSERT INTO asset VALUES (-1)")
    any_functions.execute(f'CREATE INDEX "Its Index" ON asset USING {definition}')
    any_functions.execute("SET hnsw.ef_search = 1000")
    any_functions.execute("SET ivfflat.probes = 10")
    assert recall(any_functions, '"Its Index"', k, 20) == (1, 1, 20, k)
    any_functions.execute("SET hnsw.ef_search = 3")
    any_functions.execute("SET ivfflat.probes = 1")
    assert recall(any_functions, '"Its Index"', k, 20)[0] < 1


def test_few_rows(any_functions: psycopg.Connection) -> None:
    create_embeddings(any_functions, 1)
    any_functions.execute(HNSW)
    assert recall(any_functions) == (None, None, 0, 10)
    any_functions.execute("INSERT INTO asset SELECT 2, 0, e FROM asset")
    assert recall(any_functions) == (1, 1, 2, 10)


def test_errors(any_functions: psycopg.Connection) -> None:
    create_embeddings(any_functions, 100)
    any_functions.execute(HNSW)
    with pytest.raises(psycopg.errors.WrongObjectType, match="asset_pkey is not an HNSW or IVF"):
        recall(any_functions, "asset_pkey")
    with pytest.raises(psycopg.errors.WrongObjectType, match="asset is not an HNSW or IVFFlat"):
        recall(any_functions, "asset")
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="must be at least 1"):
        recall(any_functions, k=0)
    # Of two indexes for the same the planner uses one.
    any_functions.execute("CREATE INDEX twin ON asset USING hnsw (e halfvec_cosine_ops)")
    refused = []
    for index in ("asset_e_idx", "twin"):
        try:
            recall(any_functions, index)
        except psycopg.errors.ObjectNotInPrerequisiteState as error:
            assert error.diag.message_primary == f"the planner does not use index public.{index}"
            assert error.diag.message_hint
            refused.append(index)
    assert len(refused) == 1
    assert any_functions.execute("SHOW enable_seqscan").fetchone() == ("on",)
