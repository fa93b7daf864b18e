SELECT code, series, trigger, period, action, issued_by, valid_from, valid_to
FROM lookalike_detail.disposal_authority ORDER BY code, valid_from
