import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openServer } from '../support/browser/open-server.ts'
import { type Attempt, pageAttacks } from '../support/browser/page-attacks.ts'
import { type Held, holdRun } from '../support/held-run.ts'
import { listenersOf } from '../support/run-processes.ts'

/** A folder in which anybody may leave a mark. */
async function folderForMarks(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'marks-'))
  await chmod(folder, 0o777)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const reading = (attempts: readonly Attempt[]) =>
  attempts.filter(({ outcome }) => !outcome.startsWith('nothing')).map(({ what, outcome }) => `${what}: ${outcome}`)

test('pages of a browser read and write a server that trusts every request, in every way they try', async () => {
  const pages = await pageAttacks()
  for (const scheme of ['http', 'https']) {
    const { port, received } = await openServer(scheme === 'https')
    const attempts = (await pages.on(port, '/marks')).filter(({ what }) => what.includes(`→ ${scheme}://`))
    const all = received.join('\n')
    expect(attempts.length).toBeGreaterThan(70)
    for (const { what, mark, outcome } of attempts) {
      const [, label, name] = /^(\d+-[a-z]+)-(.*)$/.exec(mark)!
      if (!name!.startsWith('read-')) {
        expect(
          all.includes(`/marks/${label}-${name}`) || all.includes(`planted-${label}-${name}`),
          `${what} has reached it`,
        ).toBe(true)
      }
      // What can be seen where nothing is protected. Other pages cannot look into frames, answers without CORS, or beacons.
      const isBlind = /-no-cors$|^form-|^beacon$/.test(name!)
      if (!isBlind) expect(outcome, what).toMatch(/^read/)
    }
  }
})

test('no page of a browser reads or executes anything through a port of a run, or of engines that stay', async () => {
  const pages = await pageAttacks()
  const folder = await folderForMarks()
  const found: string[] = []
  const attack = async (held: Held) => {
    const listeners = listenersOf(held.processes())
    // A gate and an engine for each of the two services.
    expect(listeners.map(({ role }) => role)).toEqual(expect.arrayContaining(['opensearch', 'gremlin']))
    for (const { role, address, port } of listeners) {
      expect(['127.0.0.1', '::1']).toContain(address)
      const attempts = await pages.on(port, folder)
      const marks = new Set(await readdir(folder))
      const executed = attempts.filter(({ mark }) => marks.has(mark)).map(({ what }) => `${what}: executed`)
      found.push(...[...executed, ...reading(attempts)].map((line) => `${role}: ${line}`))
    }
  }
  await holdRun({ during: attack, after: attack }).finally(() => {
    expect(found).toEqual([])
  })
  expect(await readdir(folder)).toEqual([])
})
