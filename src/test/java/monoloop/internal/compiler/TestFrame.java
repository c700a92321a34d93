package monoloop.internal.compiler;

import monoloop.internal.frame.Frame;
import org.jspecify.annotations.Nullable;

/** The frames of {@link TestDialect}. */
abstract class TestFrame extends Frame implements TestDialect.Narrow {
  /** Waits; strings that begin with {@link TestDialect#READY} have waited already. */
  final @Nullable Object waitFor(@Nullable Object question) {
    return question instanceof String s && s.startsWith(TestDialect.READY)
        ? s.substring(TestDialect.READY.length())
        : SUSPENDED;
  }

  /** One step. */
  final @Nullable Object send(@Nullable Object value) {
    Object out = step(value, null);
    return out == SUSPENDED ? "suspended" : out;
  }

  /** One step that raises. */
  final @Nullable Object raise(Throwable thrown) {
    return step(null, thrown);
  }

  final boolean ended() {
    return done();
  }

  final boolean hasCleanUp() {
    return guarded();
  }

  final @Nullable StackTraceElement place() {
    return where();
  }

  @Override
  public final @Nullable Object yield(@Nullable Object value) {
    throw new IllegalStateException();
  }

  @Override
  public final String ask(String question) {
    throw new IllegalStateException();
  }

  @Override
  public final int count(Object of) {
    throw new IllegalStateException();
  }

  @Override
  public final void pause() {
    throw new IllegalStateException();
  }

  @Override
  protected RuntimeException executing() {
    return new IllegalStateException("executing");
  }

  @Override
  protected RuntimeException ignoredExit() {
    return new IllegalStateException("ignored");
  }
}
