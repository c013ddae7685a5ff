import java.text.BreakIterator;
import java.text.CharacterIterator;
import java.text.spi.BreakIteratorProvider;
import java.util.Locale;

/**
 * The word breaks of Thai, by ICU, for a Java runtime that was made without them: OpenSearch asks for them when it makes
 * an index, and makes none where they are missing. Java asks for it only where java.locale.providers names SPI.
 */
public final class ThaiBreaks extends BreakIteratorProvider {
  @Override
  public Locale[] getAvailableLocales() {
    return new Locale[] {new Locale("th"), new Locale("th", "TH")};
  }

  @Override
  public BreakIterator getWordInstance(Locale locale) {
    return new Breaks(com.ibm.icu.text.BreakIterator.getWordInstance(locale));
  }

  @Override
  public BreakIterator getLineInstance(Locale locale) {
    return new Breaks(com.ibm.icu.text.BreakIterator.getLineInstance(locale));
  }

  @Override
  public BreakIterator getCharacterInstance(Locale locale) {
    return new Breaks(com.ibm.icu.text.BreakIterator.getCharacterInstance(locale));
  }

  @Override
  public BreakIterator getSentenceInstance(Locale locale) {
    return new Breaks(com.ibm.icu.text.BreakIterator.getSentenceInstance(locale));
  }

  /** ICU's iterator under Java's name. */
  private static final class Breaks extends BreakIterator {
    private com.ibm.icu.text.BreakIterator icu;

    Breaks(com.ibm.icu.text.BreakIterator icu) {
      this.icu = icu;
    }

    @Override
    public Object clone() {
      Breaks copy = (Breaks) super.clone();
      copy.icu = (com.ibm.icu.text.BreakIterator) icu.clone();
      return copy;
    }

    @Override
    public int first() {
      return icu.first();
    }

    @Override
    public int last() {
      return icu.last();
    }

    @Override
    public int next(int n) {
      return icu.next(n);
    }

    @Override
    public int next() {
      return icu.next();
    }

    @Override
    public int previous() {
      return icu.previous();
    }

    @Override
    public int following(int offset) {
      return icu.following(offset);
    }

    @Override
    public int preceding(int offset) {
      return icu.preceding(offset);
    }

    @Override
    public boolean isBoundary(int offset) {
      return icu.isBoundary(offset);
    }

    @Override
    public int current() {
      return icu.current();
    }

    @Override
    public CharacterIterator getText() {
      return icu.getText();
    }

    @Override
    public void setText(CharacterIterator text) {
      icu.setText(text);
    }
  }
}
