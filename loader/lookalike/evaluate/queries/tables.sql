SELECT to_regclass('lookalike.setting') IS NOT NULL AS setting,
       to_regclass('lookalike.model') IS NOT NULL AS model
