-- Decisions that clusters and classes do not show yet, of the last thousand.
SELECT count(*) AS decisions
FROM (SELECT d.decided_at FROM lookalike.review_decision d ORDER BY d.decision_id DESC LIMIT 1000) d
WHERE d.decided_at > (SELECT min(s.finished_at) FROM lookalike_detail.stage_state s
                      WHERE s.stage = ANY (%(stages)s) AND s.state = 'behind')
