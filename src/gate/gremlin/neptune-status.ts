import type { GraphServerStatus } from '../gate.ts'

/**
 * The newest Neptune engine that speaks a line of TinkerPop: "Query-Language Versions Supported in This Release" of
 * https://docs.aws.amazon.com/neptune/latest/userguide/engine-releases.html, as of September 2026.
 */
const engineOfLine: Readonly<Record<string, string>> = { '3.7': '1.4.7.1', '3.6': '1.3.1.0', '3.5': '1.2.0.2' }

/** For a line of TinkerPop that no Neptune speaks. */
const NO_ENGINE = '0.0.0.0'

/**
 * The body of Neptune's `GET /status`. Version and time are the real server's; the engine version is the one that
 * was asked for, or of the newest Neptune that would report such a TinkerPop. No entry for openCypher or SPARQL, which are not served here.
 */
export function neptuneStatus({
  startTime,
  gremlinVersion,
  engineVersion,
}: GraphServerStatus): Record<string, unknown> {
  const line = gremlinVersion.split('.').slice(0, 2).join('.')
  return {
    status: 'healthy',
    startTime: startTime.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 UTC $4'),
    dbEngineVersion: engineVersion ?? engineOfLine[line] ?? NO_ENGINE,
    role: 'writer',
    dfeQueryEngine: 'viaQueryHint',
    gremlin: { version: `tinkerpop-${gremlinVersion}` },
    labMode: {},
    rollingBackTrxCount: 0,
    features: {},
    settings: {},
  }
}
