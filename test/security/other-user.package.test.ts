import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Held, holdRun } from '../support/held-run.ts'
import { environmentOf, listenersOf, unixSocketsOf } from '../support/run-processes.ts'
import type { VitestRun } from '../support/run-vitest.ts'
import { argsAsUser, asUser, openCache } from '../support/users/as-user.ts'
import { ATTACKER, twoUsers, VICTIM } from '../support/users/two-users.ts'

/** What another user tries, as a module; `given` is put before it. Prints what succeeded, as JSON. */
const attacks = await readFile(new URL('../support/users/other-user.js', import.meta.url), 'utf8')

/** Values of the environment that may be in no argument of a process, which every user can read. */
function secretsOf(held: Held): string[] {
  return held.processes().flatMap(({ pid }) =>
    Object.entries(environmentOf(pid))
      .filter(([name]) => /SECRET|TOKEN|PASSWORD/.test(name))
      .map(([, value]) => value),
  )
}

const root = process.getuid?.() ?? 0

test.for([
  ['root, or of engines that stay', root],
  ['an ordinary user', VICTIM],
] as const)('another user of the machine reads, executes and changes nothing of a run of %s', async ([, victim]) => {
  const users = await twoUsers()
  onTestFinished(() => users.end())
  const marks = await mkdtemp(join(tmpdir(), 'marks-'))
  await chmod(marks, 0o777)
  onTestFinished(() => rm(marks, { recursive: true, force: true }))
  const found: string[] = []
  const attack = async (held: Held) => {
    const processes = held.processes()
    const sockets = unixSocketsOf(processes)
    const shared = sockets.filter((path) => path.startsWith('/dev/shm/')).map((path) => path.replace(/\/alive$/, ''))
    const listeners = listenersOf(processes)
    expect(new Set(processes.filter(({ role }) => role !== 'other').map(({ uid }) => uid))).toEqual(new Set([victim]))
    // The gate or engine of each service, and a socket: what is to be attacked is there.
    expect(listeners.map(({ role }) => role)).toEqual(expect.arrayContaining(['opensearch', 'gremlin']))
    expect(sockets.some((path) => path.endsWith('daemon.sock'))).toBe(true)
    const folders = [join(held.temporary, `vaf-${victim}`), ...shared]
    const paths = await Promise.all(
      folders.map(async (folder) => [
        folder,
        ...(await readdir(folder, { recursive: true })).map((path) => join(folder, path)),
      ]),
    )
    const given = {
      ports: listeners.map(({ role, port }) => ({ role, port })),
      pids: processes.filter(({ role }) => role !== 'other').map(({ pid, role }) => ({ pid, role })),
      sockets,
      folders,
      paths: paths.flat(),
      marks,
      secrets: secretsOf(held),
    }
    const printed = await users.run(ATTACKER, `const given = ${JSON.stringify(given)}\n${attacks}`)
    const { succeeded, tried } = JSON.parse(printed) as { succeeded: string[]; tried: number }
    expect(tried).toBeGreaterThan(50)
    found.push(...succeeded, ...(await readdir(marks)).map((name) => `executed: ${name}`))
  }
  const env = { PLANTED_SECRET: 'a-secret-of-the-shell' }
  const run =
    victim === root
      ? holdRun({ vitest: { env }, during: attack, after: attack })
      : holdRun({ options: '', vitest: await runAs(victim, env), during: attack })
  await run.finally(() => {
    expect(found).toEqual([])
  })
})

async function runAs(uid: number, env: Readonly<Record<string, string>>): Promise<Partial<VitestRun>> {
  const cache = await openCache({ opensearch: true, neptune: true })
  return { machine: asUser(uid), args: argsAsUser, env: { ...env, AWS_FIXTURES_CACHE: cache } }
}
