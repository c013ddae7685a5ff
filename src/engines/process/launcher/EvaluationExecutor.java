import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.tinkerpop.gremlin.groovy.engine.GremlinExecutor;

/** The server's pool of threads for evaluations, which knows for which connection it runs each. */
final class EvaluationExecutor extends AbstractExecutorService {
  private final ExecutorService pool;

  private EvaluationExecutor(ExecutorService pool) {
    this.pool = pool;
  }

  /** Takes the place of the pool. The server lets nobody choose it who does not start the server. */
  static void putInto(GremlinExecutor executor) {
    try {
      Field field = GremlinExecutor.class.getDeclaredField("executorService");
      field.setAccessible(true);
      field.set(executor, new EvaluationExecutor(executor.getExecutorService()));
    } catch (ReflectiveOperationException other) {
      throw new IllegalStateException("This Gremlin Server keeps its pool elsewhere.", other);
    }
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(ConnectionEvaluations.bound(task));
  }

  @Override
  public void shutdown() {
    pool.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return pool.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return pool.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return pool.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return pool.awaitTermination(timeout, unit);
  }
}
