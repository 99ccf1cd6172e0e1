# shellcheck shell=bash
# The cache's things are made once, however many ask for one at the same time, and old ones removed.

# once NAME FUNCTION ARGUMENT...: unless it is there, makes $cache/NAME. The function's last argument
# is an empty directory, in which it makes 'out'; when it fails, nothing stays and the next one tries.
once() {
  local name=$1 work
  shift
  [ ! -e "$cache/$name" ] || return 0
  lock "$cache/$name.lock"
  # shellcheck disable=SC2064 # the names of now
  trap "rm -rf '$cache/$name.work' '$cache/$name.lock'" EXIT
  if [ ! -e "$cache/$name" ]; then
    # Here is who has the lock only: what is left is of one that was killed.
    work=$cache/$name.work
    rm -rf "$work"
    mkdir "$work"
    "$@" "$work" >&2
    chmod 755 "$work/out"
    mv "$work/out" "$cache/$name"
  fi
  rm -rf "$cache/$name.work" "$cache/$name.lock"
  trap - EXIT
  exec 9>&-
}

# lock FILE: waits for a lock on the file of this name. Who had it removes the file, and who waited
# then has locked one without a name, while the next one makes, and locks, a new one.
lock() {
  while true; do
    exec 9> "$1"
    flock 9
    [[ ! $1 -ef /dev/fd/9 ]] || return 0
  done
}

# keep_newest COUNT PATTERN: removes all other things of the cache with such names. Several do this at
# the same time, and each may find what another removes meanwhile.
keep_newest() {
  find "$cache" -maxdepth 1 -ignore_readdir_race -name "$2" -printf '%T@ %p\n' \
    | sort -rn | tail -n +"$(($1 + 1))" | cut -d' ' -f2- | xargs -r -d '\n' rm -rf
}
