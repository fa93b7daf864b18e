-- The most urgent rows of one kind are found at once.
CREATE INDEX queue_fact_kind_idx ON lookalike_internal.queue_fact (kind, priority);
