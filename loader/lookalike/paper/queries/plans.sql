SELECT plan_id AS number, plan, kind, state, images, proposed_by AS "proposed by", approved_by AS "approved by",
       coalesce(receipt_no, certificate) AS "receipt or certificate", no_longer_there AS "no longer there"
FROM lookalike_detail.quarantine_plan ORDER BY plan_id
