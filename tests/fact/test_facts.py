"""The kept facts against the views that work everything out."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from examples import examples
from retention.test_incremental import DEEDS, do_match, do_pair, do_put


def differing(connection: Connection[Any], kept: str, worked_out: str) -> list[tuple[Any, ...]]:
    """Rows of one query that are not among those of the other."""
    one_way, other_way = (
        f"({kept}) EXCEPT ALL ({worked_out})",
        f"({worked_out}) EXCEPT ALL ({kept})",
    )
    return connection.execute(f"({one_way}) UNION ALL ({other_way})".encode()).fetchall()


SAME = {
    "class and disposition": (
        "SELECT image_id, class, disposition, reason, cluster_id, path, collection"
        " FROM lookalike.image_fact WHERE class IS NOT NULL AND NOT is_missing",
        "SELECT image_id, class, disposition, reason, cluster_id, path, collection"
        " FROM lookalike_detail.retention_classification",
    ),
    "guards": (
        "SELECT f.image_id, g.guard FROM lookalike.image_fact f CROSS JOIN LATERAL (VALUES"
        " ('legal hold', f.is_held), ('human decision', f.is_kept), ('vital record', f.is_vital),"
        " ('last copy', f.is_last_copy), ('unique content', f.has_unique_content),"
        " ('other record', f.is_only_of_record)) g (guard, is_so) WHERE g.is_so",
        "SELECT image_id, guard FROM lookalike_detail.guarded_image"
        " WHERE guard <> 'conflicting rights'",
    ),
    "guarded": (
        "SELECT image_id FROM lookalike.image_fact WHERE is_guarded",
        "SELECT DISTINCT image_id FROM lookalike_detail.guarded_image",
    ),
    "releasable": (
        "SELECT image_id FROM lookalike.image_fact WHERE is_releasable",
        "SELECT image_id FROM lookalike_detail.retention_classification"
        " WHERE disposition IN ('quarantine', 'transfer') AND guard IS NULL",
    ),
    "rights in conflict": (
        "SELECT image_id FROM lookalike.image_fact WHERE has_rights_conflict AND NOT is_missing",
        "SELECT image_id FROM lookalike_detail.conflicted_image",
    ),
    "conflicts": (
        "SELECT kind, cluster_id, image_id, field, severity, is_settled, statements, explanation"
        " FROM lookalike.conflict_fact",
        "SELECT 'rights', cluster_id, image_id, field, severity, is_settled, statements,"
        " explanation FROM lookalike_detail.rights_conflict WHERE is_conflict"
        " UNION ALL SELECT 'metadata', cluster_id, image_id, field, severity, is_settled,"
        " statements, explanation FROM lookalike_detail.metadata_conflict WHERE is_conflict",
    ),
    "pairs": (
        "SELECT image_id_a, image_id_b, path_a, path_b, is_accepted, cluster_id, proof, found_by,"
        " is_resized, is_cropped, is_toned FROM lookalike.pair_fact",
        "SELECT image_id_a, image_id_b, path_a, path_b, accepted, cluster_id, proof, found_by,"
        " relation ~ 'resized', relation ~ 'cropped', relation ~ 'toned'"
        " FROM lookalike_detail.duplicate_pair",
    ),
    "duplicates, by clusters alone": (
        "SELECT count(*) FROM lookalike.image_fact WHERE is_duplicate",
        "SELECT coalesce(sum(n - 1), 0)::bigint FROM (SELECT count(*) AS n"
        " FROM lookalike_detail.duplicate_image GROUP BY cluster_id) s",
    ),
    "clusters": (
        "SELECT cluster_id, images::bigint, collections::bigint, bytes, master_path"
        " FROM lookalike.cluster_fact",
        "SELECT cluster_id, count(*), count(DISTINCT collection), sum(byte_size)::bigint,"
        " min(path) FILTER (WHERE is_master) FROM lookalike_detail.duplicate_image"
        " GROUP BY cluster_id",
    ),
    "entries": (
        "SELECT image_id, entries::bigint FROM lookalike.image_fact WHERE entries > 0",
        "SELECT l.image_id, count(*) FROM lookalike_internal.entry_image l"
        " JOIN lookalike_internal.catalogue_entry e USING (entry_id)"
        " WHERE e.missing_since IS NULL GROUP BY l.image_id",
    ),
    "all images": (
        "SELECT image_id, path, is_missing, byte_size FROM lookalike.image_fact",
        "SELECT image_id, path, missing_since IS NOT NULL, byte_size FROM lookalike_detail.image",
    ),
}


@given(seed=st.integers(0, 2**32), steps=st.integers(4, 20))
@examples(15)
def test_facts_say_what_the_views_say(archive: Connection[Any], seed: int, steps: int) -> None:
    rng = random.Random(seed)
    with archive.transaction(force_rollback=True):
        do_put(archive, rng)
        do_put(archive, rng)
        for _ in range(4):
            do_pair(archive, rng)
        archive.execute("DELETE FROM lookalike_internal.unmatched_image")
        for _ in range(steps):
            rng.choice([deed for deed in DEEDS if deed is not do_match])(archive, rng)
        archive.execute("CALL lookalike.form_clusters()")
        if rng.random() < 0.8:
            archive.execute("CALL lookalike.classify_images()")
        archive.execute("CALL lookalike.refresh_facts()")
        for name, (kept, worked_out) in SAME.items():
            assert differing(archive, kept, worked_out) == [], name
