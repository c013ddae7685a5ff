import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { beforeEach, expect, test } from 'vitest'
import { takeFileLock, withFileLock } from '../../src/process/file-lock.ts'
import { lockLost, lockTakenOver } from '../../src/process/messages.ts'
import { thisProcess } from '../../src/process/process-identity.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { runScript, sourceOf } from '../support/run-script.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaf-lock-'))
  path = join(folder, 'x.lock')
  return () => rm(folder, { recursive: true, force: true })
})

const idle = new AbortController().signal

test('one owner works at a time, and the next one as soon as the first is done', async () => {
  const clock = new FakeClock()
  const log: string[] = []
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  let waits = 0
  const options = { path, what: 'a test', signal: idle, clock }
  const a = withFileLock(options, async () => {
    log.push('a starts')
    await ended
    log.push('a ends')
  })
  const b = withFileLock(
    {
      ...options,
      onWait: () => {
        waits += 1
      },
    },
    async () => log.push('b starts'),
  )
  await clock.advance(1_000)
  expect(log).toEqual(['a starts'])
  expect(waits).toBe(5)
  end()
  await a
  await clock.run(b)
  expect(log).toEqual(['a starts', 'a ends', 'b starts'])
  expect(readdirSync(folder)).toEqual(['x.lock.2'])
})

test('a lock is released after work that fails', async () => {
  const fails = withFileLock({ path, what: 'a test', signal: idle }, async () => {
    throw new Error('broken')
  })
  await expect(fails).rejects.toThrow('broken')
  expect(await withFileLock({ path, what: 'a test', signal: idle }, async () => 'done')).toBe('done')
})

test('of many processes with the same lock only one works at a time', { timeout: 60_000 }, async () => {
  const script = `
    import { appendFileSync } from 'node:fs'
    const { withFileLock } = await import('${sourceOf('process/file-lock.ts')}')
    const log = (text) => appendFileSync('${join(folder, 'log')}', text + '\\n')
    for (let n = 0; n < 5; n += 1) {
      await withFileLock({ path: '${path}', what: 'a test', signal: new AbortController().signal }, async () => {
        log('in ' + process.pid)
        await new Promise(setImmediate)
        log('out ' + process.pid)
      })
    }`
  await Promise.all(Array.from({ length: 4 }, () => runScript(script)))
  const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n')
  expect(lines).toHaveLength(40)
  for (let n = 0; n < lines.length; n += 2) expect(lines[n + 1]).toBe(lines[n]!.replace('in', 'out'))
})

test('of many threads of one process with the same lock only one works at a time', { timeout: 60_000 }, async () => {
  const script = `
    const { appendFileSync } = require('node:fs')
    const { threadId } = require('node:worker_threads')
    const log = (text) => appendFileSync('${join(folder, 'log')}', text + ' ' + threadId + '\\n')
    import('${sourceOf('process/file-lock.ts')}').then(async ({ withFileLock }) => {
      for (let n = 0; n < 5; n += 1) {
        const options = { path: '${path}', what: 'a test', signal: new AbortController().signal, pollMs: 10 }
        await withFileLock(options, async () => {
          log('in')
          await new Promise(setImmediate)
          log('out')
        })
      }
    })`
  const threads = Array.from({ length: 4 }, () => new Worker(script, { eval: true }))
  await Promise.all(threads.map((thread) => once(thread, 'exit')))
  const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n')
  expect(lines).toHaveLength(40)
  expect(new Set(lines).size).toBe(8)
  for (let n = 0; n < lines.length; n += 2) expect(lines[n + 1]).toBe(lines[n]!.replace('in', 'out'))
})

test('a lock is taken over from a thread that has ended in a process that runs: at once on Linux', async () => {
  const script = `
    const { parentPort } = require('node:worker_threads')
    import('${sourceOf('process/file-lock.ts')}').then(async ({ takeFileLock }) => {
      await takeFileLock({ path: '${path}', what: 'a test', signal: new AbortController().signal })
      parentPort.postMessage('owner')
      setInterval(() => {}, 1_000)
    })`
  const owner = new Worker(script, { eval: true })
  await once(owner, 'message')
  const clock = new FakeClock()
  const taken = withFileLock({ path, what: 'a test', signal: idle, clock }, async () => 'ours')
  await clock.advance(5_000)
  expect(readdirSync(folder)).toEqual(['x.lock.1'])
  await owner.terminate()
  expect(await clock.run(taken)).toBe('ours')
  expect(clock.now()).toBeLessThanOrEqual(process.platform === 'linux' ? 5_250 : 21_000)
})

test('a process that waits for a lock learns who has it', async () => {
  const clock = new FakeClock()
  const lock = await takeFileLock({ path, what: 'a test', signal: idle, clock })
  const owners = new Set<string>()
  const next = takeFileLock({ path, what: 'a test', signal: idle, clock, onWait: (owner) => owners.add(owner) })
  await clock.advance(1_000)
  expect([...owners]).toEqual([expect.stringMatching(new RegExp(`^process ${process.pid} on \\S+$`))])
  lock.release()
  await clock.run(next)
})

test('a lock is taken over at once from a process that was killed', { timeout: 60_000 }, async () => {
  const script = join(folder, 'owner.mts')
  writeFileSync(
    script,
    `const { withFileLock } = await import('${sourceOf('process/file-lock.ts')}')
     await withFileLock({ path: '${path}', what: 'a test', signal: new AbortController().signal }, async () => {
       process.send('owner')
       await new Promise(() => setInterval(() => {}, 1_000))
     })`,
  )
  const owner = fork(script)
  await once(owner, 'message')
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  const clock = new FakeClock()
  await withFileLock({ path, what: 'a test', signal: idle, clock }, async () => {})
  expect(clock.now()).toBe(0)
})

test('a lock is taken over at once from a process whose id another one has by now', async () => {
  writeFileSync(`${path}.4`, JSON.stringify({ ...thisProcess(), started: '1' }))
  const clock = new FakeClock()
  await withFileLock({ path, what: 'a test', signal: idle, clock }, async () => {})
  expect(clock.now()).toBe(0)
  expect(readdirSync(folder)).toEqual(['x.lock.5'])
})

test('a lock of another machine is waited for while its heart beats, and taken over 15 s after the last beat', async () => {
  writeFileSync(`${path}.1`, JSON.stringify({ pid: 1, machine: 'elsewhere' }))
  const clock = new FakeClock()
  let isOurs = false
  const locked = withFileLock({ path, what: 'a test', signal: idle, clock }, async () => {
    isOurs = true
  })
  for (let beat = 1; beat <= 3; beat += 1) {
    await clock.advance(10_000)
    utimesSync(`${path}.1`, beat, beat)
  }
  await clock.advance(14_000)
  expect(isOurs).toBe(false)
  await clock.run(locked)
  expect(isOurs).toBe(true)
})

test('work ends with an error where another process has taken its lock over', async () => {
  const clock = new FakeClock()
  const work = withFileLock({ path, what: 'a test', signal: idle, clock }, async (signal) => {
    await clock.advance(4_000)
    writeFileSync(`${path}.2`, JSON.stringify({ pid: 1, machine: 'elsewhere' }))
    await clock.advance(2_000)
    signal.throwIfAborted()
  })
  await expect(work).rejects.toThrow(lockLost(path, lockTakenOver()))
  expect(clock.pendingTimers).toBe(0)
})

test('work ends with an error where its lock was removed', async () => {
  const clock = new FakeClock()
  const work = withFileLock({ path, what: 'a test', signal: idle, clock }, async (signal) => {
    rmSync(folder, { recursive: true })
    await clock.advance(2_000)
    signal.throwIfAborted()
  })
  await expect(work).rejects.toThrow(`The lock ${path} is lost: ENOENT`)
})

test('a process that has looked long ago takes no number that was used since', async () => {
  // It saw a dead owner 1, slept, and wakes when 3 is the owner and the files 1 and 2 are removed.
  writeFileSync(`${path}.3`, JSON.stringify(thisProcess()))
  writeFileSync(`${path}.1`, JSON.stringify({ ...thisProcess(), started: '1' }))
  const clock = new FakeClock()
  const interruption = new AbortController()
  const late = withFileLock({ path, what: 'a test', signal: interruption.signal, clock }, async () => 'ours')
  await clock.advance(20_000)
  interruption.abort(new Error('Interrupted by SIGINT.'))
  await expect(late).rejects.toThrow('Interrupted by SIGINT.')
})

test('waiting for a lock ends at once with its signal, and after 30 minutes with an error that names the owner', async () => {
  writeFileSync(`${path}.1`, JSON.stringify(thisProcess()))
  const signal = AbortSignal.abort(new Error('Interrupted by SIGINT.'))
  await expect(withFileLock({ path, what: 'a test', signal }, async () => {})).rejects.toThrow('Interrupted by SIGINT.')
  const clock = new FakeClock()
  const late = withFileLock({ path, what: 'The lock of a test', signal: idle, clock }, async () => {})
  const refused = expect(late).rejects.toThrow(
    /^The lock of a test .* 1800\.0 s\.\nLast state: held\. .*\n.*x\.lock\.1 belongs to process \d+ on \S+\./,
  )
  await clock.run(late.catch(() => {}))
  await refused
})
