import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.tinkerpop.gremlin.server.op.session.Session;
import org.apache.tinkerpop.gremlin.server.op.session.SessionOpProcessor;

/**
 * Ends what is evaluated for a connection when its client goes: the server itself would go on until the evaluation is
 * over or times out, and commit. A WebSocket that its client closes is closed from this side only when nothing is
 * evaluated for it any more, so that whoever waits for that knows that nothing follows.
 *
 * An evaluation that is interrupted is rolled back by the server. What a session has not committed goes with its thread.
 */
final class ConnectionEvaluations extends ChannelDuplexHandler {
  /** Between two looks whether the evaluations have ended, in milliseconds. */
  private static final int LOOK_MS = 5;

  /** Those of the connection whose request this thread is handing over. */
  private static final ThreadLocal<ConnectionEvaluations> CURRENT = new ThreadLocal<>();

  private final Set<Evaluation> underWay = ConcurrentHashMap.newKeySet();
  private final List<ExecutorService> endingSessions = new ArrayList<>();
  private volatile boolean isOver;

  /** The task as one of the connection whose request this thread is handing over, where it is. */
  static Runnable bound(Runnable task) {
    ConnectionEvaluations current = CURRENT.get();
    return current == null ? task : current.new Evaluation(task);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof CloseWebSocketFrame) end(context.channel());
    CURRENT.set(this);
    try {
      context.fireChannelRead(message);
    } finally {
      CURRENT.remove();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(context.channel());
    context.fireChannelInactive();
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (isOver && context.channel().isActive() && isAnyLeft()) {
      context.executor().schedule(() -> close(context, promise), LOOK_MS, TimeUnit.MILLISECONDS);
    } else context.close(promise);
  }

  private void end(Channel channel) {
    // A second interruption could hit the rollback.
    if (isOver) return;
    isOver = true;
    for (Evaluation evaluation : underWay) evaluation.end();
    for (Session session : Sessions.of(channel)) {
      endingSessions.add(session.getExecutor());
      session.manualKill(true);
    }
  }

  private boolean isAnyLeft() {
    for (ExecutorService session : endingSessions) if (!session.isTerminated()) return true;
    return !underWay.isEmpty();
  }

  private final class Evaluation implements Runnable {
    private final Runnable task;
    private Thread thread;

    Evaluation(Runnable task) {
      this.task = task;
      underWay.add(this);
    }

    @Override
    public void run() {
      if (!begin()) return;
      try {
        task.run();
      } finally {
        finish();
      }
    }

    /** Interrupts it, or keeps it from being begun. */
    synchronized void end() {
      if (thread == null) underWay.remove(this);
      else thread.interrupt();
    }

    private synchronized boolean begin() {
      if (isOver) underWay.remove(this);
      else thread = Thread.currentThread();
      return thread != null;
    }

    private synchronized void finish() {
      thread = null;
      // What the thread does next is somebody else's.
      Thread.interrupted();
      underWay.remove(this);
    }
  }

  /** The server tells of its sessions to its own processors only. */
  private static final class Sessions extends SessionOpProcessor {
    static List<Session> of(Channel channel) {
      List<Session> found = new ArrayList<>();
      for (Session session : sessions.values()) if (session.isBoundTo(channel)) found.add(session);
      return found;
    }
  }
}
