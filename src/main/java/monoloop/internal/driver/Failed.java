package monoloop.internal.driver;

/** A step that has failed outside of a turn, and fails again in one. */
record Failed(Throwable thrown) implements Runnable {
  @Override
  public void run() {
    Failed.<RuntimeException>raise(thrown);
  }

  @SuppressWarnings("unchecked") // whatever it is, it goes to the owner of the loop
  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
