#!/bin/sh
# What a newcomer does, on a fresh root of Debian 13 in which nothing is installed: ./demo as root, which installs what is missing;
# then as a user without a locale ./verify --quick, and the README's tests in a project outside the repository.
# An argument takes the place of --quick. Wants root, mmdebstrap and unshare. Maven's libraries come from this machine's local repository; what
# that lacks is downloaded.
set -eu
cd -- "$(dirname -- "$0")/.."
. .ci/prepare.sh
. .ci/maven.sh
. .ci/docker.sh

quick=${1:---quick}
suite=trixie
newcomer=1000
scratch=$(mktemp -d "${TMPDIR:-/tmp}/rp-fresh.XXXXXX")
root=$scratch/root
# All mounts are made in a name space that ends with the command: nothing is mounted here.
trap 'rm -rf --one-file-system "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# make_root: with the certificates and the resolver of this machine, and a user who may install nothing.
make_root() {
  if ! command -v mmdebstrap >/dev/null; then
    { apt-get update && install_unstarted mmdebstrap; } >"$scratch/log" 2>&1 </dev/null ||
      fail "apt-get install mmdebstrap failed: $(tail -n 3 "$scratch/log")"
  fi
  mmdebstrap --variant=apt --skip=cleanup/run "$suite" "$scratch/root.tar" >"$scratch/log" 2>&1 </dev/null ||
    fail "No root of $suite could be made: $(tail -n 5 "$scratch/log")"
  mkdir "$root"
  tar -xpf "$scratch/root.tar" -C "$root" --exclude='./dev/*'
  rm -f "$scratch/root.tar" "$root/etc/resolv.conf"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  mkdir -p "$root/usr/local/share/ca-certificates" "$root/root/.m2" "$root/home/newcomer/.m2"
  if [ -d /usr/local/share/ca-certificates ]; then
    cp -R /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates"
  fi
  echo "newcomer:x:$newcomer:$newcomer::/home/newcomer:/bin/sh" >>"$root/etc/passwd"
  echo "newcomer:x:$newcomer:" >>"$root/etc/group"
  chmod 755 "$scratch" "$root"
}

# The sources alone, as a clone has them, for root and for the user, each with the libraries of this machine.
give_sources() {
  libraries=${HOME:-/nonexistent}/.m2/repository
  for home in root home/newcomer; do
    mkdir "$root/$home/project"
    tar --exclude=./.git --exclude=target -cf - . | tar -xf - -C "$root/$home/project"
    if [ -d "$libraries" ]; then cp -R "$libraries" "$root/$home/.m2"; fi
  done
  rm -rf "$root"/*/.m2/repository/io/replicatedpostgres "$root"/home/*/.m2/repository/io/replicatedpostgres
  chown -R "$newcomer:$newcomer" "$root/home/newcomer"
}

# within NUMBER HOME COMMAND: as the user of this number, with processes, shared memory and mounts of its own, and an environment
# of nothing but HOME and PATH.
within() {
  unshare --mount --pid --fork sh -eu -c '
    root=$1 number=$2 home=$3 command=$4
    mount --make-rprivate /
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    chroot "$root" setpriv --reuid="$number" --regid="$number" --clear-groups \
      env -i HOME="$home" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -eu -c "$command"
  ' within "$root" "$1" "$2" "$3"
}

# step WHAT NUMBER HOME COMMAND
step() {
  say "Fresh Debian 13: $1"
  begun=$(date +%s)
  within "$2" "$3" "$4" >"$scratch/log" 2>&1 </dev/null || {
    tail -n 60 "$scratch/log" >&2
    fail "Fresh Debian 13: $1 failed: the lines above are its last."
  }
  say "Fresh Debian 13: $1 took $(($(date +%s) - begun)) s"
}

# shows TEXT: the last step said so.
shows() { grep -q -e "$1" "$scratch/log" || fail "It passed, but did not say '$1': $(tail -n 20 "$scratch/log")"; }

[ "$(id -u)" = 0 ] || fail "Run this as root: it makes a root of its own."
say "Making a root of Debian 13"
make_root
give_sources

# Then what docs/operations.md says to remove what stays, and nothing is left in memory.
step "./demo as root" 0 /root '
  cd ~/project && ./demo
  du -sm "/dev/shm/replicated-postgres-$(id -un)/templates"
  rm -rf "/dev/shm/replicated-postgres-$(id -un)"
  ls -A /dev/shm | sed "s/^/left in memory: /"'
shows 'The report is /root/project/scenarios/target/resilience-report/index.html'
if grep -e '^left in memory' "$scratch/log"; then fail "./demo left that behind."; fi
step "./verify $quick as a user" "$newcomer" /home/newcomer "cd ~/project && ./verify $quick"
shows '[1-9][0-9]* passed, 0 failed'
step "the README's tests outside the repository" "$newcomer" /home/newcomer '
  cd ~/project && ./verify -DskipTests install
  cp -R consumers/getting-started ~/first && cd ~/first && mvn -B -ntp test'
shows 'Replicated Postgres: PostgreSQL 17'
shows 'Replicated Postgres: 2 tests: 2 passed: /home/newcomer/first/target/resilience-report/index.html'
if grep -e SLF4J -e WARN "$scratch/log"; then fail "The README's tests print warnings that their reader can do nothing about."; fi
