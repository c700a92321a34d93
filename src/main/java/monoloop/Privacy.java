package monoloop;

/** Whether nobody but the kernel has a loop, so that no other thread can call it. */
final class Privacy {
  private boolean hidden;

  /** Called before the loop runs. */
  void hide() {
    hidden = true;
  }

  /** Somebody gets the loop, who may give it to another thread. */
  void end() {
    if (hidden) {
      hidden = false;
    }
  }

  boolean isKept() {
    return hidden;
  }
}
