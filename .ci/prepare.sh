# shellcheck shell=sh
# Finds what the build needs: a JDK from 17 on, Maven, PostgreSQL's server programs. As root on Debian or Ubuntu it installs
# what is missing; elsewhere it prints how to, and ends. Sourced by ./demo, ./verify and .ci/run from the top of the
# tree; `prepare` exports JAVA_HOME, sets mvn, and gives a bare container a locale. POSIX sh: macOS and a fresh Debian have
# nothing else in common.

bold='' red='' plain=''
if [ -t 1 ] && [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$(printf '\033[1m') red=$(printf '\033[31m') plain=$(printf '\033[0m')
fi

say() { printf '%s==> %s%s\n' "$bold" "$*" "$plain"; }

fail() {
  printf '%s%s%s\n' "$red" "$*" "$plain" >&2
  exit 1
}

# Where docker_will_do is not empty, a Docker daemon that answers does instead of PostgreSQL's programs. Where tests_will_run
# is not empty, the small programs that some tests ask are wanted too; without them those tests are skipped and say why.
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
  say "JDK $jdk_version, Maven $maven_version, PostgreSQL ${postgres_version:-in containers}"
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
  find_postgres || find_docker || missing="$missing postgres"
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
    jdk_version=$version
    return
  fi
  for home in /usr/lib/jvm/* \
    "$(/usr/libexec/java_home 2>/dev/null)" \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME:-}"/.sdkman/candidates/java/* \
    "$(javac -J-XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')"; do
    if is_jdk "$home" && { [ -z "$found" ] || at_least "$version" "$jdk_version"; }; then
      found=$home jdk_version=$version
    fi
  done
  [ -n "$found" ] || return 1
  export JAVA_HOME="$found"
}

# is_jdk DIRECTORY: with a compiler, and new enough.
is_jdk() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] || return
  version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9.]*\).*/\1/p')
  at_least 17 "$version"
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

has_server_programs() {
  for program in initdb postgres pg_rewind pg_basebackup; do
    [ -x "$1/$program" ] || { unfit="it holds no program $program" && return 1; }
  done
  postgres_version=$("$1/postgres" --version | sed -n 's/^postgres (PostgreSQL) \([0-9.]*\).*/\1/p')
  at_least 12 "$postgres_version" || { unfit="it holds PostgreSQL $postgres_version; 12 is the oldest" && return 1; }
}

# at_least 3.8 3.10.1
at_least() {
  [ -n "$2" ] && printf '%s %s\n' "$1" "$2" | awk '{
    split($1, wanted, "."); split($2, seen, ".")
    exit !(seen[1] + 0 > wanted[1] + 0 || seen[1] + 0 == wanted[1] + 0 && seen[2] + 0 >= wanted[2] + 0)
  }'
}

# --- What to install, by the name that each system has for it --------------------------------------------------------

package() {
  case $system-$1 in
    apt-jdk) apt_jdk ;;
    dnf-jdk) case $(release) in
      *-[89]) echo java-17-openjdk-devel ;;
      fedora-3? | fedora-4[0123] | *-10) echo java-21-openjdk-devel ;;
      *) echo java-25-openjdk-devel ;;
    esac ;;
    dnf-maven) case $(release) in *-[89]) echo @maven:3.8 ;; *) echo maven ;; esac ;;
    dnf-postgres) case $(release) in *-8) echo @postgresql:13/server ;; *) echo postgresql-server ;; esac ;;
    apk-jdk) echo openjdk21-jdk ;;
    apk-postgres) echo postgresql17 postgresql17-client ;;
    brew-jdk) echo openjdk@21 ;;
    brew-postgres) echo postgresql@17 ;;
    apt-postgres) echo postgresql ;;
    *-ps) echo procps ;;
    *-mount) echo mount ;;
    *-maven) echo maven ;;
  esac
}

# The first of Debian's JDKs from 17 on that this release has: 12 has 17; 13 has 21 and 25; Ubuntu from 22.04 on has several.
apt_jdk() {
  for number in 17 21 25; do
    if apt_knows "openjdk-$number-jdk-headless"; then
      echo "openjdk-$number-jdk-headless"
      return
    fi
  done
  case $(release) in
    debian-1[3-9]) echo openjdk-21-jdk-headless ;;
    *) echo openjdk-17-jdk-headless ;;
  esac
}

# fedora-43, rhel-9, rocky-9: the distribution and its major version.
release() { (. /etc/os-release && echo "$ID-${VERSION_ID%%.*}"); }

describe() {
  case $1 in
    jdk) echo "a JDK, 17 or newer, with its compiler" ;;
    maven) echo "Maven 3.8 or newer${maven_version:+ ($mvn is $maven_version)}" ;;
    postgres) echo "PostgreSQL 12 or newer, with initdb, postgres, pg_rewind and pg_basebackup" ;;
  esac
}

by_hand() {
  case $1 in
    jdk) echo "any vendor's JDK from 17 on, for example Eclipse Temurin 21; then set JAVA_HOME to it" ;;
    maven)
      archive=https://repo.maven.apache.org/maven2/org/apache/maven/apache-maven/3.9.11/apache-maven-3.9.11-bin.tar.gz
      echo "Maven, from its project's own archive:"
      echo
      echo "    curl -fsSL $archive | tar -xz -C \"\$HOME\" && export PATH=\"\$HOME/apache-maven-3.9.11/bin:\$PATH\""
      echo
      ;;
    postgres) echo "PostgreSQL's server; then set REPLICATEDPOSTGRES_BINARIES to the directory of its programs" ;;
  esac
}

# Does this release's apt have it, new enough? With no package lists here there is no telling, and the answer is yes.
apt_has() {
  set -- "$1" /var/lib/apt/lists/*_Packages*
  [ -e "$2" ] || return 0
  apt_knows "$(package "$1")" && { [ "$1" != maven ] || at_least 3.8 "$candidate"; }
}

# apt_knows PACKAGE: sets candidate to its version.
apt_knows() {
  candidate=$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p')
  case $candidate in '' | '(none)') return 1 ;; esac
}

apt_update() {
  say "Asking apt for what is missing (apt-get update)"
  apt-get update -qq </dev/null || fail "apt-get update failed: the lines above say why."
}

apt_has_all() {
  for thing in $missing; do
    apt_has "$thing" || return
  done
}

install_with_apt() {
  packages=''
  for thing in $missing $lacking; do packages="$packages $(package "$thing")"; done
  say "Installing$packages (takes a minute or two)"
  log=$(mktemp)
  # shellcheck disable=SC2086 # packages are words
  if apt_get_install $packages >"$log" 2>&1 </dev/null; then
    rm -f "$log"
  else
    tail -n 20 "$log" >&2
    fail "apt-get install$packages failed; all of its output is in $log"
  fi
}

# Debian's package starts a server named main, which nobody here asked for: forbidden, for this one installation only.
apt_get_install() (
  no_main=/etc/postgresql-common/createcluster.d/replicated-postgres.conf
  trap 'rm -f "$no_main"; rmdir -p "${no_main%/*}" 2>/dev/null || :' EXIT
  trap 'exit 1' HUP INT TERM
  mkdir -p "${no_main%/*}"
  echo 'create_main_cluster = false' >"$no_main"
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
)

explain() {
  packages='' others=''
  {
    echo
    echo "This machine lacks:"
    for thing in $missing; do
      echo "  - $(describe "$thing")"
      name=$(package "$thing")
      if [ -z "$name" ] || { [ "$system" = apt ] && ! apt_has "$thing"; }; then
        others="$others $thing"
      else
        packages="$packages $name"
      fi
    done
    if [ -n "$packages" ]; then
      sudo='' as_root=''
      if [ "$system" != brew ] && [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null; then sudo='sudo '; else as_root=' as root'; fi
      fi
      echo
      echo "To install ${others:+what this system packages of }it$as_root:"
      echo
      case $system in
        apt) echo "    ${sudo}apt-get update && ${sudo}apt-get install -y$packages" ;;
        dnf) echo "    ${sudo}dnf install -y$packages" ;;
        apk) echo "    ${sudo}apk add$packages" ;;
        brew) echo "    brew install$packages" ;;
      esac
    fi
    if [ -n "$others" ]; then
      echo
      echo "This system has no fitting package of the following. Install by hand:"
      for thing in $others; do printf '  - %s\n' "$(by_hand "$thing")"; done
    fi
    echo
    echo "Then run $0 again."
  } >&2
  exit 1
}
