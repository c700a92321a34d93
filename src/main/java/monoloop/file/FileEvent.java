package monoloop.file;

import java.nio.file.Path;

/**
 * Something that happened in a directory that is watched.
 *
 * @param kind what
 * @param path to what; for {@link Kind#OVERFLOW} the directory itself
 */
public record FileEvent(Kind kind, Path path) {
  /** What happened. */
  public enum Kind {
    /** A name came into being, be it by a move. */
    CREATED,
    /** A content or its attributes changed; several changes may be one event. */
    CHANGED,
    /** A name went away, be it by a move. */
    DELETED,
    /** There were more events than anybody kept: look at the whole directory again. */
    OVERFLOW
  }
}
