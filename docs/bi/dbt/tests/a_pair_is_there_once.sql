SELECT image_id_a, image_id_b
FROM {{ source('lookalike', 'pair_fact') }}
GROUP BY image_id_a, image_id_b
HAVING count(*) > 1
