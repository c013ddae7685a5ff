import io.netty.channel.ChannelPipeline;
import org.apache.tinkerpop.gremlin.server.channel.WsAndHttpChannelizer;

/** Gremlin Server over WebSocket and HTTP, with the guard before all that is the server's own. */
public final class GuardedChannelizer extends WsAndHttpChannelizer {
  @Override
  public void configure(ChannelPipeline pipeline) {
    super.configure(pipeline);
    pipeline.addAfter(PIPELINE_HTTP_REQUEST_DECODER, "engine-guard", new EngineGuard());
  }
}
