package io.jacquard.target.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.status.Status;
import org.junit.jupiter.api.Test;

class ErrnoStatusTest {
  @Test
  void aFullDiskIsToldAndRetryingIsNoUse() {
    for (int errno : new int[] {Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG}) {
      assertThat(ErrnoStatus.ofWrite(errno)).isEqualTo(Status.withDnr(Status.CAPACITY_EXCEEDED));
    }
  }

  @Test
  void aBrokenMediumIsAMediaError() {
    for (int errno : new int[] {Errno.EIO, Errno.ENODATA, Errno.EBADMSG, Errno.EREMOTEIO}) {
      assertThat(ErrnoStatus.ofRead(errno)).isEqualTo(Status.UNRECOVERED_READ_ERROR);
      assertThat(ErrnoStatus.ofWrite(errno)).isEqualTo(Status.WRITE_FAULT);
    }
  }

  @Test
  void nothingIsEverTakenForSuccess() {
    for (int errno = 0; errno < 200; errno++) {
      assertThat(Status.isSuccess(ErrnoStatus.ofRead(errno))).isFalse();
      assertThat(Status.isSuccess(ErrnoStatus.ofWrite(errno))).isFalse();
    }
  }
}
