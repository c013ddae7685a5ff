import io.netty.channel.ChannelInboundHandlerAdapter;

/** Takes the guard's place, and lets everything pass: what an engine would be without it, for the benchmark alone. */
final class EngineGuard extends ChannelInboundHandlerAdapter {
  static final String REFUSAL = "";
}
