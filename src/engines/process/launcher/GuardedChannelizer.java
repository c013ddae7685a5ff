import io.netty.channel.ChannelPipeline;
import org.apache.tinkerpop.gremlin.server.channel.WsAndHttpChannelizer;
import org.apache.tinkerpop.gremlin.server.util.ServerGremlinExecutor;

/**
 * Gremlin Server over WebSocket and HTTP, with the guard before all that is the server's own. What is evaluated for a
 * connection ends with it.
 */
public final class GuardedChannelizer extends WsAndHttpChannelizer {
  @Override
  public void init(ServerGremlinExecutor server) {
    ScriptNames.answer();
    super.init(server);
    EvaluationExecutor.putInto(server.getGremlinExecutor());
  }

  @Override
  public void configure(ChannelPipeline pipeline) {
    super.configure(pipeline);
    pipeline.addAfter(PIPELINE_HTTP_REQUEST_DECODER, "engine-guard", new EngineGuard());
    pipeline.addAfter("engine-guard", "evaluations", new ConnectionEvaluations());
  }
}
