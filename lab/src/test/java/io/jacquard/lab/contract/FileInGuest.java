package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract, for a new file in a directory and with options that system properties name. */
class FileInGuest extends ResizeContract {

  private final Path image = Path.of(GuestProperties.required("jacquard.directory"), "image");

  @Override
  String uri() {
    return "file:" + image + "?size=5G&" + GuestProperties.required("jacquard.options");
  }

  @AfterEach
  void delete() throws IOException {
    Files.delete(image);
  }

  @Test
  void isReachedAsTheHostExpects() {
    assertThat(GuestProperties.words(namespace.access()))
        .isEqualTo(GuestProperties.required(GuestProperties.ACCESS));
  }
}
