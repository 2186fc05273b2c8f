#!/bin/sh
# Runs the scenarios of the track record on old versions of PostgreSQL, where they must fail with the message that the record
# says, and on the newest of the same major, where they must pass. One run of Maven for each version.
set -eu
cd -- "$(dirname -- "$0")/.."
. .ci/prepare.sh
. .ci/maven.sh

record=scenarios/src/main/resources/io/replicatedpostgres/scenarios/track-record.tsv
embedded_will_do=yes docker_will_do=yes
prepare
results=$(mktemp -d "${TMPDIR:-/tmp}/rp-record.XXXXXX")
trap 'rm -rf "$results"' EXIT
trap 'exit 1' HUP INT TERM

# VERSION, SCENARIO and MESSAGE of each bug that is found, with tabs between: on the newest version that has it, or (green) on
# the newest of that major, without a message.
red() { awk -F '\t' '$6 == "found" { n = split($9, v, " "); print v[n] "\t" $7 "\t" $8 }' "$record"; }
green() { awk -F '\t' '$6 == "found" { n = split($10, v, " "); print v[n] "\t" $7 "\t" }' "$record" | sort -u; }

# run VERSION LIST: the scenarios of that version. What came of them is for judge: Maven fails where one does.
run() {
  # a,b of one class is A#a+b in the words of Surefire
  chosen=$(awk -F '\t' -v version="$1" '$1 == version { split($2, part, "#")
      if (!seen[$2]++) methods[part[1]] = methods[part[1]] (methods[part[1]] ? "+" : "#") part[2] }
    END { for (name in methods) printf "%s%s%s", (n++ ? "," : ""), name, methods[name] }' "$2")
  say "On PostgreSQL $1: $chosen"
  forget_tests scenarios
  unchecked maven -q -Ponly-scenarios verify -pl reports,extension,scenarios -Dreplicatedpostgres.runtime=embedded \
    "-Dembedded.version=$1.0" "-Dit.test=$chosen" -Dfailsafe.failIfNoSpecifiedTests=false -Dscenarios.excluded= \
    >"$results/maven.log" 2>&1 || true
}

# case_of SCENARIO: what the report says of it, as one line; a failure's message is in it.
case_of() {
  reports scenarios | while read -r report; do
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

tab=$(printf '\t')
: >"$results/wrong"
for kind in red green; do
  "$kind" >"$results/$kind"
  for version in $(cut -f 1 "$results/$kind" | sort -uV); do
    run "$version" "$results/$kind"
    judge "$version" "$results/$kind" >>"$results/wrong"
  done
done
if [ -s "$results/wrong" ]; then
  tail -n 20 "$results/maven.log"
  fail "The track record does not hold:
$(cat "$results/wrong")"
fi
say "$(wc -l <"$results/red") bugs found, each red on an old version and green on the newest"
forget_tests scenarios
