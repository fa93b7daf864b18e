-- What has changed since the last report that said something else.
SELECT figure, before, now, since FROM lookalike_internal.compare_report(%(figures)s::jsonb)
