SELECT count(*) AS holds FROM lookalike.legal_hold WHERE ended_at IS NULL
