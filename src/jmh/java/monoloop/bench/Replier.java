package monoloop.bench;

/** What a two-way generator is at its smallest. */
interface Replier<Y, S> {
  Y send(S value);
}
