package monoloop.internal.compiler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import org.jspecify.annotations.Nullable;

/** Compiles the bodies of one dialect, each class of bodies once. */
public final class BodyCompiler {
  private final Dialect dialect;
  private volatile @Nullable FrameShape shape;

  private final ClassValue<Slot> slots =
      new ClassValue<>() {
        @Override
        protected Slot computeValue(Class<?> type) {
          return new Slot();
        }
      };

  private final ClassValue<HostFrames> hosts =
      new ClassValue<>() {
        @Override
        protected HostFrames computeValue(Class<?> type) {
          return new HostFrames(type, shape());
        }
      };

  /** Creates a compiler with an empty cache. */
  public BodyCompiler(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Compiles the class of {@code body} at its first call and returns the same answer from then on.
   * A refusal for want of access is reconsidered when a lookup is given.
   *
   * @param lookup full access to the class that holds the body, for modules that do not open its
   *     package; null otherwise. It is kept for all bodies of that module.
   * @param body a lambda, a method reference or an object of an ordinary class
   */
  public Compilation compile(@Nullable Lookup lookup, Object body) {
    Slot slot = slots.get(body.getClass());
    Compilation known = slot.compilation;
    if (known != null && (lookup == null || slot.lookupSeen) && !slot.outdated(known)) {
      return known;
    }
    return slot.compile(lookup, body);
  }

  private FrameShape shape() {
    FrameShape known = shape;
    if (known == null) {
      shape = known = new FrameShape(dialect);
    }
    return known;
  }

  /** What is known of one class of bodies. */
  private final class Slot implements Receivers.Source {
    private volatile @Nullable Compilation compilation;
    private volatile boolean lookupSeen;
    private volatile int version;

    private boolean outdated(Compilation known) {
      Refusal refusal = known.refusal();
      return refusal != null && refusal.access() && version != HostAccess.version();
    }

    private synchronized Compilation compile(@Nullable Lookup lookup, Object body) {
      if (lookup != null) {
        HostAccess.remember(lookup);
        lookupSeen = true;
      }
      Compilation known = compilation;
      if (known == null || outdated(known)) {
        version = HostAccess.version();
        known = tryCompile(body);
        compilation = known;
      }
      return known;
    }

    private Compilation tryCompile(Object body) {
      try {
        return Compilation.of(link(body, true));
      } catch (Refused e) {
        return Compilation.refused(e.refusal());
      } catch (Throwable e) { // whatever it is, the other engine can run the body
        if (e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
          throw (VirtualMachineError) e;
        }
        return Compilation.refused(Refusal.failed(e));
      }
    }

    private MethodHandle link(Object body, boolean manyReceivers) throws Throwable {
      Target target = new TargetFinder(shape()).find(body);
      Lookup host = HostAccess.in(target.host);
      Class<?> frame = hosts.get(target.host).get(target, host);
      if (manyReceivers && target.perReceiver) {
        return new Receivers(FactoryBuilder.captured(body, target, 0), this).factory();
      }
      return FactoryBuilder.build(body, target, frame, host);
    }

    @Override
    public @Nullable MethodHandle factory(Object body) {
      try {
        return link(body, false);
      } catch (Refused e) {
        return null;
      } catch (Throwable e) {
        return null; // as in tryCompile: the other engine can run the body
      }
    }
  }
}
