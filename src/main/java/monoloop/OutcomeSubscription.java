package monoloop;

import reactor.core.CoreSubscriber;

/** One subscriber of a hot outcome: told in a later turn, in the order of the other observers. */
final class OutcomeSubscription<T> extends Emission<T> implements Runnable {
  private final Outcome<?> outcome;

  OutcomeSubscription(CoreSubscriber<? super T> actual, Outcome<?> outcome) {
    super(actual, outcome.loop);
    this.outcome = outcome;
  }

  void register() {
    if (!cancelled()) {
      outcome.observe(this);
    }
  }

  void registerFromElsewhere() {
    try {
      loop.callSoonThreadsafe(this::register);
    } catch (RuntimeException closed) {
      if (outcome.isDone()) {
        settle(outcome);
      } else {
        fail(closed);
      }
    }
  }

  @Override
  public void run() {
    settle(outcome);
  }

  @Override
  void stop() {}

  @Override
  public String toString() {
    return "Subscription[" + outcome + "]";
  }
}
