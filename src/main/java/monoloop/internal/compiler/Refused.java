package monoloop.internal.compiler;

/** Ends a compilation: the body runs on the other engine. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  private Refused(Refusal refusal) {
    super(refusal.reason(), null, false, false);
    this.refusal = refusal;
  }

  /** For a reason that no line of a text carries. */
  static Refused because(String reason) {
    return new Refused(new Refusal(reason, "", 0));
  }

  /** For a reason found at a line of a method. */
  static Refused at(MethodText text, int index, String reason) {
    return new Refused(new Refusal(reason, text.displayName(), text.line(index)));
  }

  /** For a class that monoloop may not look into unless a lookup is passed. */
  static Refused noAccess(Class<?> target) {
    StringBuilder reason = new StringBuilder("package ").append(target.getPackageName());
    if (target.getModule().isNamed()) {
      reason.append(" of module ").append(target.getModule().getName());
    }
    reason.append(
        " is not open to monoloop: pass a lookup with Generator.of(MethodHandles.lookup(), body),"
            + " or open the package");
    return new Refused(Refusal.noAccess(reason.toString()));
  }

  /** The same, found at a line of a method; what has a place already keeps it. */
  Refused at(MethodText text, int index) {
    return refusal.method().isEmpty() ? at(text, index, refusal.reason()) : this;
  }

  /** The same, said of a method that the body calls with its handle. */
  Refused inHelper(String name) {
    String reason = "in ".concat(name).concat("(): ").concat(refusal.reason());
    return new Refused(new Refusal(reason, refusal.method(), refusal.line()));
  }

  Refusal refusal() {
    return refusal;
  }
}
