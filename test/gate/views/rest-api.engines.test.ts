import { readFileSync } from 'node:fs'
import { request } from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import { generatedFiles } from '../../../scripts/build-rest-api.ts'
import { apiPaths, partsOf } from '../../../src/gate/views/api-paths.ts'
import { methodsOf } from '../../../src/gate/views/route.ts'
import { targetOf } from '../../../src/gate/views/target.ts'
import { startEngine } from '../start-engine.ts'

/** APIs that other versions of the engine have, or has only with a plugin or a feature that is not here. */
const OTHER_VERSIONS = /^(file_cache|indices\.scale|ingestion|remote_store\.metadata|remote_store|tier|ism|extensions)/

test('the methods of every path are those that the engine takes', async () => {
  const engine = await startEngine('opensearch')
  onTestFinished(() => engine.stop())
  const different: string[] = []
  for (const path of apiPaths) {
    const target = targetOf(path, Object.fromEntries(partsOf(path).map((part) => [part, `a-${part}`])), [])
    const { headers, body } = await request(`http://127.0.0.1:${engine.port}${target}`, {
      method: 'OPTIONS',
      headers: engine.headers,
    })
    await body.dump()
    const allowed = String(headers.allow ?? '')
      .split(',')
      .filter(Boolean)
      .sort()
    if (allowed.length === 0 && OTHER_VERSIONS.test(path.api)) continue
    if (allowed.join() !== methodsOf(target).join()) different.push(`${target}: ${allowed} but ${methodsOf(target)}`)
  }
  expect(different).toEqual([])
})

test("the table of APIs is that of OpenSearch's own description", async () => {
  for (const [path, content] of Object.entries(await generatedFiles())) {
    expect(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'), path).toBe(content)
  }
})
