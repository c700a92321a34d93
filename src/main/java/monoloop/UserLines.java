package monoloop;

import java.net.URL;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells lines of programs from those of the library's own coroutines, which only stand between what
 * a program awaits and the place where it does. Names alone do not tell: tests share the packages.
 */
final class UserLines {
  private static final String HOME = root("monoloop/Loop.class");
  private static final Map<String, Boolean> OWN = new ConcurrentHashMap<>();

  private UserLines() {}

  static boolean isOne(StackTraceElement line) {
    String name = line.getClassName();
    return !name.startsWith("monoloop.")
        || name.startsWith("monoloop.walkthrough.")
        || !OWN.computeIfAbsent(name, UserLines::isOwn);
  }

  private static boolean isOwn(String className) {
    int end = className.indexOf('/'); // of a hidden class
    String path = (end < 0 ? className : className.substring(0, end)).replace('.', '/') + ".class";
    String root = root(path);
    return !root.isEmpty() && root.equals(HOME);
  }

  /** Where a class file lies, without its own path; empty if there is none. */
  private static String root(String path) {
    ClassLoader loader = UserLines.class.getClassLoader();
    @Nullable URL url =
        loader == null ? ClassLoader.getSystemResource(path) : loader.getResource(path);
    return url == null ? "" : url.toString().substring(0, url.toString().length() - path.length());
  }
}
