import type { ApiRules } from '../api.ts'
import { aliasActions, aliasOfIndices } from '../bodies/alias-actions.ts'
import { jsonBody } from '../bodies/json-body.ts'
import { namedIndices } from './named-indices.ts'

const parts = { index: 'indices', name: 'aliases' } as const

/** Aliases. */
export const aliasesApis: Readonly<Record<string, ApiRules>> = {
  'indices.get_alias': {
    parts,
    named: {
      '/_alias': '/{index}/_alias',
      '/_aliases': '/{index}/_alias',
      '/_alias/{name}': '/{index}/_alias/{name}',
    },
    effect: 'reads',
  },
  'indices.exists_alias': { parts, named: { '/_alias/{name}': '/{index}/_alias/{name}' }, effect: 'reads' },
  // A name that a sealed index has is copied with it, so that the alias stands for what it stood for, and for what is added.
  'indices.put_alias': {
    ...namedIndices('changes'),
    parts: { index: 'indices', name: 'index' },
    body: jsonBody(aliasOfIndices),
  },
  'indices.delete_alias': { ...namedIndices('changes'), parts },
  'indices.update_aliases': { effect: 'changes', body: jsonBody(aliasActions) },
}
