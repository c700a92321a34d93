package monoloop.generator;

import static monoloop.generator.JavaProcess.classPath;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs as users start them, each in a process of its own. */
@Tag("engines")
@Timeout(120)
class EnvironmentsTest {
  /** A body tells whether it runs on a thread of its own: then it was not compiled. */
  private static final String BODY =
      """
      out -> {
        int sum = hidden(1);
        for (int i = 0; i < 3; i++) {
          sum += out.yield("virtual " + Thread.currentThread().isVirtual());
        }
        java.util.function.IntSupplier later = () -> sumOf(i(), 1);
        return "sum " + sum + later.getAsInt();
      }
      """;

  private static final String MEMBERS =
      """
      private static int hidden(int x) { return x; }
      private static int i() { return 2; }
      private static int sumOf(int a, int b) { return a + b; }
      static void drive(Generator<Object, Integer, Object> g) {
        System.out.println(g.next());
        g.send(1);
        g.send(2);
        System.out.println(((Step.Returned<?, ?>) g.trySend(3)).result());
      }
      """;

  private static final List<String> COMPILED =
      List.of("compiled: the body is a state machine", "virtual false", "sum 73");

  @TempDir Path folder;
  private JavaProcess process;

  @BeforeEach
  void inItsFolder() {
    process = new JavaProcess(folder);
  }

  private static String program(String head, String generator) {
    return head
        + """
        import monoloop.Monoloop;
        import monoloop.generator.*;
        import java.lang.invoke.MethodHandles;
        public class Program {
          %s
          public static void main(String[] args) throws Exception {
            GeneratorBody<Object, Integer, Object> body = %s;
            %s
          }
        }
        """
            .formatted(MEMBERS, BODY, generator);
  }

  private void compile() {
    process.javac("-cp", classPath(), "-d", process.path("classes"), process.path("Program.java"));
  }

  private static final String PLAIN =
      """
      System.out.println(Monoloop.explain(body));
      drive(Generator.of(body));
      """;

  @Test
  void the_source_launcher() {
    process.write("Program.java", program("", PLAIN));

    assertEquals(COMPILED, process.java("-cp", classPath(), "Program.java"));
  }

  @Test
  void a_jar_on_the_class_path() throws IOException {
    process.write("Program.java", program("", PLAIN));
    compile();
    jar("program.jar", "program", folder.resolve("classes"));

    assertEquals(
        COMPILED, process.java("-cp", "program.jar" + File.pathSeparator + classPath(), "Program"));
  }

  @Test
  void a_coverage_agent() throws IOException {
    process.write("Program.java", program("", PLAIN));
    compile();
    String agent =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(path -> path.contains("org.jacoco.agent"))
            .findFirst()
            .orElseThrow();

    List<String> lines =
        process.java(
            "-javaagent:" + agent + "=destfile=coverage.exec,includes=Program",
            "-cp",
            "classes" + File.pathSeparator + classPath(),
            "Program");

    assertTrue(lines.get(0).contains("coverage"), lines::toString);
    assertEquals(List.of("virtual true", "sum 73"), lines.subList(1, 3));
    byte[] recorded = Files.readAllBytes(folder.resolve("coverage.exec"));
    assertTrue(new String(recorded, "ISO-8859-1").contains("Program"), "nothing was recorded");
  }

  @Nested
  class NamedModules {

    @Test
    void that_open_their_package() throws IOException {
      assertEquals(COMPILED, run("open module app { requires monoloop; }", PLAIN));
    }

    @Test
    void that_open_their_package_to_the_library() throws IOException {
      assertEquals(
          COMPILED, run("module app { requires monoloop; opens app to monoloop; }", PLAIN));
    }

    @Test
    void that_are_closed_but_hand_over_a_lookup() throws IOException {
      assertEquals(
          COMPILED,
          run(
              "module app { requires monoloop; }",
              """
              System.out.println(Monoloop.explain(MethodHandles.lookup(), body));
              drive(Generator.of(MethodHandles.lookup(), body));
              """));
    }

    @Test
    void that_are_closed_run_on_the_thread_engine() throws IOException {
      List<String> lines = run("module app { requires monoloop; }", PLAIN);

      assertTrue(lines.get(0).contains("app"), lines::toString);
      assertTrue(lines.get(0).contains("open"), lines::toString);
      assertEquals(List.of("virtual true", "sum 73"), lines.subList(1, 3));
    }

    private List<String> run(String module, String generator) throws IOException {
      List<Path> classPath =
          Arrays.stream(classPath().split(File.pathSeparator)).map(Path::of).toList();
      jar(
          "modules/monoloop.jar",
          "monoloop",
          classPath.stream()
              .filter(path -> Files.exists(path.resolve("monoloop/Monoloop.class")))
              .findFirst()
              .orElseThrow());
      String dependencies =
          classPath.stream()
              .filter(Files::isRegularFile)
              .map(Path::toString)
              .collect(Collectors.joining(File.pathSeparator));
      process.write("src/module-info.java", module);
      process.write("src/app/Program.java", program("package app;\n", generator));
      process.javac(
          "-p",
          process.path("modules"),
          "-cp",
          dependencies,
          "-d",
          process.path("modules/app"),
          process.path("src/module-info.java"),
          process.path("src/app/Program.java"));
      return process.java("-p", "modules", "-cp", dependencies, "-m", "app/app.Program");
    }
  }

  /** Puts a folder of classes into a jar. */
  private void jar(String file, String module, Path root) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Automatic-Module-Name", module);
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    try (OutputStream out = Files.newOutputStream(path);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.setLevel(Deflater.NO_COMPRESSION);
      try (Stream<Path> files = Files.find(root, 99, (f, a) -> a.isRegularFile())) {
        for (Path f : files.toList()) {
          jar.putNextEntry(
              new JarEntry(root.relativize(f).toString().replace(File.separatorChar, '/')));
          Files.copy(f, jar);
        }
      }
    }
  }
}
