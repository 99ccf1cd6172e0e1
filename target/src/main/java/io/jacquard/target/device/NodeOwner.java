package io.jacquard.target.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives the nodes of a function that is handed over to an ordinary user. */
public final class NodeOwner {
  private final SystemTree tree;

  /** Of the machine's nodes. */
  public NodeOwner(SystemTree tree) {
    this.tree = tree;
  }

  /**
   * Makes {@code user} the owner of what a program needs to drive the function.
   *
   * @param function as it is now, with its driver
   * @return the nodes
   */
  public List<Path> give(PciFunction function, String user) throws IOException {
    UserPrincipal owner = find(user);
    List<Path> nodes = nodes(function);
    for (Path node : nodes) {
      Files.setOwner(node, owner);
    }
    return nodes;
  }

  private UserPrincipal find(String user) throws IOException {
    try {
      return tree.root()
          .getFileSystem()
          .getUserPrincipalLookupService()
          .lookupPrincipalByName(user);
    } catch (UserPrincipalNotFoundException e) {
      throw new IOException("there is no user '" + user + "' on this machine", e);
    }
  }

  private List<Path> nodes(PciFunction function) {
    List<Path> nodes = new ArrayList<>();
    if (function.driver().equals(Optional.of(UserDriver.VFIO_PCI.toString()))) {
      function.iommuGroup().ifPresent(group -> nodes.add(tree.at("dev/vfio/" + group)));
      return nodes;
    }
    nodes.add(tree.at(PciFunction.path(function.address(), "resource0")));
    nodes.add(tree.at(PciFunction.path(function.address(), "config")));
    tree.list(PciFunction.path(function.address(), "uio"))
        .forEach(uio -> nodes.add(tree.at("dev/" + uio)));
    return nodes;
  }
}
