import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * Interrupts evaluations before they fill the heap: an engine whose heap is full fails everybody's queries. Where too
 * much is left after a full collection, the evaluations that have allocated most are interrupted, and once they have
 * ended it is measured again. A TinkerPop traversal looks for an interruption at each of its steps.
 *
 * Before each interruption it writes a line to standard output: "heap-watch: interrupted ...".
 *
 * One array that is too large for the heap fails its own evaluation with an OutOfMemoryError, and nobody else's: that
 * alone is no reason to end the process. A heap that stays full is, and so is a thread of the server's that has ended.
 */
final class HeapWatch {
  /** Between two looks, in milliseconds. */
  private static final int LOOK_MS = 20;

  /** The beans are slow to load and would delay the server's start, in milliseconds. */
  private static final int DELAY_MS = 1_500;

  /** The share of the old generation that may be in use right after a full collection. */
  private static final double MOST_IN_USE = 0.8;

  /** From this share on it counts as full. */
  private static final double FULL = 0.97;

  /** After so many collections in a row that left it full, nothing is expected of the next one. */
  private static final int MOST_FULL_COLLECTIONS = 10;

  /** How long interrupted evaluations may take to notice before it is measured again, in milliseconds. */
  private static final int PATIENCE_MS = 500;

  /** How long they take to end once they have, in milliseconds. */
  private static final int END_MS = 60;

  private final MemoryPoolMXBean old = oldGeneration();
  private final GarbageCollectorMXBean collector = collectorOf(old);
  private final Evaluations evaluations;
  private final int serverThreads;
  private int fullCollections;

  private HeapWatch(String threadNames) {
    evaluations = new Evaluations(threadNames);
    serverThreads = countServerThreads();
  }

  /** Watches the evaluations in the threads whose names start with a text. */
  static void start(String threadNames) {
    Thread watch = new Thread(() -> watch(threadNames), "heap-watch");
    watch.setDaemon(true);
    watch.setPriority(Thread.MAX_PRIORITY);
    watch.start();
  }

  private static void watch(String threadNames) {
    try {
      Thread.sleep(DELAY_MS);
      new HeapWatch(threadNames).look();
    } catch (InterruptedException end) {
      // Nobody interrupts it but the end of the process.
    } catch (LinkageError | RuntimeException missing) {
      System.out.println("heap-watch: cannot watch: " + missing);
    } catch (OutOfMemoryError full) {
      end("not even the watch has memory left");
    }
  }

  private void look() throws InterruptedException {
    long collections = collector.getCollectionCount();
    // When to measure again after an interruption; 0: when a collection comes by itself.
    long measureAt = 0;
    while (true) {
      evaluations.note();
      long count = collector.getCollectionCount();
      if (count != collections) {
        collections = count;
        assertServes();
        measureAt = 0;
        if (inUse() > MOST_IN_USE && evaluations.interruptLargest() > 0) measureAt = in(PATIENCE_MS);
      }
      // They take a moment to end once they have noticed. Nobody else is to pay for what they held.
      if (measureAt != 0 && !evaluations.isAnyUnnoticed()) measureAt = Math.min(measureAt, in(END_MS));
      if (measureAt != 0 && System.nanoTime() >= measureAt) System.gc();
      Thread.sleep(LOOK_MS);
    }
  }

  private static long in(long milliseconds) {
    return System.nanoTime() + milliseconds * 1_000_000;
  }

  /** Ends the process where the server can only half serve any more. */
  private void assertServes() {
    fullCollections = inUse() > FULL ? fullCollections + 1 : 0;
    if (fullCollections > MOST_FULL_COLLECTIONS) end("the heap stays full");
    if (countServerThreads() < serverThreads) end("a thread of the server has ended");
  }

  private static void end(String why) {
    System.out.println("Terminating due to java.lang.OutOfMemoryError: Java heap space: " + why);
    System.out.flush();
    Runtime.getRuntime().halt(3);
  }

  private static int countServerThreads() {
    int count = 0;
    for (Thread thread : Evaluations.threads()) if (thread.getName().startsWith("gremlin-server-worker-")) count++;
    return count;
  }

  private double inUse() {
    MemoryUsage usage = old.getCollectionUsage();
    return (double) usage.getUsed() / usage.getMax();
  }

  private static MemoryPoolMXBean oldGeneration() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getName().contains("Tenured")) return pool;
    }
    throw new IllegalStateException("no old generation of the serial collector");
  }

  private static GarbageCollectorMXBean collectorOf(MemoryPoolMXBean pool) {
    List<String> names = List.of(pool.getMemoryManagerNames());
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      // The collector of the young generation serves that one only.
      if (names.contains(bean.getName())) return bean;
    }
    throw new IllegalStateException("no collector of the old generation");
  }
}
