package monoloop.bench;

/** The body {@code received = out.yield(received)} in a loop, as a state machine of its own. */
final class EchoMachine implements Replier<Integer, Integer> {
  private int state;

  @Override
  public Integer send(Integer value) {
    return switch (state) {
      case 0 -> {
        state = 1;
        yield 0;
      }
      case 1 -> value;
      default -> throw new IllegalStateException("state " + state);
    };
  }
}
