# shellcheck shell=sh
# Runs Maven and tells what its tests said. Sourced after prepare.sh.

# Maven with no questions and, away from a terminal, no colours (Debian's writes resets even in batch mode).
maven() {
  if [ -n "$bold" ]; then
    MAVEN_OPTS=$(maven_options) "$mvn" -ntp "$@" </dev/null
  else
    MAVEN_OPTS=$(maven_options) "$mvn" -ntp -B "$@" </dev/null
  fi
}

# From JDK 24 on Maven's own libraries make the JVM warn of what they do, which is not for those who build to mend.
maven_options() {
  printf '%s' "${MAVEN_OPTS:-}"
  if [ -z "$bold" ]; then printf ' -Djansi.noreset=true'; fi
  if at_least 24 "$jdk_version"; then
    printf ' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'
  fi
}

# unchecked COMMAND…: Maven's -Dunchecked. What Maven has compiled it does not compile again, so it is marked as not checked.
unchecked() {
  for pom in */pom.xml; do
    mkdir -p "${pom%pom.xml}target"
    : >"${pom%pom.xml}target/unchecked.begun"
  done
  result=0
  "$@" -Dunchecked || result=$?
  for begun in */target/unchecked.begun; do
    if [ -n "$(find "${begun%unchecked.begun}classes" -newer "$begun" 2>/dev/null | head -n 1)" ]; then
      mv "$begun" "${begun%.begun}"
    else
      rm -f "$begun"
    fi
  done
  return "$result"
}

# Then a build with the checks compiles all that was built without them.
forget_unchecked() {
  for mark in */target/unchecked; do
    if [ -e "$mark" ]; then rm -rf "${mark%unchecked}classes" "$mark"; fi
  done
}

# maven_told ARGUMENT…: Maven, of whose output is shown a line per module, how much was downloaded, and what went wrong.
maven_told() {
  {
    status=0
    MAVEN_OPTS="$(maven_options) -Djansi.noreset=true" "$mvn" -B "$@" </dev/null 2>&1 || status=$?
    echo "exit status $status"
  } | tell_maven
}

# A download is a line of Maven's; every hundredth, and every module, is a line here. Fails as Maven did.
tell_maven() {
  files=0 kilobytes=0 status=1 module=''
  while IFS= read -r line; do
    case $line in
      *'Downloaded from'*)
        count_download "$line"
        if [ $((files % 100)) = 0 ]; then printf '    %s\n' "$(downloads)"; fi
        ;;
      *'Downloading from'*) ;;
      *'] Building Replicated Postgres'*)
        module=${line#*Building } module=${module%% [0-9]*}
        printf '  %s\n' "${module#Replicated Postgres: }"
        ;;
      *'Compiling '*) printf '    compiles %s\n' "$(words_after Compiling "$line")" ;;
      *ERROR*) printf '%s\n' "$line" ;;
      'exit status '*) status=${line#exit status } ;;
    esac
  done
  if [ "$files" != 0 ]; then printf '    %s\n' "$(downloads)"; fi
  return "$status"
}

downloads() { echo "$files files downloaded, $((kilobytes / 1024)) MB"; }

# [INFO] Downloaded from central: https://… (1.2 MB at 3.4 MB/s)
count_download() {
  files=$((files + 1))
  size=${1##*(} size=${size%% at *}
  number=${size%% *}
  case $size in
    *' MB') kilobytes=$((kilobytes + ${number%%.*} * 1024)) ;;
    *' kB') kilobytes=$((kilobytes + ${number%%.*})) ;;
  esac
}

# words_after Compiling '[INFO] Compiling 81 source files with javac …': 81 source files
words_after() { printf '%s' "${2#*"$1 "}" | sed 's/ with javac.*//; s/ to target.*//'; }

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
