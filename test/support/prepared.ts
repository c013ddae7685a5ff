import { readFile, rename, writeFile } from 'node:fs/promises'
import { messageOf } from '../../src/errors/errors.ts'
import { waitForState } from '../../src/wait/wait-for-state.ts'

/** How far a preparation is; its file has one of the last two. */
type Prepared =
  | { readonly state: 'being prepared' }
  | { readonly state: 'ready'; readonly env: Record<string, string> }
  | { readonly state: 'failed'; readonly detail: string }

/** How long test files wait for what a global set-up prepares, in milliseconds: a cold cache and a slow line need some of it. */
const PATIENCE_MS = 900_000

/**
 * Prepares something while the tests of other projects run, and then writes into `file` how it went; test files call
 * `awaitPrepared`. `prepare` returns variables for the environment of those files. Resolves once all that has ended.
 */
export async function prepareMeanwhile(file: string, prepare: () => Promise<Record<string, string>>): Promise<void> {
  const prepared = await prepare().then(
    (env): Prepared => ({ state: 'ready', env }),
    (error: unknown): Prepared => ({ state: 'failed', detail: messageOf(error) }),
  )
  await writeFile(`${file}.new`, JSON.stringify(prepared))
  await rename(`${file}.new`, file)
}

/** Waits until a preparation has ended, and sets the variables that come with it. Fails with what the preparation failed with. */
export async function awaitPrepared(what: string, file: string): Promise<void> {
  const prepared = await waitForState({
    what,
    target: 'ready',
    pending: ['being prepared'],
    timeoutMs: PATIENCE_MS,
    observe: () => read(file),
  })
  if (prepared?.state === 'ready') Object.assign(process.env, prepared.env)
}

async function read(file: string): Promise<Prepared> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Prepared
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'being prepared' }
    throw error
  }
}

const all = globalThis as { [shared]?: Map<string, unknown> }
const shared = Symbol.for('global set-ups of vitest-aws-fixtures')

/** What the first caller makes under that name, for all: Vitest loads the files of global set-ups anew for each project. */
export function sharedByProjects<Made>(name: string, make: () => Made): Made {
  all[shared] ??= new Map()
  if (!all[shared].has(name)) all[shared].set(name, make())
  return all[shared].get(name) as Made
}
