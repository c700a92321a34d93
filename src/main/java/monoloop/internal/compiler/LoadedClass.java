package monoloop.internal.compiler;

import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** Compares a class file with the class that runs: agents change what loaders serve. */
final class LoadedClass {
  private LoadedClass() {}

  /**
   * Checks that a method is the one that runs, as far as members can tell.
   *
   * @throws Refused if it is not
   */
  static void check(MethodText text, Class<?> loaded) {
    Method[] methods;
    Field[] fields;
    try {
      methods = loaded.getDeclaredMethods();
      fields = loaded.getDeclaredFields();
    } catch (NoClassDefFoundError e) {
      return; // a type that is optional at run time is absent: nothing can be compared
    }
    boolean found = false;
    for (Method m : methods) {
      checkName(text, m.getName());
      found |=
          m.getName().equals(text.name)
              && MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                  .descriptorString()
                  .equals(text.type.descriptorString());
    }
    for (Field f : fields) {
      checkName(text, f.getName());
    }
    if (!found || methods.length != text.owner.methodCount()) {
      throw Refused.because(
          "the class file of "
              .concat(text.owner.name())
              .concat(" is another one than the loaded class"));
    }
  }

  private static void checkName(MethodText text, String member) {
    if (member.startsWith("$jacoco")) {
      throw Refused.because(
          text.owner.simpleName().concat(" is instrumented by a coverage agent"));
    }
  }
}
