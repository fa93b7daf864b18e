SELECT o.path FROM lookalike_internal.companion o
WHERE o.plan_id = %(plan_id)s AND o.image_id = %(image_id)s
