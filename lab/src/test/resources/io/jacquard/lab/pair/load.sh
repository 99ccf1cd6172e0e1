# Load on an exported disk while its target, its host or the link comes and goes. Several loads run at
# the same time, each named SIDE-TRANSPORT and on a part of the disk of its own; what it wrote is read
# and compared. Jacquard's are a class of tests, HostLoadInGuest. In /run/load are files for each:
#   NAME.rounds   a line for each round of writing and comparing
#   NAME.state    live while it is connected (Jacquard's; the kernel's is in sysfs)
#   NAME.enough   asks it to compare everything once more and to write
#   NAME.status   0, or 1 with the reason in NAME.log
#   leave         lets all of them disconnect

loads=/run/load

begin_loads() {
  await 60 rm -rf $loads # what is ending may still write there
  mkdir $loads
}

# start_jacquard_loads PART ADDRESS NQN: by both transports, in one process.
start_jacquard_loads() {
  printf '%s\tjacquard.uris=%s\tjacquard.start=%s\n' io.jacquard.lab.rdma.HostLoadInGuest \
    "rdma://$2:4420/$3 tcp://$2:4420/$3" $(($1 << 26)) > $loads/plan
  export loads
  # shellcheck disable=SC2016 # for the other shell
  JAVA_OPTS=-Xmx256m setsid bash -c 'jacquard-tests $loads/plan
    for name in jacquard-rdma jacquard-tcp; do
      [ -s $loads/$name.status ] || { cp $loads/jacquard.log $loads/$name.log; echo 1 > $loads/$name.status; }
    done' > $loads/jacquard.log 2>&1 < /dev/null &
}

# start_kernel_load TRANSPORT PART ADDRESS NQN
start_kernel_load() {
  export -f kernel_load connect_kernel controller has_disk compare_piece fail await
  export loads
  load nvme_rdma nvme_tcp
  # shellcheck disable=SC2016 # for the other shell
  setsid bash -c 'set -uo pipefail; (set -e; kernel_load "$@"); [ $? = 0 ] || echo 1 > $loads/kernel-"$1".status' \
    bash "$@" > $loads/kernel-"$1".log 2>&1 < /dev/null &
}

kernel_load() {
  local name=kernel-$1 part=$2 path device pieces=0 piece
  connect_kernel "$1" "$3" "$4"
  path=$(controller "$1" "$4")
  device=/dev/${path##*/}n1
  until [ -e $loads/"$name".enough ]; do
    piece=$((pieces % 128))
    # Each write is durable before the next.
    head -c 262144 /dev/urandom > $loads/"$name".piece
    dd if=$loads/"$name".piece of=$loads/"$name".written bs=256k seek=$piece conv=notrunc status=none
    dd if=$loads/"$name".piece of="$device" bs=256k seek=$((part * 256 + piece)) oflag=direct,dsync conv=nocreat status=none
    compare_piece "$name" "$device" "$part" $((piece / 2))
    pieces=$((pieces + 1))
    echo >> $loads/"$name".rounds
    sleep 0.2
  done
  for ((piece = 0; piece < pieces && piece < 128; piece++)); do
    compare_piece "$name" "$device" "$part" $piece
  done
  echo 0 > $loads/"$name".status
  await 600 test -e $loads/leave
  echo 1 > "$path/delete_controller"
}

# connect_kernel TRANSPORT ADDRESS NQN: notices soon that the other side is gone, and tries again often.
connect_kernel() {
  nvme connect -t "$1" -a "$2" -s 4420 -n "$3" --nr-io-queues=1 --reconnect-delay=1 \
    --ctrl-loss-tmo=600 --keep-alive-tmo=10
  await 100 has_disk "$1" "$3"
}

# compare_piece NAME DEVICE PART PIECE
compare_piece() {
  dd if="$2" bs=256k skip=$(($3 * 256 + $4)) count=1 iflag=direct status=none \
    | cmp - <(dd if=$loads/"$1".written bs=256k skip="$4" count=1 status=none)
}

# controller TRANSPORT NQN: the kernel's, in sysfs.
controller() {
  local path
  for path in /sys/class/nvme/nvme*; do
    if [ -e "$path/subsysnqn" ] && [ "$(< "$path/subsysnqn")" = "$2" ] \
      && [ "$(< "$path/transport")" = "$1" ]; then
      echo "$path"
      return
    fi
  done
  return 1
}

has_disk() {
  local path
  path=$(controller "$@") && [ -b "/dev/${path##*/}n1" ]
}

# await_rounds N NAME...: until each has done N more than now; fails if one has ended.
await_rounds() {
  local n=$1 name
  local -A most
  shift
  for name; do most[$name]=$(($(rounds "$name") + n)); done
  for name; do
    await 400 rounds_or_end "$name" "${most[$name]}"
    ! ended "$name" || fail "$name: $(cat $loads/"$name".log)"
  done
}
rounds_or_end() { ended "$1" || [ "$(rounds "$1")" -ge "$2" ]; }
rounds() {
  local lines=()
  [ ! -e $loads/"$1".rounds ] || mapfile -t lines < $loads/"$1".rounds
  echo ${#lines[@]}
}
ended() { [ -s $loads/"$1".status ]; }

# await_trouble NQN NAME...: until each host has noticed that its target is away.
await_trouble() {
  local nqn=$1 name
  shift
  for name; do await 400 in_trouble "$nqn" "$name"; done
}
in_trouble() { ended "$2" || [ "$(state "$@")" != live ]; }
state() {
  case $2 in
    jacquard-*) cat $loads/"$2".state ;;
    kernel-*) cat "$(controller "${2#kernel-}" "$1")/state" ;;
  esac
}

# end_loads NAME...: until each has compared what it wrote.
end_loads() {
  local name
  for name; do touch $loads/"$name".enough; done
  for name; do
    await 400 ended "$name"
    [ "$(< $loads/"$name".status)" = 0 ] || fail "$name: $(cat $loads/"$name".log)"
  done
}

leave() { touch $loads/leave; }

# Nothing of a failed test may stay connected; what goes on where it ended fails too.
leave_all() {
  local name
  mkdir -p $loads
  leave
  for name in {kernel,jacquard}-{rdma,tcp}; do
    ended $name || { echo 'ended with a failed test' >> $loads/$name.log; echo 1 > $loads/$name.status; }
  done
  pkill -KILL -x java || true
  nvme disconnect-all
}

kill_jacquard() { pkill -KILL -x java; }

await_without_carrier() { await 60 without_carrier; }
without_carrier() { [ "$(< "/sys/class/net/$(link_nic)/carrier")" = 0 ]; }

# single_paths: each connection of the kernel's host gets a disk of its own, whose paths one can tell apart.
single_paths() {
  modprobe -r nvme nvme_fabrics nvme_core
  modprobe nvme_core multipath=N
  modprobe nvme_fabrics
}

# In the target's machine:

# await_connections TCP RDMA: until there are exactly so many queues of hosts by each transport.
await_connections() {
  await 400 has_connections "$@" || fail "there are $(queues_by_tcp) by TCP and $(queues_by_rdma) by RDMA, not $1 and $2"
}
has_connections() { [ "$(queues_by_tcp)" = "$1" ] && [ "$(queues_by_rdma)" = "$2" ]; }
queues_by_tcp() { ss -Htn state established 'sport = :4420' | wc -l; }
queues_by_rdma() { rdma resource show cm_id | grep -c 'state CONNECT' || true; }

# small_kernel_load TRANSPORT ADDRESS NQN: one connection of the kernel's host, a little each way.
small_kernel_load() {
  local path
  load nvme_rdma nvme_tcp
  connect_kernel "$@" > /dev/null
  path=$(controller "$1" "$3")
  head -c 1048576 /dev/urandom > /run/small
  dd if=/run/small of="/dev/${path##*/}n1" bs=64k oflag=direct conv=nocreat status=none
  dd if="/dev/${path##*/}n1" bs=64k count=16 iflag=direct status=none | cmp - /run/small
  echo 1 > "$path/delete_controller"
}
