SELECT to_regclass('lookalike_internal.setting') IS NOT NULL AS setting,
       to_regclass('lookalike_internal.model') IS NOT NULL AS model
