package monoloop.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import monoloop.generator.Generator;
import monoloop.generator.GeneratorExit;
import monoloop.generator.StopIteration;

/** Twins of 036 to 041: scopes, recursion, what is handed over. */
final class GenScopeTwins extends Twins {

  /** A node of the tree of 038. */
  private record Node(String name, List<Node> children) {}

  /** A row of the walk of 038. */
  private record Visit(int depth, String name) {}

  /** One yield makes a scoped resource: the block's error is raised there. */
  @Scenario("036_gen_context_manager_from_generator")
  void contextManagerFromGenerator() {
    with(resource("a", true), r -> print("use", r));
    with(
        resource("b", true),
        r -> {
          throw new ValueError("hidden");
        });
    try {
      with(
          resource("c", false),
          r -> {
            throw new ValueError("visible");
          });
    } catch (ValueError e) {
      print("outside:", e);
    }
  }

  private Generator<String, Void, Void> resource(String name, boolean suppress) {
    return gen(
        out -> {
          print("open", name);
          try {
            out.yield(name.toUpperCase());
          } catch (ValueError e) {
            print("block failed:", e);
            if (!suppress) {
              throw e;
            }
          } finally {
            print("release", name);
          }
          return null;
        });
  }

  /** Python's {@code contextmanager}. */
  private static void with(Generator<String, Void, Void> resource, Consumer<String> block) {
    String value = resource.next();
    try {
      block.accept(value);
    } catch (RuntimeException e) {
      try {
        resource.raise(e);
      } catch (StopIteration suppressed) {
        return;
      }
    }
    next(resource, null);
  }

  /** A closing scope runs the clean-up at a known point. */
  @Scenario("037_gen_scoped_close")
  void scopedClose() {
    try (Generator<Integer, Void, Void> it = rows()) {
      for (int r : it) {
        print("row", r);
        if (r == 1) {
          break;
        }
      }
    }
    print("after block");
    try (Generator<Integer, Void, Void> it = rows()) {
      throw new KeyError(str(it.next()));
    } catch (KeyError e) {
      print("error after release", e);
    }
  }

  private Generator<Integer, Void, Void> rows() {
    return gen(
        out -> {
          try {
            for (int i = 0; i < 100; i++) {
              out.yield(i);
            }
          } finally {
            print("  connection released");
          }
          return null;
        });
  }

  /** A generator may walk a tree by iterating over generators of the same kind. */
  @Scenario("038_gen_recursive_tree_walk")
  void recursiveTreeWalk() {
    Node tree =
        new Node(
            "top",
            List.of(
                new Node("left", List.of(new Node("ll", List.of()), new Node("lr", List.of()))),
                new Node("right", List.of(new Node("rl", List.of())))));
    for (Visit visit : walk(tree, 0)) {
      print(". ".repeat(visit.depth()) + visit.name());
    }
  }

  private Generator<Visit, Void, Void> walk(Node node, int depth) {
    return gen(
        out -> {
          out.yield(new Visit(depth, node.name()));
          for (Node child : node.children()) {
            for (Visit item : walk(child, depth + 1)) {
              out.yield(item);
            }
          }
          out.yield(new Visit(depth, "/" + node.name()));
          return null;
        });
  }

  /** An error of the clean-up comes out of close(); one handled during it does not. */
  @Scenario("039_gen_close_propagates_error_context")
  @SuppressWarnings("finally")
  void closePropagatesErrorContext() {
    Generator<Void, Void, Void> failing =
        gen(
            out -> {
              try {
                out.yield(null);
              } finally {
                throw new ValueError("cleanup");
              }
            });
    failing.next();
    try {
      failing.close();
    } catch (ValueError e) {
      print(e);
    }
    Generator<Void, Void, Void> handling =
        gen(
            out -> {
              try {
                out.yield(null);
              } catch (GeneratorExit exit) {
                try {
                  throw new KeyError("k");
                } catch (KeyError e) {
                  // handled: the exit goes on
                }
                throw exit;
              }
              return null;
            });
    handling.next();
    print("handled errors inside cleanup are fine:", handling.closeAndGet());
  }

  /** A yield hands out the object itself. */
  @Scenario("040_gen_yielded_mutable_is_shared")
  void yieldedMutableIsShared() {
    Generator<List<Object>, Void, Void> it =
        gen(
            out -> {
              List<Object> box = new ArrayList<>();
              while (true) {
                box.add(box.size());
                out.yield(box);
                print("  body sees", box.size(), "items");
              }
            });
    List<Object> first = it.next();
    first.add("x");
    List<Object> second = it.next();
    print("same object", first == second);
    print("size", second.size());
  }

  /** What is no exception is refused at the caller, and the generator stays as it was. */
  @Scenario("041_gen_throw_class")
  void throwClass() {
    Generator<String, Void, Void> it =
        gen(
            out -> {
              while (true) {
                try {
                  out.yield("waiting");
                } catch (ValueError e) {
                  out.yield("got " + e.arguments() + " args");
                }
              }
            });
    it.next();
    step("class", () -> it.raise(new ValueError()));
    it.next();
    step("object", () -> it.raise(new ValueError("a", "b")));
    it.next();
    step("not an error", () -> it.raise(null));
    step("still usable", it::next);
  }
}
