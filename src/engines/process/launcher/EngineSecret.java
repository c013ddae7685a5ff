import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * What a request to this engine has to carry as its header "authorization". Only the process that started the engine
 * knows it: it comes by standard input, or in a container by a variable, and stands in no file and in no argument.
 */
final class EngineSecret {
  /** For an engine that is started without the launcher, as in a container. */
  private static final String VARIABLE = "VITEST_AWS_FIXTURES_ENGINE_SECRET";

  private static volatile byte[] expected = bytesOf(System.getenv(VARIABLE));

  private EngineSecret() {}

  /** Reads the first line of a stream. Returns false where the stream ends before the line does. */
  static boolean readFrom(InputStream input) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = input.read(); next != '\n'; next = input.read()) {
      if (next < 0) return false;
      line.append((char) next);
    }
    expected = bytesOf(line.toString());
    return true;
  }

  /** Whether these are the values of the header in a request of the gate. Without a secret nobody is let in. */
  static boolean isIn(List<String> authorization) {
    byte[] secret = expected;
    if (secret == null || authorization == null || authorization.size() != 1) return false;
    return MessageDigest.isEqual(secret, bytesOf(authorization.get(0)));
  }

  private static byte[] bytesOf(String text) {
    return text == null || text.isEmpty() ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
