package monoloop.bench;

/** What a Java process costs without anything else. */
public final class BareHello {
  private BareHello() {}

  /** Says it. */
  public static void main(String[] args) {
    System.out.println("hello");
  }
}
