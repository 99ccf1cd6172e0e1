# The Linux kernel's NVMe host.

# disk NQN: the block device of its first namespace; fails when there is none.
disk() {
  local path
  for path in /sys/block/nvme*n1; do
    if [ -e "$path/device/subsysnqn" ] && [ "$(cat "$path/device/subsysnqn")" = "$1" ] \
      && [ -b "/dev/${path##*/}" ]; then
      echo "/dev/${path##*/}"
      return
    fi
  done
  return 1
}

# discover TRANSPORT ADDRESS NQN: it must be found.
discover() {
  load nvme_rdma nvme_tcp
  nvme discover -t "$1" -a "$2" -s 4420 | grep -c "^subnqn: *$3\$"
}

# connect TRANSPORT ADDRESS NQN
connect() {
  load nvme_rdma nvme_tcp
  nvme connect -t "$1" -a "$2" -s 4420 -n "$3" > /dev/null
  await 60 has_disk "$3"
}

has_disk() { disk "$1" > /dev/null; }

# verify TRANSPORT ADDRESS NQN: fio writes blocks of 4 KiB to 1 MiB and reads back what it wrote. Prints the bytes.
verify() {
  local device
  device=$(disk "$3")
  fio --name=verify --filename="$device" --rw=randwrite --bsrange=4k-1m --blockalign=4k --size=32m \
    --io_size=16m --direct=1 --ioengine=libaio --iodepth=8 --verify=crc32c --verify_fatal=1 \
    --thread --output-format=json --output=/run/fio.json \
    || fail "fio: $(cat /run/fio.json)"
  jq -e '.jobs[0] | select(.error == 0 and .read.io_bytes > 0) | .read.io_bytes' /run/fio.json \
    || fail "nothing was verified: $(cat /run/fio.json)"
}

# file_system TRANSPORT ADDRESS NQN: makes one, copies a tree, and checks both. Prints what was done.
file_system() {
  local device
  device=$(disk "$3")
  mkfs.ext4 -q -F "$device" 64M
  mkdir -p /mnt/lab
  mount "$device" /mnt/lab
  cp -a /etc /mnt/lab/
  umount /mnt/lab
  fsck.ext4 -f -n "$device" > /run/fsck.txt 2>&1 || fail "fsck: $(cat /run/fsck.txt)"
  mount -o ro "$device" /mnt/lab
  diff -r --no-dereference /etc /mnt/lab/etc
  echo "mkfs, $(find /mnt/lab/etc -type f | wc -l) files, fsck"
  umount /mnt/lab
}

# disconnect TRANSPORT ADDRESS NQN
disconnect() {
  nvme disconnect -n "$3" > /dev/null
  await 60 has_no_disk "$3"
}

has_no_disk() { ! has_disk "$1"; }
