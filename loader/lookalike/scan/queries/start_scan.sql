SELECT run_id, collection_id, method_id, resumed, retry
FROM lookalike_internal.start_scan(%s, %s, %s, %s, %s, %s)
