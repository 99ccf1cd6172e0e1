# RDMA over converged Ethernet on the private link: in software, or QEMU's pvrdma.

# QEMU's pvrdma is a PCI device of VMware's: vendor 15ADh, device 0820h.
rdma_device=rxe0
if grep -qs '^0x15ad$' /sys/bus/pci/devices/*.1/vendor; then rdma_device=vmw_pvrdma0; fi

# roce_up: makes rxe0, or finds the emulated device.
roce_up() {
  load rdma_rxe rdma_ucm ib_uverbs
  if [ $rdma_device != rxe0 ]; then
    load vmw_pvrdma
  elif ! rdma link show rxe0/1 > /dev/null 2>&1; then
    rdma link add rxe0 type rxe netdev "$(link_nic)"
  fi
  await 20 roce_active
}

roce_active() { rdma link show $rdma_device/1 | grep -q 'state ACTIVE'; }

# roce_devinfo ADDRESS: prints what libibverbs says of the device, if that is as it must be.
roce_devinfo() {
  local info gid
  info=$(ibv_devinfo -d $rdma_device)
  grep -q 'state:.*PORT_ACTIVE' <<< "$info" || fail "the port is not active: $info"
  grep -q 'active_mtu:.*4096' <<< "$info" || fail "the MTU is not 4096: $info"
  read -r gid < /sys/class/infiniband/$rdma_device/ports/1/gids/1
  [ "$gid" = "$(printf '0000:0000:0000:0000:0000:ffff:%02x%02x:%02x%02x' ${1//./ })" ] \
    || fail "GID 1 is $gid, not that of $1"
  sed -n 's/^[[:space:]]*\(state\|active_mtu\|link_layer\):[[:space:]]*/\1 /p' <<< "$info"
}

# pingpong [SERVER]: sends and receives over a connected queue pair, as server or client.
pingpong() {
  # GID 1 is the IPv4 address; -e waits for events, because one processor cannot poll and work.
  ibv_rc_pingpong -e -d $rdma_device -g 1 -n 100 "$@"
}

# pingpong_with SERVER: as soon as the server listens.
pingpong_with() { retry pingpong "$1"; }

# rping_server ADDRESS, rping_with SERVER: connect by the connection manager, write, read and check.
rping_server() { rping -s -a "$1" -C 10; }
rping_with() { retry rping -c -a "$1" -C 10 -v; }

# retry COMMAND...: until it succeeds, for the server may not listen yet; prints its last line.
retry() {
  local tries
  for tries in {1..100}; do
    if "$@" > /run/retry.txt 2>&1; then
      tail -n 1 /run/retry.txt
      return
    fi
    sleep 0.2
  done
  cat /run/retry.txt >&2
  return 1
}
