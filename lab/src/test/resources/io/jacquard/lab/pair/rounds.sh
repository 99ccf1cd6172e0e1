# Connecting many times, and what a machine holds before and after.

# kernel_rounds N TRANSPORT ADDRESS NQN: the kernel's host connects and disconnects, one after another.
kernel_rounds() {
  local n controller
  modprobe -a nvme_rdma nvme_tcp
  for ((n = 0; n < $1; n++)); do
    # What nvme-cli writes there, without starting it each time.
    echo "transport=$2,traddr=$3,trsvcid=4420,nqn=$4,nr_io_queues=1" > /dev/nvme-fabrics \
      || fail "at connection $n"
    controller=$(controller_of "$4") || fail "no controller at connection $n"
    echo 1 > "$controller/delete_controller"
  done
}

controller_of() {
  local path
  for path in /sys/class/nvme-fabrics/ctl/nvme*; do
    if [ "$(cat "$path/subsysnqn")" = "$1" ]; then
      echo "$path"
      return
    fi
  done
  return 1
}

# held: what this machine holds of its RDMA device, and how many descriptors Jacquard's target has.
held() {
  rdma resource show rxe0
  if [ -e /run/jacquard-target.pid ]; then
    echo "$(find "/proc/$(< /run/jacquard-target.pid)/fd" -mindepth 1 | wc -l) descriptors"
  fi
}

# await_held BEFORE: until nothing of it has become more.
await_held() { await 300 holds_no_more_than "$1" || fail "before: $1; now: $(held)"; }
holds_no_more_than() {
  local before now n
  # Their numbers, in the same order.
  read -r -a before <<< "$(tr -c '0-9\n' ' ' <<< "$1" | tr '\n' ' ')"
  read -r -a now <<< "$(held | tr -c '0-9\n' ' ' | tr '\n' ' ')"
  [ ${#now[@]} = ${#before[@]} ] || return 1
  for n in "${!now[@]}"; do
    [ "${now[n]}" -le "${before[n]}" ] || return 1
  done
}
