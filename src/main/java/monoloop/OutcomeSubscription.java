package monoloop;

import monoloop.internal.driver.Posted;
import reactor.core.CoreSubscriber;

/** One subscriber of a hot outcome: told in a later turn, in the order of the other observers. */
final class OutcomeSubscription<T> extends Emission<T> implements Runnable {
  private final Outcome<?> outcome;

  OutcomeSubscription(CoreSubscriber<? super T> actual, Outcome<?> outcome) {
    super(actual, outcome.loop);
    this.outcome = outcome;
  }

  void register() {
    if (!over()) {
      outcome.observe(this);
    }
  }

  void registerFromElsewhere() {
    Registration registration = new Registration();
    if (!loop.post(registration)) {
      registration.abandoned();
    }
  }

  /** On its way to the loop. */
  private final class Registration implements Posted {
    @Override
    public void run() {
      register();
    }

    @Override
    public void abandoned() {
      if (outcome.isDone()) {
        settle(outcome);
      } else if (!over()) {
        fail(loop.refusal());
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
