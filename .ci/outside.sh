# shellcheck shell=sh
# A local repository for projects outside the repository, in the directory $outside. Sourced after maven.sh.

built=0.1.0-SNAPSHOT

# publish MODULE…: these, packaged before, and the settings with which Maven finds them, and all else in the user's repository.
publish() {
  install parent .
  install bom bom
  for module in "$@"; do install "$module" "$module"; done
  here=${HOME:-/nonexistent}/.m2/repository
  {
    echo '<settings><profiles><profile><id>here</id>'
    echo "<repositories>$(repository repository "$here")</repositories>"
    echo "<pluginRepositories>$(repository pluginRepository "$here")</pluginRepositories>"
    echo '</profile></profiles><activeProfiles><activeProfile>here</activeProfile></activeProfiles></settings>'
  } >"$outside/settings.xml"
}

# install ARTIFACT DIRECTORY
install() {
  place=$outside/libraries/io/replicatedpostgres/replicated-postgres-$1/$built
  mkdir -p "$place"
  cp "$2/pom.xml" "$place/replicated-postgres-$1-$built.pom"
  if [ -e "$2/src" ]; then cp "$2/target/replicated-postgres-$1-$built.jar" "$place"; fi
}

repository() {
  printf '<%s><id>here</id><url>file://%s</url><snapshots><enabled>false</enabled></snapshots></%s>\n' "$1" "$2" "$1"
}
