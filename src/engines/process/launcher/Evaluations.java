import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/** The evaluations under way in a pool of threads, and what each has allocated since it began. */
final class Evaluations {
  /** An evaluation that has allocated less than this does not fill the heap, in bytes. */
  private static final long LEAST_ALLOCATED = 8 << 20;

  private final String[] threadNames;
  private final ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  /** What each thread had allocated when it was seen idle last, in bytes. */
  private final Map<Thread, Long> whenIdle = new WeakHashMap<>();
  /** What the evaluations under way have allocated, in bytes. */
  private final Map<Thread, Long> allocated = new HashMap<>();
  /** The threads that have been interrupted, and have not noticed it yet. */
  private final Set<Thread> interrupted = new HashSet<>();

  /** `threadNames`: what the names of the threads start with, separated by commas. */
  Evaluations(String threadNames) {
    this.threadNames = threadNames.split(",");
  }

  /** Takes a look at all threads of the pool. */
  void note() {
    allocated.clear();
    for (Thread thread : threads()) {
      if (!evaluates(thread)) continue;
      long bytes = beans.getThreadAllocatedBytes(thread.getId());
      if (isIdle(thread)) whenIdle.put(thread, bytes);
      else allocated.put(thread, bytes - whenIdle.getOrDefault(thread, 0L));
    }
  }

  /**
   * Interrupts the largest one, and those at least a quarter of its size, once each: a second interruption could hit what
   * the thread does next. Returns how many there were.
   */
  int interruptLargest() {
    long most = LEAST_ALLOCATED * 4;
    for (long bytes : allocated.values()) most = Math.max(most, bytes);
    for (Map.Entry<Thread, Long> each : allocated.entrySet()) {
      if (each.getValue() < most / 4) continue;
      Thread thread = each.getKey();
      System.out.println("heap-watch: interrupted " + thread.getName() + ": " + (each.getValue() >> 20) + " MB allocated");
      thread.interrupt();
      interrupted.add(thread);
    }
    return interrupted.size();
  }

  /** Whether one of them has not noticed it yet. What a thread allocates after that is of another evaluation. */
  boolean isAnyUnnoticed() {
    interrupted.removeIf(
        thread -> {
          if (thread.isAlive() && thread.isInterrupted()) return false;
          whenIdle.put(thread, beans.getThreadAllocatedBytes(thread.getId()));
          return true;
        });
    return !interrupted.isEmpty();
  }

  /** Every thread of the process. */
  static List<Thread> threads() {
    Thread[] found = new Thread[Thread.activeCount() + 16];
    int length = Thread.enumerate(found);
    List<Thread> threads = new ArrayList<>();
    for (int at = 0; at < length; at++) threads.add(found[at]);
    return threads;
  }

  private boolean evaluates(Thread thread) {
    for (String name : threadNames) if (thread.getName().startsWith(name)) return true;
    return false;
  }

  /** Whether a thread of the pool waits for work. One that waits for a lock, or for its client, is in an evaluation. */
  private boolean isIdle(Thread thread) {
    if (thread.getState() != Thread.State.WAITING) return false;
    ThreadInfo seen = beans.getThreadInfo(thread.getId());
    if (seen == null || seen.getLockInfo() == null) return false;
    return seen.getLockInfo().getClassName().endsWith("AbstractQueuedSynchronizer$ConditionObject");
  }
}
