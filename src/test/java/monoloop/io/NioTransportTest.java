package monoloop.io;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.jspecify.annotations.Nullable;

/** What depends on it once more, on loops that wait with NIO instead of epoll. */
class NioTransportTest {
  private static final String PROPERTY = "monoloop.transport";

  private static @Nullable String before;

  @BeforeAll
  static void loops_use_nio() {
    before = System.setProperty(PROPERTY, "nio");
  }

  @AfterAll
  static void loops_use_what_they_did() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  @Nested
  class Packets extends DatagramEndpointTest {}

  @Nested
  class Overtaking extends OvertakingTest {}
}
