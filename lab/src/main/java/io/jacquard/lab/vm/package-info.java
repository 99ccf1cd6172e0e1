/**
 * Virtual machines with a real Linux kernel, run by QEMU without hardware acceleration.
 *
 * <p>{@link io.jacquard.lab.vm.GuestImage} is what they boot, {@link
 * io.jacquard.lab.vm.VirtualMachine} is one of them. Scripts reach a running guest over
 * virtio-serial ports, so that one boot serves many steps of a test.
 */
package io.jacquard.lab.vm;
