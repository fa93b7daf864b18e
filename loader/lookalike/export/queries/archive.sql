-- Which archive this is, when, and whose eyes read it.
SELECT n.archive_id::text AS archive_id, now() AS exported_at, current_user::text AS role,
       lookalike.count_hidden() AS hidden_images, current_setting('server_version') AS postgresql
FROM lookalike_internal.installation n;
