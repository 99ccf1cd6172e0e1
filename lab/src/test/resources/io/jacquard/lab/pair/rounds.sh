# Connecting many times, and what a machine holds before and after.

# kernel_rounds N ADDRESS NQN TRANSPORT...: the kernel's host connects and disconnects, by each
# transport at the same time, because each often waits for the other machine.
kernel_rounds() {
  local n=$1 address=$2 nqn=$3 transport job jobs=() status=0
  shift 3
  load nvme_rdma nvme_tcp
  for transport; do
    rounds_by "$transport" "$n" "$address" "$nqn" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || status=$?; done
  return $status
}

# rounds_by TRANSPORT N ADDRESS NQN: one after another.
rounds_by() {
  local n fabrics answer
  for ((n = 0; n < $2; n++)); do
    # What nvme-cli writes there, and the answer that it reads, without starting it each time.
    exec {fabrics}<> /dev/nvme-fabrics
    echo "transport=$1,traddr=$3,trsvcid=4420,nqn=$4,nr_io_queues=1" >&"$fabrics" \
      || fail "connection $n by $1"
    read -r -u "$fabrics" answer
    exec {fabrics}>&-
    [[ $answer =~ ^instance=([0-9]+), ]] || fail "connection $n by $1: $answer"
    echo 1 > "/sys/class/nvme/nvme${BASH_REMATCH[1]}/delete_controller"
  done
  echo "$n by $1"
}

# held_when_quiet: what it holds when nobody is connected and nothing is being taken down.
held_when_quiet() {
  local last='' same=0
  await 400 settled || fail "not quiet: $(ss -Htn 'sport = :4420 or dport = :4420'; rdma resource show qp)"
  echo "$last"
}
settled() {
  local before=$last
  last=
  quiet || return 1
  last=$(held)
  # Once is not enough: what ended a moment ago is taken down in several steps.
  [ "$last" = "$before" ] || same=0
  ((++same > 2))
}
quiet() {
  local path transport
  # Every RDMA device keeps one queue pair of another type for its management.
  [[ $(rdma resource show qp) != *'type RC'* ]] || return 1
  [ -z "$(ss -Htn state connected exclude time-wait 'sport = :4420 or dport = :4420')" ] || return 1
  for path in /sys/class/nvme/nvme*; do
    [ -e "$path/transport" ] || continue
    read -r transport < "$path/transport" || continue
    [ "$transport" = pcie ] || return 1
  done
}

# held: what this machine holds of its RDMA device, its TCP sockets and NVMe controllers, and how many
# descriptors Jacquard's target has.
held() {
  local word sockets controllers=(/sys/class/nvme/nvme*)
  rdma resource show rxe0
  while read -r word sockets; do
    # TCP: inuse N orphan N tw N alloc N mem N: connections that ended are in tw alone.
    [ "$word" != TCP: ] || [[ $sockets =~ alloc\ ([0-9]+) ]]
  done < /proc/net/sockstat
  echo "${BASH_REMATCH[1]} sockets"
  [ -e "${controllers[0]}" ] || controllers=()
  echo "${#controllers[@]} controllers"
  if [ -e /run/jacquard-target.pid ]; then
    echo "$(find "/proc/$(< /run/jacquard-target.pid)/fd" -mindepth 1 | wc -l) descriptors"
  fi
}

# await_held BEFORE: until it holds the same again.
await_held() { await 300 holds "$1" || fail "before: $1; now: $(held)"; }
holds() { quiet && [ "$(held)" = "$1" ]; }
