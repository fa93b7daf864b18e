SELECT * FROM lookalike.duplication_summary WHERE dimension = 'archive'
