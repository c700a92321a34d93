package monoloop.shell;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a limit: whole seconds, at least one. */
final class Seconds implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    if (!text.matches("[1-9]\\d{0,6}")) {
      throw new TypeConversionException("it takes whole seconds, got " + text);
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }
}
