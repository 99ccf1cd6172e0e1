package io.jacquard.target.controller;

import io.jacquard.nvme.status.Status;
import java.nio.ByteBuffer;

/** How a command ended, as the host sees it. */
record Answer(int status, long result, ByteBuffer data) {
  int code() {
    return Status.code(status);
  }

  boolean isPermanent() {
    return Status.dnr(status);
  }

  int dw0() {
    return (int) result;
  }
}
