package monoloop.internal.compiler;

/** The parameters of {@code resume}; the body's own slots follow. */
final class Slots {
  static final int SENT = 1;
  static final int THROWN = 2;

  /** How far the body's slots move up. */
  static final int SHIFT = 3;

  private Slots() {}
}
