/**
 * An engine's heap where nothing else is asked for, in MiB. Nine graphs with 3,400 vertices and 5,400 edges each take 115 MB
 * of it, OpenSearch without data 65 MB.
 */
export const DEFAULT_HEAP_MB = 512

/** The heap of an OpenSearch, of so many MiB: fixed, as its makers advise, so that it never has to grow. */
export const openSearchHeap = (heapMb: number): string[] => [`-Xms${heapMb}m`, `-Xmx${heapMb}m`]

/** With how many MiB a Gremlin Server begins: most runs need no more. */
const GREMLIN_LEAST_MB = 128

/**
 * The heap of a Gremlin Server, of so many MiB at the most. Has the JVM let go of what is only kept in case it is needed
 * again once that is idle for 1 ms a free MiB, not 1 s: the server keeps a script engine of Groovy for each session that
 * way, and so for each transaction, some 1.4 MiB, which no collection would free before the heap is full.
 */
export const gremlinHeap = (heapMb: number): string[] => [
  `-Xms${Math.min(GREMLIN_LEAST_MB, heapMb)}m`,
  `-Xmx${heapMb}m`,
  '-XX:SoftRefLRUPolicyMSPerMB=1',
]

/** What every engine's JVM is started with: a short start matters more than a high peak, and nothing may be left behind. */
export const jvmOptions: readonly string[] = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  // Otherwise every JVM keeps a file in the machine's folder for temporary files.
  '-XX:-UsePerfData',
  // The default before Java 18 depends on the locale, and in a bare container is ASCII.
  '-Dfile.encoding=UTF-8',
  '-Djava.awt.headless=true',
]
