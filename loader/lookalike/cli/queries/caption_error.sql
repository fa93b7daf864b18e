-- The publications that carried the wrong caption of a decision.
SELECT publication_catalogue AS catalogue, publication_external_id AS external_id,
       concat_ws(', ', published_in, edition, page, url, published_at) AS place
FROM lookalike_detail.caption_error
WHERE decision_id = %(decision)s AND publication_entry_id IS NOT NULL
ORDER BY issued_from, catalogue, external_id
