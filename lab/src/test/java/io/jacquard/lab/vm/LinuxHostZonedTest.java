package io.jacquard.lab.vm;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A zoned namespace of our target is a zoned block device of the Linux kernel's host. */
@Tag("vm")
class LinuxHostZonedTest {

  private static final String NQN = "nqn.2026-01.io.jacquard:zoned";
  private static final Duration LIMIT = Duration.ofSeconds(240);

  @RegisterExtension
  static final InteropLab lab = new InteropLab("host-zoned", LinuxHostZonedTest::configuration);

  private static String configuration(InteropLab lab) {
    return """
    subsystems:
      - nqn: %s
        allow-any-host: true
        namespaces:
          - nsid: 1
            uri: mem:128M?zoned&block=4096&zone_size=4M&zone_capacity=3M&max_open=8&max_active=12&descr_ext_size=64
          - nsid: 2
            uri: mem:64M
          - nsid: 3
            uri: mem:64M?zoned&zone_size=4M
    ports:
      - id: 1
        address: tcp://127.0.0.1:%d
    """
        .formatted(NQN, lab.port());
  }

  @BeforeEach
  void connect() {
    lab.linux(
        """
        nvme connect %1$s -n %2$s -i 2
        await 60 has_disk %2$s 1
        await 60 has_disk %2$s 2
        await 60 has_disk %2$s 3
        blkzone reset $(disk %2$s 1)
        blkzone reset $(disk %2$s 3)
        """
            .formatted(lab.at(), NQN),
        LIMIT);
  }

  @AfterEach
  void disconnect() {
    lab.linux("disconnect " + NQN, LIMIT);
  }

  /** A script that finds its namespace in {@code $disk}, and reads zones with functions. */
  private static void on(int nsid, String script) {
    lab.linux(
        """
        disk=$(disk %s %d)
        # zone INDEX FIELD: of the report of nvme-cli.
        zone() { nvme zns report-zones $disk -o json | jq -r ".zone_list[$1].$2"; }
        # expect WHAT IS: fails if they differ.
        expect() { [ "$1" = "$2" ] || fail "expected $1, is $2"; }
        """
                .formatted(NQN, nsid)
            + script,
        LIMIT);
  }

  @Test
  void theKernelTakesItForAHostManagedDevice() {
    on(
        1,
        """
        queue=/sys/block/${disk##*/}/queue
        expect host-managed "$(cat $queue/zoned)"
        expect 8192 "$(cat $queue/chunk_sectors)"
        expect 32 "$(cat $queue/nr_zones)"
        # The kernel does not tell the limits of the paths at the device above them.
        path=$(echo /sys/block/nvme*c*n${disk##*n}/queue)
        [ -e $path ] || path=$queue
        expect 8 "$(cat $path/max_open_zones)"
        expect 12 "$(cat $path/max_active_zones)"
        [ "$(cat $queue/zone_append_max_bytes)" -ge 4096 ]
        expect none "$(cat /sys/block/$(basename $(disk %1$s 2))/queue/zoned)"
        nvme zns list | grep -q ${disk##*/}
        nvme zns id-ctrl $disk
        expect 1024 "$(nvme zns id-ns $disk -o json | jq '.lbafe[0].zsze')"
        """
            .formatted(NQN));
  }

  @Test
  void nvmeCliOpensClosesFinishesAndResetsZones() {
    on(
        1,
        """
        expect 32 "$(nvme zns report-zones $disk -o json | jq .nr_zones)"
        expect 768 "$(zone 1 cap)"
        nvme zns open-zone $disk -s 1024
        expect EXP_OPENED "$(zone 1 state)"
        nvme zns close-zone $disk -s 1024
        expect CLOSED "$(zone 1 state)"
        nvme zns finish-zone $disk -s 1024
        expect FULL "$(zone 1 state)"
        nvme zns reset-zone $disk -s 1024
        expect EMPTY "$(zone 1 state)"
        head -c 64 /dev/urandom > /run/extension
        nvme zns set-zone-desc $disk -s 2048 -d /run/extension
        expect CLOSED "$(zone 2 state)"
        nvme zns reset-zone $disk -a
        expect 32 "$(nvme zns report-zones $disk -S 1 -o json | jq .nr_zones)"
        ! nvme zns close-zone $disk -s 1024 2> /run/error
        grep -qi 'invalid zone state transition' /run/error || fail "$(cat /run/error)"
        """);
  }

  @Test
  void appendsTellTheirBlockAndTheirDataIsThere() {
    on(
        1,
        """
        head -c 16384 /dev/urandom > /run/data
        for i in 0 1 2; do
          nvme zns zone-append $disk -s 3072 -z 16384 -d /run/data | tee /run/printed
          grep -q "LBA $(printf %x $((3072 + 4 * i)))$" /run/printed || fail "$(cat /run/printed)"
        done
        expect IMP_OPENED "$(zone 3 state)"
        dd if=$disk of=/run/back bs=4096 skip=3076 count=4 iflag=direct status=none
        cmp /run/data /run/back
        """);
  }

  @Test
  void blkzoneReportsAndChangesZones() {
    on(
        1,
        """
        blkzone report -c 2 $disk | tee /run/report
        grep -q 'start: 0x000000000, len 0x002000, cap 0x001800, wptr 0x000000.*zcond: 1(em)' /run/report
        head -c 8192 /dev/urandom | dd of=$disk bs=8192 count=1 oflag=direct status=none
        blkzone report -c 1 $disk | grep -q 'wptr 0x000010.*zcond: 2(oi)'
        blkzone close -o 0 -c 1 $disk
        blkzone report -c 1 $disk | grep -q 'zcond: 4(cl)'
        blkzone open -o 0 -c 1 $disk
        blkzone report -c 1 $disk | grep -q 'zcond: 3(oe)'
        blkzone finish -o 0 -c 1 $disk
        blkzone report -c 1 $disk | grep -q 'zcond:14(fu)'
        blkzone reset -o 0 -c 1 $disk
        blkzone report -c 1 $disk | grep -q 'wptr 0x000000.*zcond: 1(em)'
        cmp --bytes=8192 $disk /dev/zero
        """);
  }

  @Test
  void writesThatAreNotAtTheWritePointerFailAndSayWhy() {
    on(
        1,
        """
        head -c 4096 /dev/urandom > /run/data
        nvme write $disk -s 5120 -c 0 -z 4096 -d /run/data
        ! nvme write $disk -s 5120 -c 0 -z 4096 -d /run/data 2> /run/error
        grep -qi 'zone invalid write' /run/error || fail "$(cat /run/error)"
        nvme zns finish-zone $disk -s 5120
        ! nvme write $disk -s 5121 -c 0 -z 4096 -d /run/data 2> /run/error
        grep -qi 'full' /run/error || fail "$(cat /run/error)"
        """);
  }

  @Test
  void fioFillsZonesAndFindsWhatItWrote() {
    on(1, "verify $disk zonemode=zbd bs=64k rw=write size=48m max_open_zones=4");
    on(3, "verify $disk zonemode=zbd bs=16k rw=randwrite size=32m max_open_zones=4");
  }

  @Test
  void fioWritesZonesByPassthroughCommands() {
    on(
        1,
        """
        fio --name=passthrough --filename=/dev/ng${disk##*/nvme} --ioengine=io_uring_cmd \\
          --cmd_type=nvme --zonemode=zbd --rw=write --bs=16k --size=12m --iodepth=1 --verify=crc32c
        """);
  }
}
