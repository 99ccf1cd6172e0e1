# What scripts which use the Linux kernel's own NVMe target are written with.
set -euo pipefail

configfs=/sys/kernel/config/nvmet

# memory_disk NAME MIB BLOCK: a disk in memory, /dev/NAME, that keeps what is written.
memory_disk() {
  modprobe null_blk nr_devices=0
  local disk=/sys/kernel/config/nullb/$1
  mkdir "$disk"
  echo "$2" > "$disk/size"
  echo "$3" > "$disk/blocksize"
  echo 1 > "$disk/memory_backed"
  echo 1 > "$disk/discard"
  echo 1 > "$disk/power"
}

# subsystem NQN: an empty one that any host may use.
subsystem() {
  modprobe -a nvmet nvmet_tcp
  mkdir "$configfs/subsystems/$1"
  echo 1 > "$configfs/subsystems/$1/attr_allow_any_host"
  echo LINUX0001 > "$configfs/subsystems/$1/attr_serial"
}

# export_disk NQN NSID DEVICE
export_disk() {
  local namespace=$configfs/subsystems/$1/namespaces/$2
  mkdir "$namespace"
  printf %s "$3" > "$namespace/device_path"
  echo 1 > "$namespace/enable"
}

# withdraw_disk NQN NSID
withdraw_disk() {
  echo 0 > "$configfs/subsystems/$1/namespaces/$2/enable"
  rmdir "$configfs/subsystems/$1/namespaces/$2"
}

# tcp_port ID ADDRESS PORT
tcp_port() {
  local port=$configfs/ports/$1
  mkdir "$port"
  echo ipv4 > "$port/addr_adrfam"
  echo tcp > "$port/addr_trtype"
  echo "$2" > "$port/addr_traddr"
  echo "$3" > "$port/addr_trsvcid"
}

# offer NQN ID: on the port of this ID. withdraw closes all connections made there.
offer() { ln -s "$configfs/subsystems/$1" "$configfs/ports/$2/subsystems/"; }
withdraw() { rm "$configfs/ports/$2/subsystems/$1"; }

# rdma_port ID ADDRESS PORT
rdma_port() {
  local port=$configfs/ports/$1
  modprobe nvmet_rdma
  mkdir "$port"
  echo ipv4 > "$port/addr_adrfam"
  echo rdma > "$port/addr_trtype"
  echo "$2" > "$port/addr_traddr"
  echo "$3" > "$port/addr_trsvcid"
}
