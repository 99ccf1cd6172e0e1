package io.jacquard.lab.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a workload from a command line. */
final class WorkloadConverter implements ITypeConverter<Workload> {
  @Override
  public Workload convert(String text) {
    try {
      return Workload.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
