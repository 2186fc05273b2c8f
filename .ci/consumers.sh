#!/bin/sh
# Runs projects outside the repository that depend on it: the README's own, the scenarios by Surefire's dependenciesToScan and by a JUnit
# @Suite, and a test of their own with JUnit 6, in Kotlin, and with Spring Boot 4 and 3.5 (Flyway, HikariCP).
# Arguments go to Maven, for example -Dreplicatedpostgres.runtime=local.
#
# The projects get the artifacts in a local repository of their own, laid out as `./verify -DskipTests install` does it, so that nothing of this
# build stays in the user's. All else comes from the user's repository, as from a remote one, or from Maven Central.
set -eu
cd -- "$(dirname -- "$0")/.."
. .ci/prepare.sh
. .ci/maven.sh
. .ci/outside.sh

docker_will_do=yes
prepare
outside=$(mktemp -d "${TMPDIR:-/tmp}/rp-consumers.XXXXXX")
trap 'rm -rf "$outside"' EXIT
trap 'exit 1' HUP INT TERM

say "Packaging what the projects depend on"
maven -q -Ponly-scenarios package
publish reports extension scenarios

for project in getting-started dependencies-to-scan suite junit6 module-path kotlin spring-boot; do
  say "A project outside the repository: $project"
  cp -R "consumers/$project" "$outside/$project"
  (cd "$outside/$project" && maven -q -s "$outside/settings.xml" -Dmaven.repo.local="$outside/libraries" test "$@")
  count_tests "$outside/$project" || fail "$project: no scenario ran and passed."
done
grep -q 'work_mem = 7MB' -r "$outside/suite/target/resilience-report/journals" ||
  fail "suite: it ran, but without the settings of our.conf."

say "A project outside the repository: embedded, with the README's first test and no PostgreSQL but that of its class path"
mkdir -p "$outside/embedded/src/test/java"
cp consumers/embedded/pom.xml "$outside/embedded"
cp consumers/getting-started/src/test/java/OrdersTest.java "$outside/embedded/src/test/java"
(cd "$outside/embedded" && maven -q -s "$outside/settings.xml" -Dmaven.repo.local="$outside/libraries" test \
  -Dreplicatedpostgres.runtime=embedded)
count_tests "$outside/embedded" || fail "embedded: no test ran and passed."

say "The project of Spring Boot on 3.5"
rm -rf "$outside/spring-boot/target"
(cd "$outside/spring-boot" && maven -q -f pom-3.5.xml -s "$outside/settings.xml" -Dmaven.repo.local="$outside/libraries" test "$@")
count_tests "$outside/spring-boot" || fail "spring-boot 3.5: no test ran and passed."

later=$(ls -d /usr/lib/jvm/*25*/bin 2>/dev/null | head -n 1 || true)
if [ -z "$later" ]; then
  say "Not run here: JUnit 6 on JDK 25, since there is no JDK 25 under /usr/lib/jvm"
else
  say "JUnit 6 on $(basename "${later%/bin}")"
  rm -rf "$outside/junit6/target"
  (cd "$outside/junit6" && JAVA_HOME=${later%/bin} mvn -B -ntp -q -s "$outside/settings.xml" \
    -Dmaven.repo.local="$outside/libraries" test "$@")
  count_tests "$outside/junit6" || fail "junit6: no test ran and passed on JDK 25."
fi
