package monoloop;

/** Where the frames of a coroutine come from; its text is what the body is called in messages. */
interface CoroutineSource {
  /** A new frame, which runs the body once. */
  CoroutineFrame frame();
}
