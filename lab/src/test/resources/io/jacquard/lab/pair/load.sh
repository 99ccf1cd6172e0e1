# Load on an exported disk while its target, its host or the link comes and goes. What is written is
# kept in memory and compared in the end. Several loads can run at the same time, each with a name,
# a file of that name in /run/load, and a part of the disk of its own.

loads=/run/load
most=$((60 << 20))

# begin NAME: forgets what an earlier load of this name did.
begin() {
  mkdir -p $loads
  rm -f $loads/"$1".*
  touch $loads/"$1".rounds
}
round_done() { echo >> $loads/"$1".rounds; }
rounds() { wc -l < $loads/"$1".rounds; }
enough() { [ -e $loads/"$1".enough ]; }

# await_rounds NAME N: until it has done N more than now, or has failed.
await_rounds() {
  local most=$(($(rounds "$1") + $2))
  await 400 rounds_or_failure "$1" $most
  ! failed "$1" || fail "$(cat $loads/"$1".log)"
}
rounds_or_failure() { failed "$1" || [ "$(rounds "$1")" -ge "$2" ]; }
failed() { [ -e $loads/"$1".status ]; }

# start_load SIDE NAME OFFSET TRANSPORT ADDRESS NQN: in the background, until end_load.
start_load() {
  begin "$2"
  export -f "$1_load" compare_round pieces round_done rounds enough fail await disk has_disk has_no_disk
  export loads most
  modprobe -a nvme_rdma nvme_tcp
  # shellcheck disable=SC2016 # for the other shell
  setsid bash -c '(set -euo pipefail; "$@"); echo $? > $loads/"$2".status' \
    bash "$1_load" "${@:2}" > $loads/"$2".log 2>&1 < /dev/null &
  await_rounds "$2" 2
}

# end_load NAME: until what was written has been compared.
end_load() {
  touch $loads/"$1".enough
  await 400 failed "$1"
  [ "$(< $loads/"$1".status)" = 0 ] || fail "$(cat $loads/"$1".log)"
}

# kernel_load NAME OFFSET TRANSPORT ADDRESS NQN: writes and compares over one connection.
kernel_load() {
  local device
  nvme connect -t "$3" -a "$4" -s 4420 -n "$5" --reconnect-delay=1 --ctrl-loss-tmo=600 \
    --keep-alive-tmo=5
  await 100 has_disk "$5"
  device=$(disk "$5")
  until enough "$1"; do
    compare_round "$1" "$2" "$device"
    round_done "$1"
  done
  compare_round "$1" "$2" "$device"
  nvme disconnect -n "$5"
  await 100 has_no_disk "$5"
}

# compare_round NAME OFFSET DEVICE: each write is durable before the next.
compare_round() {
  local at=$(($2 >> 16))
  head -c 1048576 /dev/urandom > $loads/"$1".written
  dd if=$loads/"$1".written of="$3" bs=64k seek=$at oflag=direct,dsync status=none
  dd if="$3" bs=64k skip=$at count=16 iflag=direct status=none | cmp - $loads/"$1".written
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

# jacquard_load NAME OFFSET TRANSPORT ADDRESS NQN: writes over one connection until it is enough,
# then compares.
jacquard_load() {
  local there=(-t "$3" -a "$4" -s 4420 -n "$5" --timeout 60000 --start-block $(($2 >> 9)))
  touch $loads/"$1".written
  pieces "$1" | jacquard write "${there[@]}" -c 1 -l 600
  jacquard read "${there[@]}" --data-size "$(stat -c %s $loads/"$1".written)" \
    --data $loads/"$1".read
  cmp $loads/"$1".written $loads/"$1".read
}

# pieces NAME: ends also when nothing reads any more.
pieces() {
  until enough "$1" || [ "$(stat -c %s $loads/"$1".written)" -ge $most ]; do
    head -c 262144 /dev/urandom > $loads/"$1".piece
    cat $loads/"$1".piece >> $loads/"$1".written
    cat $loads/"$1".piece || return 0
    round_done "$1"
    sleep 0.5
  done
}

# mark_trouble NAME: what was noticed until now does not count.
mark_trouble() { losses "$1" > $loads/"$1".marked; }
losses() { grep -c 'connection lost' $loads/"$1".log || true; }

# await_trouble SIDE NAME: until the host has noticed that its target is away.
await_trouble() { await 400 "trouble_of_$1" "$2"; }
trouble_of_kernel() {
  failed "$1" || grep -q connecting /sys/class/nvme/nvme*/state 2> /dev/null
}
trouble_of_jacquard() {
  failed "$1" || [ "$(losses "$1")" -gt "$(cat $loads/"$1".marked 2> /dev/null || echo 0)" ]
}

# Nothing of a failed test may stay connected.
leave_all() {
  pkill -KILL -x java || true
  nvme disconnect-all
}

kill_jacquard() { pkill -KILL -x java; }

await_without_carrier() { await 60 without_carrier; }
without_carrier() { [ "$(cat "/sys/class/net/$(link_nic)/carrier")" = 0 ]; }

# await_connections: until the target has some, over both transports.
await_connections() { await 100 has_tcp && await 100 has_rdma; }
has_tcp() { [ -n "$(ss -Htn state established 'sport = :4420')" ]; }
has_rdma() { rdma resource show cm_id | grep -q 'state CONNECT'; }

# await_no_connection: until the target has none, of either transport.
await_no_connection() { await 400 no_connection; }
no_connection() { ! has_tcp && ! has_rdma; }

# small_write TRANSPORT ADDRESS NQN, then small_read: Jacquard's host, once each.
small_write() {
  head -c 65536 /dev/urandom > /run/small
  small write "$@" --data /run/small
}
small_read() {
  small read "$@" --data-size 65536 --data /run/read
  cmp /run/small /run/read
}
small() {
  jacquard "$1" -t "$2" -a "$3" -s 4420 -n "$4" --timeout 120000 "${@:5}" 2> /run/small.log \
    || fail "$(cat /run/small.log)"
}

# small_kernel_load TRANSPORT ADDRESS NQN: the kernel's host.
small_kernel_load() {
  modprobe -a nvme_rdma nvme_tcp
  mkdir -p $loads
  nvme connect -t "$1" -a "$2" -s 4420 -n "$3" > /dev/null
  await 100 has_disk "$3"
  compare_round small 0 "$(disk "$3")"
  nvme disconnect -n "$3" > /dev/null
  await 100 has_no_disk "$3"
}
