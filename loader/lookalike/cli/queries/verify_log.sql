SELECT is_intact, events, head, first_break, event_id, explanation
FROM lookalike.verify_log(%(head)s)
