# What the scripts of the Linux host's tests are written with.
set -euo pipefail

fail() {
  echo "$*" >&2
  exit 1
}

# await SECONDS COMMAND...: until the command succeeds.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || fail "still not after all that time: $*"
    sleep 0.1
  done
}

# controllers NQN: names of the controllers connected to a subsystem, such as nvme0.
controllers() {
  local path nqn
  for path in /sys/class/nvme/nvme*; do
    # The controller may go away between the listing and the reading.
    if [ -e "$path/subsysnqn" ] && read -r nqn < "$path/subsysnqn" && [ "$nqn" = "$1" ]; then
      echo "${path##*/}"
    fi
  done
}

# disk NQN NSID: the block device of a namespace; fails when there is none.
disk() {
  local path
  for path in /sys/block/nvme*; do
    # The hidden ones are paths of the others.
    if [ -e "$path/nsid" ] && [ "$(cat "$path/hidden")" = 0 ] \
      && [ "$(cat "$path/device/subsysnqn")" = "$1" ] && [ "$(cat "$path/nsid")" = "$2" ] \
      && [ -b "/dev/${path##*/}" ]; then
      echo "/dev/${path##*/}"
      return
    fi
  done
  return 1
}

has_disk() { disk "$@" > /dev/null; }
has_no_disk() { ! disk "$@" > /dev/null; }
has_no_controller() { [ -z "$(controllers "$1")" ]; }

# bytes DISK: its size.
bytes() { blockdev --getsize64 "$1"; }
is_as_long() { [ "$(bytes "$1")" = "$2" ]; }

# disconnect NQN, and wait until it is gone.
disconnect() {
  nvme disconnect -n "$1"
  await 60 has_no_controller "$1"
}

# verify DISK NAME=VALUE...: writes with fio and reads back what was written.
verify() {
  local filename=$1
  shift
  fio --name=verify --filename="$filename" --direct=1 --ioengine=libaio --iodepth=16 \
    --verify=crc32c --verify_fatal=1 --verify_backlog=16 --group_reporting \
    --output-format=json --output=/run/fio.json "${@/#/--}" || fail "fio: $(cat /run/fio.json)"
  jq -e '.jobs[0] | .error == 0 and .read.total_ios > 0 and .write.total_ios > 0' /run/fio.json \
    > /dev/null || fail "nothing was verified: $(cat /run/fio.json)"
}

# Number of files that the writer of the crash test has reported as synced.
synced_more_than() { [ -e /run/synced ] && [ "$(wc -l < /run/synced)" -gt "$1" ]; }
