import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { HostsFile } from './hosts-file.ts'

function opened(): HostsFile {
  const folder = mkdtempSync(join(tmpdir(), 'hosts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return new HostsFile(join(folder, 'hosts'))
}

/** The names that a resolver finds. */
const namesIn = ({ file }: HostsFile) =>
  [...readFileSync(file, 'utf8').matchAll(/^127\.0\.0\.1 (\S+\.test)$/gm)].map(([, name]) => name)

test('shows what it is given, and no more what it was given before', () => {
  const hosts = opened()
  expect(readFileSync(hosts.file, 'utf8')).toContain(readFileSync('/etc/hosts', 'utf8'))
  hosts.show(['a.test', 'b.test'])
  expect(namesIn(hosts)).toEqual(['a.test', 'b.test'])
  hosts.show(['c.test', 'b.test'])
  expect(namesIn(hosts)).toEqual(['b.test', 'c.test'])
  hosts.show(['a.test'])
  expect(namesIn(hosts)).toEqual(['a.test'])
})

/** Reads the file as fast as it can, and counts how often a name that is always there is missing. */
const reader = `
const { readFileSync } = require('node:fs')
const { parentPort, workerData } = require('node:worker_threads')
const { file, over } = workerData
let reads = 0
let missing = 0
parentPort.postMessage('reads')
while (Atomics.load(over, 0) === 0) {
  reads += 1
  if (!/^127\\.0\\.0\\.1 always\\.test$/m.test(readFileSync(file, 'utf8'))) missing += 1
}
parentPort.postMessage({ reads, missing })`

test('whoever reads it while others come and go finds what is there all the time', async () => {
  const hosts = opened()
  hosts.show(['first.test', 'always.test'])
  const over = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(reader, { eval: true, workerData: { file: hosts.file, over } })
  onTestFinished(async () => void (await worker.terminate()))
  await once(worker, 'message')
  for (let round = 0; round < 5_000; round += 1) {
    hosts.show([...(round % 2 ? ['first.test'] : []), 'always.test', `other-${round % 20}.test`])
  }
  Atomics.store(over, 0, 1)
  const [seen] = (await once(worker, 'message')) as [{ reads: number; missing: number }]
  expect(seen.reads).toBeGreaterThan(100)
  expect(seen.missing).toBe(0)
})
