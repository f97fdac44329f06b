#!/bin/sh
# Makes the secrets of the containers: one file each, with random content. See docs/deploy-containers.md.
#
#   sh deploy/make-secrets.sh [FOLDER]        FOLDER is ./secrets unless given, and must not exist
#
# The folder is closed to everybody but its owner (0700). The files in it can be read by all (0444): a container
# runs as a user of its own and sees only the files it is given, with the modes they have here.
set -eu

folder=${1:-secrets}
if [ -e "$folder" ]; then
    echo "$folder exists already, and is left as it is; name another folder, or move it away first." >&2
    exit 2
fi
umask 077
unfinished=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$unfinished"' EXIT

random() { # 192 bits, in letters that mean nothing in an address, a configuration or a shell
    head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

keep() { # NAME VALUE
    [ -n "$2" ] || exit 1
    printf '%s\n' "$2" >"$unfinished/$1"
    chmod 0444 "$unfinished/$1"
}

postgres=$(random)
redis=$(random)
keep clickhouse_password "$(random)"
keep staff_key "$(random)"
keep token_key "$(random)"
keep superset_secret_key "$(random)"
keep superset_admin_password "$(random)"
keep postgres_password "$postgres"
keep superset_database "postgresql://superset:$postgres@postgres:5432/superset"
keep redis_conf "requirepass $redis"
keep redis "redis://:$redis@redis:6379/0"
# For docker-compose.cluster.yml: what the servers of the cluster show each other.
keep clickhouse_cluster "<clickhouse><remote_servers><hub><secret>$(random)</secret></hub></remote_servers>\
<interserver_http_credentials><user>hub</user><password>$(random)</password></interserver_http_credentials></clickhouse>"

mv "$unfinished" "$folder"
trap - EXIT
echo "The secrets are in $folder. Keep a copy in a safe place: with token_key lost, every account must authorise again."
