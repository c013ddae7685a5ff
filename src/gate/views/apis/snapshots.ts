import type { ApiRules, Call } from '../api.ts'
import { jsonBody } from '../bodies/json-body.ts'
import { clonedSnapshot, newSnapshot, repository, restoredSnapshot } from '../bodies/snapshots.ts'
import { splitNames } from '../names/index-expression.ts'
import { members, namesIn, type Translate } from '../queries/walk.ts'
import { NameRejected } from '../view.ts'
import { datedSnapshot, runningSnapshots } from './messages.ts'

const inRepository = { repository: 'own' } as const
const oneSnapshot = { repository: 'own', snapshot: 'own' } as const
const snapshots = { repository: 'own', snapshot: 'own-list' } as const

function checkNames({ parts }: Call): void {
  for (const name of splitNames([parts.snapshot, parts.target_snapshot].filter(Boolean).join())) {
    if (name === '_current') throw new NameRejected(runningSnapshots)
    if (name.startsWith('<')) throw new NameRejected(datedSnapshot(name))
  }
}

const restoredIndices: Translate = ({ edits, context }, node) => {
  const names = namesIn(node)
  context.reach(names, 'changes')
  edits.replace(node, context.view.expression(names))
}

/** Snapshots, the repositories where they are, and what engines keep in a store of segments. */
export const snapshotsApis: Readonly<Record<string, ApiRules>> = {
  'snapshot.create_repository': { parts: inRepository, effect: 'reads', body: jsonBody(repository) },
  'snapshot.get_repository': { parts: { repository: 'own-list' }, effect: 'reads', answer: 'cluster' },
  'snapshot.verify_repository': { parts: inRepository, effect: 'reads' },
  'snapshot.cleanup_repository': { parts: inRepository, effect: 'reads' },
  'snapshot.delete_repository': { parts: inRepository, effect: 'reads' },

  'snapshot.create': {
    ...{ parts: oneSnapshot, check: checkNames, effect: 'reads' },
    body: { ...jsonBody(newSnapshot), none: '{}' },
  },
  'snapshot.clone': {
    ...{ parts: { ...oneSnapshot, target_snapshot: 'own' }, check: checkNames, effect: 'reads' },
    body: jsonBody(clonedSnapshot),
  },
  'snapshot.get': { parts: snapshots, check: checkNames, effect: 'reads' },
  'snapshot.status': {
    parts: { ...snapshots, index: 'own-list' },
    check: checkNames,
    effect: 'reads',
    answer: 'cluster',
  },
  'snapshot.delete': { parts: snapshots, check: checkNames, effect: 'reads' },
  'snapshot.restore': {
    ...{ parts: oneSnapshot, check: checkNames, effect: 'reads' },
    body: { ...jsonBody(restoredSnapshot), none: '{}' },
  },

  'remote_store.restore': { effect: 'changes', body: jsonBody(members({ indices: restoredIndices })) },
  'remote_store.stats': { parts: { index: 'indices' }, effect: 'reads' },
}
