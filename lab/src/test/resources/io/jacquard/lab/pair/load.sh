# Load on an exported disk while its target, its host or the link comes and goes. What is written is
# kept in memory and compared in the end.

most=67108864

# rounds: notes each of them, until there have been enough.
begin_rounds() { rm -f /run/enough /run/rounds /run/written; }
round_done() { echo >> /run/rounds; }
enough() { [ -e /run/enough ]; }
await_load() { await 200 has_rounds 3; }
has_rounds() { [ -e /run/rounds ] && [ "$(wc -l < /run/rounds)" -ge "$1" ]; }

# kernel_load TRANSPORT ADDRESS NQN: writes and compares over one connection until it is enough.
kernel_load() {
  begin_rounds
  modprobe -a nvme_rdma nvme_tcp
  nvme connect -t "$1" -a "$2" -s 4420 -n "$3" --reconnect-delay=1 --ctrl-loss-tmo=600 \
    --keep-alive-tmo=5 > /dev/null
  await 60 has_disk "$3"
  until enough; do
    compare_round "$(disk "$3")"
    round_done
  done
  compare_round "$(disk "$3")"
  nvme disconnect -n "$3" > /dev/null
  await 60 has_no_disk "$3"
}

compare_round() {
  head -c 1048576 /dev/urandom > /run/written
  dd if=/run/written of="$1" bs=64k oflag=direct status=none
  dd if="$1" bs=64k count=16 iflag=direct status=none | cmp - /run/written
}

disk() {
  local path
  for path in /sys/block/nvme*n1; do
    if [ -e "$path/device/subsysnqn" ] && [ "$(cat "$path/device/subsysnqn")" = "$1" ] \
      && [ -b "/dev/${path##*/}" ]; then
      echo "/dev/${path##*/}"
      return
    fi
  done
  return 1
}

has_disk() { disk "$1" > /dev/null; }
has_no_disk() { ! has_disk "$1"; }

# jacquard_load TRANSPORT ADDRESS NQN: writes over one connection until it is enough, then compares.
jacquard_load() {
  begin_rounds
  touch /run/written
  pieces | jacquard write -t "$1" -a "$2" -s 4420 -n "$3" -c 1 -l 600 \
    --timeout 60000 > /run/load.log 2>&1 \
    || fail "write: $(cat /run/load.log)"
  jacquard read -t "$1" -a "$2" -s 4420 -n "$3" --timeout 60000 \
    --data-size "$(stat -c %s /run/written)" --data /run/read 2> /run/load.log || fail "read: $(cat /run/load.log)"
  cmp /run/written /run/read
}

# Ends also when nothing reads any more.
pieces() {
  until enough || [ "$(stat -c %s /run/written)" -ge $most ]; do
    head -c 262144 /dev/urandom > /run/piece
    cat /run/piece >> /run/written
    cat /run/piece || return 0
    round_done
    sleep 0.2
  done
}

kill_load() { pkill -KILL -f io.jacquard.lab.cli.Jacquard; }

# await_trouble SIDE: until the host has noticed that its target is away.
await_trouble() { await 200 "trouble_of_$1"; }
trouble_of_kernel() { grep -q connecting /sys/class/nvme/nvme*/state 2> /dev/null; }
trouble_of_jacquard() { grep -q -i -E 'lost|reconnect|closed' /run/load.log; }

await_without_carrier() { await 20 without_carrier; }
without_carrier() { [ "$(cat "/sys/class/net/$(link_nic)/carrier")" = 0 ]; }

# connections N TRANSPORT ADDRESS NQN: as many, one after another.
connections() {
  local n
  modprobe -a nvme_rdma nvme_tcp
  for ((n = 0; n < $1; n++)); do
    nvme connect -t "$2" -a "$3" -s 4420 -n "$4" -i 1 > /dev/null || fail "at connection $n"
    nvme disconnect -n "$4" > /dev/null
  done
}

# held_by_target: descriptors of its process, and what it holds of the RDMA device.
held_by_target() {
  local pid
  pid=$(pgrep -f 'Jacquard target')
  echo "$(find "/proc/$pid/fd" -mindepth 1 | wc -l) descriptors; $(rdma resource show rxe0)"
}

await_held_by_target() {
  local end=$((SECONDS + 60))
  until [ "$(held_by_target)" = "$1" ]; do
    [ $SECONDS -lt $end ] || fail "before: $1; now: $(held_by_target)"
    sleep 0.5
  done
}

# await_no_connection: until the target has none, of either transport.
await_no_connection() { await 120 no_connection; }
no_connection() {
  [ -z "$(ss -Htn state established 'sport = :4420')" ] \
    && ! rdma resource show cm_id | grep -q 'state CONNECT'
}

# small_load TRANSPORT ADDRESS NQN
small_load() {
  head -c 65536 /dev/urandom > /run/written
  jacquard write -t "$1" -a "$2" -s 4420 -n "$3" --timeout 60000 --data /run/written \
    > /dev/null
  jacquard read -t "$1" -a "$2" -s 4420 -n "$3" --timeout 60000 --data-size 65536 \
    --data /run/read 2> /dev/null
  cmp /run/written /run/read
}
