SELECT count(*) AS holds FROM lookalike_detail.legal_hold WHERE ended_at IS NULL
