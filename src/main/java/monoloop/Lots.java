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

  /** The numbers from 0 to {@code n} - 1, each order of them as likely as any other. */
  int[] order(int n) {
    int[] order = new int[n];
    for (int i = 1; i < n; i++) {
      int j = draw(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
