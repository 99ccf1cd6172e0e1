/**
 * Virtual machines with a real Linux kernel, run by QEMU without hardware acceleration.
 *
 * <p>{@link io.jacquard.lab.vm.GuestImage} is what they boot, {@link
 * io.jacquard.lab.vm.VirtualMachine} is one of them. Scripts reach a running guest over
 * virtio-serial ports, so that one boot serves many steps of a test.
 *
 * <p>{@link io.jacquard.lab.vm.GuestRuntime} puts Java and Jacquard into a guest; {@link
 * io.jacquard.lab.vm.MachineBuilder} and the types of {@link io.jacquard.lab.vm.Device} describe
 * what a machine is made of. {@code CONTRIBUTING.md} tells how to run tests inside of a guest.
 */
package io.jacquard.lab.vm;
