package monoloop.generator;

/**
 * What runs a body. Both engines obey the same rules and differ in speed only.
 *
 * <p>A body is compiled where possible. It runs on a thread if the compiler refuses it, if that is
 * asked for by {@link Generator#of(Engine, GeneratorBody)}, or everywhere if the system property
 * {@code monoloop.engine} is {@code thread}.
 */
public enum Engine {
  /** The body's bytecode is rewritten into a state machine; no thread, about 2 ns a step. */
  COMPILED,
  /** The body runs on a virtual thread of its own, with strict hand-over; microseconds a step. */
  THREAD
}
