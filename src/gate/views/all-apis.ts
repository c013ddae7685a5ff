import type { ApiRules } from './api.ts'
import { aliasesApis } from './apis/aliases.ts'
import { byQueryApis } from './apis/by-query.ts'
import { catApis } from './apis/cat.ts'
import { clusterApis } from './apis/cluster.ts'
import { documentsApis } from './apis/documents.ts'
import { indicesApis } from './apis/indices.ts'
import { pipelinesApis } from './apis/pipelines.ts'
import { pluginsApis } from './apis/plugins.ts'
import { searchApis } from './apis/search.ts'
import { snapshotsApis } from './apis/snapshots.ts'
import { templatesApis } from './apis/templates.ts'
import { unlistedApis } from './apis/unlisted.ts'

/** What is known of each API, by its name. What is not here is rejected by name. */
export const allApis: ReadonlyMap<string, ApiRules> = merge([
  aliasesApis,
  byQueryApis,
  documentsApis,
  indicesApis,
  pipelinesApis,
  pluginsApis,
  searchApis,
  templatesApis,
  catApis,
  clusterApis,
  snapshotsApis,
  unlistedApis,
])

/** Fails with an Error where two families have rules for one API. */
export function merge(families: readonly Readonly<Record<string, ApiRules>>[]): ReadonlyMap<string, ApiRules> {
  const all = new Map<string, ApiRules>()
  for (const [api, rules] of families.flatMap((family) => Object.entries(family))) {
    if (all.has(api)) throw new Error(`Two families have rules for ${api}.`)
    all.set(api, rules)
  }
  return all
}
