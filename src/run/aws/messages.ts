/** The wording of what a run on AWS says of what it was given, what it shares, and what earlier runs have left. */

import type { UnusableLedger } from '../../ledger/ledger-files.ts'
import type { OwnershipTags } from '../../resource/resource.ts'
import { toIsoTime } from '../../wait/clock.ts'
import type { Fate, Left } from './fate-of-left.ts'

/** What messages need of a kind. */
interface Named {
  readonly name: string
  removal(id: string): readonly string[]
}

/** `OpenSearch domain vaf-a-1, left by run vaf-3f9c2`. */
export const whatIsLeft = ({ record, resource }: Left, { name }: Named): string =>
  `${name} ${resource.id}, left by run ${record.run}`

/** What is told of a decision; `undefined`: nothing. */
export function fateOf(fate: Fate, left: Left, kind: Named, owner: OwnershipTags | undefined): string | undefined {
  const { record, resource, liveness } = left
  const what = whatIsLeft(left, kind)
  if (fate === 'delete') {
    const why =
      liveness === 'gone' && !resource.isKept ? 'whose process has ended' : `and expired since ${owner?.expires}`
    return `${what}, ${why}: it is deleted now.`
  }
  if (owner && owner.run !== record.run) {
    if (liveness !== 'gone') return undefined
    return `${kind.name} ${resource.id} is left alone: run ${record.run} has noted it, and by its tag it is run ${owner.run}'s.`
  }
  if (fate === 'forget' && owner) {
    return `${kind.name} ${resource.id} is left alone: its tag does not have the proof of the ledger that names it, ${record.file}.`
  }
  if (fate !== 'leave') return undefined
  return owner ? mayBeInUse(left, kind, owner) : untagged(left, kind)
}

function mayBeInUse({ record, resource, liveness }: Left, kind: Named, { expires }: OwnershipTags): string {
  const since = toIsoTime(resource.at.creating ?? record.startedAt)
  const machine = record.process.machine.split(' ')[0]
  const doubt =
    liveness === 'gone'
      ? 'is kept for later runs, and may be used by one'
      : `may still be used: nothing can be known of its process, on ${machine}`
  return [
    `${kind.name} ${resource.id} of run ${record.run}, there since ${since}, ${doubt}.`,
    expires === undefined
      ? '   Its tag has no time at which it expires, so that no run deletes it.'
      : `   Its tag expires at ${expires}, unless it is renewed; the next run after that deletes it.`,
    `   If its run is over, delete it now: ${kind.removal(resource.id).join(' && ')}`,
  ].join('\n')
}

function untagged({ record, resource, liveness }: Left, kind: Named): string | undefined {
  if (liveness !== 'gone') return undefined
  return [
    `${kind.name} ${resource.id} is left alone: it does not have the tag of this package.`,
    `   The ledger ${record.file} names it. If nobody needs it: ${kind.removal(resource.id).join(' && ')}`,
    '   Otherwise remove the ledger.',
  ].join('\n')
}

/** Of a resource that is in another account or region, or of a kind this version does not know. */
export function leftElsewhere({ record, resource, liveness }: Left): string {
  const { type, id, account, region } = resource
  const whose = liveness === 'gone' ? 'whose process has ended' : 'of whose process nothing can be known'
  return [
    `Run ${record.run}, ${whose}, may have left ${type} ${id} in account ${account}, ${region}.`,
    `   It is deleted by the next run there; or delete it by hand, and then ${record.file}.`,
  ].join('\n')
}

/** When the owner of what an earlier run left could not be read. */
export const ownerNotRead = (left: { readonly what: string; readonly byHand: string }, cause: string) => [
  `${left.what}, may still be there.`,
  cause,
  `If it is: ${left.byHand}`,
]

/** So many are named. */
const NAMED = 5

/** One warning for all ledgers that are passed over: which, why, and what to do. */
export function unusableLedgers(unusable: readonly UnusableLedger[]): string {
  const named = unusable.slice(0, NAMED).map(({ file, why }) => `${file} (${why})`)
  const more = unusable.length > NAMED ? `, and ${unusable.length - NAMED} more` : ''
  return [
    `${unusable.length === 1 ? 'A ledger' : `${unusable.length} ledgers`} cannot be used, and nothing is deleted by it: ${named.join(', ')}${more}.`,
    '   What it may have recorded on AWS stays until it is deleted by hand; its names begin with vaf-.',
    '   Another version of this package may need it. Otherwise look for such resources, and then remove the file.',
  ].join('\n')
}

/** When reuse relies on a project's name alone, which another team may have as well. */
export const byNameOnly = (name: string): string =>
  [
    `With reuse, projects of the name ${name} in this account share what is made: no repository tells this one apart.`,
    "   Set 'repository' in package.json, or set 'aws.sharedAs' to a name that only the runs that share have in common.",
  ].join('\n')

/** When resources with the tag of this run are there after everything was removed; `left` are their removals. */
export const stillTagged = (run: string, left: readonly { readonly name: string; readonly byHand: string }[]) => [
  `Still there, by its tag made by run ${run}:`,
  ...left.map(({ name, byHand }) => `- ${name}: ${byHand}`),
]

/** When the resource that the user has named does not exist. */
export const givenNotThere = (name: string, region: string) => [
  `${name} is not there: not in ${region}, in the account of these credentials.`,
  'Correct its name or the region; or leave the name out, so that one is made.',
]

/** The last line when the resource that the user has named is in a state from which it does not become ready. */
export const givenNotReady = (wanted: string): string =>
  `A run changes nothing of what it is given. Make sure that it becomes ${wanted}, name another, or leave the name out, so that one is made.`

/** When a service is ready and AWS tells no address of it. */
export const noAddress = (service: string): string => `${service} is ready and has no address.`

/** A cluster of the user's, as the messages below name its graph. */
export const givenGraph = (url: string): string => `the graph of the cluster at ${url}, which was given`

/** When another run of this user on this machine has the graph; once a run. */
export const waitsForTurn = (what: string, owner: string): string =>
  `waiting for ${what}: ${owner} has it until its run ends. Tests that need a graph alone take turns.`

/** When the file that notes this run's turn was lost. */
export const turnLost = (what: string, reason: string): string => `${reason} Another run may be using ${what}.`

/** When another project of the same run has the graph. */
export const takenByProject = (what: string) => [
  `Another project of this run has ${what}, and both need it alone.`,
  'They end together, so that neither can wait for the other. Nothing was touched.',
  "Set isolation: 'partition' for both, or give each a cluster of its own.",
]

/** When no turn could be noted, so that other runs do not know of this one. */
export const noTurn = (what: string, folder: string, cause: string): string =>
  [
    `This run cannot note in ${folder} that it uses ${what}. Another run may be using it.`,
    `   Last seen: ${cause}`,
  ].join('\n')
