package monoloop.io;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * One packet.
 *
 * @param bytes its content; the array itself
 * @param peer who has sent it
 */
public record Datagram(byte[] bytes, InetSocketAddress peer) {

  /**
   * Returns the content as UTF-8.
   *
   * @return the text
   */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
