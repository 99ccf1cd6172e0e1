# The Linux kernel's NVMe target, told what to do through configfs.

configfs=/sys/kernel/config/nvmet

# target_up NQN DEVICE ADDRESS: exports a device on port 4420 over RDMA and over TCP.
target_up() {
  target_down "$1"
  load nvmet nvmet_rdma nvmet_tcp
  mkdir "$configfs/subsystems/$1"
  echo 1 > "$configfs/subsystems/$1/attr_allow_any_host"
  mkdir "$configfs/subsystems/$1/namespaces/1"
  printf %s "$2" > "$configfs/subsystems/$1/namespaces/1/device_path"
  # Without it each export is another namespace to a host that comes back.
  uuid_of "$1" > "$configfs/subsystems/$1/namespaces/1/device_uuid"
  echo 1 > "$configfs/subsystems/$1/namespaces/1/enable"
  local transport
  for transport in rdma tcp; do target_port "$1" $transport "$3"; done
}

# uuid_of TEXT: always the same.
uuid_of() {
  local digest
  read -r digest _ <<< "$(sha256sum <<< "$1")"
  echo "${digest:0:8}-${digest:8:4}-8${digest:13:3}-8${digest:17:3}-${digest:20:12}"
}

# target_port NQN TRANSPORT ADDRESS: one port, which begins to listen with its first subsystem.
target_port() {
  local port=$configfs/ports/1$2
  port=${port/1rdma/1}
  port=${port/1tcp/2}
  # One that was made by hand may be left without a subsystem.
  if [ -d "$port" ]; then
    rmdir "$port" || fail "port ${port##*/} of the kernel's target exports something else; take it back: rm $port/subsystems/*"
  fi
  mkdir "$port"
  echo ipv4 > "$port/addr_adrfam"
  echo "$2" > "$port/addr_trtype"
  echo "$3" > "$port/addr_traddr"
  echo 4420 > "$port/addr_trsvcid"
  ln -s "$configfs/subsystems/$1" "$port/subsystems/"
}

# target_down NQN: takes everything back; connections end.
target_down() {
  local port
  for port in "$configfs"/ports/*; do
    [ -L "$port/subsystems/$1" ] || continue
    rm "$port/subsystems/$1"
    rmdir "$port"
  done
  [ -d "$configfs/subsystems/$1" ] || return 0
  rmdir "$configfs/subsystems/$1/namespaces/1" "$configfs/subsystems/$1"
}
