import type { Elements } from './batches.ts'

/** Files that fill indices and a graph, read and checked. */
export interface Dataset {
  /** The folder's name: `airports`. */
  readonly name: string
  /** Stable hash of the files' contents. */
  readonly fingerprint: string
  readonly indices: readonly DatasetIndex[]
  readonly graph?: GraphFiles
}

/** `opensearch/<name>/{index.json,*.ndjson}`. */
export interface DatasetIndex {
  readonly name: string
  /** The body of the create request: settings, mappings, aliases. */
  readonly body: Record<string, unknown>
  /** The NDJSON files in name order; each line is one document, with its id in `_id` where it has one. */
  readonly files: readonly string[]
  readonly documentCount: number
}

/** How large a graph is. */
export interface GraphSizes {
  readonly vertexCount: number
  readonly edgeCount: number
  /** Of properties, each of several values. */
  readonly valueCount: number
  /** Of ids, labels and values of type String, in characters. */
  readonly textLength: number
}

/** `neptune/*.csv` in Neptune's Gremlin bulk-load format, which have been checked. */
export interface GraphFiles extends GraphSizes {
  /** The folder with the files. */
  readonly folder: string
}

/** A graph in memory. */
export interface DatasetGraph {
  readonly vertices: readonly DatasetVertex[]
  readonly edges: readonly DatasetEdge[]
}

/** A graph, wherever it is: each loop over its elements begins with the first. */
export interface GraphElements {
  readonly vertices: Elements<DatasetVertex>
  readonly edges: Elements<DatasetEdge>
}

/** A number of a column of type Float or Double; kept apart from integers, since 34.0 is not 34 to an engine. */
export interface Decimal {
  readonly type: 'Float' | 'Double'
  /** Of a Float the nearest one, as a JavaScript number: 0.4000000059604645 for 0.4. */
  readonly value: number
}

/** A property's value: text, integer up to 32 bits, Long, decimal, Bool, Date. */
export type PropertyValue = string | number | bigint | Decimal | boolean | Date

export interface DatasetVertex {
  readonly id: string
  readonly label: string
  /** Several values mean set cardinality. */
  readonly properties: Readonly<Record<string, readonly PropertyValue[]>>
}

export interface DatasetEdge {
  readonly id: string
  readonly label: string
  readonly from: string
  readonly to: string
  readonly properties: Readonly<Record<string, PropertyValue>>
}

/** The name of the empty index of a test without a dataset. */
export const EMPTY_INDEX = 'index'
