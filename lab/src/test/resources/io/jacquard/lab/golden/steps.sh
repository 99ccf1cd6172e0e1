# What the scripts that are captured are written with. Given are $at, where the target is in the words
# of nvme-cli, and $steps, a file to which each step is written with the time at which it began.

nqn=nqn.2026-01.io.jacquard:golden

step() {
  echo "$EPOCHREALTIME $*" >> "$steps"
  "$@"
}

# For commands which the target refuses: the answer is what the capture is for.
refused() { ! step "$@" || fail "not refused: $*"; }

# connect [OPTION...]: waits until the first namespace is there and nothing scans it any more.
connect() {
  load "nvme_$transport"
  # shellcheck disable=SC2086 # several words
  step nvme connect $at -n $nqn -i 1 -Q 32 "$@"
  await 60 find_namespace
  exec 5< "$namespace" 5<&-
}

# find_namespace: sets $controller and $namespace.
find_namespace() {
  local path
  for path in /sys/class/nvme/nvme*; do
    if [ -e "$path/subsysnqn" ] && [ "$(< "$path/subsysnqn")" = $nqn ]; then
      controller=/dev/${path##*/}
      namespace=${controller}n1
      [ -b "$namespace" ]
      return
    fi
  done
  return 1
}

# blocks: writes /run/data, 32 blocks each full of one letter, for a hundred bytes tell as much as thousands.
blocks() {
  local letter block
  for letter in {A..Z} {a..f}; do
    printf -v block %512s ''
    printf %s "${block// /$letter}"
  done > /run/data
}

# jacquard_tests CLASS PROPERTY...: Jacquard's host says what a class of tests makes it say.
jacquard_tests() {
  printf 'io.jacquard.lab.rdma.%s' "$1" > /run/plan
  shift
  printf '\t%s' "$@" >> /run/plan
  JAVA_OPTS=-Xmx256m jacquard-tests /run/plan
}
