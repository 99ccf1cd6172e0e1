package io.jacquard.initiator.cli;

import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of flags; what a parser says of a wrong value becomes the error message. */
final class ParameterConverters {
  private ParameterConverters() {}

  private static <T> T convert(String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** Reads an NQN. */
  static final class ToNqn implements ITypeConverter<Nqn> {
    @Override
    public Nqn convert(String text) {
      return ParameterConverters.convert(text, Nqn::accept);
    }
  }

  /** Reads a host ID. */
  static final class ToHostId implements ITypeConverter<HostId> {
    @Override
    public HostId convert(String text) {
      return ParameterConverters.convert(text, HostId::parse);
    }
  }

  /** Reads a number: decimal, or hexadecimal after 0x. */
  static final class ToNumber implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return Long.decode(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is not a number");
      }
    }
  }

  /** Reads a number of bytes: 4096, 64k, 1M, 2G, with powers of 1024. */
  static final class ToBytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      int shift =
          switch (text.isEmpty() ? ' ' : Character.toLowerCase(text.charAt(text.length() - 1))) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            case 't' -> 40;
            default -> 0;
          };
      String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
      try {
        return Math.multiplyExact(Long.decode(digits), 1L << shift);
      } catch (NumberFormatException | ArithmeticException e) {
        throw new TypeConversionException(
            "'" + text + "' is not a number of bytes, such as 4096, 64k or 1G");
      }
    }
  }
}
