package monoloop.conformance;

import java.util.concurrent.TimeoutException;
import monoloop.ExitRequest;
import monoloop.InvalidStateException;
import monoloop.TaskGroupException;
import monoloop.sync.QueueClosedException;

/** What Python calls an exception that the library throws. */
final class PythonNames {
  private PythonNames() {}

  /** Python's {@code type(thrown).__name__}. */
  static String of(Throwable thrown) {
    return switch (thrown) {
      case null -> "NoneType";
      case InvalidStateException _ -> "InvalidStateError";
      case QueueClosedException _ -> "QueueShutDown";
      case IllegalStateException misuse -> ofMisuse(String.valueOf(misuse.getMessage()));
      case NullPointerException _ -> "TypeError";
      case UnsupportedOperationException _ -> "AttributeError";
      case IllegalArgumentException _ -> "ValueError";
      case TimeoutException _ -> "TimeoutError";
      case TaskGroupException _ -> "ExceptionGroup";
      case ExitRequest _ -> "SystemExit";
      default -> thrown.getClass().getSimpleName();
    };
  }

  /** Python has three types where Java has one; the message tells which rule was broken. */
  private static String ofMisuse(String message) {
    if (message.contains("has not started")) {
      return "TypeError";
    }
    return message.contains("cannot be advanced") ? "ValueError" : "RuntimeError";
  }
}
