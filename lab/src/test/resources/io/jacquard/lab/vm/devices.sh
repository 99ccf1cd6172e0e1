# What scripts that make block devices for our own back ends are written with.

# disk_with_serial SERIAL: the virtio disk.
disk_with_serial() {
  local path serial
  for path in /sys/block/vd*/serial; do
    serial=
    read -r serial < "$path" || true # there is no line feed
    if [ "$serial" = "$1" ]; then
      path=${path%/serial}
      echo "/dev/${path##*/}"
      return
    fi
  done
  return 1
}

# nvme_with_serial SERIAL: the kernel's name of the controller, such as nvme0.
nvme_with_serial() {
  local path serial
  for path in /sys/class/nvme/nvme*; do
    if read -r serial < "$path/serial" && [ "${serial%% *}" = "$1" ]; then
      echo "${path##*/}"
      return
    fi
  done
  return 1
}

# pci_address NVME: of a controller that the kernel's driver has.
pci_address() { basename "$(realpath "/sys/class/nvme/$1/device")"; }

# name_device NAME DEVICE: so that it has the same name in each boot, /dev/lab/NAME.
name_device() {
  mkdir -p /dev/lab
  ln -sf "$2" "/dev/lab/$1"
}

# bad_sectors NAME SIZE FIRST COUNT: /dev/mapper/NAME, on a disk in memory, with sectors that fail.
bad_sectors() {
  local rest=$(($3 + $4))
  memory_disk "$1" $(($2 / 2048)) 512
  DM_DISABLE_UDEV=1 dmsetup create "$1" << END
0 $3 linear /dev/$1 0
$3 $4 error
$rest $(($2 - rest)) linear /dev/$1 $rest
END
}

# flaky_disk NAME MIB: /dev/mapper/NAME, on a disk in memory. Afterwards '/run/NAME UP DOWN' makes
# it work for UP seconds and fail for DOWN, again and again; one of them is 0.
flaky_disk() {
  memory_disk "$1-below" "$2" 512
  DM_DISABLE_UDEV=1 dmsetup create "$1" --table "0 $(($2 * 2048)) flakey /dev/$1-below 0 1 0"
  cat > "/run/$1" << END
set -e
export DM_DISABLE_UDEV=1
dmsetup load $1 --table "0 $(($2 * 2048)) flakey /dev/$1-below 0 \$1 \$2"
dmsetup suspend --nolockfs $1
dmsetup resume $1
END
  chmod +x "/run/$1"
}

# full_file_system DIRECTORY FILE...: with files of a MiB whose blocks, when they are written, find
# no space on the disk below.
full_file_system() {
  local directory=$1 below=/mnt/below file
  shift
  mkdir -p "$directory" $below
  memory_disk below 32 512
  mkfs.ext4 -q /dev/below
  mount /dev/below $below
  truncate -s 64M $below/image
  mkfs.ext4 -q -O ^has_journal -E lazy_itable_init=0 $below/image
  mount "$(losetup --find --show --direct-io=on $below/image)" "$directory"
  for file in "$@"; do
    truncate -s 1M "$directory/$file"
  done
  sync
  # What the file system keeps back while a file grows is free again when that has ended.
  for file in 1 2 3; do
    ! dd if=/dev/zero of=$below/filler-$file bs=4k status=none 2> /dev/null
    sync
  done
}

# export_by_us NQN ARGUMENT...: by our target, to which the kernel's host of this guest connects.
export_by_us() {
  local nqn=$1
  shift
  jacquard target --nqn "$nqn" --port tcp://127.0.0.1:4420 --discovery-port none --allow-any-host \
    "$@" > /run/target.txt 2>&1 &
  echo $! > /run/target.pid
  local end=$((SECONDS + 400))
  until target_listens_or_ended; do
    if [ $SECONDS -ge $end ]; then
      kill -QUIT "$(cat /run/target.pid)"
      sleep 5
      fail "the target does not listen: $(cat /run/target.txt)"
    fi
    sleep 0.2
  done
  modprobe nvme_tcp
  nvme connect -t tcp -a 127.0.0.1 -s 4420 -n "$nqn" || fail "$(cat /run/target.txt)"
}

target_listens_or_ended() {
  ss -Hltn sport = :4420 | grep -q . || ! kill -0 "$(cat /run/target.pid)" 2> /dev/null
}

# withdraw_ours NQN: disconnects, and ends our target in order.
withdraw_ours() {
  disconnect "$1"
  kill "$(cat /run/target.pid)"
  wait "$(cat /run/target.pid)" || fail "the target ended with $?: $(cat /run/target.txt)"
}
