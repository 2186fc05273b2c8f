#!/bin/sh
# Makes the images that the tests on containers run, where no registry is reached: stand-ins, made from Debian's
# packages and from this build, under the names that users know. An image of such a name that was pulled is left alone;
# a stand-in is made anew when what it is made of has changed. Wants root, mmdebstrap and a Docker daemon (docker.sh).
set -eu
cd -- "$(dirname -- "$0")/.."
. .ci/prepare.sh
. .ci/maven.sh

origin=org.opencontainers.image.revision
toxiproxy=ghcr.io/shopify/toxiproxy:2.12.0

make_all() {
  make_two 'postgres 13 bullseye' 'postgres 15 bookworm'
  make_two 'postgres 17 trixie' 'postgres 18 forky'
  make toxiproxy
}

make_two() {
  # shellcheck disable=SC2086 # a line is a command
  { make $1 & first=$!; make $2 & second=$!; }
  wait "$first" || failed=1
  wait "$second" || failed=1
  [ "${failed:-0}" = 0 ] || fail "Not all images could be made."
}

# make KIND …: prints what was done; what the tools say only if it failed.
make() {
  kind=$1
  shift
  begun=$(date +%s)
  log=$scratch/log-$kind-${1:-}
  image=$("image_of_$kind" "$@")
  recipe=$("recipe_of_$kind")
  if is_wanted "$image" "$recipe"; then
    old=$(docker image inspect --format '{{.Id}}' "$image" 2>/dev/null) || :
    # errexit is off in whatever an || or an if looks at
    set +e
    (set -e && "make_$kind" "$@") >"$log" 2>&1 </dev/null
    made=$?
    set -e
    if [ "$made" != 0 ]; then
      tail -n 30 "$log" >&2
      fail "$image could not be made: the lines above say why."
    fi
    # untagged now; it stays as long as a container runs on it
    [ -z "$old" ] || docker rmi "$old" >/dev/null 2>&1 || :
    say "$image: made in $(($(date +%s) - begun)) s, $(size_of "$image")"
  else
    say "$image: is there, $(size_of "$image")"
  fi
}

size_of() { docker image ls --format '{{.Size}}' "$1" | head -n 1; }

# is_wanted IMAGE RECIPE: it does not exist, or is a stand-in made by another recipe. A pulled one says no recipe of ours.
is_wanted() {
  found=$(docker image inspect --format "{{index .Config.Labels \"$origin\"}}" "$1" 2>/dev/null) || return 0
  case $found in
    "$2") return 1 ;;
    stand-in-*) return 0 ;;
    *) return 1 ;;
  esac
}

# import IMAGE ARCHIVE RECIPE CHANGE…
import() {
  image=$1 archive=$2 recipe=$3
  shift 3
  for change; do
    set -- "$@" --change "$change"
    shift
  done
  docker import "$@" --change "LABEL $origin=$recipe" \
    --change 'LABEL org.opencontainers.image.description="A stand-in for tests, not the image of this name"' \
    "$archive" "$image"
  rm -f "$archive"
}

# --- PostgreSQL ------------------------------------------------------------------------------------------------------

image_of_postgres() { echo "postgres:$1"; }

recipe_of_postgres() { echo "stand-in-$(sha256sum <.ci/images.sh | cut -c 1-16)"; }

# make_postgres MAJOR SUITE: from the Debian release that has this version. No mirror is named: then mmdebstrap knows
# Debian's, and those of security updates. PostgreSQL does without its compiler of queries (JIT), half of the size.
make_postgres() {
  bin=/usr/lib/postgresql/$1/bin
  mmdebstrap --variant=minbase --include="postgresql-$1,iproute2" \
    --aptopt='Acquire::Check-Valid-Until "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/lib/*/libLLVM*' \
    --dpkgopt='path-exclude=/usr/lib/llvm-*' \
    --dpkgopt='path-exclude=/usr/lib/*/libz3*' \
    --dpkgopt='path-exclude=/usr/lib/postgresql/*/lib/bitcode/*' \
    --dpkgopt='path-exclude=/usr/lib/postgresql/*/lib/llvmjit*' \
    --essential-hook="$(no_cluster)" \
    --customize-hook="chroot \"\$1\" $bin/postgres --version" \
    --customize-hook="$(places)" \
    --skip=cleanup/run \
    "$2" "$scratch/postgres-$1.tar"
  import "postgres:$1" "$scratch/postgres-$1.tar" "$recipe" \
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$bin" \
    'ENV LANG=C.UTF-8' "ENV PG_MAJOR=$1" "ENV PGDATA=$(data_of "$1")" "VOLUME $(volume_of "$1")" \
    'EXPOSE 5432' 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["postgres"]'
}

# shellcheck disable=SC2016 # $1 is the root, for mmdebstrap's shell
no_cluster() {
  echo 'mkdir -p "$1/etc/postgresql-common/createcluster.d"'
  echo 'echo "create_main_cluster = false" >"$1/etc/postgresql-common/createcluster.d/none.conf"'
}

# What the official images have, so that a test meets it here too: the volume, whose anonymous copies outlive a careless
# end of a container, the directory of sockets, and an entrypoint, though this one starts no server.
places() {
  cat <<'END'
find "$1/run" -mindepth 1 -delete
chroot "$1" install -d -o postgres -g postgres -m 3777 /run/postgresql
find "$1/var/lib/postgresql" -mindepth 1 -delete
chroot "$1" install -d -o postgres -g postgres -m 1777 /var/lib/postgresql/data
cat >"$1/usr/local/bin/docker-entrypoint.sh" <<'SCRIPT'
#!/bin/sh
case ${1:-postgres} in
  postgres | -*) echo "This image is a stand-in for tests: it holds PostgreSQL's programs, and starts no server." >&2 && exit 1 ;;
esac
exec "$@"
SCRIPT
chmod 755 "$1/usr/local/bin/docker-entrypoint.sh"
END
}

# From 18 the official images have one volume for all major versions.
volume_of() { if [ "$1" -ge 18 ]; then echo /var/lib/postgresql; else echo /var/lib/postgresql/data; fi; }
data_of() { if [ "$1" -ge 18 ]; then echo "/var/lib/postgresql/$1/docker"; else echo /var/lib/postgresql/data; fi; }

# --- Toxiproxy -------------------------------------------------------------------------------------------------------

image_of_toxiproxy() { echo "$toxiproxy"; }

recipe_of_toxiproxy() {
  server=extension/target/classes/io/replicatedpostgres/toxiproxy
  [ -d "$server" ] || fail "$server is missing: the server is to be compiled first."
  echo "stand-in-$({ cat .ci/images.sh extension/target/toxiproxy/*.jar && cat "$server"/*.class; } | sha256sum | cut -c 1-16)"
}

# The embedded server of this build, with a Java cut to its needs and the C library of this machine. As in the real
# image there is no shell, the arguments go to the server, and the API listens where all can reach it.
make_toxiproxy() {
  root=$scratch/toxiproxy
  mkdir -p "$root/app/io/replicatedpostgres" "$root/etc" "$root/tmp"
  chmod 1777 "$root/tmp"
  "$JAVA_HOME/bin/jlink" --add-modules java.base,java.logging,java.management,jdk.net,jdk.unsupported \
    --no-header-files --no-man-pages --strip-java-debug-attributes --output "$root/java"
  "$root/java/bin/java" -Xshare:dump
  cp -R extension/target/classes/io/replicatedpostgres/toxiproxy "$root/app/io/replicatedpostgres/"
  cp extension/target/toxiproxy/*.jar "$root/app/gson.jar"
  c_library "$root/java" | while read -r library; do
    mkdir -p "$root${library%/*}"
    cp -L "$library" "$root$library"
  done
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
  tar --owner=0 --group=0 --numeric-owner -cf "$scratch/toxiproxy.tar" -C "$root" .
  import "$toxiproxy" "$scratch/toxiproxy.tar" "$recipe" \
    "ENTRYPOINT $(toxiproxy_command)" 'CMD ["-host=0.0.0.0"]' 'EXPOSE 8474' 'ENV LOG_LEVEL=info'
}

toxiproxy_command() {
  echo '["/java/bin/java", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp", "/app:/app/gson.jar",' \
    '"io.replicatedpostgres.toxiproxy.ToxiproxyServer"]'
}

# What the programs below the directory are linked with, and what the C library loads by itself to look up names.
c_library() {
  find "$1" -type f '(' -name '*.so' -o -path '*/bin/java' ')' -exec ldd {} + | awk -v java="$1" '
    $2 == "=>" && $3 ~ "^/" { path = $3 }
    $1 ~ "/ld-" { path = $1 }
    path != "" && index(path, java) != 1 && !seen[path]++ {
      print path
      if (sub("/libc\\.so.*", "", path)) print path "/libnss_dns.so.2\n" path "/libnss_files.so.2"
    }
    { path = "" }' | while read -r library; do if [ -e "$library" ]; then echo "$library"; fi; done
}

# ---------------------------------------------------------------------------------------------------------------------

begun_all=$(date +%s)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/rp-images.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

prepare
unchecked maven -q -pl extension -am compile dependency:copy-dependencies \
  -DincludeArtifactIds=gson -DoutputDirectory="$PWD/extension/target/toxiproxy"
make_all
say "All images are there, after $(($(date +%s) - begun_all)) s"
