package monoloop;

import io.netty.channel.Channel;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.Scannable;
import reactor.netty.DisposableChannel;

/** Tells what a subscription is made of, as far as Reactor's operators let one look into them. */
final class Sources {
  /** A chain is longer than this only if an operator lies. */
  private static final int LONGEST = 100;

  private Sources() {}

  /** The operators from {@code source} upwards, down to where the signals come from. */
  static List<String> below(@Nullable Object source) {
    List<String> texts = new ArrayList<>();
    Object o = source;
    while (o != null && texts.size() < LONGEST) {
      if (!(o instanceof Scannable operator) || !operator.isScanAvailable()) {
        texts.add(last(o));
        break;
      }
      texts.add(text(operator));
      Object parent = operator.scanUnsafe(Scannable.Attr.PARENT);
      if (parent == null) {
        // what was subscribed to later: flatMap's inner one
        parent = operator.inners().findFirst().orElse(null);
      }
      o = parent == o ? null : parent;
    }
    return List.copyOf(texts);
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
    for (Class<?> c = o.getClass(); c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field f : c.getDeclaredFields()) {
        boolean direct = Channel.class.isAssignableFrom(f.getType());
        if ((direct || DisposableChannel.class.isAssignableFrom(f.getType()))
            && f.trySetAccessible()) {
          try {
            Object value = f.get(o);
            return value instanceof DisposableChannel d ? d.channel() : (Channel) value;
          } catch (IllegalAccessException | RuntimeException closed) {
            return null;
          }
        }
      }
    }
    return null;
  }
}
