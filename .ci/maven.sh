# shellcheck shell=sh
# Runs Maven and tells what its tests said. Sourced after prepare.sh.

# Maven with no questions and, away from a terminal, no colours (Debian's writes resets even in batch mode).
maven() {
  if [ -n "$bold" ]; then
    "$mvn" -ntp "$@" </dev/null
  else
    MAVEN_OPTS="${MAVEN_OPTS:-} -Djansi.noreset=true" "$mvn" -ntp -B "$@" </dev/null
  fi
}

# The XML reports of Surefire and Failsafe below the directories.
reports() {
  find "$@" -type f '(' -path '*/surefire-reports/*.xml' -o -path '*/failsafe-reports/*.xml' ')'
}

# Failsafe's summary too: otherwise a run of no tests is judged by the last run's.
forget_tests() {
  reports "$@" | while read -r report; do rm -f "$report"; done
}

# Prints "N passed, N failed, N skipped" from the reports below the directories. Fails unless some passed and none
# failed, which Maven alone does not tell: a run of no tests is a BUILD SUCCESS.
count_tests() {
  reports "$@" | while read -r report; do sed -n '/<testsuite /{p;q;}' "$report"; done | awk '
    { for (i = 1; i <= NF; i++) if (split($i, part, "\"") > 1) sum[part[1]] += part[2] }
    END {
      failed = sum["failures="] + sum["errors="]
      passed = sum["tests="] - failed - sum["skipped="]
      printf "%d passed, %d failed, %d skipped\n", passed, failed, sum["skipped="]
      exit !(passed > 0 && failed == 0)
    }'
}
