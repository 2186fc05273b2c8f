# shellcheck shell=sh
# Tells from the journals where the tests' clusters ran. Sourced by .ci/run, which says what is required.

# count_clusters REQUIRED SINCE DIRECTORY…: prints how many clusters of tests that passed ran on each runtime and major version,
# by the journals below the directories that are newer than the file SINCE. Fails unless every runtime:version of REQUIRED
# is there.
count_clusters() {
  wanted=$1 since=$2
  shift 2
  find "$@" -type f -path '*/resilience-report/journals/*' -name '*.jsonl' -newer "$since" |
    while read -r journal; do planned_and_passed "$journal"; done |
    awk -v wanted="$wanted" '
      { number[$1]++ }
      END {
        print "runtime   version  clusters"
        count = split(wanted, all, " ")
        for (i = 1; i <= count; i++) if (!(all[i] in number)) { number[all[i]] = 0; missing = 1 }
        for (key in number) {
          split(key, part, ":")
          printf "%-9s %-8s %d\n", part[1], part[2], number[key] | "sort"
        }
        close("sort")
        exit missing
      }'
}

# A line runtime:major for each cluster of the journal, if its test passed.
planned_and_passed() {
  if grep -q '"type":"ScenarioEnded".*"result":"PASSED"' "$1"; then
    sed -n '/"type":"ClusterPlanned"/s/.*"runtime":"\([a-z]*\)","version":"\([0-9]*\).*/\1:\2/p' "$1"
  fi
}
