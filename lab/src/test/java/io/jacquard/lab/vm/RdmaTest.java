package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * NVMe/RDMA over soft-RoCE, in one guest over its own address: the transport's own tests, Linux's
 * host with our target, and our host with Linux's target.
 */
@Tag("vm")
class RdmaTest {

  private static final Duration LIMIT = Duration.ofSeconds(900);
  private static final String ADDRESS = "10.0.2.15";
  private static final String ADDRESS_V6 = "fd00::15";
  private static final String OURS = "nqn.2026-01.io.jacquard:rdma";
  private static final String LINUX = "nqn.2026-01.io.jacquard:linux";

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "rdma",
          machine ->
              machine
                  .withJacquard()
                  .memoryMebibytes(1280)
                  .modules("rdma_rxe", "rdma_ucm", "nvme_rdma", "nvmet_rdma"));

  @BeforeAll
  static void makeTheDevice() {
    guest
        .get()
        .succeed(
            """
            nic=$(ls /sys/class/net | grep -v lo | head -1)
            ip link set $nic mtu 4200
            ip -6 address add %s/64 dev $nic nodad
            rdma link add rxe0 type rxe netdev $nic
            rdma link | grep -q ACTIVE
            source /run/roce.sh
            roce_link
            cat > /run/rdma.sh <<'END'
            source /run/host.sh
            source /run/roce.sh
            listening() {
              kill -0 "$(cat /run/jacquard.pid)" || fail "it ended: $(cat /run/jacquard.log)"
              grep -q 'Ctrl-C' /run/jacquard.log
            }
            # start_target ARGUMENT...
            start_target() {
              jacquard target --nqn %s --allow-any-host --port rdma://${at:-%s}:4420 "$@" \
                > /run/jacquard.log 2>&1 &
              echo $! > /run/jacquard.pid
              await 400 listening
            }
            stop_target() {
              kill ${1:--TERM} "$(cat /run/jacquard.pid)"
              tail --pid "$(cat /run/jacquard.pid)" -f /dev/null
            }
            END
            """
                .formatted(ADDRESS_V6, OURS, ADDRESS),
            LIMIT);
  }

  @AfterEach
  void disconnectFromAll() {
    guest
        .get()
        .succeed(
            """
            nvme disconnect-all
            [ ! -e /run/jacquard.pid ] || kill -9 "$(cat /run/jacquard.pid)" 2> /dev/null || true
            rm -f /run/jacquard.pid
            """,
            LIMIT);
  }

  private static String run(String script) {
    return guest.get().succeed("source /run/rdma.sh\n" + script, LIMIT);
  }

  @TestFactory
  Stream<DynamicNode> theTransport() {
    run(
        """
        source /run/target.sh
        subsystem nqn.2026-01.io.jacquard:strict
        rdma_port 8 %s 4440
        offer nqn.2026-01.io.jacquard:strict 8
        """
            .formatted(ADDRESS));
    Map<String, String> properties =
        Map.of(
            "jacquard.rdma.address", ADDRESS,
            "jacquard.rdma.address.v6", ADDRESS_V6,
            "jacquard.rdma.linux.port", "4440");
    return new GuestTests(guest.get())
        .select("contract", "io.jacquard.lab.contract.RdmaTransportInGuest", properties)
        .select("DiSNI", "io.jacquard.lab.rdma.DisniEndpointsInGuest", properties)
        .select("rules", "io.jacquard.lab.rdma.ControllerRulesInGuest", properties)
        .select("Linux's rules", "io.jacquard.lab.rdma.LinuxTargetRulesInGuest", properties)
        .select("allocation", "io.jacquard.lab.rdma.AllocationInGuest", properties)
        .select("rounds", "io.jacquard.lab.rdma.ConnectionRoundsInGuest", properties)
        .run(LIMIT);
  }

  @TestFactory
  Stream<DynamicNode> eventsOfDevices() {
    run("roce_bond");
    return new GuestTests(guest.get())
        .select("events", "io.jacquard.lab.rdma.DeviceEventsInGuest", Map.of())
        .select("a removed device", "io.jacquard.lab.rdma.HeldDeviceInGuest", Map.of())
        .run(LIMIT);
  }

  @Test
  void aRemovedDeviceHarmsNoConnectionOverTcpAndItsHostsComeBackWithIt() {
    String messages =
        run(
            """
            at=$far_address start_target --namespace mem:64M --port tcp://127.0.0.1:4421
            nvme connect -t rdma -a $far_address -w $near_address -s 4420 -n %1$s -i 1 \
              --reconnect-delay 1 --ctrl-loss-tmo 900
            nvme connect -t tcp -a 127.0.0.1 -s 4421 -n %1$s -i 1 --keep-alive-tmo 300
            # of TRANSPORT: its controller
            of() { grep -lx "$1" /sys/class/nvme/nvme*/transport | cut -d/ -f5; }
            is() { [ "$(cat /sys/class/nvme/$(of $1)/state)" = "$2" ]; }
            await 200 is rdma live
            await 200 is tcp live
            await 200 has_disk %1$s 1
            fio --name=removal --filename=$(disk %1$s 1) --direct=1 --ioengine=libaio --iodepth=8 \
              --bs=16k --rw=randwrite --size=16m --verify=crc32c --verify_fatal=1 \
              > /run/fio.txt 2>&1 &
            fio=$!
            rdma link delete rxefar
            await 200 is rdma connecting
            is tcp live
            roce_device far
            await 200 is rdma live
            wait $fio || fail "$(cat /run/fio.txt)"
            verify $(disk %1$s 1) bs=16k rw=randwrite size=4m
            dmesg | grep -F "nvme $(of tcp):"
            disconnect %1$s
            stop_target
            """
                .formatted(OURS));
    assertThat(messages).doesNotContainIgnoringCase("reconnect").doesNotContain("recovery");
  }

  @Test
  void aLinuxHostDiscoversAndVerifiesWhatItWrites() {
    String log =
        run(
            """
            start_target --namespace mem:64M
            nvme discover -t rdma -a %1$s -s 4420
            nvme connect -t rdma -a %1$s -s 4420 -n %2$s -i 2
            await 200 has_disk %2$s 1
            for size in 4k 16k 128k 1m; do
              verify $(disk %2$s 1) bs=$size rw=randwrite size=16m
            done
            verify $(disk %2$s 1) bs=4k rw=randrw size=8m
            disconnect %2$s
            stop_target
            cat /run/jacquard.log
            """
                .formatted(ADDRESS, OURS));
    assertThat(log)
        .contains("rdma_qptype: connected")
        .contains("subnqn:  " + OURS)
        .doesNotContain("ERROR");
  }

  @Test
  void aLinuxHostGoesOnWhenTheTargetIsKilledAndComesBack() {
    run(
        """
        start_target --namespace /run/disk.img?size=64M
        nvme connect -t rdma -a %1$s -s 4420 -n %2$s --reconnect-delay 1 --ctrl-loss-tmo 900
        await 200 has_disk %2$s 1
        disk=$(disk %2$s 1)
        fio --name=kill --filename=$disk --direct=1 --ioengine=libaio --iodepth=8 --bs=16k \
          --rw=randwrite --size=32m --verify=crc32c --verify_fatal=1 > /run/fio.txt 2>&1 &
        fio=$!
        await 200 grep -q . /run/disk.img
        stop_target -9
        start_target --namespace /run/disk.img
        wait $fio || fail "$(cat /run/fio.txt)"
        disconnect %2$s
        """
            .formatted(ADDRESS, OURS));
  }

  @Test
  void ourHostUsesLinuxTarget() {
    String log =
        run(
            """
            source /run/target.sh
            memory_disk rdmadisk 64 512
            subsystem %2$s
            export_disk %2$s 1 /dev/rdmadisk
            rdma_port 9 %1$s 4430
            offer %2$s 9
            jacquard discover -t rdma -a %1$s -s 4430
            head -c 8M /dev/urandom > /run/in
            jacquard write -t rdma -a %1$s -s 4430 -n %2$s --nsid 1 --data /run/in
            cmp -n $((8 << 20)) /run/in /dev/rdmadisk
            jacquard read -t rdma -a %1$s -s 4430 -n %2$s --nsid 1 --data /run/out --data-size 8388608
            cmp /run/in /run/out
            """
                .formatted(ADDRESS, LINUX));
    assertThat(log).contains("subnqn:  " + LINUX);
  }

  @Test
  void theTargetForgetsAHostThatIsKilled() {
    run(
        """
        start_target --namespace mem:64M
        connected() { grep -q 'Host connected' /run/jacquard.log; }
        # On a slow machine a host may give up before it is served for the first time.
        for attempt in 1 2 3 4 5; do
          jacquard read -t rdma -a %1$s -s 4420 -n %2$s --nsid 1 --data-size 67108864 \
            > /dev/null 2>&1 &
          host=$!
          until connected || ! kill -0 $host 2> /dev/null; do sleep 0.1; done
          ! connected || break
        done
        connected || fail "$(cat /run/jacquard.log)"
        kill -9 $host || true
        # Before it has enabled its controller, a host that closes counts as one that disconnects.
        await 200 grep -Eq 'Host (lost|disconnected)' /run/jacquard.log
        quiet() { rdma resource show | grep rxe0 | grep -q ' qp 1 '; }
        await 200 quiet
        stop_target
        """
            .formatted(ADDRESS, OURS));
  }

  @Test
  void aSilentHostIsForgottenAfterItsKeepAliveTimeAndComesBackWithTheLink() {
    run(
        """
        at=$far_address start_target --namespace mem:64M
        nvme connect -t rdma -a $far_address -w $near_address -s 4420 -n %1$s -i 1 \
          --keep-alive-tmo 2 --reconnect-delay 1 --ctrl-loss-tmo 900
        await 200 has_disk %1$s 1
        roce_cut
        await 200 grep -q 'Host lost' /run/jacquard.log
        quiet() { roce_resources | grep rxefar | grep -q ' qp 1 '; }
        await 200 quiet
        roce_heal
        verify $(disk %1$s 1) bs=64k rw=randwrite size=8m
        disconnect %1$s
        stop_target
        """
            .formatted(OURS));
  }
}
