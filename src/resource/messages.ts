/** The wording of messages about resources. An array is the lines of an error; a string is a warning or a hint. */

const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`

const firstLines = (text: string, count: number): string => text.split('\n').slice(0, count).join(' ')

/** A resource as messages name it, with the commands that delete it by hand. */
interface Named {
  /** `OpenSearch domain vaf-airports-8f3a1c-1` */
  readonly name: string
  readonly byHand: string
}

/** When the id of a new engine or daemon is taken. */
export const alreadyThere = (name: string, state: string): string => `${name} exists already; it is ${state}.`

/** When every possible name of a resource belongs to one that is being deleted. */
export const allNamesTaken = (
  kind: string,
  names: { readonly first: string; readonly last: string; count: number },
) => [
  `No ${kind} could be created: all ${names.count} possible names belong to ones that are being deleted.`,
  `Tried ${names.first} to ${names.last}.`,
  'Wait until they are gone, or ask AWS Support about deletions that take hours.',
]

/** When a create succeeded, and the tags name another run. */
export const madeByAnother = (name: string, run: string) => [
  `${name} was made by another run at the same time: it is tagged with run ${run}.`,
  'It was left alone.',
  'Run the tests again.',
]

/** When a create succeeded, and no tag of ours could be read within the time in which it becomes visible. */
export const tagsNotRead = ({ name, byHand }: Named, waitedMs: number) => [
  `${name} was requested, and its tags cannot be read.`,
  `Last seen: no tag of ours within ${seconds(waitedMs)}.`,
  `Run the tests again. If it exists by then, delete it by hand: ${byHand}`,
]

/** The last line when a new resource is in a state from which it does not become ready. */
export const cannotBeUsed = (): string =>
  'It cannot be used and is being deleted. Fix what AWS reports, then run the tests again.'

/** The last line when a resource does not become ready in time. */
export const tooSlow = (byHand: string, reuse: boolean): string =>
  `${reuse ? 'It stays, and the next run waits for it' : 'It is deleted now'}. Allow more time with 'aws.createTimeoutMs'. To delete it by hand: ${byHand}`

const CHOOSE_A_NAME = "Nothing was changed. Choose another name for this project: 'aws.name'."

/** When a resource of the name exists without our tag. */
export const notOurs = (name: string) => [`${name} exists already, and is not ours: it lacks our tag.`, CHOOSE_A_NAME]

/** When a resource of the name is tagged with another project. */
export const anotherProjects = (
  name: string,
  found: { readonly owner: string; readonly project: string | undefined; readonly run: string; readonly state: string },
) => [
  `${name} exists already, and belongs to another project: ${found.owner}; this is ${found.project}.`,
  `Run ${found.run} made it, and it is ${found.state}. Nothing was changed.`,
  "Choose another name for this project: 'aws.name'. To share it, set the same 'aws.sharedAs' in both.",
]

/** When a resource of the name was made by another run for itself, or for other options. */
export const anotherRuns = (name: string, run: string, state: string) => [
  `${name} exists already; run ${run} made it, and it is ${state}.`,
  CHOOSE_A_NAME,
]

/** When a resource of an earlier run will never be ready; the lines of the wait come before it. */
export const neverReady = (run: string, byHand: string): string =>
  `Run ${run} made it. Delete it, so that the next run makes a new one: ${byHand}`

/** When a resource of an earlier run differs from the options. */
export const notAsAsked = ({ name, byHand }: Named, differences: readonly string[]) => [
  `${name} is not as the options ask for, and is never changed:`,
  ...differences.map((difference) => `- ${difference}`),
  `Change it, or the options, or delete it so that a new one is made: ${byHand}`,
]

/** The last line when a resource could not be deleted. */
export const deleteByHand = (byHand: string): string => `Delete it by hand: ${byHand}`

/** When the request to delete a resource failed; the first line is left out where the cause names the resource. */
export const notDeleted = ({ name, byHand }: Named, id: string, cause: string) => [
  cause.includes(id) ? undefined : `${name} could not be deleted.`,
  cause,
  deleteByHand(byHand),
]

/** When a resource was still seen at the end of the time that its deletion may take. */
export const stillThere = (
  name: string,
  seen: { readonly state: string; readonly detail: string | undefined; readonly timeoutMs: number },
  hint: string | undefined,
) => [
  `${name} is still there after it was deleted.`,
  `Last state: ${seen.state}, ${seconds(seen.timeoutMs)} after the request.${seen.detail ? ` ${seen.detail}` : ''}`,
  hint,
]

/** The last line when a resource that stays could not be stopped. */
export const stillRunning = (byHand: string): string =>
  `It is still running, and costs money. Stop it by hand, or delete it: ${byHand}`

/** Why a resource was kept, after its name. */
export const keptFor = (rest: string | undefined, users: string): string =>
  users === '' ? `${rest === undefined ? '' : `${rest} `}for the next run` : `and running for ${users}`

/** When the time at which a resource expires could not be written; once a run. */
export const notRenewed = (name: string, cause: string): string =>
  `${name}: its expiry could not be renewed. The run tries again.\n   Last seen: ${firstLines(cause, 2)}`

/** When a run waits for other runs that use a resource; once a run. `users` is the text of `namesOf`. */
export const waitsForUsers = (name: string, users: string): string =>
  `${name} is used by ${users}. This run waits for that: tests that need a graph alone take turns with other runs.`

/** When other runs still use a resource at the end of the time that a run waits for them. */
export const stillUsed = (name: string, users: string, waitedMs: number) => [
  `${name} is used by another run, and this run or the other one needs it alone.`,
  `Last seen: ${users}; waited for ${seconds(waitedMs)}.`,
  "Wait until it has ended, set isolation: 'partition' for all runs that share it, or give this project a cluster of its own: 'aws.name'.",
]

/** When the mark that this run uses a resource could not be written again; once a run. */
export const markNotRenewed = (name: string, cause: string): string =>
  `${name}: the mark of this run could not be renewed. The run tries again.\n   Last seen: ${firstLines(cause, 1)}`

/** When the mark that this run used a resource could not be removed. */
export const markNotRemoved = (name: string, expiresInMs: number, cause: string): string =>
  `${name}: the mark of this run could not be removed; it expires in ${expiresInMs / 60_000} min.\n   Last seen: ${firstLines(cause, 1)}`
