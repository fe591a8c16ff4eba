#!/bin/sh
# certbot runs this after it issued or renewed: the pair is put where nginx reads it, each file whole or not at all.
set -eu
: "${RENEWED_LINEAGE:?is set by certbot}"
: "${PYTAKE_TLS:=/var/lib/pytake/tls}"
umask 077
for file in privkey.pem fullchain.pem; do
    cp -L "$RENEWED_LINEAGE/$file" "$PYTAKE_TLS/.$file"
    mv -f "$PYTAKE_TLS/.$file" "$PYTAKE_TLS/$file"
done
