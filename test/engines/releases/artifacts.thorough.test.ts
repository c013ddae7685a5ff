import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { beforeEach, expect, test, vi } from 'vitest'
import type { FetchProgress } from '../../../src/cache/fetch-files.ts'
import { fetchArtifacts } from '../../../src/engines/releases/artifacts.ts'
import type { Artifact } from '../../../src/engines/releases/engine-lock.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { sourceOf } from '../../support/run-script.ts'
import { type Answer, artifactOf, at, serveMaven } from '../maven-repository.ts'

let cacheDirectory: string
beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'vaf-artifacts-'))
  return () => rm(cacheDirectory, { recursive: true, force: true })
})

/** A clock without pauses between attempts, and without the timeout of a stalled download. */
const hasty = {
  now: () => 0,
  after(ms: number, callback: () => void) {
    if (ms >= 30_000) return () => {}
    const immediate = setImmediate(callback)
    return () => clearImmediate(immediate)
  },
}

function fetchFrom(
  mirror: string,
  artifacts: readonly Artifact[],
  onProgress: (progress: FetchProgress) => void = () => {},
) {
  const signal = new AbortController().signal
  return fetchArtifacts({
    engine: { version: '1.0', artifacts },
    cacheDirectory,
    mirror,
    signal,
    onProgress,
    clock: hasty,
  })
}

const cached = async () =>
  (await readdir(cacheDirectory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(cacheDirectory, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('locks'))
    .sort()

const jar = artifactOf('one', 'contents of one')
const path = 'org/example/one/1.0/one-1.0.jar'

test('all files of an engine are fetched, verified and kept, eight at a time', async () => {
  const contents = Array.from({ length: 30 }, (_, n) => `jar ${n}`)
  const artifacts = contents.map((text, n) => artifactOf(`a${n}`, text))
  // Answers only once eight are waiting, or the last ones.
  const waiting: (() => void)[] = []
  let asked = 0
  const answer =
    (text: string): Answer =>
    (_request, response) => {
      asked += 1
      waiting.push(() => response.end(text))
      if (waiting.length === 8 || asked === artifacts.length) for (const send of waiting.splice(0)) send()
    }
  const maven = await serveMaven(new Map(artifacts.map((artifact, n) => [at(artifact), answer(contents[n]!)])))
  const progress: number[] = []
  const classPath = await fetchFrom(`${maven.url}/`, artifacts, ({ receivedBytes }) => progress.push(receivedBytes))
  expect(classPath).toEqual(artifacts.map((artifact) => join(cacheDirectory, 'maven', at(artifact))))
  expect(await Promise.all(classPath.map((file) => readFile(file, 'utf8')))).toEqual(contents)
  expect(maven.mostAtOnce()).toBe(8)
  expect(progress.at(-1)).toBe(contents.join('').length)
})

test('no request is sent where all files are in the cache', async () => {
  const maven = await serveMaven(new Map([[at(jar), 'contents of one']]))
  const first = await fetchFrom(maven.url, [jar])
  expect(await fetchFrom('http://127.0.0.1:9', [jar])).toEqual(first)
  expect(maven.requests).toEqual([path])
})

test('a file that was cut short in the cache is fetched again', async () => {
  const maven = await serveMaven(new Map([[at(jar), 'contents of one']]))
  const [file = ''] = await fetchFrom(maven.url, [jar])
  await writeFile(file, 'cont')
  await fetchFrom(maven.url, [jar])
  expect(await readFile(file, 'utf8')).toBe('contents of one')
})

test('the jars of a plugin are unpacked once, and its zip is not kept', async () => {
  const zip = Buffer.from(zipSync({ 'b.jar': strToU8('b'), 'a.jar': strToU8('a'), 'LICENSE.txt': strToU8('l') }))
  const plugin = artifactOf('plugin', zip, 'zip')
  const maven = await serveMaven(new Map([[at(plugin), zip]]))
  const classPath = await fetchFrom(maven.url, [plugin])
  expect(classPath.map((file) => file.split('/').at(-1))).toEqual(['a.jar', 'b.jar'])
  expect(await Promise.all(classPath.map((file) => readFile(file, 'utf8')))).toEqual(['a', 'b'])
  expect(await fetchFrom('http://127.0.0.1:9', [plugin])).toEqual(classPath)
  expect((await cached()).filter((file) => file.endsWith('.zip'))).toEqual([])
})

test('a plugin with a missing or shortened jar is fetched and unpacked again', async () => {
  const zip = Buffer.from(zipSync({ 'a.jar': strToU8('contents'), 'b.jar': strToU8('b') }))
  const plugin = artifactOf('plugin', zip, 'zip')
  const maven = await serveMaven(new Map([[at(plugin), zip]]))
  const [a = '', b = ''] = await fetchFrom(maven.url, [plugin])
  await writeFile(a, 'cont')
  await fetchFrom(maven.url, [plugin])
  await rm(b)
  await fetchFrom(maven.url, [plugin])
  expect([await readFile(a, 'utf8'), await readFile(b, 'utf8')]).toEqual(['contents', 'b'])
  expect(maven.requests).toHaveLength(3)
})

/** A server that knows ranges and versions. With `breakAfter` it sends so many bytes and then waits for `breakOff`. */
function rangeServer(contents: string, version: string, breakAfter?: number): Answer {
  return ({ headers }, response) => {
    asked.push([headers.range, headers['if-range'] as string | undefined])
    const from = Number(/bytes=(\d+)-/.exec(`${headers.range}`)?.[1] ?? 0)
    const isSame = headers['if-range'] === undefined || headers['if-range'] === version
    const start = isSame ? from : 0
    const rest = contents.slice(start)
    response.writeHead(start > 0 ? 206 : 200, {
      etag: version,
      'content-length': rest.length,
      ...(start > 0 && { 'content-range': `bytes ${start}-${contents.length - 1}/${contents.length}` }),
    })
    if (breakAfter === undefined) response.end(rest)
    else {
      response.write(rest.slice(0, breakAfter))
      breakOff = () => response.socket?.destroy()
    }
  }
}
let breakOff: () => void = () => {}
let asked: (string | undefined)[][] = []
beforeEach(() => {
  asked = []
})

test('a run continues a download where the last run was cut off', async () => {
  const broken = await serveMaven(new Map([[at(jar), rangeServer('contents of one', '"v1"', 2)]]))
  let most = 0
  const breakAtProgress = ({ receivedBytes }: FetchProgress) => {
    if (receivedBytes > most) breakOff()
    most = Math.max(most, receivedBytes)
  }
  await expect(fetchFrom(broken.url, [jar], breakAtProgress)).rejects.toThrow('could not be downloaded')
  expect(asked).toEqual([[undefined, undefined], ...[2, 4, 6, 8].map((from) => [`bytes=${from}-`, '"v1"'])])
  const maven = await serveMaven(new Map([[at(jar), rangeServer('contents of one', '"v1"')]]))
  const progress: number[] = []
  const [file = ''] = await fetchFrom(maven.url, [jar], ({ receivedBytes }) => progress.push(receivedBytes))
  expect(asked.at(-1)).toEqual(['bytes=10-', '"v1"'])
  expect(progress[0]).toBe(10)
  expect(await readFile(file, 'utf8')).toBe('contents of one')
  expect(await cached()).toEqual([join('maven', path)])
})

test('a download starts over where the server has another version than the kept part', async () => {
  const part = join(cacheDirectory, 'maven', `${path}.part`)
  await mkdir(dirname(part), { recursive: true })
  await writeFile(part, 'something old')
  await writeFile(`${part}.etag`, '"v0"')
  const maven = await serveMaven(new Map([[at(jar), rangeServer('contents of one', '"v1"')]]))
  const [file = ''] = await fetchFrom(maven.url, [jar])
  expect(asked).toEqual([['bytes=13-', '"v0"']])
  expect(await readFile(file, 'utf8')).toBe('contents of one')
})

test.for([
  { kept: 'of', requests: 2 },
  { kept: '15 bytes, but x', requests: 2 },
  { kept: 'of something else, and longer', requests: 1 },
])(
  'a kept part that does not fit ($kept) is thrown away, and the whole file is fetched once',
  async ({ kept, requests }) => {
    const part = join(cacheDirectory, 'maven', `${path}.part`)
    await mkdir(dirname(part), { recursive: true })
    await writeFile(part, kept)
    const maven = await serveMaven(
      new Map([
        [
          at(jar),
          (request, response) => {
            const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
            if (from >= 15) response.writeHead(416).end()
            else rangeServer('contents of one', '"v1"')(request, response)
          },
        ],
      ]),
    )
    const [file = ''] = await fetchFrom(maven.url, [jar])
    expect(maven.requests).toHaveLength(requests)
    expect(await readFile(file, 'utf8')).toBe('contents of one')
  },
)

test('a kept part is replaced by the whole file where the server knows no ranges', async () => {
  const part = join(cacheDirectory, 'maven', `${path}.part`)
  await mkdir(dirname(part), { recursive: true })
  await writeFile(part, 'contents')
  const maven = await serveMaven(new Map([[at(jar), 'contents of one']]))
  const [file = ''] = await fetchFrom(maven.url, [jar])
  expect(await readFile(file, 'utf8')).toBe('contents of one')
})

test('a run waits for another one that downloads, and continues its download when that one is killed', {
  timeout: 60_000,
}, async () => {
  let isFirst = true
  const whole = rangeServer('contents of one', '"v1"')
  const maven = await serveMaven(
    new Map([
      [
        at(jar),
        (request, response) => {
          if (!isFirst) return whole(request, response)
          // Sends half, and then nothing until the first run is gone.
          isFirst = false
          response.writeHead(200, { 'content-length': 15, etag: '"v1"' })
          response.write('contents')
        },
      ],
    ]),
  )
  const script = join(cacheDirectory, 'run.mts')
  const engine = { version: '1.0', artifacts: [jar] }
  await writeFile(
    script,
    `const { fetchArtifacts } = await import('${sourceOf('engines/releases/artifacts.ts')}')
     const signal = new AbortController().signal
     const onProgress = ({ receivedBytes }) => receivedBytes === 8 && process.send('half')
     await fetchArtifacts({ ...${JSON.stringify({ cacheDirectory, mirror: maven.url, engine })}, signal, onProgress })`,
  )
  const run = fork(script)
  await once(run, 'message')
  const seen: FetchProgress[] = []
  const second = fetchFrom(maven.url, [jar], (progress) => {
    if (seen.push(progress) === 3) run.kill('SIGKILL')
  })
  const [file = ''] = await second
  expect(seen.slice(0, 3)).toEqual(Array(3).fill({ receivedBytes: 8, totalBytes: 15, byAnother: true }))
  expect(seen.at(-1)).toEqual({ receivedBytes: 15, totalBytes: 15, byAnother: false })
  expect(asked).toEqual([['bytes=8-', '"v1"']])
  expect(await readFile(file, 'utf8')).toBe('contents of one')
})

test('a download on a full disk fails with the space that the engines need, after one request', async () => {
  const part = join(cacheDirectory, 'maven', `${path}.part`)
  await mkdir(dirname(part), { recursive: true })
  // Each write to this file fails with ENOSPC.
  await symlink('/dev/full', part)
  const maven = await serveMaven(new Map([[at(jar), 'contents of one']]))
  await expect(fetchFrom(maven.url, [jar])).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringMatching(
      new RegExp(
        [
          `^The cache of the engines is full: ${cacheDirectory}`,
          'Last seen: ENOSPC: .+ 1 MB more, and \\d+ MB are free\\.',
        ].join('\n'),
      ),
    ),
  })
  expect(maven.requests).toHaveLength(1)
})

/** Answers one attempt after the other; the last answer is repeated. */
function attempts(...answers: (string | number | 'cut')[]): Answer {
  return (_request, response) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (typeof answer === 'number') response.writeHead(answer).end()
    else if (answer === 'cut') {
      response.writeHead(200, { 'content-length': 15 })
      response.write('contents')
      response.socket?.destroySoon()
    } else response.end(answer)
  }
}

test.for([
  ['a server that is overloaded', attempts(503, 429, 'contents of one')],
  ['a connection that breaks', attempts('cut', 'contents of one')],
] as const)('a download is tried again after %s, and counts no byte twice', async ([, answer]) => {
  const maven = await serveMaven(new Map([[at(jar), answer]]))
  let received = 0
  await fetchFrom(maven.url, [jar], ({ receivedBytes }) => {
    received = receivedBytes
  })
  expect(received).toBe(15)
  expect(await cached()).toEqual([join('maven', path)])
})

test('a download fails after five attempts with the URL, and keeps its part for the next run', async () => {
  const maven = await serveMaven(new Map([[at(jar), attempts('cut')]]))
  await expect(fetchFrom(maven.url, [jar])).rejects.toMatchObject({
    name: 'ReachabilityError',
    message: expect.stringMatching(
      new RegExp(
        [
          `^An engine could not be downloaded from ${new URL(maven.url).host}: ${maven.url}/${path}`,
          'Last seen: .+',
          ".*'local.mavenMirror'.* HTTPS_PROXY, .* NODE_EXTRA_CA_CERTS\\.$",
        ].join('\n'),
      ),
    ),
  })
  expect(maven.requests).toHaveLength(5)
  expect(await cached()).toEqual([join('maven', `${path}.part`)])
})

test('a file with other contents than the pinned ones is refused after one request, with both hashes', async () => {
  const maven = await serveMaven(new Map([[at(jar), 'contents of two']]))
  await expect(fetchFrom(maven.url, [jar])).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: expect.stringMatching(
      new RegExp(
        [
          `^${maven.url}/${path} is not the file .*`,
          `Its SHA-256 is ${artifactOf('x', 'contents of two').sha256}\\. .* ${jar.sha256}\\.`,
        ].join('\n'),
      ),
    ),
  })
  expect(maven.requests).toHaveLength(1)
  expect(await cached()).toEqual([])
})

test('a file that the repository does not have fails after one request, with the option for a mirror', async () => {
  const maven = await serveMaven(new Map())
  await expect(fetchFrom(maven.url, [jar])).rejects.toThrow(
    new RegExp(`^${maven.url}/${path} answered 404\\.\n.*local\\.mavenMirror or AWS_FIXTURES_MAVEN_MIRROR`),
  )
  expect(maven.requests).toHaveLength(1)
})

test('a repository that cannot be reached is reported with its host', async () => {
  await expect(fetchFrom('http://127.0.0.1:1/maven', [jar])).rejects.toMatchObject({
    name: 'ReachabilityError',
    message: expect.stringMatching(
      /^An engine could not be downloaded from 127\.0\.0\.1:1: .*\nLast seen: fetch failed: /,
    ),
  })
})

test('an aborted download ends at once, and keeps the files that are whole', async () => {
  const interruption = new AbortController()
  const whole = artifactOf('whole', 'whole')
  const maven = await serveMaven(
    new Map<string, string | Answer>([
      [at(whole), 'whole'],
      // Never answers: the run is interrupted meanwhile.
      [at(jar), () => void setImmediate(() => interruption.abort(new Error('Interrupted by SIGINT.')))],
    ]),
  )
  await fetchFrom(maven.url, [whole])
  const engine = { version: '1.0', artifacts: [whole, jar] }
  const { signal } = interruption
  await expect(
    fetchArtifacts({ engine, cacheDirectory, mirror: maven.url, signal, onProgress: () => {} }),
  ).rejects.toThrow('Interrupted by SIGINT.')
  expect(await cached()).toEqual([join('maven', at(whole))])
})

test('two runs at the same time share one download, and the second reports the progress of the first', async () => {
  const zip = Buffer.from(zipSync({ 'a.jar': strToU8('a') }))
  const plugin = artifactOf('plugin', zip, 'zip')
  const maven = await serveMaven(
    new Map<string, string | Buffer>([
      [at(plugin), zip],
      [at(jar), 'contents of one'],
    ]),
  )
  const seen: FetchProgress[] = []
  const both = await Promise.all([
    fetchFrom(maven.url, [plugin, jar]),
    fetchFrom(maven.url, [plugin, jar], (progress) => seen.push(progress)),
  ])
  expect(both[0]).toEqual(both[1])
  expect(maven.requests).toHaveLength(2)
  expect(seen.every(({ byAnother }) => byAnother)).toBe(true)
  expect(seen[0]?.totalBytes).toBe(zip.length + 15)
  expect((await cached()).filter((file) => file.endsWith('.part'))).toEqual([])
})

test('a cache that cannot be written fails before any request', async () => {
  const maven = await serveMaven(new Map([[at(jar), 'contents of one']]))
  await writeFile(join(cacheDirectory, 'maven'), 'a file where a folder has to be')
  await expect(fetchFrom(maven.url, [jar])).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringMatching(
      new RegExp(
        [
          `^The cache of the engines cannot be written: ${cacheDirectory}`,
          'Last seen: E[A-Z]+: .+',
          ".*'local.cacheDirectory'.* AWS_FIXTURES_CACHE\\.$",
        ].join('\n'),
      ),
    ),
  })
  expect(maven.requests).toEqual([])
})

test('an attempt that receives nothing for 30 s is given up, and another one follows', async () => {
  const clock = new FakeClock()
  let asked = 0
  const stallsOnce: Answer = (_request, response) => {
    asked += 1
    if (asked > 1) response.end('contents of one')
  }
  const maven = await serveMaven(new Map([[at(jar), stallsOnce]]))
  const { signal } = new AbortController()
  const engine = { version: '1.0', artifacts: [jar] }
  const fetching = fetchArtifacts({ engine, cacheDirectory, mirror: maven.url, signal, onProgress: () => {}, clock })
  await vi.waitUntil(() => asked === 1)
  await clock.advance(29_999)
  expect(asked).toBe(1)
  await clock.advance(1)
  // The heartbeat of the lock, and the pause before the next attempt.
  await vi.waitUntil(() => clock.pendingTimers === 2)
  await clock.advance(200)
  expect(await fetching).toEqual([join(cacheDirectory, 'maven', path)])
  expect(clock.pendingTimers).toBe(0)
})

test('a stalled download from a mirror with a password is reported without the password', async () => {
  const clock = new FakeClock()
  let asked = 0
  const never: Answer = () => {
    asked += 1
  }
  const maven = await serveMaven(new Map([[at(jar), never]]))
  const mirror = maven.url.replace('://', '://me:secret@')
  const engine = { version: '1.0', artifacts: [jar] }
  const { signal } = new AbortController()
  const fetching = fetchArtifacts({ engine, cacheDirectory, mirror, signal, onProgress: () => {}, clock })
  const failed = expect(fetching).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: expect.stringMatching(/^(?!.*secret)[^\n]*me:\*\*\*@[^\n]*\n(?!.*secret).* 30 s\.\n/),
  })
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await vi.waitUntil(() => asked === attempt)
    await clock.advance(30_000)
    if (attempt === 5) break
    await vi.waitUntil(() => clock.pendingTimers === 2)
    await clock.advance(5_000)
  }
  await failed
})
