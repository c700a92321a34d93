package monoloop;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Fuseable;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

/**
 * Whether a loop awaits something that another thread or IO may bring.
 *
 * <p>Reactor's operators tell what they are subscribed to. If all of it ends at things of this
 * loop, nobody else is involved; whatever is unknown may come from elsewhere. Operators that hide
 * what is inside them, concatMap for one, show a source that emits by itself: then a coroutine of
 * this loop must be found that signals to the one who waits.
 */
final class Outside {
  /** What a source turned out to be, the stronger one last. */
  private enum Origin {
    OWN,
    /** Emits on the thread that asks. */
    PASSIVE,
    FOREIGN
  }

  private final Loop loop;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private Outside(Loop loop) {
    this.loop = loop;
  }

  static boolean isAwaited(Loop loop) {
    if (!loop.workers.isIdle()) {
      return true;
    }
    Main<?> main = loop.main();
    if (main != null && main.isOpen()) {
      Subscription source = main.source();
      if (source != null && mayBring(loop, source, main)) {
        return true;
      }
    }
    if (loop.tasks.outside == 0) {
      return false;
    }
    for (Task<?> task : loop.tasks.all()) {
      if (task.waiting instanceof Waiting wait) {
        Object source = wait.source();
        if (source != null && mayBring(loop, source, wait.receiver())) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether it is sure that no other thread will call a loop which no other thread has, and which
   * waits for the end of a task: cheap unless it is.
   */
  static boolean nobodyCalls(Loop loop) {
    Main<?> main = loop.main();
    if (main == null
        || !main.isOpen()
        || !(main.source() instanceof TaskSubscription<?> source)
        || loop.tasks.outside > 0
        || loop.tasks.isClosing()
        || !loop.tasks.generators.isEmpty()
        || !loop.workers.isIdle()) {
      return false;
    }
    for (Task<?> task : loop.tasks.all()) {
      boolean observed = task.subscriptions().stream().anyMatch(s -> s != source);
      if (observed || task.waiting instanceof Waiter<?> w && w.isExternal()) {
        return false;
      }
    }
    return true;
  }

  private static boolean mayBring(Loop loop, Object source, Object receiver) {
    return switch (new Outside(loop).origin(source)) {
      case OWN -> false;
      case PASSIVE -> !feeds(loop, receiver);
      case FOREIGN -> true;
    };
  }

  private Origin origin(Object o) {
    if (!seen.add(o)
        || o == Operators.emptySubscription()
        || o == Operators.cancelledSubscription()) {
      return Origin.OWN; // nothing comes from there
    }
    if (o instanceof Emission<?> e) {
      return e.loop == loop ? Origin.OWN : Origin.FOREIGN;
    }
    if (o instanceof FluxSubscription<?> f) {
      return f.loop == loop ? Origin.OWN : Origin.FOREIGN;
    }
    if (o instanceof Fuseable.SynchronousSubscription<?>) {
      return Origin.PASSIVE;
    }
    return o instanceof Scannable operator ? operator(operator) : Origin.FOREIGN;
  }

  private Origin operator(Scannable operator) {
    Object on = operator.scanUnsafe(Attr.RUN_ON);
    boolean here = runsHere(on);
    if (on != null && !here) {
      return Origin.FOREIGN;
    }
    Object parent = operator.scanUnsafe(Attr.PARENT);
    Iterator<? extends Scannable> inners = operator.inners().iterator();
    if (parent == null && !inners.hasNext()) {
      boolean own =
          here
              || Boolean.TRUE.equals(operator.scanUnsafe(Attr.TERMINATED))
              || loop.awaitsTimerOf(operator);
      return own ? Origin.OWN : Origin.FOREIGN;
    }
    Origin origin = parent == null ? Origin.OWN : origin(parent);
    if (origin == Origin.PASSIVE && (here || inners.hasNext())) {
      origin = Origin.OWN; // what it makes of the elements is in sight
    }
    while (inners.hasNext()) {
      Origin inner = origin(inners.next());
      if (inner.compareTo(origin) > 0) {
        origin = inner;
      }
    }
    return origin;
  }

  private boolean runsHere(@Nullable Object scheduler) {
    return scheduler == loop
        || scheduler == Schedulers.immediate()
        || (scheduler instanceof LoopWorker worker && worker.belongsTo(loop));
  }

  /** Whether a coroutine of the loop signals to {@code receiver}, through whatever operators. */
  private static boolean feeds(Loop loop, Object receiver) {
    for (Task<?> task : loop.tasks.all()) {
      for (Scannable subscription : task.subscriptions()) {
        if (leadsTo(subscription, receiver)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean leadsTo(Scannable from, Object receiver) {
    Object o = from;
    for (int i = 0; i < 1000 && o != null; i++) { // a chain; the bound is for operators that lie
      if (o == receiver) {
        return true;
      }
      o = o instanceof Scannable s ? s.scanUnsafe(Attr.ACTUAL) : null;
    }
    return false;
  }
}
