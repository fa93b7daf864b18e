SELECT o.image_id, o.collection, o.path, o.obstacle, count(*) OVER () AS images
FROM lookalike.plan_obstacles(%(plan_id)s) o
LIMIT %(limit)s
