package monoloop;

/** A frame that was written by hand in the library: its awaits are no lines of the user's. */
abstract class LibraryFrame extends CoroutineFrame {
  @Override
  final Throwable awaitedHere(Throwable thrown) {
    return thrown;
  }
}
