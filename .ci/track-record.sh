#!/bin/sh
# Runs the scenarios of the track record on old versions of PostgreSQL, where they must fail with the message that the record
# says, and on the newest of the same major, where they must pass; and the tests of drivers and pools likewise, on old versions
# of these and on those with the fix, on the PostgreSQL of this machine. One run of Maven for each version. Arguments are products:
# pgjdbc HikariCP leaves out PostgreSQL.
set -eu
cd -- "$(dirname -- "$0")/.."
. .ci/prepare.sh
. .ci/maven.sh
. .ci/outside.sh

record=scenarios/src/main/resources/io/replicatedpostgres/scenarios/track-record.tsv
embedded_will_do=yes docker_will_do=yes
prepare
tab=$(printf '\t')
results=$(mktemp -d "${TMPDIR:-/tmp}/rp-record.XXXXXX")
outside=$results/outside
trap 'rm -rf "$results"' EXIT
trap 'exit 1' HUP INT TERM

# VERSION, SCENARIO and MESSAGE of each bug of PRODUCT that is found, with tabs between: on the newest version that has it, or
# (green) on the one where it passes, without a message.
red() { rows "$1" 9; }
green() { rows "$1" 10 | sed "s/$tab[^$tab]*\$/$tab/" | sort -u; }
rows() {
  awk -F '\t' -v product="$1" -v column="$2" '$2 == product && $6 == "found" {
      n = split($column, v, " "); print v[n] "\t" $7 "\t" $8 }' "$record"
}

# chosen VERSION LIST: the scenarios of that version in the words of Surefire; a,b of one class is A#a+b.
chosen() {
  awk -F '\t' -v version="$1" '$1 == version { split($2, part, "#")
      if (!seen[$2]++) methods[part[1]] = methods[part[1]] (methods[part[1]] ? "+" : "#") part[2] }
    END { for (name in methods) printf "%s%s%s", (n++ ? "," : ""), name, methods[name] }' "$2"
}

# run PRODUCT VERSION LIST: the scenarios of that version. What came of them is for judge: Maven fails where one does.
run() {
  chosen=$(chosen "$2" "$3")
  say "On $1 $2: $chosen"
  case $1 in
    PostgreSQL) run_scenarios "$2" ;;
    pgjdbc) run_client "-Dpgjdbc.version=$2" ;;
    HikariCP) run_client "-Dhikaricp.version=$2" -Dpgjdbc.version=42.2.6 ;;
  esac >"$results/maven.log" 2>&1 || true
}

run_scenarios() {
  reported=scenarios
  forget_tests scenarios
  unchecked maven -q -Ponly-scenarios verify -pl reports,extension,scenarios -Dreplicatedpostgres.runtime=embedded \
    "-Dembedded.version=$1.0" "-Dit.test=$chosen" -Dfailsafe.failIfNoSpecifiedTests=false -Dscenarios.excluded=
}

# run_client VERSION…: a copy of consumers/drivers, as a project outside the repository.
run_client() {
  reported=$outside/drivers
  if [ ! -e "$reported" ]; then
    mkdir -p "$outside"
    unchecked maven -q -Ponly-scenarios package -pl bom,reports,extension
    publish reports extension
    cp -R consumers/drivers "$reported"
  fi
  forget_tests "$reported"
  (cd "$reported" && maven -q -s "$outside/settings.xml" -Dmaven.repo.local="$outside/libraries" test \
    -Dreplicatedpostgres.runtime=local "-Dtest=$chosen" "$@")
}

# case_of SCENARIO: what the report says of it, as one line; a failure's message is in it.
case_of() {
  reports "$reported" | while read -r report; do
    tr '\n' ' ' <"$report" | sed 's/<testcase /\n&/g; s/<\/testsuite>/\n&/g'
    echo
  done | grep -F "${1%%#*}\"" | grep -F "name=\"${1#*#}" | sed 's/&quot;/"/g; s/&apos;/'"'"'/g; s/&gt;/>/g; s/&lt;/</g; s/&amp;/\&/g' || true
}

# judge VERSION LIST: each failed with its message, or, where the message is empty, passed.
judge() {
  awk -F '\t' -v version="$1" '$1 == version' "$2" | while IFS="$tab" read -r version scenario message; do
    seen=$(case_of "$scenario")
    case $seen in
      '') verdict='did not run' ;;
      *'<skipped'*) verdict='was skipped' ;;
      *'<failure'* | *'<error'*) verdict=failed ;;
      *) verdict=passed ;;
    esac
    if [ -n "$message" ] && [ "$verdict" = failed ]; then
      case $seen in *"$message"*) ;; *) verdict='failed for another reason' ;; esac
    fi
    wanted=passed
    if [ -n "$message" ]; then wanted=failed; fi
    if [ "$verdict" != "$wanted" ]; then echo "$scenario on $version: $verdict, wanted: $wanted $message"; fi
  done
}

if [ "$#" = 0 ]; then set -- PostgreSQL pgjdbc HikariCP; fi
: >"$results/wrong"
: >"$results/bugs"
for product in "$@"; do
  red "$product" >>"$results/bugs"
  for kind in red green; do
    "$kind" "$product" >"$results/$kind"
    for version in $(cut -f 1 "$results/$kind" | sort -uV); do
      run "$product" "$version" "$results/$kind"
      judge "$version" "$results/$kind" >>"$results/wrong"
    done
  done
done
if [ -s "$results/wrong" ]; then
  tail -n 20 "$results/maven.log"
  fail "The track record does not hold:
$(cat "$results/wrong")"
fi
say "$(wc -l <"$results/bugs") bugs found, each red on an old version and green on one with the fix"
forget_tests scenarios
