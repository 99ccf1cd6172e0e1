package io.jacquard.target.device;

/**
 * Something that this build, this kernel or this machine can do, or cannot.
 *
 * @param name what it is called
 * @param works true if it can be used now
 * @param detail what it offers; or why it is missing, and what would make it work
 */
public record Support(String name, boolean works, String detail) {

  static Support yes(String name, String detail) {
    return new Support(name, true, detail);
  }

  static Support no(String name, String why) {
    return new Support(name, false, why);
  }
}
