SELECT what, relation, image_id, collection, path, catalogue, external_id, state, explanation
FROM lookalike.find_uses(%(image)s, %(entry)s)
