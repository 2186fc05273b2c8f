#!/bin/sh
# The story, and the end of a killed JVM, on a Docker daemon that is not on this machine: a second one, in namespaces of
# its own, that listens on TCP. It has its own network, so what it publishes is not on this machine's localhost; it does
# not see this tree, so there is nothing to mount from it. Then the story once more where that daemon is on localhost.
# Wants root, and a daemon here (docker.sh) that has the images (images.sh). Leaves nothing, also when it fails.
set -eu
cd -- "$(dirname -- "$0")/.."
. .ci/prepare.sh
. .ci/maven.sh
. .ci/docker.sh
. .ci/clusters.sh

images='postgres:17 ghcr.io/shopify/toxiproxy:2.12.0'
place=rp-remote-$$
cable=rpr$$
port=2375

# A /30 of the range that is reserved for measuring networks (RFC 2544): not in use elsewhere.
number=$(($$ % 16384))
network=198.18.$((number / 64)).$((number % 64 * 4))
here=${network%.*}.$((${network##*.} + 1))
there=${network%.*}.$((${network##*.} + 2))

clean_up() {
  if [ -n "$daemon" ]; then
    docker_there ps --all --quiet | while read -r id; do docker_there rm --force --volumes "$id"; done >/dev/null 2>&1 || :
    # it is the parent of the namespace, and all processes of that end with it
    kill -9 "$daemon" 2>/dev/null || :
    wait "$daemon" 2>/dev/null || :
  fi
  if [ -e "/run/netns/$place" ]; then ip netns delete "$place"; fi
  if ip link show "$cable" >/dev/null 2>&1; then ip link delete "$cable"; fi
  rm -rf "$scratch"
}

docker_there() { DOCKER_HOST=tcp://$there:$port timeout 20 docker "$@" </dev/null; }

# --- The daemon ------------------------------------------------------------------------------------------------------

start_remote() {
  ip netns add "$place"
  ip link add "$cable" type veth peer name "$cable-" netns "$place"
  ip address add "$here/30" dev "$cable"
  ip link set "$cable" up
  ip -n "$place" address add "$there/30" dev "$cable-"
  ip -n "$place" link set "$cable-" up
  ip -n "$place" link set lo up
  launch_remote || launch_remote --iptables=false --ip6tables=false --ip-masq=false || {
    tail -n 20 "$scratch/log" >&2
    fail "the second dockerd does not start: the lines above say why."
  }
}

launch_remote() {
  echo '{}' >"$scratch/daemon.json"
  # shellcheck disable=SC2016 # variables of the inner shell
  setsid nsenter --net="/run/netns/$place" unshare --mount --pid --fork --kill-child --mount-proc \
    sh -c '
      tree=$1
      shift
      cd /
      for hidden in "$tree" /dev/shm; do mount -t tmpfs none "$hidden"; done
      if [ -d /run/docker ]; then mount -t tmpfs none /run/docker; fi
      dockerd "$@" &
      wait' sh "$PWD" \
    --config-file "$scratch/daemon.json" --data-root "$scratch/data" --exec-root "$scratch/exec" \
    --pidfile "$scratch/pid" --tls=false --host "tcp://$there:$port" --host "tcp://127.0.0.1:$port" "$@" \
    >>"$scratch/log" 2>&1 </dev/null &
  daemon=$!
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    if docker_there version >/dev/null 2>&1; then return; fi
    [ -d "/proc/$daemon" ] || break
    sleep 1
  done
  kill -9 "$daemon" 2>/dev/null || :
  wait "$daemon" 2>/dev/null || :
  daemon=''
  return 1
}

give_images() {
  # shellcheck disable=SC2086 # images are words
  docker save $images >"$scratch/images.tar" ||
    fail "The daemon here lacks images: .ci/images.sh makes them."
  DOCKER_HOST=tcp://$there:$port docker load --quiet --input "$scratch/images.tar"
  rm -f "$scratch/images.tar"
}

# --- What runs on it -------------------------------------------------------------------------------------------------

# story ADDRESS: on the daemon of this address, and on no other.
story() {
  say "The story on the daemon at $1"
  touch "$scratch/begun"
  # shellcheck disable=SC2086 # a command or none
  DOCKER_HOST=$1 $within ./demo ${within:+--offline} -Dreplicatedpostgres.runtime=container
  count_clusters container:17 "$scratch/begun" scenarios/target || fail "The story did not run in containers."
  find scenarios/target -name '*.jsonl' -newer "$scratch/begun" -exec cat {} + | grep -q "on $1\"" ||
    fail "The story ran on another daemon than the one at $1."
  nothing_there
}

end_of_the_jvm() {
  say "The end of a killed JVM, on the daemon at $1"
  forget_tests extension/target
  DOCKER_HOST=$1 maven -q -pl extension -am test -Dtest=EndOfTheJvmWithContainersTest \
    -Dsurefire.failIfNoSpecifiedTests=false
  count_tests extension/target || fail "No test ran and passed."
  nothing_there
}

# What ends with its JVM gets ten seconds.
nothing_there() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    left=$(docker_there ps --all --quiet && docker_there volume ls --quiet)
    [ -n "$left" ] || return 0
    sleep 1
  done
  fail "On the daemon there were left behind:
$left"
}

[ "$(id -u)" = 0 ] || fail "Run this as root: it starts a Docker daemon in a network of its own."
scratch=$(mktemp -d "${TMPDIR:-/tmp}/rp-remote.XXXXXX")
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

prepare
install_docker
# Testcontainers has to find out by itself where ports are.
unset TESTCONTAINERS_HOST_OVERRIDE
export TESTCONTAINERS_RYUK_DISABLED=true

start_remote
give_images
within=''
story "tcp://$there:$port"
end_of_the_jvm "tcp://$there:$port"

# Within that network the same daemon is on localhost. There is no other way out of it: what runs is built by now.
within="nsenter --net=/run/netns/$place"
story "tcp://127.0.0.1:$port"
