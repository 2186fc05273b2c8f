# shellcheck shell=sh
# Finds what the build needs: a JDK 17, Maven, PostgreSQL's server programs. As root on Debian or Ubuntu it installs
# what is missing; elsewhere it prints how to, and ends. Sourced by ./demo, ./verify and .ci/run from the top of the
# tree; `prepare` exports JAVA_HOME and sets mvn. POSIX sh: macOS and a fresh Debian have nothing else in common.

bold='' red='' plain=''
if [ -t 1 ] && [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$(printf '\033[1m') red=$(printf '\033[31m') plain=$(printf '\033[0m')
fi

say() { printf '%s==> %s%s\n' "$bold" "$*" "$plain"; }

fail() {
  printf '%s%s%s\n' "$red" "$*" "$plain" >&2
  exit 1
}

# Where docker_will_do is not empty, a Docker daemon that answers does instead of PostgreSQL's programs.
prepare() {
  look_around
  if [ -n "$missing" ] && [ "$system" = apt ] && [ "$(id -u)" = 0 ] && apt_has_all; then
    install_with_apt
    look_around
  fi
  [ -z "$missing" ] || explain
  say "JDK $jdk_version, Maven $maven_version, PostgreSQL ${postgres_version:-in containers}"
}

look_around() {
  system=other
  if command -v apt-get >/dev/null; then
    system=apt
  elif command -v dnf >/dev/null; then
    system=dnf
  elif [ "$(uname)" = Darwin ] && command -v brew >/dev/null; then
    system=brew
  fi
  missing=''
  find_jdk || missing="$missing jdk"
  find_maven || missing="$missing maven"
  find_postgres || find_docker || missing="$missing postgres"
}

# --- What is here ----------------------------------------------------------------------------------------------------

find_jdk() {
  # java_home answers "17 or newer", so its answer is asked again like any other.
  for home in "${JAVA_HOME:-}" \
    /usr/lib/jvm/* \
    "$(/usr/libexec/java_home -v 17 2>/dev/null)" \
    /opt/homebrew/opt/openjdk@17/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk@17/libexec/openjdk.jdk/Contents/Home \
    "${HOME:-}"/.sdkman/candidates/java/17* \
    "$(javac -J-XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')"; do
    if [ -z "$home" ] || [ ! -x "$home/bin/javac" ]; then continue; fi
    jdk_version=$("$home/bin/javac" -version 2>&1 | sed -n 's/^javac //p')
    case $jdk_version in
      17 | 17.*)
        export JAVA_HOME="$home"
        return
        ;;
    esac
  done
  return 1
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
    apt-jdk) echo openjdk-17-jdk-headless ;;
    apt-maven) echo maven ;;
    apt-postgres) echo postgresql ;;
    dnf-jdk) case $(release) in
      fedora-3? | fedora-4[01] | *-[89]) echo java-17-openjdk-devel ;;
      fedora-*) echo temurin-17-jdk ;;
    esac ;;
    dnf-maven) case $(release) in *-[89]) echo @maven:3.8 ;; *) echo maven ;; esac ;;
    dnf-postgres) case $(release) in *-8) echo @postgresql:13/server ;; *) echo postgresql-server ;; esac ;;
    brew-jdk) echo openjdk@17 ;;
    brew-maven) echo maven ;;
    brew-postgres) echo postgresql@17 ;;
  esac
}

# fedora-43, rhel-9, rocky-9: the distribution and its major version.
release() { (. /etc/os-release && echo "$ID-${VERSION_ID%%.*}"); }

describe() {
  case $1 in
    jdk) echo "a JDK 17 (17 it must be: the compiler checks of this build are pinned to it)" ;;
    maven) echo "Maven 3.8 or newer${maven_version:+ ($mvn is $maven_version)}" ;;
    postgres) echo "PostgreSQL 12 or newer, with initdb, postgres, pg_rewind and pg_basebackup" ;;
  esac
}

by_hand() {
  case $1 in
    jdk) echo "any vendor's JDK 17, for example Eclipse Temurin 17; then set JAVA_HOME to it" ;;
    maven) echo "the Apache Maven project's own archive, unpacked, with its bin first on PATH" ;;
    postgres) echo "PostgreSQL's server; then set REPLICATEDPOSTGRES_BINARIES to the directory of its programs" ;;
  esac
}

# Does this release's apt have it, new enough? With no package lists here nobody knows, and the answer is yes.
apt_has() {
  set -- "$1" /var/lib/apt/lists/*_Packages*
  [ -e "$2" ] || return 0
  candidate=$(apt-cache policy "$(package "$1")" | sed -n 's/^ *Candidate: //p')
  case $candidate in '' | '(none)') return 1 ;; esac
  [ "$1" != maven ] || at_least 3.8 "$candidate"
}

apt_has_all() {
  say "Asking apt for what is missing (apt-get update)"
  apt-get update -qq </dev/null || fail "apt-get update failed: the lines above say why."
  for thing in $missing; do
    apt_has "$thing" || return
  done
}

install_with_apt() {
  packages=''
  for thing in $missing; do packages="$packages $(package "$thing")"; done
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
        dnf) echo "    $(temurin_for_dnf)${sudo}dnf install -y$packages" ;;
        brew) echo "    brew install$packages" ;;
      esac
    fi
    if [ -n "$others" ]; then
      echo
      echo "This system has no fitting package of the following. Install by hand:"
      for thing in $others; do echo "  - $(by_hand "$thing")"; done
    fi
    echo
    echo "Then run $0 again."
  } >&2
  exit 1
}

# From Fedora 42 the older JDKs come from their vendor's packages, which Fedora knows but does not enable.
temurin_for_dnf() {
  case $packages in
    *temurin*)
      repository=adoptium-temurin-java-repository
      echo "${sudo}dnf install -y $repository && ${sudo}dnf config-manager setopt $repository.enabled=1 && "
      ;;
  esac
}
