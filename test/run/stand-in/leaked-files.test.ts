import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identityOf } from '../../../src/process/process-identity.ts'
import { assertNothingLeft, noTraces } from '../../../src/run/stand-in/leaked-files.ts'

test('names every process, port and folder that is still there, and how to remove it', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const folder = await mkdtemp(join(tmpdir(), 'left-'))
  const traces = noTraces()
  traces.processes.set('daemon', identityOf(child.pid!))
  traces.ports.set('OpenSearch stand-in', port)
  traces.folders.add(folder)

  await expect(assertNothingLeft(traces, 0)).rejects.toThrow(
    [
      'Something of this run is still on this machine:',
      `- process ${child.pid} (daemon): kill ${child.pid}`,
      `- port ${port} (OpenSearch stand-in) is open`,
      `- folder ${folder}: rm -r ${folder}`,
    ].join('\n'),
  )

  child.kill('SIGKILL')
  await once(child, 'exit')
  server.close()
  await rm(folder, { recursive: true })
  await expect(assertNothingLeft(traces)).resolves.toBeUndefined()
})
