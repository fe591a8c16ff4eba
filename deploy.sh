#!/usr/bin/env bash
# A PyTake on this machine, in containers: ./deploy.sh help. What each command does, and why, is in docs/deploying.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

WAIT=${DEPLOY_WAIT_SECONDS:-180}
ROLLING=(api-people api work-talk work-bulk)

say() { printf '%s\n' "$*"; }
fail() {
  printf 'deploy.sh: %s\n' "$*" >&2
  exit 1
}
compose() { docker compose "$@"; }

usage() {
  cat <<'TEXT'
./deploy.sh COMMAND
  deploy             make secrets and keys where they are missing, build or pull the image, start everything
  status             what runs, and what the application's own doctor says
  logs [SERVICE…]    follow the logs
  stop               stop everything; data, keys and certificates stay
  restart [SERVICE…] one after the other, each only when the one before is healthy (default: the application's)
  ssl                a certificate of Let's Encrypt by webroot, or its renewal, and nginx reads it
  backup             one backup now, beside those that are made by themselves
  restore FILE KEY   a backup, of a path or of a name that ./deploy.sh backup told, into an empty installation; KEY opens it
  upgrade            backup, new image, migration, then one process after the other
  rollback           the image before the last upgrade; the schema stays as it is
  run ARGUMENTS…     `pytake ARGUMENTS…` in a container, such as: run admin create-tenant --company "…" --email …
TEXT
}

# --- what has to be there -----------------------------------------------------------------------------------------------------

need_docker() {
  command -v docker >/dev/null || fail "docker is missing: install Docker Engine with its compose plugin, version 2.24 or newer"
  local version major minor
  version=$(compose version --short 2>/dev/null) ||
    fail "docker compose is missing: install the package docker-compose-plugin, version 2.24 or newer"
  IFS=. read -r major minor _ <<<"${version#v}"
  if [ "$major" -lt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -lt 24 ]; }; then
    fail "docker compose is $version; 2.24 or newer is needed"
  fi
  docker info >/dev/null 2>&1 || fail "docker does not answer: is its service running, and may you use it (group docker)?"
}

need_settings() {
  [ -f .env ] || fail "there is no .env: cp .env.docker .env, and fill it in"
  local domain
  domain=$(setting DOMAIN)
  case $domain in
    '' | pytake.example.com) fail "set DOMAIN in .env to the host name that people will use" ;;
    *[!A-Za-z0-9.-]*) fail "DOMAIN in .env is a host name alone, without https:// and without a path; it is: $domain" ;;
  esac
}

# Of .env, as docker compose reads it: the last line with that name, quotes taken off.
setting() {
  sed -n "s/^[[:space:]]*$1=//p" .env | tail -n 1 | sed -e 's/^"\(.*\)"$/\1/' -e "s/^'\(.*\)'\$/\1/"
}

# --- secrets ------------------------------------------------------------------------------------------------------------------

random_hex() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# Readable in containers under any user; whoever has no right to the folder gets to none of them.
write_secret() {
  [ -e "secrets/$1" ] && return 0
  printf '%s' "$2" >"secrets/.$1"
  chmod 0444 "secrets/.$1"
  mv "secrets/.$1" "secrets/$1"
}

make_secrets() {
  [ -d secrets ] || mkdir -m 0700 secrets
  local name
  for name in postgres_password postgres_owner postgres_app postgres_worker postgres_backup valkey_password; do
    write_secret "$name" "$(random_hex)"
  done
  write_secret database_url "postgresql+asyncpg://pytake_app:$(<secrets/postgres_app)@postgres:5432/pytake"
  write_secret database_worker_url "postgresql+asyncpg://pytake_worker:$(<secrets/postgres_worker)@postgres:5432/pytake"
  write_secret database_backup_url "postgresql+asyncpg://pytake_backup:$(<secrets/postgres_backup)@postgres:5432/pytake"
  write_secret database_admin_url "postgresql+asyncpg://postgres:$(<secrets/postgres_password)@postgres:5432/pytake"
  write_secret valkey_conf "requirepass $(<secrets/valkey_password)"
  write_secret redis_url "redis://:$(<secrets/valkey_password)@valkey:6379/0"
  write_secret mail_url ""
}

# Who makes backups holds only what closes them; what opens them is shown once, for a place that isn't this machine.
make_backup_key() {
  [ -s secrets/backup_recipient ] && return 0
  docker run --rm --network none --read-only --cap-drop ALL pytake:current admin backup-key >secrets/.backup_key ||
    fail "the key of backups could not be made; is the image there? ./deploy.sh deploy"
  sed -n 's/^# public key: //p' secrets/.backup_key >secrets/.backup_recipient
  [ -s secrets/.backup_recipient ] || fail "the image gave no key; see secrets/.backup_key"
  chmod 0400 secrets/.backup_key
  chmod 0444 secrets/.backup_recipient
  mv secrets/.backup_key secrets/backup_key
  mv secrets/.backup_recipient secrets/backup_recipient
  say "secrets/backup_key opens your backups. Move it to a safe place away from this machine: without it they can't be restored."
}

# --- images -------------------------------------------------------------------------------------------------------------------

image_exists() { docker image inspect "$1" >/dev/null 2>&1; }

fetch_image() {
  local image
  image=$(setting IMAGE)
  if [ -n "$image" ]; then
    docker pull "$image" || fail "$image could not be pulled: is its name right, and are you signed in (docker login)?"
    docker tag "$image" pytake:next
  else
    docker build --tag pytake:next . || fail "the image could not be built; what went wrong is above"
  fi
}

use_next_image() {
  if image_exists pytake:current; then
    docker tag pytake:current pytake:before
  fi
  docker tag pytake:next pytake:current
}

# --- starting -----------------------------------------------------------------------------------------------------------------

up() {
  compose up --detach --wait --wait-timeout "$WAIT" "$@" ||
    fail "not everything became healthy within $WAIT s: ./deploy.sh status, then ./deploy.sh logs SERVICE"
}

rolling() {
  local service
  for service in "$@"; do
    say "$service …"
    compose up --detach --no-deps --force-recreate --wait --wait-timeout "$WAIT" "$service" ||
      fail "$service did not become healthy within $WAIT s, the others run on as they were: ./deploy.sh logs $service"
  done
}

is_running() { [ -n "$(compose ps --quiet --status running "$1" 2>/dev/null)" ]; }

# --- commands -----------------------------------------------------------------------------------------------------------------

do_deploy() {
  need_settings
  make_secrets
  if ! image_exists pytake:current; then
    fetch_image
    use_next_image
  fi
  make_backup_key
  up
  say "PyTake runs at https://$(setting DOMAIN). Next: ./deploy.sh ssl, and the first company:"
  say "  ./deploy.sh run admin create-tenant --company \"…\" --email …"
}

do_status() {
  compose ps
  is_running api || fail "the API does not run: ./deploy.sh deploy starts it, ./deploy.sh logs api says why it stopped"
  compose exec --no-TTY api pytake doctor --quiet || fail "the doctor found something; what it says is above"
}

do_ssl() {
  need_settings
  local domain email
  domain=$(setting DOMAIN)
  email=$(setting ACME_EMAIL)
  case $email in
    *@example.com | '') fail "set ACME_EMAIL in .env: Let's Encrypt writes there when a certificate is about to end" ;;
  esac
  is_running nginx || fail "nginx does not run, and Let's Encrypt asks it: ./deploy.sh deploy first"
  compose --profile certbot run --rm --no-deps --entrypoint certbot certbot certonly \
    --non-interactive --agree-tos --email "$email" --keep-until-expiring --cert-name pytake --domain "$domain" \
    --webroot --webroot-path /var/lib/pytake/webroot --config-dir /var/lib/pytake/tls/letsencrypt \
    --work-dir /tmp/work --logs-dir /tmp/logs --deploy-hook /usr/local/bin/install-certificate ||
    fail "no certificate: does $domain point here (its A and AAAA records), and do ports 80 and 443 reach this machine?"
  compose exec --no-TTY nginx nginx -s reload || fail "nginx did not take the certificate: ./deploy.sh logs nginx"
  say "https://$domain has its certificate."
}

do_backup() {
  need_settings
  make_backup_key
  compose --profile backup run --rm backup backup --to /var/lib/pytake/backups \
    --recipient /run/secrets/backup_recipient --url-file /run/secrets/database_backup_url ||
    fail "no backup was made; what went wrong is above"
}

do_restore() {
  need_settings
  local file=${1:-} key=${2:-} domain answer
  domain=$(setting DOMAIN)
  if [ -z "$file" ] || [ -z "$key" ]; then fail "say what to restore, and what opens it: ./deploy.sh restore FILE KEY"; fi
  local inside=/tmp/restored.backup mount=()
  if [ -f "$file" ]; then
    mount=(--volume "$(realpath "$file"):$inside:ro")
  else
    case $file in
      */*) fail "$file is not there" ;;
      *) inside=/var/lib/pytake/backups/$file ;;
    esac
  fi
  [ -f "$key" ] || fail "$key is not there: it is what ./deploy.sh deploy told you to move to a safe place"
  image_exists pytake:current || { make_secrets && fetch_image && use_next_image; }
  make_secrets
  say "This puts $file into the installation of $domain, which has to be empty. Type its name to go on:"
  read -r answer || answer=""
  [ "$answer" = "$domain" ] || fail "that is not $domain; nothing was done"
  [ -s secrets/backup_recipient ] || write_secret backup_recipient ""
  compose stop nginx api api-people work-talk work-bulk backup
  up postgres
  compose --profile restore run --rm --no-deps --no-TTY "${mount[@]}" \
    restore restore "$inside" --identity - --keys /var/lib/pytake/keys --url-file /run/secrets/database_admin_url <"$key" ||
    fail "nothing was restored; what went wrong is above. An installation that isn't empty is kept: see docs/backup.md"
  say "Restored. ./deploy.sh deploy brings its schema up to date and starts it."
}

do_upgrade() {
  need_settings
  is_running postgres || fail "nothing runs that could be upgraded: ./deploy.sh deploy"
  do_backup
  fetch_image
  use_next_image
  compose run --rm migrate || fail "the schema could not be brought up to date; the old image runs on. See above, then ./deploy.sh rollback"
  rolling "${ROLLING[@]}"
  up
  say "Upgraded. ./deploy.sh rollback goes back to the image before."
}

do_rollback() {
  need_settings
  image_exists pytake:before || fail "there is no image before this one: nothing was upgraded on this machine"
  docker tag pytake:current pytake:undone
  docker tag pytake:before pytake:current
  rolling "${ROLLING[@]}"
  say "The image before runs. What was upgraded away is pytake:undone; the schema stays, since each version works with the next one's."
}

do_restart() {
  if [ "$#" -eq 0 ]; then set -- "${ROLLING[@]}"; fi
  rolling "$@"
}

main() {
  local command=${1:-help}
  [ "$#" -eq 0 ] || shift
  case $command in
    help | -h | --help) usage && return ;;
    deploy | status | logs | stop | restart | ssl | backup | restore | upgrade | rollback | run) need_docker ;;
    *) usage >&2 && fail "there is no command $command" ;;
  esac
  [ -f .env ] || fail "there is no .env: cp .env.docker .env, and fill it in"
  case $command in
    logs) compose logs --follow --tail 200 "$@" ;;
    stop) compose --profile certbot --profile backup stop ;;
    run) compose run --rm --no-deps api "$@" ;;
    *) "do_$command" "$@" ;;
  esac
}

main "$@"
