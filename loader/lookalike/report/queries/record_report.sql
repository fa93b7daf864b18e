SELECT lookalike_internal.record_report(%(figures)s::jsonb)
