-- Whether proofs wait for pictures, which may take hours, and not only for decisions that were taken back.
SELECT lookalike_internal.has_work('prove', 'infinity')
       OR EXISTS (SELECT FROM lookalike_detail.run s
                  WHERE s.stage = 'scan' AND s.state = 'finished'
                    AND coalesce((s.counts::jsonb->>'new')::bigint, 0) + coalesce((s.counts::jsonb->>'changed')::bigint, 0) > 0
                    AND s.finished_at > (SELECT max(p.finished_at) FROM lookalike_detail.run p
                                         WHERE p.stage = 'prove' AND p.state = 'finished')) AS waits
