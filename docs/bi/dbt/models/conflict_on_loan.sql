-- Clusters whose statements are in conflict, with how often their entries were lent: settle first what is in demand. Table
-- circulation stands for a table of your own; it is joined by catalogue and external id.
WITH entry AS (
    -- An entry may have several images of one cluster. It counts once.
    SELECT DISTINCT i.cluster_id, r.catalogue, r.external_id
    FROM {{ source('lookalike', 'catalogue_record') }} r
    JOIN {{ source('lookalike', 'image_fact') }} i ON i.image_id = r.image_id
), lent AS (
    SELECT e.cluster_id,
           count(*) AS entries,
           string_agg(e.external_id, ', ' ORDER BY e.external_id) AS external_ids,
           sum(c.loans) AS loans,
           max(c.last_loaned) AS last_loaned
    FROM entry e
    LEFT JOIN {{ ref('circulation') }} c ON c.catalogue = e.catalogue AND c.external_id = e.external_id
    GROUP BY e.cluster_id
)
SELECT k.cluster_id,
       k.master_collection,
       k.master_path,
       k.images,
       k.has_rights_conflict,
       k.has_metadata_conflict,
       coalesce(l.entries, 0) AS entries,
       l.external_ids,
       coalesce(l.loans, 0) AS loans,
       l.last_loaned
FROM {{ source('lookalike', 'cluster_fact') }} k
LEFT JOIN lent l ON l.cluster_id = k.cluster_id
WHERE k.has_rights_conflict OR k.has_metadata_conflict
