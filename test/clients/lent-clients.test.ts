import { expect, onTestFinished, test, vi } from 'vitest'
import type { Lifetime } from '../../src/base/lifetime.ts'
import { lendGremlin } from '../../src/clients/gremlin/client.ts'
import { credentialsOf } from '../gate/open-test-gate.ts'
import { type GraphServerOptions, startGraphServer } from './graph-server.ts'

/** Until all is cut off. */
class Open implements Lifetime {
  readonly #cuts = new Set<(because: Error) => void>()

  begin(_: unknown, cut: (because: Error) => void): () => void {
    this.#cuts.add(cut)
    return () => this.#cuts.delete(cut)
  }

  cut(): void {
    for (const cut of this.#cuts) cut(new Error('cut'))
  }
}

async function open(options?: GraphServerOptions) {
  const { endpoint, upgrades, asked, sockets } = await startGraphServer(options)
  const graph = lendGremlin({ endpoint, credentials: async () => credentialsOf(1), serverVersion: '3.7.5' })
  onTestFinished(() => graph.close())
  return { graph, upgrades, asked, sockets }
}

const count = async ({ g }: { g: { V(): { count(): { next(): Promise<{ value?: unknown }> } } } }) =>
  (await g.V().count().next()).value

test('a graph connection goes from one borrower to the next, each of which has clients of its own', async () => {
  const { graph, upgrades } = await open()
  const one = graph.lend(new Open())
  expect(await count(one)).toBe(1)
  vi.spyOn(one.client, 'submit').mockRejectedValue(new Error('spoilt'))
  expect(await one.end()).toBe(0)
  const two = graph.lend(new Open())
  expect(await count(two)).toBe(1)
  expect(upgrades).toHaveLength(1)
  expect(two.client).not.toBe(one.client)
})

test('two borrowers at the same time each have a connection of their own', async () => {
  const { graph, upgrades } = await open()
  expect(await Promise.all([graph.lend(new Open()), graph.lend(new Open())].map(count))).toEqual([1, 1])
  expect(upgrades).toHaveLength(2)
})

test('a borrower that closes its client does not close it for another borrower', async () => {
  const { graph, upgrades } = await open()
  const one = graph.lend(new Open())
  await count(one)
  await one.close()
  await expect(count(one)).rejects.toThrow('has been closed')
  await expect(one.client.submit('g.V()')).rejects.toThrow('has been closed')
  await expect(one.client.stream('g.V()').toArray()).rejects.toThrow('has been closed')
  expect(await count(graph.lend(new Open()))).toBe(1)
  expect(upgrades).toHaveLength(1)
})

test('a graph connection with a pending request or a listener is not lent again', async () => {
  let answers = true
  const { graph, upgrades, asked, sockets } = await open({ answers: () => answers })
  const lifetime = new Open()
  const slow = graph.lend(lifetime)
  await count(slow)
  answers = false
  const sent = count(slow)
  await expect.poll(() => asked).toHaveLength(2)
  lifetime.cut()
  await expect(sent).rejects.toThrow('cut')
  answers = true
  // What was cut costs its connection; the borrower has another one.
  expect(await count(slow)).toBe(1)
  const listening = graph.lend(new Open())
  await listening.client.submit('g.V().count()')
  listening.client.addListener('close', () => {})
  await Promise.all([slow.end(), listening.end()])
  expect(await count(graph.lend(new Open()))).toBe(1)
  expect(upgrades).toHaveLength(3)
  await expect.poll(() => sockets.size).toBe(1)
})

test('a request that is aborted while its connection opens is never sent', async () => {
  let accept = () => {}
  const { graph, asked, sockets } = await open({
    upgrade: (letIn) => {
      accept = letIn
    },
  })
  const lifetime = new Open()
  const sent = count(graph.lend(lifetime))
  await expect.poll(() => sockets.size).toBe(1)
  lifetime.cut()
  await expect(sent).rejects.toThrow('cut')
  accept()
  await expect.poll(() => sockets.size).toBe(0)
  expect(asked).toEqual([])
})

test('the transactions that are open at the end of a loan are counted and closed', async () => {
  const { graph, asked } = await open()
  const one = graph.lend(new Open())
  const [left, closed] = [one.g.tx(), one.g.tx()]
  await left.begin().addV('a').next()
  await closed.begin().addV('b').next()
  await closed.commit()
  expect(await one.end()).toBe(1)
  expect(asked.filter((name) => name === 'session/close')).toHaveLength(2)
})
