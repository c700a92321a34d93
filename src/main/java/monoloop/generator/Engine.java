package monoloop.generator;

/** What runs a body. Both engines obey the same rules and differ in speed only. */
public enum Engine {
  /** The body's bytecode is rewritten into a state machine; no thread, about 2 ns a step. */
  COMPILED,
  /** The body runs on a virtual thread of its own, with strict hand-over; microseconds a step. */
  THREAD
}
