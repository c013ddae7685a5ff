import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { idleClock } from './idle-clock.ts'

function clockOfATest() {
  const clock = idleClock()
  onTestFinished(() => clock[Symbol.dispose]())
  return clock
}

test('an hour is over at once where there is nothing to do, and to the millisecond', async () => {
  const clock = clockOfATest()
  const startedAt = clock.now()
  await new Promise<void>((resolve) => clock.after(3_600_000, resolve))
  expect(clock.now() - startedAt).toBe(3_600_000)
})

test('no time passes while requests over sockets of this process are under way', async () => {
  const clock = clockOfATest()
  const server = createServer((_, response) => response.end('pong'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const startedAt = clock.now()
  let isLate = false
  clock.after(1_000, () => {
    isLate = true
  })
  for (let ping = 0; ping < 20; ping += 1) {
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`).then((answer) => answer.text())
  }
  expect(isLate).toBe(false)
  expect(clock.now()).toBe(startedAt)
})
