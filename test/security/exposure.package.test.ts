import { expect, test } from 'vitest'
import { environmentRow, pathsUnder, whatItAsks } from '../support/exposure.ts'
import { type Held, holdRun } from '../support/held-run.ts'
import { environmentOf, listenersOf, unixSocketsOf } from '../support/run-processes.ts'
import { securityTable } from '../support/security-tables.ts'

/** Variables of a developer's shell that are nobody else's business. */
const secrets = {
  AWS_ACCESS_KEY_ID: 'AKIAPLANTEDBYATEST00',
  AWS_SECRET_ACCESS_KEY: 'planted-by-a-test',
  GITHUB_TOKEN: 'planted-by-a-test-too',
}

const unique = (rows: readonly string[]) => [...new Set(rows)].sort()

/** Without what is random in a path: `$TMPDIR/vaf-<uid>/<host>/host.sock`. */
const renamed = (temporary: string) => (path: string) =>
  path
    .replace(temporary, '$TMPDIR')
    .replace(/\/dev\/shm\/vaf-\d+-[0-9a-f]{32}/, '/dev/shm/vaf-<uid>-<random>')
    .replace(/vaf-\d+(?=\/|$)/, 'vaf-<uid>')
    .replace(/\/[0-9a-f]{8}-\d+(?=\/|$)/, '/<host>')
    .replace(/\/vaf-[a-z0-9]{5}(?=\/|$)/, '/<run>')
    .replace(/\/(opensearch|neptune)-\d+$/, '/<engine>')
    .replace(/\/tests-\d+\.json$/, '/tests-<worker>.json')

async function portRows(held: Held): Promise<string[]> {
  const rows: string[] = []
  for (const listener of listenersOf(held.processes())) {
    rows.push(`${listener.role} | ${listener.address} | ${await whatItAsks(listener)}`)
  }
  return unique(rows)
}

test('what a run and its engines show to others is what SECURITY.md says', async () => {
  const found = { ports: [] as string[], kept: [] as string[], paths: [] as string[], env: [] as string[] }
  await holdRun({
    vitest: { env: secrets },
    async during(held) {
      const processes = held.processes()
      const main = environmentOf(processes.find(({ role }) => role === 'main')!.pid)
      const rename = renamed(held.temporary)
      found.ports = await portRows(held)
      found.env = unique(
        processes
          .filter(({ role }) => ['host', 'worker', 'opensearch', 'gremlin'].includes(role))
          .map((each) => environmentRow(each, main, secrets)),
      )
      const memory = unixSocketsOf(processes).filter((path) => path.startsWith('/dev/shm/'))
      expect(memory.length).toBeGreaterThan(0)
      const folders = [held.temporary, ...memory.map((path) => path.replace(/\/alive$/, ''))]
      found.paths = unique(folders.flatMap((folder) => pathsUnder(folder, rename))).map((row) =>
        row.replace(' ', ' | '),
      )
    },
    async after(held) {
      // The host closes the gates of a run once that has gone.
      const gates = () => listenersOf(held.processes()).filter(({ role }) => role === 'host')
      await expect.poll(gates, { timeout: 10_000 }).toEqual([])
      found.kept = await portRows(held)
    },
  })
  expect.soft(found.ports, 'ports during a run').toEqual(securityTable('Ports', 3))
  // The host may have begun to rehearse its engines, behind a gate like that of a run.
  const ofEngines = (rows: readonly string[]) => rows.filter((row) => !row.startsWith('host'))
  expect.soft(ofEngines(found.kept), 'ports of engines after it').toEqual(ofEngines(found.ports))
  expect.soft(found.ports, 'ports during a run').toEqual(expect.arrayContaining(found.kept))
  expect.soft(found.paths, 'files, folders and sockets').toEqual(securityTable('Files, folders and sockets', 2))
  expect.soft(found.env, 'variables').toEqual(securityTable('Environment variables', 3))
})
