package io.jacquard.lab.vm;

/** How QEMU runs a guest's instructions. */
public enum Acceleration {

  /**
   * By translating them: works everywhere. Without CMPXCHG16B, of which QEMU 7.2 now and then
   * leaves wrong flags behind, and a guest's kernel that is interrupted just then dies of a double
   * fault.
   */
  TCG("tcg,thread=multi,tb-size=256", "max,cx16=off"),

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
