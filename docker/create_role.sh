#!/bin/sh
# Runs once, when the volume is empty: the role and database that the loader and people use.
# The role is no superuser; the superuser keeps no password, so it gets in from inside alone.
set -eu
psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password LOOKALIKE_PASSWORD
CREATE ROLE lookalike LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE lookalike OWNER lookalike;
\connect lookalike
CREATE EXTENSION vector;
ALTER ROLE CURRENT_USER PASSWORD NULL;
SQL
