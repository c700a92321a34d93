package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * What Jupyter and a kernel send each other (messaging protocol 5.3).
 *
 * @param to whom ZeroMQ routes it to, or who it came from
 * @param header its type, and an id
 * @param parent the header of what it answers; empty if nothing
 * @param content what it says
 */
record Message(
    List<byte[]> to, Map<?, ?> header, Map<?, ?> parent, Map<?, ?> content) {
  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(UTF_8);
  private static final String PROTOCOL = "5.3";

  String type() {
    return String.valueOf(header.get("msg_type"));
  }

  /** A member of the content as text; empty if it is missing. */
  String text(String member) {
    Object value = content.get(member);
    return value == null ? "" : value.toString();
  }

  /** A message that comes of this one. */
  Message answer(String type, Map<String, ?> content) {
    Map<String, String> header =
        Map.of(
            "msg_id", UUID.randomUUID().toString(),
            "msg_type", type,
            "username", "kernel",
            "session", String.valueOf(this.header.get("session")),
            "date", Instant.now().toString(),
            "version", PROTOCOL);
    return new Message(to, header, this.header, content);
  }

  // ---- frames

  List<byte[]> frames(@Nullable Mac mac) {
    List<byte[]> parts = new ArrayList<>();
    for (Map<?, ?> part : List.of(header, parent, Map.of(), content)) {
      parts.add(JsonWriter.write(part).getBytes(UTF_8));
    }
    List<byte[]> frames = new ArrayList<>(to);
    frames.add(DELIMITER);
    frames.add(signature(parts, mac).getBytes(UTF_8));
    frames.addAll(parts);
    return frames;
  }

  /**
   * Reads a message.
   *
   * @throws JsonException if it is none, or if its signature is not that of the connection
   */
  static Message of(List<byte[]> frames, @Nullable Mac mac) throws JsonException {
    int at = 0;
    while (at < frames.size() && !Arrays.equals(frames.get(at), DELIMITER)) {
      at++;
    }
    if (at + 6 > frames.size()) {
      throw new JsonException("a message has a signature and four parts, this has "
          + (frames.size() - at - 1) + " frames");
    }
    List<byte[]> parts = frames.subList(at + 2, at + 6);
    if (!new String(frames.get(at + 1), UTF_8).equals(signature(parts, mac))) {
      throw new JsonException(
          "the signature of a message is not that of the connection file's key");
    }
    return new Message(
        List.copyOf(frames.subList(0, at)),
        map(parts.get(0)),
        map(parts.get(1)),
        map(parts.get(3)));
  }

  private static Map<?, ?> map(byte[] json) throws JsonException {
    if (JsonReader.read(new String(json, UTF_8)) instanceof Map<?, ?> map) {
      return map;
    }
    throw new JsonException("a part of a message is an object");
  }

  private static String signature(List<byte[]> parts, @Nullable Mac mac) {
    if (mac == null) {
      return "";
    }
    parts.forEach(mac::update);
    return HexFormat.of().formatHex(mac.doFinal());
  }
}
