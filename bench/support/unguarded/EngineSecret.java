import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Takes the secret's place, and knows none. */
final class EngineSecret {
  private EngineSecret() {}

  static boolean readFrom(InputStream input) throws IOException {
    for (int next = input.read(); next != '\n'; next = input.read()) {
      if (next < 0) return false;
    }
    return true;
  }

  static boolean isIn(List<String> authorization) {
    return true;
  }
}
