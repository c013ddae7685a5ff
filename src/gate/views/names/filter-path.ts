import type { View } from '../view.ts'

/** What stands before names in answers: `indices` in `metadata.indices.airports.state`. */
const BEFORE_NAMES: ReadonlySet<string> = new Set([
  'aliases',
  'component_template',
  'data_stream',
  'index_template',
  'indices',
  'pipelines',
  'repositories',
  'stored_scripts',
  'templates',
  'upgraded_indices',
])

/** APIs whose answers have names as values only, so that no path leads through one. Their lists of paths are the long ones. */
const WITHOUT_NAMES: ReadonlySet<string> = new Set([
  'bulk',
  'count',
  'create',
  'delete',
  'delete_by_query',
  'explain',
  'field_caps',
  'get',
  'index',
  'mget',
  'msearch',
  'msearch_template',
  'mtermvectors',
  'reindex',
  'scroll',
  'search',
  'search_template',
  'termvectors',
  'update',
  'update_by_query',
])

/**
 * A `filter_path` that finds in the engine's answer what it would find in one with the user's names. Where a name may stand,
 * a path becomes several: with the name as it is, for it may be none, and with what it stands for.
 */
export function filterPath(text: string, api: string, view: View): string {
  if (WITHOUT_NAMES.has(api) || api.startsWith('cat.')) return text
  const paths = text.split(',').map((path) => path.trim())
  return [...new Set(paths.flatMap((path) => pathsFor(path, view)))].join(',')
}

function pathsFor(path: string, view: View): readonly string[] {
  const excludes = path.startsWith('-') ? '-' : ''
  const segments = path.slice(excludes.length).match(/(?:\\\.|[^.])+/g) ?? []
  let starts = ['']
  for (const [at, segment] of segments.entries()) {
    const before = at > 0 ? decoded(segments[at - 1]!) : undefined
    const mayBeName = before === undefined || before.includes('*') || BEFORE_NAMES.has(before)
    const ways = mayBeName ? waysOf(segment, view) : [segment]
    starts = starts.flatMap((start) => ways.map((way) => (at > 0 ? `${start}.${way}` : way)))
  }
  return starts.map((start) => excludes + start)
}

/** A segment as it is, and what it may be in the engine's answer. */
function waysOf(segment: string, view: View): readonly string[] {
  const name = decoded(segment)
  // These stand for all names, or for none.
  if (/^\*+$/.test(name) || /[:<>]/.test(name)) return [segment]
  const physical = [...view.expression([name]), view.own(name)].map((one) => one.replaceAll('.', '\\.'))
  // What a pattern of the user's stands for whatever is before needs no second one.
  return [segment, ...physical.filter((one) => !(name.startsWith('*') && one.endsWith(segment)))]
}

const decoded = (segment: string): string => segment.replace(/\\./g, '.')
