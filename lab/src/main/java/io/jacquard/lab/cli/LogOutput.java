package io.jacquard.lab.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.jacquard.target.config.LogFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the form of the log on standard error. Until a command asks for more, warnings are logged
 * as text, as {@code logback.xml} says.
 */
final class LogOutput {
  private static final String PROGRAM = "io.jacquard";
  private static final String PATTERN =
      "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %replace(%msg){'[\\r\\n]+', ' '} %kvp%n%ex";

  private LogOutput() {}

  static void use(LogFormat format, boolean verbose) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr-" + format);
    appender.setTarget("System.err");
    EncoderBase<ILoggingEvent> encoder = encoder(format);
    encoder.setContext(context);
    encoder.start();
    appender.setEncoder((Encoder<ILoggingEvent>) encoder);
    appender.start();
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    context.getLogger(PROGRAM).setLevel(verbose ? Level.DEBUG : Level.INFO);
  }

  private static EncoderBase<ILoggingEvent> encoder(LogFormat format) {
    return switch (format) {
      case TEXT -> {
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setPattern(PATTERN);
        yield text;
      }
      case JSON -> {
        JsonEncoder json = new JsonEncoder();
        json.setWithFormattedMessage(true);
        json.setWithMessage(false);
        json.setWithArguments(false);
        json.setWithContext(false);
        json.setWithMDC(false);
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        yield json;
      }
    };
  }
}
