#!/bin/sh
# Runs once, when the cluster is made: separate roles and databases for Mkono and for Temporal, so that neither can read
# the other's rows and each can be backed up on its own.
set -eu

role_with_databases() {
  role=$1
  password=$2
  shift 2
  psql --set ON_ERROR_STOP=1 --set role="$role" --set password="$password" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
SQL
  for database in "$@"; do
    psql --set ON_ERROR_STOP=1 --set role="$role" --set database="$database" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE DATABASE :"database" OWNER :"role";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
SQL
  done
}

role_with_databases mkono "$MKONO_DB_PASSWORD" mkono
role_with_databases temporal "$TEMPORAL_DB_PASSWORD" temporal temporal_visibility
