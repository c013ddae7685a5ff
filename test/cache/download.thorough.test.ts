import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startTlsServer } from '../clients/tls-server.ts'
import { startHttpProxy } from '../support/network/http-proxy.ts'
import { runScript, sourceOf } from '../support/run-script.ts'

const CONTENT = 'an engine'

/** A repository behind a certificate of its own, and a script that downloads from it. */
async function openRepository() {
  const directory = await mkdtemp(join(tmpdir(), 'vaf-download-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const { endpoint, requests } = await startTlsServer('opensearch', (response) => response.end(CONTENT))
  const authority = join(directory, 'authority.pem')
  await writeFile(authority, endpoint.ca!)
  const file = join(directory, 'engine.jar')
  const download = {
    url: `${endpoint.url}/engine.jar`,
    file,
    sha256: createHash('sha256').update(CONTENT).digest('hex'),
    bytes: CONTENT.length,
    source: { what: 'An engine', hint: 'Use a mirror', setting: 'the mirror' },
  }
  const script = `
    const { download } = await import('${sourceOf('cache/download.ts')}')
    const signal = new AbortController().signal
    await download({ ...${JSON.stringify(download)}, signal, onReceived: () => {} }).catch(({ message }) => console.log(message))`
  return { script, requests, authority, file, host: endpoint.signingHost }
}

test.for(['HTTPS_PROXY', 'https_proxy'])('a download uses the proxy that %s names', async (name) => {
  const { script, authority, file, host } = await openRepository()
  const proxy = await startHttpProxy()
  expect(await runScript(script, { [name]: proxy.url, NODE_EXTRA_CA_CERTS: authority })).toBe('')
  expect(await readFile(file, 'utf8')).toBe(CONTENT)
  expect(proxy.asked).toEqual([host])
})

test('a download uses no proxy for a host that NO_PROXY names', async () => {
  const { script, authority, file } = await openRepository()
  const proxy = await startHttpProxy()
  await runScript(script, { HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1', NODE_EXTRA_CA_CERTS: authority })
  expect(await readFile(file, 'utf8')).toBe(CONTENT)
  expect(proxy.asked).toEqual([])
})

test('a download from a server whose certificate Node does not trust fails, and names NODE_EXTRA_CA_CERTS', async () => {
  const { script, requests } = await openRepository()
  // A random number of 0 leaves no pause between the attempts.
  const output = await runScript(`Math.random = () => 0\n${script}`, { NODE_EXTRA_CA_CERTS: '' })
  expect(output).toMatch(/^An engine .* 127\.0\.0\.1:\d+: /)
  expect(output).toMatch(/unable to verify|self-signed|local issuer/)
  expect(output).toContain('NODE_EXTRA_CA_CERTS')
  expect(requests).toEqual([])
})
