import type { CommonOptions } from './resolved-options.ts'

/** What an isolation level means for graphs and for indices. */
type IsolationLevel = Pick<CommonOptions, 'isolation' | 'indices'>

/** The isolation levels, by the names that the option `isolation` has for them. */
const isolationLevels = {
  exclusive: { isolation: 'exclusive', indices: 'prefix' },
  views: { isolation: 'exclusive', indices: 'views' },
  prefix: { isolation: 'exclusive', indices: 'prefix' },
  partition: { isolation: 'partition', indices: 'prefix' },
} as const satisfies Readonly<Record<string, IsolationLevel>>

type LevelName = keyof typeof isolationLevels

/** The names of the levels. */
export const ISOLATION = Object.keys(isolationLevels) as readonly LevelName[]

/** What the option means; default `exclusive`. */
export const isolationLevel = (given: LevelName = 'exclusive'): IsolationLevel => isolationLevels[given]
