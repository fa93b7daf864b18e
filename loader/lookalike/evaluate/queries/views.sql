SELECT to_regclass('lookalike.lineage') IS NOT NULL AS lineage,
       to_regclass('lookalike.part_of') IS NOT NULL AS part_of
