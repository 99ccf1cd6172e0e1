# Two targets with one disk, as two paths to one namespace. Jacquard derives what a host compares from
# the NQN: serial number and namespace identifiers. Controller IDs must differ: each path has a
# thousand of its own.

# jacquard_path NUMBER NQN DEVICE ADDRESS: exports a device by Jacquard over RDMA and over TCP.
jacquard_path() {
  cat > /run/path.yaml << END
subsystems:
  - nqn: $2
    allow-any-host: true
    controller-ids:
      first: $(($1 * 1000))
      last: $(($1 * 1000 + 999))
    namespaces:
      - nsid: 1
        uri: $3
ports:
  - address: rdma://$4:4420
  - address: tcp://$4:4420
END
  setsid jacquard target --config /run/path.yaml > "$log" 2>&1 < /dev/null &
  echo $! > /run/jacquard-target.pid
  (await 200 target_ready) || fail "jacquard target does not listen: $(cat "$log")"
}

# paths NQN: the state of each path of the host to the subsystem, by address.
paths() {
  local path
  for path in /sys/class/nvme/nvme*; do
    if [ -e "$path/subsysnqn" ] && [ "$(< "$path/subsysnqn")" = "$1" ]; then
      echo "$(sed 's/.*traddr=\([^,]*\).*/\1/' "$path/address") $(< "$path/state")"
    fi
  done | sort
}

# await_path NQN ADDRESS STATE
await_path() { await 120 has_path "$@"; }
has_path() { paths "$1" | grep -qx "$2 $3"; }

# connect_paths TRANSPORT NQN ADDRESS...: one disk by as many paths. Prints it.
connect_paths() {
  local transport=$1 nqn=$2 address
  shift 2
  load nvme_rdma nvme_tcp
  for address; do
    nvme connect -t "$transport" -a "$address" -s 4420 -n "$nqn" --reconnect-delay=1 \
      --ctrl-loss-tmo=600 --keep-alive-tmo=5 > /dev/null
    await_path "$nqn" "$address" live
  done
  await 60 has_disk "$nqn"
  disk "$nqn"
}

# path_rounds DISK: writes and compares, again and again, until there is /run/enough.
path_rounds() {
  local device=$1
  rm -f /run/enough
  echo 0 > /run/rounds
  until [ -e /run/enough ]; do
    head -c 262144 /dev/urandom > /run/written
    dd if=/run/written of="$device" bs=64k oflag=direct status=none
    dd if="$device" bs=64k count=4 iflag=direct status=none | cmp - /run/written
    echo $(($(< /run/rounds) + 1)) > /run/rounds
  done
  cat /run/rounds
}

# await_rounds N: until there have been N more.
await_rounds() {
  await 60 test -s /run/rounds
  await 200 has_rounds $(($(< /run/rounds) + $1))
}
has_rounds() { [ "$(< /run/rounds)" -ge "$1" ]; }
