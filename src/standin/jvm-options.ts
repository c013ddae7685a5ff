/** What every engine's JVM is started with: a short start matters more than a high peak, and nothing may be left behind. */
export function jvmOptions(heap: { least: string; most: string }): string[] {
  return [
    `-Xms${heap.least}`,
    `-Xmx${heap.most}`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    // Otherwise every JVM keeps a file in the machine's folder for temporary files.
    '-XX:-UsePerfData',
    // The default before Java 18 depends on the locale, and in a bare container is ASCII.
    '-Dfile.encoding=UTF-8',
    '-Djava.awt.headless=true',
  ]
}
