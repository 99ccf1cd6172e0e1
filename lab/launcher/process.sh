# shellcheck shell=bash
# Children that end when the launcher is told to end.

CHILD=

# Starts a command in a process group of its own, as CHILD.
run_child() {
  trap 'end_child INT 130' INT
  trap 'end_child TERM 143' TERM
  trap 'end_child HUP 129' HUP
  set -m
  "$@" &
  CHILD=$!
  set +m
}

# Waits for CHILD; its exit status is the result.
wait_child() {
  local status=0
  wait "$CHILD" || status=$?
  CHILD=
  trap - INT TERM HUP
  return "$status"
}

# Ends CHILD and all that it has started, then the launcher.
end_child() {
  trap '' INT TERM HUP
  if [[ -n $CHILD ]]; then
    kill -TERM -- "-$CHILD" 2> /dev/null || true
    for _ in {1..50}; do
      kill -0 -- "-$CHILD" 2> /dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$CHILD" 2> /dev/null || true
  fi
  note "ended by SIG$1"
  exit "$2"
}
