#!/usr/bin/env bash
# Stands in for the docker client: writes down what it was asked, and answers as FAKE_… says. It starts nothing.
asked="$*"
printf '%s\n' "$asked" >>"$FAKE_DOCKER/asked"
case "$asked" in
  "compose version --short") echo "${FAKE_COMPOSE_VERSION:-2.40.3}" ;;
  "info") exit "${FAKE_INFO_CODE:-0}" ;;
  "image inspect "*) grep -qxF "${asked#image inspect }" "$FAKE_DOCKER/images" ;;
  "tag "*) echo "${asked##* }" >>"$FAKE_DOCKER/images" ;;
  "run "*"admin backup-key")
    printf '# created: 2026-01-01T00:00:00Z\n# public key: age1publicpart\nAGE-SECRET-KEY-1SECRETPART\n'
    ;;
  "compose ps --quiet --status running "*) grep -qxF "${asked##* }" "$FAKE_DOCKER/running" && echo 0123456789ab ;;
  *" restore restore "*) cat >"$FAKE_DOCKER/stdin" ;;
esac
code=$?
if [ -n "${FAKE_FAILS:-}" ]; then
  case "$asked" in *"$FAKE_FAILS"*) exit 1 ;; esac
fi
case "$asked" in "image inspect "* | info) exit "$code" ;; *) exit 0 ;; esac
