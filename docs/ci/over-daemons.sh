#!/bin/sh
# Spreads a run over several Docker daemons: each runs one shard of the test classes, and the shards become one report.
#
#   over-daemons.sh "DAEMON…" COMMAND…   for example: over-daemons.sh "unix:///run/a.sock tcp://other:2375" mvn verify
#
# The command gets -Dreplicatedpostgres.shard=…, and runs in a copy of the current directory, since two builds in one would write
# into the same files. The copies, with their output, are in ./shards, the report is shards/report.html. Exits with 1 if a shard
# fails. CLI names the jar of the command line, replicated-postgres-reports-<version>-cli.jar; without it there is no report.
set -eu

[ $# -ge 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2 && exit 2; }
daemons=$1
shift
count=$(echo "$daemons" | wc -w)
rm -rf shards
mkdir shards

number=0
for daemon in $daemons; do
  number=$((number + 1))
  copy=shards/$number
  mkdir "$copy"
  tar --exclude=./shards --exclude=./.git -cf - . | tar -xf - -C "$copy"
  # what the copy brings along is not of this run
  find "$copy" -path '*/target/*' \( -name '*.jsonl' -o -name 'TEST-*.xml' \) -exec rm {} +
  (
    cd "$copy"
    status=0
    DOCKER_HOST=$daemon "$@" "-Dreplicatedpostgres.shard=$number/$count" >output 2>&1 </dev/null || status=$?
    echo "$status" >status
  ) &
done
wait

failed=0
number=0
for daemon in $daemons; do
  number=$((number + 1))
  status=$(cat "shards/$number/status")
  echo "shard $number/$count on $daemon: exit status $status, shards/$number/output"
  [ "$status" = 0 ] || failed=1
done
if [ -n "${CLI:-}" ]; then java -jar "$CLI" merge shards -o shards/report.html; fi
exit "$failed"
