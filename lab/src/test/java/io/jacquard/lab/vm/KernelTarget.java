package io.jacquard.lab.vm;

/** The Linux kernel's own NVMe target, configured in a guest. */
final class KernelTarget {

  private KernelTarget() {}

  /**
   * A script that exports one RAM-backed namespace to any host over TCP.
   *
   * @param nqn the subsystem
   * @param address where the guest listens
   * @param port where the guest listens
   */
  static String script(String nqn, String address, int port) {
    return """
    set -e
    modprobe -a nvmet nvmet_tcp
    modprobe null_blk nr_devices=0
    mkdir /sys/kernel/config/nullb/nullb0
    cd /sys/kernel/config/nullb/nullb0
    echo 256 > size
    echo 512 > blocksize
    echo 1 > memory_backed
    echo 1 > discard
    echo 1 > power
    cd /sys/kernel/config/nvmet
    mkdir subsystems/%1$s
    echo 1 > subsystems/%1$s/attr_allow_any_host
    mkdir subsystems/%1$s/namespaces/1
    printf %%s /dev/nullb0 > subsystems/%1$s/namespaces/1/device_path
    echo 1 > subsystems/%1$s/namespaces/1/enable
    mkdir ports/1
    echo ipv4 > ports/1/addr_adrfam
    echo tcp > ports/1/addr_trtype
    echo %2$s > ports/1/addr_traddr
    echo %3$d > ports/1/addr_trsvcid
    ln -s "$PWD/subsystems/%1$s" ports/1/subsystems/
    """
        .formatted(nqn, address, port);
  }
}
