#!/bin/sh
# Brings Temporal's two schemas to the version of this image. Repeating it changes nothing.
# The tool reads the password from SQL_PASSWORD.
set -eu

bring() {
  database=$1
  schema=$2
  tool="temporal-sql-tool --plugin postgres12_pgx --endpoint $POSTGRES_SEEDS --port $DB_PORT --user $POSTGRES_USER --database $database"
  $tool setup-schema --version 0.0
  $tool update-schema --schema-name "$schema"
}

bring temporal postgresql/v12/temporal
bring temporal_visibility postgresql/v12/visibility
