SELECT run_id, collection_id, method_id, resumed, retry
FROM lookalike.start_scan(%s, %s, %s, %s, %s, %s)
