package monoloop;

import io.netty.channel.Channel;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.netty.DisposableChannel;

/** Tells what a subscription is made of, as far as Reactor's operators let one look into them. */
final class Sources {
  /** A chain is longer than this only if an operator lies. */
  private static final int LONGEST = 100;

  /** How many of several sources are described. */
  private static final int DESCRIBED = 8;

  private Sources() {}

  /**
   * The operators from {@code source} upwards, down to where the signals come from. If several
   * sources are awaited, each is one text.
   */
  static List<String> below(@Nullable Object source) {
    List<String> texts = new ArrayList<>();
    for (Object o : chain(source)) {
      if (o instanceof Branches branches) {
        branches.describe(texts);
      } else {
        texts.add(text(o));
      }
    }
    return List.copyOf(texts);
  }

  /** The connections below {@code source}, as far as they tell. */
  static List<Channel> channelsBelow(@Nullable Object source) {
    List<Channel> channels = new ArrayList<>();
    collect(chain(source), channels);
    return channels;
  }

  private static void collect(List<Object> chain, List<Channel> channels) {
    if (chain.isEmpty()) {
      return;
    }
    Object last = chain.getLast();
    if (last instanceof Branches branches) {
      branches.chains().forEach(branch -> collect(branch, channels));
    } else if (!isOperator(last)) {
      Channel channel = channelIn(last);
      if (channel != null) {
        channels.add(channel);
      }
    }
  }

  /** Several sources that are awaited by the operator before. */
  private record Branches(List<List<Object>> chains) {
    void describe(List<String> texts) {
      int all = chains.size();
      for (int i = 0; i < Math.min(all, DESCRIBED); i++) {
        texts.add((i + 1) + " of " + all + ": " + text(chains.get(i)));
      }
    }

    /** Without the operator's own receiver, which is called as it is. */
    private static String text(List<Object> chain) {
      List<String> texts = new ArrayList<>();
      for (Object o : chain.size() > 1 ? chain.subList(1, chain.size()) : chain) {
        texts.add(
            o instanceof Branches b ? b.chains().size() + " sources" : Sources.text(o));
      }
      return String.join(" ← ", texts);
    }
  }

  private static List<Object> chain(@Nullable Object source) {
    return chain(source, new HashSet<>());
  }

  private static List<Object> chain(@Nullable Object source, Set<Object> seen) {
    List<Object> chain = new ArrayList<>();
    Object o = source;
    while (o != null && !isKernels(o) && chain.size() < LONGEST && seen.add(new Same(o))) {
      chain.add(o);
      if (!isOperator(o)) {
        break;
      }
      Scannable operator = (Scannable) o;
      Object parent = null;
      List<? extends Scannable> inners = List.of();
      try {
        parent = operator.scanUnsafe(Scannable.Attr.PARENT);
        inners = inners(operator, parent == null);
      } catch (RuntimeException torn) {
        // somebody else's operator, which may be at work on another thread
      }
      if (inners.size() > 1) {
        chain.add(new Branches(inners.stream().map(i -> chain(i, seen)).toList()));
        break;
      }
      o = !inners.isEmpty() ? inners.getFirst() : parent != null ? parent : cancelled(operator);
    }
    return chain;
  }

  /**
   * What {@code operator} has subscribed to later and waits for, such as flatMap's inner ones; not
   * the receivers that a hub has, which Reactor calls by the same name.
   */
  private static List<? extends Scannable> inners(Scannable operator, boolean only) {
    return operator
        .inners()
        .filter(Objects::nonNull) // as flatMap says for a source that has no name
        .filter(i -> only || i.scanUnsafe(Scannable.Attr.ACTUAL) == operator)
        .filter(i -> !Boolean.TRUE.equals(i.scan(Scannable.Attr.TERMINATED)))
        .filter(i -> i.scanUnsafe(Scannable.Attr.PARENT) != Operators.cancelledSubscription())
        .limit(LONGEST)
        .toList();
  }

  /** The connection that a sink closes when it is cancelled: who makes requests feeds a sink. */
  private static @Nullable DisposableChannel cancelled(Object sink) {
    Object disposable = field(sink, f -> f.getName().equals("disposable"));
    Object last =
        disposable == null ? null : field(disposable, f -> f.getName().equals("onCancel"));
    return last instanceof DisposableChannel connection ? connection : null;
  }

  /** An object by its identity. */
  private record Same(Object object) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Same same && same.object == object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  /** A wait of this package that no operator stands behind says all by its name. */
  private static boolean isKernels(Object o) {
    return o instanceof Waiting && !(o instanceof Scannable);
  }

  private static boolean isOperator(Object o) {
    return o instanceof Scannable operator && operator.isScanAvailable();
  }

  private static String text(Object o) {
    return isOperator(o) ? text((Scannable) o) : last(o);
  }

  private static String text(Scannable operator) {
    String name = operator.name();
    Object on = operator.scanUnsafe(Scannable.Attr.RUN_ON);
    return on instanceof Scannable worker ? name + " on " + worker.name() : name;
  }

  /** Something that is no operator: who sends, and through which connection. */
  private static String last(Object o) {
    Class<?> type = o.getClass();
    String name = type.getSimpleName();
    if (name.isEmpty() || type.isHidden()) {
      name = "a source of " + (type.isHidden() ? type.getNestHost() : type).getName();
    }
    Channel channel = channelIn(o);
    return channel == null ? name : name + " of " + channel;
  }

  /** Netty's and reactor-netty's receivers keep their connection in a field of their own. */
  private static @Nullable Channel channelIn(Object o) {
    Object value = o instanceof DisposableChannel ? o : field(o, Sources::isConnection);
    return value instanceof DisposableChannel d ? d.channel() : (Channel) value;
  }

  private static boolean isConnection(Field field) {
    return Channel.class.isAssignableFrom(field.getType())
        || DisposableChannel.class.isAssignableFrom(field.getType());
  }

  /** The first field that is asked for, from the class upwards; null if there is none. */
  private static @Nullable Object field(Object o, Predicate<Field> which) {
    for (Class<?> c = o.getClass(); c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field f : c.getDeclaredFields()) {
        if (which.test(f) && f.trySetAccessible()) {
          try {
            return f.get(o);
          } catch (IllegalAccessException | RuntimeException closed) {
            return null;
          }
        }
      }
    }
    return null;
  }
}
