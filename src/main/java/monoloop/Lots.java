package monoloop;

/** Numbers without a pattern, the same ones in every run: for choices that are to be fair. */
final class Lots {
  private int last = 1;

  /** A number from 0 to {@code n} - 1. */
  int draw(int n) {
    last ^= last << 13;
    last ^= last >>> 17;
    last ^= last << 5;
    return Math.floorMod(last, n);
  }
}
