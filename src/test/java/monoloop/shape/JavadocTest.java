package monoloop.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Everything public has Javadoc, and code in Javadoc comes from a file that is compiled. */
@Tag("engines")
class JavadocTest {
  private static final Pattern PASTED_CODE =
      Pattern.compile("\\{@snippet (?!class=|file=)|<pre>\\{@code");

  @Test
  void everything_public_has_javadoc() throws IOException {
    JavaCompiler javac = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    List<Path> sources =
        Project.java("src/main/java").stream()
            .filter(f -> !Project.name(f).contains("/internal/"))
            .filter(f -> !f.endsWith("package-info.java"))
            .toList();
    List<String> without = new ArrayList<>();

    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              javac.getTask(
                  null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(sources));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        for (Tree type : unit.getTypeDecls()) {
          if (type instanceof ClassTree c) {
            inspect(c, TreePath.getPath(unit, c), false, docs, without);
          }
        }
      }
    }

    assertEquals(
        List.of(), without, "How to fix: say in a Javadoc comment what each of these does");
  }

  @Test
  void code_in_javadoc_is_compiled() {
    List<String> pasted =
        Project.java("src/main/java").stream()
            .filter(f -> PASTED_CODE.matcher(Project.text(f)).find())
            .map(Project::name)
            .toList();

    assertEquals(
        List.of(),
        pasted,
        "How to fix: move the code into a region of a file below src/test/java/monoloop/readme"
            + " and show it with {@snippet class=\"GeneratorSnippets\" region=\"...\"}");
  }

  private static void inspect(
      ClassTree type, TreePath path, boolean inInterface, DocTrees docs, List<String> without) {
    if (!isOpen(type.getModifiers(), inInterface)) {
      return;
    }
    if (docs.getDocComment(path) == null) {
      without.add("class " + type.getSimpleName());
    }
    boolean isInterface =
        type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
    for (Tree member : type.getMembers()) {
      TreePath at = new TreePath(path, member);
      switch (member) {
        case ClassTree c -> inspect(c, at, isInterface, docs, without);
        case MethodTree m -> {
          if (needsComment(m, isInterface) && docs.getDocComment(at) == null) {
            without.add(type.getSimpleName() + "." + m.getName() + m.getParameters());
          }
        }
        case VariableTree v -> {
          if (isOpen(v.getModifiers(), isInterface)
              && type.getKind() != Tree.Kind.RECORD
              && docs.getDocComment(at) == null) {
            without.add(type.getSimpleName() + "." + v.getName());
          }
        }
        default -> {}
      }
    }
  }

  private static boolean needsComment(MethodTree m, boolean inInterface) {
    return isOpen(m.getModifiers(), inInterface)
        && m.getModifiers().getAnnotations().stream()
            .noneMatch(a -> a.getAnnotationType().toString().equals("Override"));
  }

  private static boolean isOpen(ModifiersTree modifiers, boolean inInterface) {
    Set<Modifier> flags = modifiers.getFlags();
    return flags.contains(Modifier.PUBLIC)
        || flags.contains(Modifier.PROTECTED)
        || (inInterface && !flags.contains(Modifier.PRIVATE));
  }
}
