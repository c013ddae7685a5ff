import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LeakedResourceError } from '../../../src/errors/errors.ts'
import { identityOf } from '../../../src/process/process-identity.ts'
import { assertNothingLeft, noTraces } from '../../../src/run/stand-in/leaked-files.ts'
import * as messages from '../../../src/run/stand-in/messages.ts'

test('the error at the end of a run names every process, port and folder that is left, and how to remove it', async () => {
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
    new LeakedResourceError(
      messages.leftOnMachine([
        messages.leftProcess(child.pid!, 'daemon'),
        messages.leftPort(port, 'OpenSearch stand-in'),
        messages.leftFolder(folder),
      ]),
    ),
  )

  child.kill('SIGKILL')
  await once(child, 'exit')
  server.close()
  await rm(folder, { recursive: true })
  await expect(assertNothingLeft(traces)).resolves.toBeUndefined()
})
