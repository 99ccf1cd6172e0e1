package io.jacquard.initiator.cli;

import io.jacquard.nvme.namespace.AccessChoice;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Flags that choose the way to a namespace, as options of its URI do, with xNVMe's names. */
final class InterfaceFlags {
  @Option(
      names = "--be",
      paramLabel = "NAME",
      description = "Back end: linux, pci, mem, pmem or fabrics.")
  private String backEnd;

  @Option(
      names = "--async",
      paramLabel = "NAME",
      description =
          "How I/O is carried out: io_uring, io_uring_cmd, libaio, thrpool, emu, or nvme.")
  private String async;

  @Option(
      names = "--sync",
      paramLabel = "NAME",
      description = "What a single command becomes: nvme, block or psync.")
  private String sync;

  @Option(
      names = "--admin",
      paramLabel = "NAME",
      description = "Who answers admin commands: nvme (a controller), block or file.")
  private String admin;

  @Option(names = "--direct", description = "Bypass the page cache.")
  private boolean direct;

  @Option(
      names = "--dev-nsid",
      paramLabel = "NSID",
      description = "Namespace of a controller, as nsid= in the URI.")
  private String nsid;

  @Option(names = "--poll-io", description = "Look for completions at the device (IOPOLL).")
  private boolean pollIo;

  @Option(names = "--poll-sq", description = "A thread of the kernel takes commands (SQPOLL).")
  private boolean pollSq;

  @Option(names = "--register-files", description = "Make the file known to the ring beforehand.")
  private boolean registerFiles;

  @Option(names = "--register-buffers", description = "Make memory known to the ring beforehand.")
  private boolean registerBuffers;

  @Option(
      names = "--opt",
      paramLabel = "NAME=VALUE",
      description = "Any other option of the URI. May be repeated.")
  private Map<String, String> others = new LinkedHashMap<>();

  /**
   * The URI with these choices.
   *
   * @throws IllegalArgumentException if it has another one already
   */
  NamespaceUri applyTo(NamespaceUri uri) {
    NamespaceUri all = uri;
    for (Map.Entry<String, String> option : options().entrySet()) {
      all = all.with(option.getKey(), option.getValue());
    }
    return all;
  }

  private Map<String, String> options() {
    Map<String, String> all = new LinkedHashMap<>();
    put(all, AccessChoice.BACK_END, backEnd);
    put(all, AccessChoice.ASYNC, async);
    put(all, AccessChoice.SYNC, sync);
    put(all, AccessChoice.ADMIN, admin);
    put(all, "direct", direct ? "on" : null);
    put(all, "nsid", nsid);
    put(all, "poll_io", pollIo ? "true" : null);
    put(all, "poll_sq", pollSq ? "true" : null);
    put(all, "register_files", registerFiles ? "on" : null);
    put(all, "register_buffers", registerBuffers ? "on" : null);
    all.putAll(others);
    return all;
  }

  private static void put(Map<String, String> to, String name, String value) {
    if (value != null) {
      to.put(name, value);
    }
  }

  /** True if any is given. */
  boolean given() {
    return !options().isEmpty();
  }
}
