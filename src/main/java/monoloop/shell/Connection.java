package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The connection file, by which Jupyter tells a kernel where to listen.
 *
 * @param file where it stands
 * @param json what it says
 */
record Connection(Path file, Map<?, ?> json) {

  static Connection read(Path file) throws IOException, JsonException {
    if (JsonReader.read(InputFile.text(file)) instanceof Map<?, ?> json) {
      return new Connection(file, json);
    }
    throw new JsonException(file + " is not a connection file: it holds no object");
  }

  /** Where a socket is bound to. */
  String address(String socket) throws JsonException {
    return text("transport") + "://" + text("ip") + ":" + port(socket);
  }

  int port(String socket) throws JsonException {
    if (json.get(socket + "_port") instanceof BigDecimal port) {
      return port.intValue();
    }
    throw lacks(socket + "_port");
  }

  /** What messages are signed with; null if they are not. Not for two threads. */
  @Nullable Mac mac() throws JsonException {
    String key = text("key");
    if (key.isEmpty()) {
      return null;
    }
    try {
      String scheme = text("signature_scheme").replace("hmac-", "Hmac");
      Mac mac = Mac.getInstance(scheme);
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), scheme));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new JsonException(file + ": " + e.getMessage());
    }
  }

  private String text(String member) throws JsonException {
    if (json.get(member) instanceof String text) {
      return text;
    }
    throw lacks(member);
  }

  private JsonException lacks(String member) {
    return new JsonException(
        file + " is not a connection file: it has no \"" + member + "\". Jupyter writes one when it"
            + " starts a kernel");
  }
}
