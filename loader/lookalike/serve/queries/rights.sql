-- What the role of this person may do; the database checks it again.
SELECT has_function_privilege('lookalike.record_decision(text, text, text, bigint, bigint)', 'EXECUTE') AS decides,
       has_function_privilege('lookalike.declare_role(text, text, text, text)', 'EXECUTE') AS declares,
       has_function_privilege('lookalike.complete_review(text, text, text)', 'EXECUTE') AS completes,
       has_function_privilege('lookalike.draw_sample(integer, bigint)', 'EXECUTE') AS draws
