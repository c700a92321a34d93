/**
 * What turns a loop: the ready queue, the timers, the door for other threads, and the drivers that
 * decide on which thread and when a turn happens. Depends on nothing else in this project.
 */
@NullMarked
package monoloop.internal.driver;

import org.jspecify.annotations.NullMarked;
