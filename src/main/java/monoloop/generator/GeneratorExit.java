package monoloop.generator;

/**
 * Thrown at the suspended {@code yield} of a generator that is being closed (PEP 342).
 *
 * <p>An {@link Error}, so that {@code catch (Exception e)} in a body does not swallow it; {@code
 * finally} blocks run. A body may answer by letting it out, by returning, or by throwing something
 * else; a yield in answer is an error. It has no stack trace.
 *
 * @see Generator#close
 */
public final class GeneratorExit extends Error {
  private static final long serialVersionUID = 1L;

  /** Creates an exit. */
  public GeneratorExit() {
    super("the generator is being closed", null, false, false);
  }
}
