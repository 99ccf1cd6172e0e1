# shellcheck shell=bash
# Builds the program into .jacquard/releases/N when its sources are newer than the last build.
#
# A release is never written again once it is complete, so a rebuild leaves a running target alone.

build_if_changed() {
  is_current && return
  lock_build
  is_current || build_program
  unlock_build
}

# Whether the last release is newer than every source. A directory's time tells of deleted files.
is_current() {
  local changed
  [[ -r $STATE/current && -r $(< "$STATE/current")/jvm.args ]] || return 1
  # A checkout that was moved or copied holds the paths of its old place.
  [[ $(< "$STATE/current") == "$STATE/releases/"* ]] || return 1
  changed=$(cd "$ROOT" && find pom.xml .mvn lab/launcher ./*/pom.xml ./*/src/main \
    -newer "$STATE/stamp" -print -quit 2> /dev/null)
  [[ -z $changed ]]
}

# One build at a time in this checkout.
lock_build() {
  if ! mkdir -p "$STATE/releases" 2> /dev/null || [[ ! -w $STATE ]]; then
    die "cannot write $STATE: run as the owner of the checkout, or copy it to a place of your own"
  fi
  exec 9> "$STATE/build.lock"
  flock -n 9 || {
    note "waiting for another build in this checkout"
    flock 9
  }
}

unlock_build() { exec 9>&-; }

build_program() {
  local log=$STATE/build.log started=$SECONDS
  find_java
  find_maven
  touch "$STATE/stamp.next"
  note "building (log: $log)"
  run_maven "$log" show_modules -Pquick -DskipTests package || {
    grep -E '^\[ERROR\]' "$log" | head -n 30 >&2 || true
    die "the build failed; the whole log is in $log"
  }
  make_release
  note "built in $((SECONDS - started)) s"
}

# Runs Maven in the background of this shell, so that a signal to the shell ends it:
# run_maven LOG FILTER ARGUMENT... where FILTER reads the log as it grows and writes the progress.
run_maven() {
  local log=$1 filter=$2 reader status=0
  shift 2
  : > "$log"
  run_child maven_in_root "$log" "$@"
  tail -n +1 -f -s 0.2 --pid="$CHILD" "$log" | "$filter" &
  reader=$!
  wait_child || status=$?
  wait "$reader" || true
  return "$status"
}

maven_in_root() {
  local log=$1
  shift
  cd "$ROOT" || exit
  # A download that breaks off is tried again; the JVM options silence warnings about Maven itself.
  JAVA_HOME=${JAVA%/bin/java} \
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS-}" \
    exec "$MVN" -B -ntp -Dmaven.wagon.http.retryHandler.count=5 -Dstyle.color=never "$@" \
    >> "$log" 2>&1 9>&- < /dev/null
}

# Writes the module that is built: on a terminal one line that changes, elsewhere nothing. Not by awk:
# mawk does not begin with a line before some kilobytes of them have come.
show_modules() {
  local line words
  if [[ ! -t 2 ]]; then
    cat > /dev/null
    return
  fi
  while IFS= read -r line; do
    if [[ $line == '[INFO] Building Jacquard :: '* ]]; then
      read -r -a words <<< "$line"
      printf '\r\033[Kjacquard: building %s %s' "${words[4]}" "${words[-1]}"
    fi
  done >&2
  printf '\r\033[K' >&2
}

# Copies the jars that Maven has made to a directory of their own and makes it the current release.
make_release() {
  local release jar classpath=
  release=$STATE/releases/$(date +%s)-$$
  mkdir -p "$release"
  cp "$ROOT"/lab/target/lib/*.jar "$ROOT"/lab/target/lab-*.jar "$release/"
  rm -f "$release"/*-tests.jar
  for jar in "$release"/*.jar; do
    classpath+=${classpath:+:}$jar
  done
  cat > "$release/jvm.args" << ARGS
--enable-native-access=ALL-UNNAMED
--sun-misc-unsafe-memory-access=allow
-Xlog:aot=off,aot*=off,cds=off,cds*=off
-Djacquard.root="$ROOT"
-cp "$classpath"
ARGS
  touch "$release/lock"
  printf '%s\n' "$release" > "$STATE/current.next"
  mv "$STATE/stamp.next" "$STATE/stamp"
  mv "$STATE/current.next" "$STATE/current"
  prune_releases "$release"
}

# Removes releases that no process runs, except the given one and the one before it.
prune_releases() {
  local release kept=0
  while IFS= read -r release; do
    [[ $release != "$1" ]] || continue
    ((kept++)) || continue
    if flock -n -x "$release/lock" true; then
      rm -rf "$release"
    fi
  done < <(printf '%s\n' "$STATE"/releases/* | sort -r)
}

# Records once for each release what starting the program loads, which halves its start-up time.
train_release() {
  local release=$1
  [[ ! -e $release/trained ]] || return 0
  lock_build
  if [[ ! -e $release/trained ]]; then
    if timeout 60 "$JAVA" "-XX:AOTCacheOutput=$release/aot.next" "@$release/jvm.args" "$GC" "$MAIN" --help; then
      mv "$release/aot.next" "$release/aot"
    fi > "$release/trained" 2>&1 < /dev/null
  fi
  unlock_build
}

# hold_release VARIABLE: sets it to the current release and marks that as in use for this process's life.
hold_release() {
  local -n held=$1
  held=$(< "$STATE/current")
  exec 8< "$held/lock"
  flock -s 8
}
