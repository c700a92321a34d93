package monoloop.internal.compiler;

/** Why a body was not compiled: the reason, the method and the line. */
public final class Refusal {
  private final String reason;
  private final String method;
  private final int line;

  Refusal(String reason, String method, int line) {
    this.reason = reason;
    this.method = method;
    this.line = line;
  }

  /** The sentence that says what stands in the way. */
  public String reason() {
    return reason;
  }

  /** The method that holds the reason, as {@code Class.method}; empty if none is known. */
  public String method() {
    return method;
  }

  /** The source line of the reason; 0 if none is known. */
  public int line() {
    return line;
  }

  @Override
  public String toString() {
    return method.isEmpty() ? reason : reason + " at " + method + (line > 0 ? ":" + line : "");
  }
}
