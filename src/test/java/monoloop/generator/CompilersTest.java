package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The case table once more, as other compilers and other options write it. */
@Tag("engines")
@Timeout(120)
class CompilersTest {
  private static final Path SOURCES = Path.of("src", "test", "java", "monoloop", "generator");

  @TempDir Path classes;

  @Test
  void javac_without_debug_information() throws Exception {
    compile(ToolProvider.getSystemJavaCompiler(), cases(), "-g:none");

    assertEquals(List.of(), failures());
  }

  @Test
  void javac_for_java_17() throws Exception {
    List<Path> cases =
        cases().stream()
            .filter(path -> !path.endsWith("SwitchBodiesTest.java")) // patterns came later
            .filter(path -> !path.endsWith("DelegationBodiesTest.java"))
            .toList();
    compile(ToolProvider.getSystemJavaCompiler(), cases, "--release", "17", "-parameters");

    assertEquals(List.of(), failures());
  }

  @Test
  void the_compiler_of_eclipse() throws Exception {
    compile(new EclipseCompiler(), cases(), "--release", "21", "-nowarn");

    assertEquals(List.of(), failures());
  }

  private static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .filter(path -> path.toString().matches(".*Bod(ies|yForms)Test\\.java"))
          .filter(path -> !path.endsWith("RefusedBodiesTest.java"))
          .toList();
    }
  }

  private void compile(JavaCompiler compiler, List<Path> sources, String... options)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("-proc:none", "-classpath", JavaProcess.classPath(), "-d", classes.toString()));
    all.addAll(List.of(options));
    List<Object> problems = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> units = files.getJavaFileObjectsFromPaths(sources);
      boolean compiled = compiler.getTask(null, files, problems::add, all, null, units).call();
      assertTrue(compiled, problems::toString);
    }
  }

  /** Runs every case that was compiled here. */
  private List<String> failures() throws Exception {
    List<String> failures = new ArrayList<>();
    int run = 0;
    ClassLoader loader = new ChildFirst(classes);
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Test.class")).toList()) {
        run += runCases(loader.loadClass(name(file)), null, failures);
      }
    }
    assertTrue(run > 60, run + " cases were run");
    return failures;
  }

  private String name(Path file) {
    String path = classes.relativize(file).toString();
    return path.substring(0, path.length() - 6).replace(File.separatorChar, '.');
  }

  private static int runCases(Class<?> type, @Nullable Object outer, List<String> failures)
      throws Exception {
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object test = outer == null ? constructor.newInstance() : constructor.newInstance(outer);
    int run = 0;
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Test.class)) {
        run++;
        method.setAccessible(true);
        try {
          method.invoke(test);
        } catch (InvocationTargetException e) {
          failures.add(method.getName() + ": " + e.getCause());
        }
      }
    }
    for (Class<?> inner : type.getDeclaredClasses()) {
      if (inner.isAnnotationPresent(org.junit.jupiter.api.Nested.class)) {
        run += runCases(inner, test, failures);
      }
    }
    return run;
  }

  /** Loads the cases as they were compiled here, and all else as usual. */
  private static final class ChildFirst extends ClassLoader {
    private final Path classes;

    ChildFirst(Path classes) {
      super(CompilersTest.class.getClassLoader());
      this.classes = classes;
    }

    private Path file(String resource) {
      return classes.resolve(resource);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Path file = file(name.replace('.', '/') + ".class");
      if (!Files.exists(file)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known != null) {
          return known;
        }
        try {
          byte[] bytes = Files.readAllBytes(file);
          return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      try {
        return Files.exists(file(name))
            ? Files.newInputStream(file(name))
            : super.getResourceAsStream(name);
      } catch (IOException e) {
        return null;
      }
    }
  }
}
