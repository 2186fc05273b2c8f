#!/bin/sh
# Builds a release twice, in two directories one after the other, and compares every file that would be published.
set -eu
cd -- "$(dirname -- "$0")/.."
. .ci/prepare.sh
. .ci/maven.sh

docker_will_do=yes
prepare
both=$(mktemp -d "${TMPDIR:-/tmp}/rp-reproducible.XXXXXX")
trap 'rm -rf "$both"' EXIT
trap 'exit 1' HUP INT TERM

for build in one another; do
  say "Building a release: $build"
  mkdir "$both/$build"
  git archive HEAD | tar -x -C "$both/$build"
  (cd "$both/$build" && maven -q -Prelease -Drelease.page=https://example.org/replicated-postgres -DskipTests package)
  (cd "$both/$build" && find . -path '*/target/*.jar' -o -path '*target/.flattened-pom.xml' | sort | xargs sha256sum) >"$both/$build.sums"
done

count=$(wc -l <"$both/one.sums")
if [ "$count" -lt 10 ]; then fail "only $count files to be published: the build left some out."; fi
grep -q '<artifactId>replicated-postgres-extension</artifactId>' "$both/one/bom/target/.flattened-pom.xml" ||
  fail "bom: it does not manage the extension."
diff "$both/one.sums" "$both/another.sums" || fail "Two builds of the same commit differ in these files."
say "$count files, equal in both builds"
