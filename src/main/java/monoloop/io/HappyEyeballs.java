package monoloop.io;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import monoloop.Async;
import monoloop.TaskGroupException;
import reactor.core.publisher.Mono;

/**
 * Connects to the first of several addresses that answers (RFC 8305, "happy eyeballs"): one attempt
 * after the other is started, a later one when the one before it has failed or has taken too long.
 */
final class HappyEyeballs {
  private HappyEyeballs() {}

  /** The addresses with their families taking turns, the family of the first one first. */
  static List<InetAddress> interleaved(List<InetAddress> addresses) {
    List<InetAddress> one = new ArrayList<>();
    List<InetAddress> other = new ArrayList<>();
    for (InetAddress a : addresses) {
      boolean first = a instanceof Inet6Address == addresses.getFirst() instanceof Inet6Address;
      (first ? one : other).add(a);
    }
    List<InetAddress> all = new ArrayList<>();
    for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
      if (i < one.size()) {
        all.add(one.get(i));
      }
      if (i < other.size()) {
        all.add(other.get(i));
      }
    }
    return all;
  }

  /** Races the attempts; {@code dial} makes one, and closes what it has opened when it loses. */
  static Mono<ByteStream> connect(
      String host,
      List<InetSocketAddress> addresses,
      Duration delay,
      Function<InetSocketAddress, Mono<ByteStream>> dial) {
    List<Mono<ByteStream>> attempts = addresses.stream().map(dial).toList();
    return Async.async(
        co -> {
          List<ByteStream> made = new ArrayList<>();
          ByteStream winner = null;
          try {
            winner =
                co.await(
                    Async.staggeredRace(
                        delay, attempts.stream().map(a -> a.doOnNext(made::add)).toList()));
            return winner;
          } catch (TaskGroupException e) {
            throw failure(host, addresses, e.failures());
          } finally {
            for (ByteStream stream : made) {
              if (stream != winner) {
                stream.abort(); // it was as fast as the winner, or nobody wants any
              }
            }
          }
        });
  }

  /** The error of the only attempt, or one that says what happened to each. */
  private static Exception failure(
      String host, List<InetSocketAddress> addresses, List<Throwable> failures) {
    if (failures.size() == 1 && failures.getFirst() instanceof Exception only) {
      return only;
    }
    StringBuilder text = new StringBuilder("none of the ")
        .append(failures.size())
        .append(" addresses of ")
        .append(host)
        .append(" could be connected to");
    for (int i = 0; i < failures.size(); i++) {
      text.append(i == 0 ? ": " : "; ")
          .append(addresses.get(i))
          .append(": ")
          .append(failures.get(i).getMessage());
    }
    IOException all = new ConnectException(text.toString());
    failures.forEach(all::addSuppressed);
    return all;
  }
}
