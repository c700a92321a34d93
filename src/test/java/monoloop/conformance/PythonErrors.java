package monoloop.conformance;

import java.io.IOException;

/**
 * The exceptions that the programs raise themselves. Those of the library are named by {@link
 * PythonNames}. One of them is a checked exception, because a body may throw any.
 */
@SuppressWarnings("serial")
interface PythonErrors {

  /** A value that is not accepted. */
  class ValueError extends RuntimeException {
    private final int arguments;

    ValueError(String... arguments) {
      super(String.join(", ", arguments));
      this.arguments = arguments.length;
    }

    /** How many arguments it was created with. */
    int arguments() {
      return arguments;
    }
  }

  /** A key that is missing. */
  class KeyError extends RuntimeException {
    KeyError(String... arguments) {
      super(String.join(", ", arguments));
    }
  }

  /** Any failure of a program while it runs. */
  class RuntimeError extends RuntimeException {
    RuntimeError(String... arguments) {
      super(String.join(", ", arguments));
    }

    RuntimeError(String argument, Throwable cause) {
      super(argument, cause);
    }
  }

  /** A failure outside of the program; checked. */
  class OSError extends IOException {
    OSError(String... arguments) {
      super(String.join(", ", arguments));
    }
  }

  /** A connection that broke; checked. */
  class ConnectionError extends OSError {
    ConnectionError(String... arguments) {
      super(arguments);
    }
  }

  /** Python's BaseException: what handlers of ordinary exceptions do not see. */
  class Interrupt extends Error {
    Interrupt() {}
  }
}
