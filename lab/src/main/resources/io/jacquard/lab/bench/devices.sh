# Every way to null_blk, then every way to two alike NVMe controllers, of which one goes to the
# driver in user space.

# node SERIAL: the kernel's name of a controller.
node() { basename "$(dirname "$(grep -l "$1" /sys/class/nvme/nvme*/serial)")"; }

# bench_devices OPTION...: options of jacquard bench devices.
bench_devices() {
  until [ -e "/dev/$(node kernel)n1" ] && [ -e "/dev/$(node driver)n1" ]; do sleep 0.1; done
  local kernel function generic
  kernel=$(node kernel)
  function=$(basename "$(readlink "/sys/class/nvme/$(node driver)/device")")
  generic=/dev/ng${kernel#nvme}n1
  jacquard driver config --allow "$function" > /dev/null
  jacquard bench devices "$@" --fio /dev/nullb0 /dev/nullb0 '/dev/nullb0?async=libaio' \
    '/dev/nullb0?async=thrpool' '/dev/nullb0?async=emu'
  jacquard bench devices "$@" --fio "/dev/${kernel}n1" "/dev/${kernel}n1" "$generic" \
    "$generic?async=thrpool" "pci:$function" "pci:$function?poll=on"
}
