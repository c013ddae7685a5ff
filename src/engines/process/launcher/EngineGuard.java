import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Stands directly behind the HTTP decoder of a connection and lets only requests with the engine's secret go on. Any
 * other is answered 403 before its body is read, and its connection is closed. No answer allows another origin to read
 * it: the header "origin" goes no further.
 */
final class EngineGuard extends ChannelInboundHandlerAdapter {
  static final String REFUSAL = "This engine answers its gate only.\n";

  /** As bytes, past all encoders: where those stand in a pipeline differs between the servers. */
  private static final byte[] ANSWER =
      ("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: "
              + REFUSAL.length()
              + "\r\n\r\n"
              + REFUSAL)
          .getBytes(StandardCharsets.US_ASCII);

  private boolean isRefused;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest && !isRefused) {
      HttpHeaders headers = ((HttpRequest) message).headers();
      headers.remove(HttpHeaderNames.ORIGIN);
      if (!EngineSecret.isIn(headers.getAll(HttpHeaderNames.AUTHORIZATION))) {
        isRefused = true;
        context
            .pipeline()
            .firstContext()
            .writeAndFlush(Unpooled.wrappedBuffer(ANSWER))
            .addListener(ChannelFutureListener.CLOSE);
      }
    }
    if (isRefused) ReferenceCountUtil.release(message);
    else context.fireChannelRead(message);
  }
}
