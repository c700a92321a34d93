package monoloop.generator.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fuzzer sees bugs: each of these is planted in a copy of the library, and is found. */
@Tag("engines")
@Timeout(120)
class SeededBugsTest {
  private static final long SEED = 9;
  private static final int BODIES = 12;
  private static final int SCRIPTS = 6;

  private static Map<String, byte[]> classes;

  @BeforeAll
  static void compile() {
    classes = RandomBodies.compiled(SEED, BODIES);
  }

  /** A method of the library that does nothing, or always says true, or returns its object. */
  enum Bug {
    LOCALS_ARE_NOT_SAVED("internal.compiler.SuspensionWriter", "saveLocals"),
    WHAT_ONLY_A_HANDLER_READS_IS_DEAD("internal.compiler.Liveness", "addHandlers"),
    RAISED_OUTSIDE_OF_THE_TRY_BLOCKS("internal.compiler.ResumeWriter", "writeExceptionTable"),
    ASSIGNED_PARAMETERS_STAY_AS_THEY_WERE("internal.compiler.SpillPlan", "stays"),
    A_HELPER_IS_TAKEN_FOR_A_DELEGATE("internal.frame.Frame", "body");

    final String type;
    final String method;

    Bug(String type, String method) {
      this.type = "monoloop." + type;
      this.method = method;
    }
  }

  @ParameterizedTest
  @EnumSource
  void is_found(Bug bug) throws ReflectiveOperationException {
    assertTrue(bugs(new BuggyLibrary(bug.type, bug.method)) > 0);
  }

  @Test
  void none_is_found_in_an_unchanged_copy() throws ReflectiveOperationException {
    assertEquals(0, bugs(new BuggyLibrary("none", "")));
  }

  private static int bugs(ClassLoader library) throws ReflectiveOperationException {
    return (int)
        Class.forName(Fuzzer.class.getName(), true, library)
            .getMethod("bugs", long.class, Map.class, int.class)
            .invoke(null, SEED, classes, SCRIPTS);
  }
}
