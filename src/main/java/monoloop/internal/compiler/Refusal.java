package monoloop.internal.compiler;

import org.jspecify.annotations.Nullable;

/** Why a body was not compiled: the reason, the method and the line. */
public final class Refusal {
  private final String reason;
  private final String method;
  private final int line;

  /** Whether a lookup would help. */
  private final boolean access;

  /** What went wrong in the compiler itself; null for an ordinary refusal. */
  private final @Nullable Throwable failure;

  private Refusal(
      String reason, String method, int line, boolean access, @Nullable Throwable failure) {
    this.reason = reason;
    this.method = method;
    this.line = line;
    this.access = access;
    this.failure = failure;
  }

  Refusal(String reason, String method, int line) {
    this(reason, method, line, false, null);
  }

  static Refusal noAccess(String reason) {
    return new Refusal(reason, "", 0, true, null);
  }

  static Refusal failed(Throwable failure) {
    return new Refusal(
        "the compiler failed: ".concat(failure.toString()), "", 0, false, failure);
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

  /** Where the reason stands, as {@code Class.method:line}; empty if no place is known. */
  public String place() {
    return line > 0 ? method + ":" + line : method;
  }

  boolean access() {
    return access;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  @Override
  public String toString() {
    return method.isEmpty() ? reason : reason + " at " + place();
  }
}
