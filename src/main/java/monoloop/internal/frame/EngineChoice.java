package monoloop.internal.frame;

/** Which engine the process asked for. */
public final class EngineChoice {
  /** Whether {@code -Dmonoloop.engine=thread} is set: no body is compiled. */
  public static final boolean THREAD_ONLY = "thread".equals(System.getProperty("monoloop.engine"));

  private EngineChoice() {}
}
