package monoloop.shell;

/** What only this package needs, and applications that use the library do not. */
enum Library {
  PICOCLI("info.picocli:picocli", "picocli.CommandLine", "the command line"),
  JLINE("org.jline:jline", "org.jline.reader.LineReader", "editing in the shell"),
  JEROMQ("org.zeromq:jeromq", "org.zeromq.ZContext", "the Jupyter kernel");

  private final String coordinates;
  private final String className;
  private final String purpose;

  Library(String coordinates, String className, String purpose) {
    this.coordinates = coordinates;
    this.className = className;
    this.purpose = purpose;
  }

  String coordinates() {
    return coordinates;
  }

  /** What needs it. */
  String purpose() {
    return purpose;
  }

  boolean isPresent() {
    try {
      Class.forName(className, false, Library.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** What to say to the user of {@code feature}. */
  String missing(String feature) {
    return feature + " needs " + coordinates + " on the class path, and it is not there. Add it, or"
        + " start the jar of a build with java -jar: all that it needs lies beside it in lib";
  }
}
