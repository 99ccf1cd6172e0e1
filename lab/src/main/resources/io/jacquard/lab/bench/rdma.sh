# null_blk over RDMA within one machine (soft-RoCE): exported by the kernel and by Jacquard, at one
# address and two ports, and each used by the kernel's host and by Jacquard's.

address=10.0.2.15
kernel=nqn.2026-01.io.jacquard:kernel
jacquard=nqn.2026-01.io.jacquard:jacquard

soft_roce() {
  local card
  card=$(ip -o -4 address show to $address | cut -d' ' -f2)
  ip link set "$card" mtu 4200
  rdma link add rxe0 type rxe netdev "$card"
}

# kernels_target PORT
kernels_target() {
  local target=/sys/kernel/config/nvmet
  mkdir -p $target/subsystems/$kernel/namespaces/1 $target/ports/1
  echo 1 > $target/subsystems/$kernel/attr_allow_any_host
  printf /dev/nullb0 > $target/subsystems/$kernel/namespaces/1/device_path
  echo 1 > $target/subsystems/$kernel/namespaces/1/enable
  echo ipv4 > $target/ports/1/addr_adrfam
  echo rdma > $target/ports/1/addr_trtype
  echo $address > $target/ports/1/addr_traddr
  echo "$1" > $target/ports/1/addr_trsvcid
  ln -s $target/subsystems/$kernel $target/ports/1/subsystems/
}

# jacquards_target PORT
jacquards_target() {
  jacquard target --nqn $jacquard --allow-any-host --namespace /dev/nullb0 \
    --discovery-port none --port "rdma://$address:$1" > /run/target.txt 2>&1 &
  until grep -q Ctrl-C /run/target.txt; do
    kill -0 $! || { cat /run/target.txt; exit 1; }
    sleep 0.1
  done
}

# disk NQN: its block device; the hidden ones are paths of the others.
disk() {
  local d
  for d in /sys/block/nvme*n1; do
    if [ "$(cat "$d/hidden")" = 0 ] && [ "$(cat "$d/device/subsysnqn")" = "$1" ]; then
      echo "/dev/${d##*/}"
    fi
  done
}

# kernels_host PORT NQN NAME: connects; the block device is /dev/NAME as well.
kernels_host() {
  nvme connect -t rdma -a $address -s "$1" -n "$2" -i 1 --keep-alive-tmo 600 > /dev/null
  until [ -b "$(disk "$2")" ]; do sleep 0.1; done
  ln -s "$(disk "$2")" "/dev/$3"
}

# bench_rdma OPTION...: options of jacquard bench devices.
bench_rdma() {
  soft_roce
  kernels_target 4421
  jacquards_target 4420
  kernels_host 4421 $kernel kernels-target
  kernels_host 4420 $jacquard jacquards-target
  # Targets and hosts share one processor: who polls takes it from the other side.
  jacquard bench devices "$@" --spin 0 /dev/kernels-target /dev/jacquards-target \
    "rdma://$address:4421/$kernel?namespace=1" "rdma://$address:4420/$jacquard?namespace=1"
  nvme disconnect-all
  kill %%
  wait
}
