#!/bin/sh
# Runs once, when the volume is empty: the owner of the archive, and the logins of the loader and of BI tools.
# None is a superuser; the superuser keeps no password, so it gets in from inside alone. An install finds the two roles
# that the logins are members of, and gives them their rights.
set -eu
psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password LOOKALIKE_PASSWORD
\getenv scan_password LOOKALIKE_SCAN_PASSWORD
\getenv bi_password LOOKALIKE_BI_PASSWORD
-- No password in the log of the server, whatever it logs, and whatever fails.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
CREATE ROLE lookalike LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE lookalike OWNER lookalike;
SET ROLE lookalike;
CREATE ROLE lookalike_loader;
CREATE ROLE lookalike_dashboard;
CREATE ROLE lookalike_scan LOGIN PASSWORD :'scan_password' IN ROLE lookalike_loader;
CREATE ROLE lookalike_bi LOGIN PASSWORD :'bi_password' IN ROLE lookalike_dashboard;
RESET ROLE;
\connect lookalike
CREATE EXTENSION vector;
ALTER ROLE CURRENT_USER PASSWORD NULL;
SQL
