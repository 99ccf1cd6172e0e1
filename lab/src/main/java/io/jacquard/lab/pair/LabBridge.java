package io.jacquard.lab.pair;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.jacquard.lab.vm.Device;
import io.jacquard.lab.vm.LabScript;
import io.jacquard.lab.vm.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A bridge of this machine with a tap for each guest and a DHCP server, all in a network namespace
 * of their own, made by {@code lab/network/bridge}. The kernel takes it back when the server and
 * the machines have ended, however they do.
 *
 * @param pid of the DHCP server, which lives in the namespace; 0 if a lab has no bridge
 * @param startTicks when that process started, in clock ticks since the machine's start
 * @param ofUser whether it is in a user namespace too, as of a user without rights
 */
public record LabBridge(long pid, long startTicks, boolean ofUser) implements PrivateLink {

  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  /** Of a lab whose machines are joined by sockets. */
  public static final LabBridge NONE = new LabBridge(0, 0, false);

  /** This machine's own address on the bridge. */
  public static final String HOST = "10.77.0.254";

  /**
   * Makes a bridge.
   *
   * @param machines how many will be joined
   * @param log what the DHCP server writes
   * @throws IOException if it cannot be made; the reason is on the standard error
   */
  static LabBridge make(int machines, Path log) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(log.toString()));
    for (int i = 0; i < machines; i++) {
      arguments.add(
          String.join(",", tap(i), PrivateLink.mac(i), PrivateLink.address(i), LabPlan.name(i)));
    }
    long pid = Long.parseLong(LabScript.run("network/bridge", arguments));
    ProcessIdentity server = ProcessIdentity.of(pid);
    return new LabBridge(pid, server.startTicks(), hasOtherUsers(pid));
  }

  /**
   * Ends the server of a bridge that was being made when its maker was killed.
   *
   * @param log what it writes to
   * @return whether there was one
   */
  static boolean endUnfinished(Path log) throws IOException {
    List<ProcessHandle> servers =
        ProcessHandle.allProcesses().filter(process -> writesTo(process, log)).toList();
    for (ProcessHandle server : servers) {
      new LabBridge(server.pid(), ProcessIdentity.of(server.pid()).startTicks(), false).end();
    }
    return !servers.isEmpty();
  }

  private static boolean writesTo(ProcessHandle process, Path log) {
    Path output = Path.of("/proc", Long.toString(process.pid()), "fd", "1");
    try {
      return Files.exists(log) && Files.isSameFile(output, log);
    } catch (IOException goneOrOfAnotherUser) {
      return false;
    }
  }

  private static boolean hasOtherUsers(long pid) throws IOException {
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/user"));
    return !own.equals(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/user")));
  }

  private static String tap(int index) {
    return "tap-" + LabPlan.name(index);
  }

  @Override
  public Device end(int index) {
    // Without headers for offloading before the frames, so that captures hold frames.
    List<String> words =
        List.of(
            "-netdev",
            "tap,id=%s,ifname=%s,script=no,downscript=no,vnet_hdr=off".formatted(ID, tap(index)));
    return disks -> words;
  }

  /** Words before a command's, which run it where the bridge is. */
  @Override
  @JsonIgnore
  public List<String> launcher() {
    List<String> words = new ArrayList<>(List.of("nsenter", "--target", Long.toString(pid)));
    words.add("--net");
    if (ofUser) {
      words.addAll(List.of("--user", "--preserve-credentials"));
    }
    return words;
  }

  @Override
  public String configuration(int index) {
    return "dhcp";
  }

  /** Whether the lab has a bridge. */
  @JsonIgnore
  public boolean isThere() {
    return pid != 0;
  }

  /** Whether its DHCP server still runs. */
  @JsonIgnore
  public boolean alive() {
    return server().alive();
  }

  /** Ends the DHCP server, and with it the bridge, if no machine is left. */
  void end() {
    server().kill();
    server().endsWithin(END_LIMIT);
  }

  private ProcessIdentity server() {
    return new ProcessIdentity(pid, startTicks);
  }
}
