package monoloop.shape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The classes of this project that a class names: in its code, descriptors, generic signatures and
 * annotations. Read from the class file, so that a fully qualified name counts as an import does.
 *
 * @param user the class that names them
 * @param used what it names, itself excluded
 */
record References(String user, Set<String> used) {
  private static final Pattern IN_A_DESCRIPTOR = Pattern.compile("L(monoloop/[\\w/$]+)[;<]");

  /** Of every class below {@code directory}. */
  static List<References> below(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(f -> f.toString().endsWith(".class"))
          .sorted()
          .map(References::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static References of(Path file) {
    ClassModel model;
    try {
      model = ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<PoolEntry> texts = new HashSet<>();
    for (PoolEntry e : model.constantPool()) {
      if (e instanceof StringEntry s) {
        texts.add(s.utf8());
      }
    }
    Set<String> used = new TreeSet<>();
    for (PoolEntry e : model.constantPool()) {
      if (e instanceof ClassEntry c && c.asInternalName().startsWith("monoloop/")) {
        used.add(c.asInternalName().replace('/', '.'));
      } else if (e instanceof Utf8Entry u && !texts.contains(u)) {
        Matcher m = IN_A_DESCRIPTOR.matcher(u.stringValue());
        while (m.find()) {
          used.add(m.group(1).replace('/', '.'));
        }
      }
    }
    String user = model.thisClass().asInternalName().replace('/', '.');
    used.remove(user);
    return new References(user, used);
  }
}
