/**
 * The default heap of an engine, in MiB. Nine graphs with 3,400 vertices and 5,400 edges each take 115 MB of it, and an
 * OpenSearch without data takes 65 MB.
 */
export const DEFAULT_HEAP_MB = 512

/** The options for the heap of an OpenSearch, in MiB. The size is fixed, as its makers advise, so that it never has to grow. */
export const openSearchHeap = (heapMb: number): string[] => [`-Xms${heapMb}m`, `-Xmx${heapMb}m`]

/** The heap that a Gremlin Server starts with, in MiB: most runs need no more. */
const GREMLIN_LEAST_MB = 128

/**
 * The options for the heap of a Gremlin Server, in MiB at most. Softly referenced objects are freed after 1 ms a free MiB
 * without use, and not after 1 s: the server keeps a Groovy script engine of some 1.4 MiB that way for each session, and so
 * for each transaction, which no collection would free before the heap is full.
 */
export const gremlinHeap = (heapMb: number): string[] => [
  `-Xms${Math.min(GREMLIN_LEAST_MB, heapMb)}m`,
  `-Xmx${heapMb}m`,
  '-XX:SoftRefLRUPolicyMSPerMB=1',
]

/** The options of every engine's JVM: a short start matters more than peak speed, and no files may be left behind. */
export const jvmOptions: readonly string[] = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  // Otherwise every JVM has a file in the folder for temporary files.
  '-XX:-UsePerfData',
  // Before Java 18 the default depends on the locale, which in a bare container is ASCII.
  '-Dfile.encoding=UTF-8',
  '-Djava.awt.headless=true',
]
