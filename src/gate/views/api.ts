import type { JsonEdits } from './json/json-edits.ts'
import type { View } from './view.ts'

/** A path of an API: `{ api: 'indices.put_alias', methods: ['PUT', 'POST'], path: '/{index}/_alias/{name}' }`. */
export interface ApiPath {
  /** The name in OpenSearch's own description of its REST API. */
  readonly api: string
  readonly methods: readonly string[]
  readonly path: string
}

/** A request as an API takes it, in the names of the user's code. */
export interface Call {
  readonly method: string
  readonly path: ApiPath
  /** The parts of the path by their names, decoded: `{ index: 'a,b' }`. */
  readonly parts: Readonly<Record<string, string>>
  /** The query parameters, decoded, in their order. */
  readonly query: readonly (readonly [name: string, value: string])[]
}

/** What names stand in a place, and so how it is translated. */
export type NameSort =
  /** An index expression, separated by commas: `a,b*,-c`, `_all`. */
  | 'indices'
  /** The same, of an API that tells of aliases beside indices, so that patterns are for both. */
  | 'indices-and-aliases'
  /** One existing index, alias or data stream, or one that a write makes. */
  | 'index'
  /** One index or data stream that the call makes. A name that stands for a sealed index is taken, as on any other domain. */
  | 'new-index'
  /** Names or patterns of aliases, separated by commas. */
  | 'aliases'
  /** The name of something that is the scope's own: a template, a pipeline, a stored script. */
  | 'own'
  /** Names or patterns of such things, separated by commas. */
  | 'own-list'
  /** The name of a pipeline, which is the scope's own; `_none` stands for no pipeline. */
  | 'pipeline'
  /** A query in Lucene's syntax, in which `_index:a` may stand: see `queries/lucene-query.ts`. */
  | 'lucene-query'

/** What a call does with the indices it names, and so whether sealed ones among them are copied before. */
export type Effect =
  /** Nothing. */
  | 'reads'
  /** It may change them, or what is known of them. */
  | 'changes'
  /** It deletes them: a sealed one is only taken out of the view. */
  | 'deletes'

/**
 * The same of what a body names. What it deletes it changes: bodies say it in too many forms to take a name out of them, so
 * what is deleted has to be there.
 */
export type BodyEffect = Exclude<Effect, 'deletes'>

/** What there is to know of an API besides its paths. */
export interface ApiRules {
  /** What the parts of its paths name. Parts that are not listed have no names, as the id of a document. */
  readonly parts?: Readonly<Record<string, NameSort>>
  /** What its query parameters name, besides `filter_path`, which may name anything. */
  readonly query?: Readonly<Record<string, NameSort>>
  /** The path that says the same for named indices, where a path of the API is about all: `/{index}/_search` for `/_search`. */
  readonly named?: Readonly<Record<string, string>>
  readonly effect: Effect
  /** Translates the names in its body; default: it has none. */
  readonly body?: BodyTranslator
  /** What is to be done with its answer besides taking prefixes out of it. */
  readonly answer?: AnswerEdit
  /**
   * Whether to delete `*` is acknowledged where there is nothing to delete. The engine does not take a pattern with a prefix
   * for all, and answers 404.
   */
  readonly deletesAll?: true
  /** Why it is rejected, as a sentence; default: it is not. */
  readonly rejected?: string
  /** Fails with NameRejected for a call that cannot be translated though others of its API can; default: all can. */
  readonly check?: (call: Call) => void
}

/** What a body's translation has to know, and where it notes what the body reaches. */
export interface BodyContext {
  readonly view: View
  readonly call: Call
  /** Notes that the call does something with the indices that an expression in the body names. */
  reach(names: readonly string[], effect: BodyEffect): void
  /** Notes that the body itself says what it is about, as a point in time does: a path about all has to stay one. */
  keepPath(): void
}

/** Translates a body: one JSON value, or one on each line. What it cannot translate it rejects with NameRejected. */
export type BodyTranslator =
  | JsonTranslator
  | {
      readonly form: 'lines'
      /** Opened for each reading of the body, from its first line. The translator may keep a state between lines. */
      readonly open: (context: BodyContext) => LineTranslator
    }

/** Translates a body of one JSON value. */
export interface JsonTranslator {
  readonly form: 'json'
  readonly edit: (body: JsonEdits, context: BodyContext) => void
  /** Whether there may be anything to translate in a body, by its bytes; where there is not, it is not read. Default: always. */
  readonly mayConcern?: (body: Buffer) => boolean
  /** The body that says the same as none, which is translated in its place: `{}`. Default: none has no names. */
  readonly none?: string
}

/**
 * Called with each line in turn, without its end. `line` reads it, so that it can be edited; a line that is not read stays
 * as it is. `bytes` gives it as it is, for those who have to know whether it is empty or may hold a name. `put` puts another in
 * its place, which then must not be read.
 *
 * Returns whether the next line stays as it is, whatever it is: the translator is not called with that one, which then need
 * not be in memory as a whole. Default: it is called with it.
 */
export type LineTranslator = (
  line: () => JsonEdits,
  bytes: () => Buffer,
  put: (line: Buffer) => void,
) => boolean | undefined

/** What is done with the body of an answer. Default for most: taking the prefixes out, as it streams. */
export type AnswerEdit =
  /** A table of `_cat`: its columns are aligned again. */
  | 'table'
  /** Settings of indices: what a copy has because it is one is taken out. */
  | 'settings'
  /** The whole cluster: what is not of the view is taken out. */
  | 'cluster'
