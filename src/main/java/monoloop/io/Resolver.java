package monoloop.io;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import monoloop.Async;
import reactor.core.publisher.Mono;

/**
 * Finds the addresses of a host (asyncio: getaddrinfo).
 *
 * <p>{@link #dns()} is what connections use unless told otherwise: it waits for a name server on
 * the loop, so that a lookup costs no thread and can be cancelled. It knows the hosts file, the
 * name servers and the search domains of the system, but not its other sources of names (mDNS,
 * NIS, LDAP): where those matter, use {@link #system()}.
 */
@FunctionalInterface
public interface Resolver {

  /**
   * Looks up {@code host}. Called on the loop's thread.
   *
   * @param host a name; never an address
   * @return the addresses, the preferred one first; at least one. Fails with {@link
   *     java.net.UnknownHostException} if there is none
   */
  Mono<List<InetAddress>> resolve(String host);

  /**
   * Asks the name servers of the system, on the loop: Netty's resolver. Answers are kept for as
   * long as they say.
   *
   * @return one for every loop
   */
  static Resolver dns() {
    return DnsResolver.SYSTEM;
  }

  /**
   * As {@link #dns()}, but asks these name servers.
   *
   * @param servers at least one
   * @return one for every loop; make it once, since it keeps the answers
   * @throws IllegalArgumentException if there is none
   */
  static Resolver dns(InetSocketAddress... servers) {
    if (servers.length == 0) {
      throw new IllegalArgumentException("servers must not be empty: nobody could be asked");
    }
    return new DnsResolver(List.of(servers));
  }

  /**
   * Asks the JDK, on a thread of {@link Async#toThread}, and thereby the system with all its
   * sources. A lookup that is cancelled goes on unseen.
   *
   * @return one for every loop
   */
  static Resolver system() {
    return host -> Async.toThread(() -> List.of(InetAddress.getAllByName(host)));
  }
}
