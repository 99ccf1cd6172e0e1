package io.jacquard.lab.vm;

/** How QEMU runs a guest's instructions. */
public enum Acceleration {

  /** By translating them: works everywhere. */
  TCG("tcg,thread=multi,tb-size=256", "max"),

  /** By the processor itself, through Linux's KVM. */
  KVM("kvm", "host");

  private final String accelerator;
  private final String processor;

  Acceleration(String accelerator, String processor) {
    this.accelerator = accelerator;
    this.processor = processor;
  }

  /** QEMU's {@code -accel}. */
  String accelerator() {
    return accelerator;
  }

  /** QEMU's {@code -cpu}. */
  String processor() {
    return processor;
  }
}
