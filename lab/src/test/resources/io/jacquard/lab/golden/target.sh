# Linux's target that all captures of it talk to. Everything that the kernel would make up at random
# is given, so that captures differ little.

golden=nqn.2026-01.io.jacquard:golden
nvmet=/sys/kernel/config/nvmet
nullb=/sys/kernel/config/nullb

# golden_subsystem: with a disk in memory, and one more that is not enabled.
golden_subsystem() {
  local n namespace
  load nvmet
  modprobe null_blk nr_devices=0
  mkdir $nvmet/subsystems/$golden
  echo 1 > $nvmet/subsystems/$golden/attr_allow_any_host
  echo JACQUARD00000001 > $nvmet/subsystems/$golden/attr_serial
  echo "Jacquard golden" > $nvmet/subsystems/$golden/attr_model
  for n in 1 2; do
    golden_disk nullb$n
    namespace=$nvmet/subsystems/$golden/namespaces/$n
    mkdir $namespace
    printf %s /dev/nullb$n > $namespace/device_path
    echo "6a616371-7561-4264-8c61-62000000010$n" > $namespace/device_uuid
    echo "6a616371-7561-4264-8c61-62000000020$n" > $namespace/device_nguid
  done
  echo 1 > $nvmet/subsystems/$golden/namespaces/1/enable
}

# golden_disk NAME
golden_disk() {
  local disk=$nullb/$1
  mkdir "$disk"
  echo 4 > "$disk/size"
  echo 512 > "$disk/blocksize"
  echo 1 > "$disk/memory_backed"
  echo 1 > "$disk/discard"
  echo 1 > "$disk/power"
}

# golden_port ID TRANSPORT ADDRESS
golden_port() {
  local port=$nvmet/ports/$1
  load "nvmet_$2"
  mkdir "$port"
  echo ipv4 > "$port/addr_adrfam"
  echo "$2" > "$port/addr_trtype"
  echo "$3" > "$port/addr_traddr"
  echo 4420 > "$port/addr_trsvcid"
  # Small, so that a small write already goes by R2T.
  [ "$2" != tcp ] || echo 1024 > "$port/param_inline_data_size"
  ln -s $nvmet/subsystems/$golden "$port/subsystems/"
}

# golden_down: takes everything back.
golden_down() {
  local port n
  for port in $nvmet/ports/*; do
    rm "$port/subsystems/$golden"
    rmdir "$port"
  done
  for n in 1 2; do
    echo 0 > $nvmet/subsystems/$golden/namespaces/$n/enable
    rmdir $nvmet/subsystems/$golden/namespaces/$n $nullb/nullb$n
  done
  rmdir $nvmet/subsystems/$golden
}
