# shellcheck shell=sh
# What the build needs, by the name that each system has for it: installs it where apt is, or says how to. Sourced by prepare.sh,
# whose look_around has set system, missing (what the build cannot do without) and lacking (programs that some tests ask).

package() {
  case $system-$1 in
    other-*) ;;
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
    postgres) echo "PostgreSQL 11 or newer, with initdb, postgres, pg_rewind and pg_basebackup" ;;
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

# Debian's package starts a server named main, which is not wanted here: forbidden, for this one installation only.
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
