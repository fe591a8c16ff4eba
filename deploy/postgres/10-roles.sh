#!/bin/sh
# At the first start of an empty database: PyTake's three roles and that of backups, each with the password of its file.
# `pytake migrate` does the rest.
set -eu
for role in owner app worker backup; do
    # A password of ours is hexadecimal; anything else is refused rather than quoted.
    password=$(cat "/run/secrets/postgres_$role")
    case $password in
        '' | *[!0-9a-f]*)
            echo "secrets/postgres_$role must be hexadecimal: openssl rand -hex 24 > secrets/postgres_$role" >&2
            exit 1
            ;;
    esac
    # Backups read every company's rows, and write none.
    rights="NOBYPASSRLS"
    [ "$role" != backup ] || rights="BYPASSRLS IN ROLE pg_read_all_data"
    psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<SQL
CREATE ROLE pytake_$role LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE $rights PASSWORD '$password';
SQL
done
