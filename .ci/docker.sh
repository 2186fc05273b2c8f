# shellcheck shell=sh
# A Docker daemon to test on. As root on Debian or Ubuntu `start_docker` installs what is missing and starts a daemon if
# none answers; `stop_docker` ends that one, never another. Sourced after prepare.sh.

daemon=''

start_docker() {
  install_docker
  if docker_answers; then
    say "Docker $(docker_facts), as it was found"
    return
  fi
  [ -z "${DOCKER_HOST:-}" ] || fail "DOCKER_HOST is '$DOCKER_HOST', but no daemon answers there within 5 s. Unset it" \
    "to have one started on this machine."
  daemon_log=$(mktemp "${TMPDIR:-/tmp}/rp-dockerd.XXXXXX")
  # Where the kernel has no tables for it: containers of a network still reach each other, and docker-proxy serves what
  # they publish. Only the way out is missing, which no test takes.
  launch_dockerd || launch_dockerd --iptables=false --ip6tables=false --ip-masq=false || {
    tail -n 20 "$daemon_log" >&2
    fail "dockerd does not start on this machine; all of its output is in $daemon_log"
  }
  say "Docker $(docker_facts), started"
}

stop_docker() {
  [ -n "$daemon" ] || return 0
  stop_dockerd
  rm -f "$daemon_log" "$daemon_log.pid"
}

docker_answers() { timeout 5 docker version >/dev/null 2>&1 </dev/null; }

docker_facts() {
  docker info --format '{{.ServerVersion}} ({{.Driver}}, cgroups {{.CgroupVersion}}, {{.NCPU}} CPUs)' </dev/null
}

# --- What to install -------------------------------------------------------------------------------------------------

# A list of what this machine lacks. The client is a package of its own from Debian 13, before that it is in docker.io;
# a kernel that enforces AppArmor wants its parser.
docker_packages() {
  command -v dockerd >/dev/null || echo docker.io
  command -v docker >/dev/null || apt-cache --names-only search '^docker-cli$' | cut -d ' ' -f 1
  command -v iptables >/dev/null || echo iptables
  command -v ip >/dev/null || echo iproute2
  command -v mmdebstrap >/dev/null || echo mmdebstrap
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || echo debian-archive-keyring
  if grep -qs Y /sys/module/apparmor/parameters/enabled && ! command -v apparmor_parser >/dev/null; then
    echo apparmor
  fi
}

install_docker() {
  [ -n "$(docker_packages)" ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    fail "$(docker_packages | tr '\n' ' ')are missing; this script installs them as root on Debian or Ubuntu only."
  fi
  apt-get update -qq </dev/null || fail "apt-get update failed: the lines above say why."
  packages=$(docker_packages | tr '\n' ' ')
  say "Installing $packages"
  log=$(mktemp)
  # shellcheck disable=SC2086 # packages are words
  install_unstarted $packages >"$log" 2>&1 </dev/null || {
    tail -n 20 "$log" >&2
    fail "apt-get install $packages failed; all of its output is in $log"
  }
  rm -f "$log"
}

# The package would start a daemon that nothing here ends: forbidden, for this one installation only.
install_unstarted() (
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
)

# --- The daemon ------------------------------------------------------------------------------------------------------

# A pid file of its own: the usual one may be left of a machine's earlier life, and name a process of this one.
launch_dockerd() {
  setsid dockerd --pidfile "$daemon_log.pid" "$@" >>"$daemon_log" 2>&1 </dev/null &
  daemon=$!
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    if docker_answers; then return; fi
    [ -d "/proc/$daemon" ] || break
    sleep 1
  done
  stop_dockerd
  return 1
}

# It stops its containers, which takes 15 s at most, and its containerd.
stop_dockerd() {
  kill "$daemon" 2>/dev/null || :
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    [ -d "/proc/$daemon" ] || break
    sleep 1
  done
  kill -9 "$daemon" 2>/dev/null || :
  daemon=''
}
