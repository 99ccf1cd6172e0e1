package io.jacquard.initiator;

import io.jacquard.nvme.identify.NamespaceIdList;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the identifiers of active namespaces from the lists in which a controller tells them
 * (NVMe Base 2.1, 5.1.13, CNS 02h), and does not believe everything: lists that do not ascend, or
 * never end, would keep a scan going for ever.
 */
final class ActiveNamespaceIds {
  /** More namespaces than any controller is used with. */
  static final int MOST = 65_536;

  private final List<Integer> ids = new ArrayList<>();
  private int last;

  /**
   * Takes the next list.
   *
   * @return true if the controller may have more
   * @throws UnsuitableControllerException if the controller breaks the order or has too many
   */
  boolean add(NamespaceIdList list) throws UnsuitableControllerException {
    for (int nsid : list.nsids()) {
      if (Integer.compareUnsigned(nsid, last) <= 0) {
        throw new UnsuitableControllerException(
            "the list of active namespaces is not in ascending order");
      }
      if (ids.size() == MOST) {
        throw new UnsuitableControllerException("more than " + MOST + " namespaces are active");
      }
      ids.add(nsid);
      last = nsid;
    }
    return list.nsids().size() == NamespaceIdList.MAX_ENTRIES;
  }

  /** The greatest identifier so far, after which the next list starts; 0 at first. */
  int last() {
    return last;
  }

  /** What was found, in ascending order. */
  List<Integer> all() {
    return ids;
  }
}
