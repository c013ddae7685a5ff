/**
 * The kinds of things that the cluster's metadata name, in the order in which they can be removed. What plugins keep for
 * themselves is in `pluginKinds`. Aliases are none: they go with their indices.
 */
export const thingKinds = [
  'data stream',
  'index',
  'index template',
  'component template',
  'legacy template',
  'ingest pipeline',
  'search pipeline',
  'stored script',
  'snapshot repository',
] as const

export type ThingKind = (typeof thingKinds)[number]

/** How things of a kind are found and removed. */
interface ThingDetails {
  /** The fields of the metadata that name them. */
  readonly fields: readonly string[]
  readonly names: (metadata: Metadata) => readonly string[]
  /** Where they are, before their names. */
  readonly path: string
}

/** The part of the cluster's metadata that names things; what is empty is left out of the answer. */
export interface Metadata {
  readonly indices?: Record<string, { readonly system?: boolean }>
  readonly data_stream?: {
    readonly data_stream?: Record<string, { readonly indices: readonly { index_name: string }[] }>
  }
  readonly index_template?: { readonly index_template?: Record<string, unknown> }
  readonly component_template?: { readonly component_template?: Record<string, unknown> }
  readonly templates?: Record<string, unknown>
  readonly ingest?: { readonly pipeline?: readonly { id: string }[] }
  readonly search_pipeline?: { readonly pipeline?: readonly { id: string }[] }
  readonly stored_scripts?: Record<string, unknown>
  readonly repositories?: Record<string, unknown>
}

/**
 * Indices that OpenSearch's own plugins make when it suits them, as the images of its makers and real domains have them:
 * of machine learning, observability, dashboards, auditing and query insights. Not all of them are marked as the system's.
 */
const ofPlugins = /^(\.plugins-|\.opendistro|\.opensearch[-_]|\.ql-|\.kibana|security-auditlog-|top_queries-)/

const keys = (found: object | undefined) => Object.keys(found ?? {})
const ids = (found: readonly { id: string }[] | undefined) => (found ?? []).map(({ id }) => id)
const streamsIn = ({ data_stream: streams }: Metadata) => streams?.data_stream ?? {}

export const thingDetails: Readonly<Record<ThingKind, ThingDetails>> = {
  'data stream': {
    fields: ['metadata.data_stream'],
    names: (metadata) => keys(streamsIn(metadata)),
    path: '/_data_stream/',
  },
  index: {
    fields: ['metadata.indices.*.state', 'metadata.indices.*.system'],
    names(metadata) {
      // The indices behind a data stream come and go with it, and cannot be removed on their own.
      const streams = Object.values(streamsIn(metadata))
      const behindStreams = new Set(streams.flatMap(({ indices }) => indices.map((index) => index.index_name)))
      return Object.entries(metadata.indices ?? {})
        .filter(([name, { system }]) => !system && !ofPlugins.test(name) && !behindStreams.has(name))
        .map(([name]) => name)
    },
    path: '/',
  },
  'index template': {
    fields: ['metadata.index_template.index_template.*.index_patterns'],
    names: (metadata) => keys(metadata.index_template?.index_template),
    path: '/_index_template/',
  },
  'component template': {
    fields: ['metadata.component_template.component_template'],
    names: (metadata) => keys(metadata.component_template?.component_template),
    path: '/_component_template/',
  },
  'legacy template': {
    fields: ['metadata.templates.*.order'],
    names: (metadata) => keys(metadata.templates),
    path: '/_template/',
  },
  'ingest pipeline': {
    fields: ['metadata.ingest.pipeline.id'],
    names: (metadata) => ids(metadata.ingest?.pipeline),
    path: '/_ingest/pipeline/',
  },
  'search pipeline': {
    fields: ['metadata.search_pipeline.pipeline.id'],
    names: (metadata) => ids(metadata.search_pipeline?.pipeline),
    path: '/_search/pipeline/',
  },
  'stored script': {
    fields: ['metadata.stored_scripts.*.lang'],
    names: (metadata) => keys(metadata.stored_scripts),
    path: '/_scripts/',
  },
  'snapshot repository': {
    fields: ['metadata.repositories.*.type'],
    names: (metadata) => keys(metadata.repositories),
    path: '/_snapshot/',
  },
}

/** The longest names in one path, in characters: an engine takes 4,096 for the whole request line. */
export const MOST_OF_NAMES = 3_000

/** Where things of one kind are read, written and deleted. Only indices and data streams take several names in one request. */
export function pathOfThings(kind: ThingKind, names: readonly string[]): string {
  return thingDetails[kind].path + names.map(encodeURIComponent).join(',')
}

/** Lists of names that are each short enough for a path, of at most `size` names; default: of any number. */
export function* batchesOf(names: readonly string[], size = Number.POSITIVE_INFINITY): Generator<readonly string[]> {
  let batch: string[] = []
  let length = 0
  for (const name of names) {
    const added = encodeURIComponent(name).length + 1
    if (batch.length > 0 && (batch.length >= size || length + added > MOST_OF_NAMES)) {
      yield batch
      batch = []
      length = 0
    }
    batch.push(name)
    length += added
  }
  if (batch.length > 0) yield batch
}
