/** The wording of a run on AWS about what it is given, what it shares, and what earlier runs have left. */

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

/** The warning about a decision; `undefined`: none. */
export function fateOf(fate: Fate, left: Left, kind: Named, owner: OwnershipTags | undefined): string | undefined {
  const { record, resource, liveness } = left
  const what = whatIsLeft(left, kind)
  if (fate === 'delete') {
    const why = liveness === 'gone' && !resource.isKept ? 'whose process has ended' : `has expired (${owner?.expires})`
    return `${what}, ${why}. The run deletes it now.`
  }
  if (owner && owner.run !== record.run) {
    if (liveness !== 'gone') return undefined
    return `${kind.name} ${resource.id} is left alone: the ledger of run ${record.run} names it, and by its tag it belongs to run ${owner.run}.`
  }
  if (fate === 'forget' && owner) {
    return `${kind.name} ${resource.id} is left alone: the proof in its tag is not that of the ledger that names it, ${record.file}.`
  }
  if (fate !== 'leave') return undefined
  return owner ? mayBeInUse(left, kind, owner) : untagged(left, kind)
}

function mayBeInUse({ record, resource, liveness }: Left, kind: Named, { expires }: OwnershipTags): string {
  const since = toIsoTime(resource.at.creating ?? record.startedAt)
  const machine = record.process.machine.split(' ')[0]
  const doubt =
    liveness === 'gone'
      ? 'is kept for later runs, and one may be using it'
      : `may be in use: its process is on ${machine}, where this run cannot check it`
  return [
    `${kind.name} ${resource.id} of run ${record.run}, created at ${since}, ${doubt}.`,
    expires === undefined
      ? '   Its tag has no time of expiry, so that no run deletes it.'
      : `   Its tag expires at ${expires}, unless a run renews it. The next run after that deletes it.`,
    `   If that run is over, delete it now: ${kind.removal(resource.id).join(' && ')}`,
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
  const whose = liveness === 'gone' ? 'whose process has ended' : 'whose process this run cannot check'
  return [
    `Run ${record.run}, ${whose}, may have left ${type} ${id} in account ${account}, ${region}.`,
    `   The next run there deletes it. Or delete it by hand, and then delete ${record.file}.`,
  ].join('\n')
}

/** The owner of what an earlier run left could not be read. */
export const ownerNotRead = (left: { readonly what: string; readonly byHand: string }, cause: string) => [
  `${left.what}, may still be there.`,
  cause,
  `If it is: ${left.byHand}`,
]

/** How many ledgers one warning names. */
const NAMED = 5

/** One warning for all ledgers that cannot be used. */
export function unusableLedgers(unusable: readonly UnusableLedger[]): string {
  const named = unusable.slice(0, NAMED).map(({ file, why }) => `${file} (${why})`)
  const more = unusable.length > NAMED ? `, and ${unusable.length - NAMED} more` : ''
  return [
    `${unusable.length === 1 ? 'A ledger' : `${unusable.length} ledgers`} cannot be used: ${named.join(', ')}${more}.`,
    '   Resources on AWS that only such a ledger names stay until they are deleted by hand; their names begin with vaf-.',
    '   Another version of this package may need the file. Otherwise look for such resources, and then remove the file.',
  ].join('\n')
}

/** Reuse relies on the project's name alone, which another team may have as well. */
export const byNameOnly = (name: string): string =>
  [
    `With reuse, all projects named ${name} in this account share their resources, since no repository tells this one apart.`,
    "   Set 'repository' in package.json, or set 'aws.sharedAs' to a name that only the runs have that should share.",
  ].join('\n')

/** Resources with the tag of this run are left after the removal. */
export const stillTagged = (run: string, left: readonly { readonly name: string; readonly byHand: string }[]) => [
  `These resources have the tag of run ${run} and still exist:`,
  ...left.map(({ name, byHand }) => `- ${name}: ${byHand}`),
]

/** The resource that the user names does not exist. */
export const givenNotThere = (name: string, region: string) => [
  `${name} does not exist in ${region}, in the account of these credentials.`,
  'Correct its name or the region, or leave the name out, so that the run creates one.',
]

/** The last line where the resource that the user names does not become ready by itself. */
export const givenNotReady = (wanted: string): string =>
  `A run does not change a resource that it is given. Make sure that it becomes ${wanted}, name another, or leave the name out, so that the run creates one.`

/** AWS tells no address of a service that is ready. */
export const noAddress = (service: string): string => `${service} is ready and has no address.`

/** The graph of a cluster that the user gives, as the messages below name it. */
export const givenGraph = (url: string): string => `the graph of the given cluster at ${url}`

/** Another run of this user on this machine has the graph; once a run. */
export const waitsForTurn = (what: string, owner: string): string =>
  `The run waits for ${what}: ${owner} has it until its run ends. Runs with isolation 'exclusive' take turns.`

/** The lock file of this run's turn was lost. */
export const turnLost = (what: string, reason: string): string => `${reason} Another run may be using ${what}.`

/** Another project of the same Vitest run has the graph. */
export const takenByProject = (what: string) => [
  `Another project of this Vitest run has ${what}, and both need it alone.`,
  'Both end together, so that neither can wait for the other. The run has changed nothing.',
  "Set isolation: 'partition' for both, or give each a cluster of its own.",
]

/** The lock file cannot be written, so that other runs do not know of this one. */
export const noTurn = (what: string, folder: string, cause: string): string =>
  [
    `This run cannot lock ${what} with a file in ${folder}. Another run may be using it.`,
    `   Last seen: ${cause}`,
  ].join('\n')

/** As events and steps of the cleanup name what a run on AWS opens and removes. */
export const bridgeTo = (host: string): string => `bridge to ${host}`
export const openAt = (url: string): string => `open at ${url}`
export const folderOf = (run: string): string => `folder of ${run}`
export const oldLedgers = (): string => 'ledgers of earlier runs'
export const whatIsTagged = (run: string): string => `what is tagged run=${run}`
export const credentialsEndpoint = (): string => 'endpoint of credentials'

/** What the receipt proves. */
export const nothingTagged = (run: string, account: string, region: string): string =>
  `Nothing in account ${account}, ${region} is tagged run=${run}.`

/** Answers of the endpoint of credentials. */
export const wrongToken = (): string => 'The token is not that of this run.'
export const onlyPath = (path: string): string => `There is only GET ${path}.`
