import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { unzipSync } from 'fflate'
import { onTestFinished } from 'vitest'
import type { Unpacking } from '../../src/cache/unpack.ts'
import { hashOfFiles } from '../../src/cache/unpacked.ts'
import { jarsAlone } from '../../src/engines/releases/artifacts.ts'
import type { Artifact } from '../../src/engines/releases/engine-lock.ts'
import { artifactPath } from '../../src/engines/releases/engine-lock.ts'

/** A Maven repository on loopback, with the paths that were requested. */
export interface MavenRepository {
  readonly url: string
  readonly requests: string[]
  /** How many requests were under way at the same time, at most. */
  readonly mostAtOnce: () => number
}

/** An artifact with these contents; the contents of a zip are pinned too, as in the lock. */
export function artifactOf(name: string, contents: string | Buffer, extension = 'jar'): Artifact {
  const bytes = Buffer.from(contents)
  return {
    coordinates: extension === 'jar' ? `org.example:${name}:1.0` : `org.example:${name}:${extension}:1.0`,
    sha256: sha256(bytes),
    bytes: bytes.length,
    ...(extension === 'zip' && { contents: contentsOf(bytes, jarsAlone) }),
  }
}

/** The hash that pins the files of a zip that have a place. */
export function contentsOf(zip: Uint8Array, place: Unpacking['place']): string {
  const files = Object.entries(unzipSync(zip)).flatMap(([name, bytes]) => {
    const at = place(name)
    return at === undefined ? [] : [[at, { bytes: bytes.length, sha256: sha256(bytes) }] as const]
  })
  return hashOfFiles(Object.fromEntries(files))
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Serves files by their path; a function answers by itself. */
export async function serveMaven(files: ReadonlyMap<string, string | Buffer | Answer>): Promise<MavenRepository> {
  const requests: string[] = []
  let underWay = 0
  let most = 0
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1)
    requests.push(path)
    underWay += 1
    most = Math.max(most, underWay)
    response.once('close', () => {
      underWay -= 1
    })
    const file = files.get(path)
    if (typeof file === 'function') return file(request, response)
    if (file === undefined) response.writeHead(404).end()
    else response.end(file)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests, mostAtOnce: () => most }
}

/** The path of an artifact in a repository. */
export const at = artifactPath
