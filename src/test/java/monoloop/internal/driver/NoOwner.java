package monoloop.internal.driver;

/** For a driver without a loop. */
final class NoOwner implements Turns.Owner {
  @Override
  public void failed(Runnable callback, Throwable thrown) {
    throw new AssertionError(thrown);
  }

  @Override
  public void turnBegins() {}

  @Override
  public void turnEnds() {}

  @Override
  public void hostEnded() {}
}
