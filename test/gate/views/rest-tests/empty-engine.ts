import type { AskEngine } from './ask-engine.ts'

/** What has names, as it is removed by a pattern, in this order. */
const PATTERNS = [
  ...['/_data_stream/', '/_index_template/', '/_component_template/', '/_template/'],
  ...['/_ingest/pipeline/', '/_search/pipeline/'],
]

/** Removes what a test has made under names of a prefix; without one, all there is. */
export async function emptyEngine(ask: AskEngine, prefix = ''): Promise<void> {
  const remove = (target: string) => ask({ method: 'DELETE', target, headers: {} })
  const [streams = '', ...others] = PATTERNS
  for (const path of [streams, '/', ...others]) {
    // Of a hidden index the prefix stands behind a dot.
    const pattern = path === '/' ? `*${prefix}*?expand_wildcards=all` : `${prefix}*`
    await remove(path + pattern)
  }
  for (const { list, namesOf, path } of LISTED) {
    const { body } = await ask({ method: 'GET', target: list, headers: {} })
    const names = namesOf(body as Listed).filter((name) => name.startsWith(prefix))
    for (const name of names) await remove(path + encodeURIComponent(name))
  }
}

type Listed = Readonly<Record<string, object>>

/** What has names, and no pattern to be removed by. */
const LISTED = [
  { list: '/_snapshot', namesOf: (body: Listed) => Object.keys(body), path: '/_snapshot/' },
  {
    list: '/_cluster/state/metadata?filter_path=metadata.stored_scripts.*.lang',
    namesOf: ({ metadata = {} }: Listed) => Object.keys((metadata as { stored_scripts?: object }).stored_scripts ?? {}),
    path: '/_scripts/',
  },
]

/** Brings what a whole cluster has in common back to what it is by default. */
export async function resetCluster(ask: AskEngine): Promise<void> {
  const all = { '*': null }
  const body = JSON.stringify({ persistent: all, transient: all })
  await ask({ method: 'PUT', target: '/_cluster/settings', headers: { 'content-type': 'application/json' }, body })
  await ask({ method: 'DELETE', target: '/_cluster/voting_config_exclusions?wait_for_removal=false', headers: {} })
  await ask({ method: 'DELETE', target: '/_search/scroll/_all', headers: {} })
  await ask({ method: 'DELETE', target: '/_search/point_in_time/_all', headers: {} })
}
