package monoloop.generator.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/** Compiles sources in memory, with any compiler of the {@code javax.tools} kind. */
public final class MemoryCompiler {
  private final JavaCompiler compiler;
  private final List<String> options = new ArrayList<>();

  /** Compiles with {@code options} and against the class path of the tests. */
  public MemoryCompiler(JavaCompiler compiler, String... options) {
    this.compiler = compiler;
    this.options.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    this.options.addAll(List.of(options));
  }

  /**
   * Compiles one source file.
   *
   * @param name the binary name of its class
   * @return class files by the name of the class
   * @throws IllegalArgumentException if it does not compile: the message has the errors
   */
  public Map<String, byte[]> compile(String name, String source) {
    Map<String, Output> classes = new HashMap<>();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
      JavaFileManager memory = new Memory(files, classes);
      List<JavaFileObject> units = List.of(new Source(name, source));
      if (!compiler.getTask(null, memory, problems, options, null, units).call()) {
        throw new IllegalArgumentException(problems.getDiagnostics().toString());
      }
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
    Map<String, byte[]> bytes = new HashMap<>();
    classes.forEach((n, output) -> bytes.put(n, output.bytes.toByteArray()));
    return bytes;
  }

  private static URI uri(String name, String end) {
    return URI.create("memory:///" + name.replace('.', '/') + end);
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(uri(name, ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Output extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Output(String name) {
      super(uri(name, ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, Output> classes;

    Memory(JavaFileManager files, Map<String, Output> classes) {
      super(files);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
      Output output = new Output(name);
      classes.put(name.replace('/', '.'), output);
      return output;
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
      return a.toUri().equals(b.toUri());
    }

    @Override
    public boolean hasLocation(Location location) {
      return location != StandardLocation.ANNOTATION_PROCESSOR_PATH && super.hasLocation(location);
    }
  }

  /** Defines compiled classes, and serves their bytes. */
  public static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    /** A loader below the one of this class. */
    public Loader(Map<String, byte[]> classes) {
      super(MemoryCompiler.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      byte[] bytes =
          name.endsWith(".class")
              ? classes.get(name.substring(0, name.length() - 6).replace('/', '.'))
              : null;
      return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
    }
  }
}
