import { execFile } from 'node:child_process'
import { open as openFile, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { fillData } from './fill-data.ts'
import { TestRun } from './test-run.ts'

const execute = promisify(execFile)

const own = daemonOfFile({ roomMb: 160 })

const open = () => TestRun.open(own, { opensearch: true, dataInMemory: false })

const write = (run: TestRun, name: string) =>
  run.send('opensearch', 'PUT', `/${run.id}-w1-${name}/_doc/1?refresh=true`, { body: '{"text":"mine"}' })

test('a run that fills the space for data is rejected by name, others go on, and its end makes space again', async () => {
  const [hostile, innocent] = [await open(), await open()]
  expect((await write(innocent, 'before')).status).toBe(201)
  const rejected = await fillData(hostile, 160)
  expect(rejected).toMatchObject({ status: 507 })
  expect(JSON.parse(rejected?.body ?? '')).toEqual({
    message: expect.stringMatching(
      /^The disk for data \(.*\) is too full for this write, which may take \d+ MB: \d+ MB of 168 MB are left, and \d+ MB are kept for other runs\. \d+ MB are of the run in .*, which may not write that much until there is room\. Delete indices, or use less data\. Make space there, or set TMPDIR to a folder with more\.$/,
    ),
  })
  // To an index that is there as well as to a new one, which the engine has to note in its state.
  for (const name of ['before', 'during']) {
    const { status, body } = await write(innocent, name)
    expect(status, body).toBeLessThan(300)
  }
  const found = await innocent.send('opensearch', 'GET', `/${innocent.id}-w1-during/_search`)
  expect(JSON.parse(found.body)).toMatchObject({ hits: { total: { value: 1 } } })

  // Its end deletes what it had, while there is no room.
  expect(await hostile.connection.ask('close', {})).toMatchObject({ failures: [] })
  const next = await open()
  expect((await write(next, 'first')).status).toBe(201)
  // Nothing is left that keeps indices from being written to, or made.
  const { body } = await next.send('opensearch', 'GET', '/_cluster/state/blocks')
  expect(JSON.parse(body)).toMatchObject({ blocks: {} })
  for (const { connection } of [innocent, next]) {
    expect(await connection.ask('close', {})).toMatchObject({ failures: [] })
  }
})

test('the background writes of a run end before the space is full, and others go on', async () => {
  const [hostile, innocent] = [await open(), await open()]
  const index = `${hostile.id}-w1-full`
  await fillData(hostile, 6)
  await hostile.send('opensearch', 'POST', `/${index}/_refresh`)
  // Each copies all that is there by then: without end, the room would be full several times.
  const copies = Array.from({ length: 30 }, (_, n) => {
    const body = JSON.stringify({ source: { index, size: 100 }, dest: { index: `${index}-${n}` } })
    return hostile.send('opensearch', 'POST', '/_reindex?wait_for_completion=false', { body })
  })
  await Promise.all(copies)
  const running = async () => (await hostile.send('opensearch', 'GET', '/_tasks?actions=*reindex')).body
  let written = 0
  do {
    const { status, body } = await write(innocent, `while-${written % 3}`)
    expect(status, body).toBeLessThan(300)
    written += 1
  } while ((await running()).includes('reindex'))
  expect(written).toBeGreaterThan(1)
  for (const { connection } of [innocent, hostile]) {
    expect(await connection.ask('close', {})).toMatchObject({ failures: [] })
  }
})

test('an engine that has no space left at all is ended, and is replaced for the runs that have not filled it', async () => {
  const [hostile, innocent] = [await open(), await open()]
  const small = await open()
  expect(await fillData(hostile, 160)).toMatchObject({ status: 507 })
  expect((await write(innocent, 'before')).status).toBe(201)
  // As another program does it: the reserve goes too.
  const rest = join(own.base, 'rest')
  const file = await openFile(rest, 'w')
  const filling = async () => {
    const { bavail, bsize } = await statfs(own.base)
    const { size } = await file.stat()
    await execute('fallocate', ['--length', String(size + bavail * bsize), rest]).catch(() => {})
    return innocent.events.filter(({ type }) => type === 'warning')
  }
  await expect.poll(filling, { timeout: 60_000 }).toHaveLength(1)
  await file.close()
  await rm(rest)
  expect(innocent.events.at(-1)).toMatchObject({
    message: expect.stringMatching(
      /^The OpenSearch engine that runs share has ended, and another takes its place\. The disk for data \(.*\) is full: 0 MB of 168 MB are left\. Most of what runs hold there, \d+ MB, is of the run in /,
    ),
  })
  expect(hostile.events.at(-1)).toMatchObject({
    message: expect.stringMatching(/^The OpenSearch engine was ended\. The disk for data \(.*\) is full: 0 MB/),
  })
  // It had written nothing, and so has lost nothing.
  expect((await write(small, 'after')).status).toBe(201)
  expect((await write(innocent, 'after')).status).toBe(500)
  await innocent.send('opensearch', 'GET', '/_aws_fixtures/changes')
  expect((await write(innocent, 'after')).status).toBe(201)
  for (const { connection } of [innocent, small]) {
    expect(await connection.ask('close', {})).toMatchObject({ failures: [] })
  }
  const { failures } = await hostile.connection.ask('close', {})
  expect(failures.map(({ error }) => error.message)).toContainEqual(
    expect.stringMatching(/^Its engine was ended while the tests ran\.\nThe disk for data \(.*\) is full: 0 MB/),
  )
})
