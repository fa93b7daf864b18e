SELECT g.guard, g.reason FROM lookalike.find_guards(ARRAY[%(image_id)s::bigint]) g ORDER BY g.guard
