package monoloop.shape;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every public and protected member of the public packages, as text in a fixed order. */
final class ApiDump {
  private ApiDump() {}

  /** One line per class, and one, indented, per member. */
  static List<String> of(Path classes) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Class<?> c : publicClasses(classes)) {
      lines.add(declaration(c));
      members(c).forEach(m -> lines.add("  " + m));
    }
    return lines;
  }

  private static List<Class<?>> publicClasses(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(f -> classes.relativize(f).toString().replace('\\', '/'))
          .filter(f -> f.endsWith(".class") && !f.endsWith("package-info.class"))
          .map(f -> f.substring(0, f.length() - ".class".length()).replace('/', '.'))
          .filter(ApiDump::isApi)
          .<Class<?>>map(ApiDump::load)
          .filter(ApiDump::isVisible)
          .sorted(comparing(Class::getName))
          .toList();
    }
  }

  /** The walkthrough is a program, not something to build on. */
  private static boolean isApi(String className) {
    return !className.startsWith("monoloop.internal.")
        && !className.startsWith("monoloop.walkthrough.");
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ApiDump.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isVisible(Class<?> c) {
    boolean visible = Modifier.isPublic(c.getModifiers()) || Modifier.isProtected(c.getModifiers());
    return visible && (c.getEnclosingClass() == null || isVisible(c.getEnclosingClass()));
  }

  private static String declaration(Class<?> c) {
    List<Type> supertypes = new ArrayList<>();
    if (c.getGenericSuperclass() != null && c.getSuperclass() != Object.class) {
      supertypes.add(c.getGenericSuperclass());
    }
    supertypes.addAll(Arrays.asList(c.getGenericInterfaces()));
    return c.toGenericString()
        + (supertypes.isEmpty()
            ? ""
            : supertypes.stream().map(Type::getTypeName).collect(Collectors.joining(", ", " : ", "")));
  }

  private static List<String> members(Class<?> c) {
    List<Member> members = new ArrayList<>();
    members.addAll(Arrays.asList(c.getDeclaredConstructors()));
    // A superclass that is not public lends its members to the public class.
    for (Class<?> d = c; d != null && (d == c || isHiddenHere(d)); d = d.getSuperclass()) {
      members.addAll(Arrays.asList(d.getDeclaredFields()));
      members.addAll(Arrays.asList(d.getDeclaredMethods()));
    }
    return members.stream()
        .filter(m -> !m.isSynthetic())
        .filter(m -> Modifier.isPublic(m.getModifiers()) || Modifier.isProtected(m.getModifiers()))
        .filter(m -> !Modifier.isFinal(c.getModifiers()) || Modifier.isPublic(m.getModifiers()))
        .map(ApiDump::line)
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean isHiddenHere(Class<?> c) {
    return c.getName().startsWith("monoloop.") && !isVisible(c);
  }

  private static String line(Member member) {
    AccessibleObject m = (AccessibleObject) member;
    String owner = member.getDeclaringClass().getName();
    return switch (m) {
      case Field f -> f.toGenericString().replace(owner + "." + f.getName(), f.getName());
      case Method f ->
          f.toGenericString().replace(owner + "." + f.getName() + "(", f.getName() + "(");
      case Constructor<?> f -> f.toGenericString().replace(owner + "(", "new(");
      default -> throw new IllegalStateException(m.toString());
    };
  }
}
