SELECT lookalike.record_decision(%(decision)s, %(by)s, %(reason)s,
                                 lookalike.find_path(%(image)s), lookalike.find_path(%(other)s)) AS number
