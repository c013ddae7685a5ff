import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StreamedBody } from '../../../src/gate/receive/pieces.ts'
import type { BodyContext, LineTranslator } from '../../../src/gate/views/api.ts'
import { translateLines } from '../../../src/gate/views/lines.ts'
import { openView } from '../../../src/gate/views/open-view.ts'
import { SOURCE as D, OWN as P } from './layers.ts'
import { callOf, notedContext } from './noted-context.ts'
import { layers } from './translate-body.ts'

/** Translates texts, and lets the line behind `"next"` stay as it is. */
const open =
  ({ view }: BodyContext): ((...line: Parameters<LineTranslator>) => boolean | undefined) =>
  (line, bytes) => {
    const text = bytes().toString().trim()
    if (!text.startsWith('"')) return false
    const edits = line()
    if (edits.root.kind !== 'text') return false
    if (edits.root.text === 'next') return true
    edits.replace(edits.root, view.physical(edits.root.text))
    return false
  }

const translate = (body: Buffer | StreamedBody, view = openView({ prefix: P, layers })) =>
  translateLines(body, { form: 'lines', open }, notedContext(view, callOf('bulk')).context)

const streamOf = (chunks: readonly Buffer[]): StreamedBody => ({
  length: Buffer.concat(chunks).length,
  stream: () => Readable.from(chunks),
})

const read = async (body: Buffer | StreamedBody): Promise<Buffer> =>
  Buffer.isBuffer(body) ? body : buffer(body.stream())

/** What it should come to, made without any of that. */
function expected(text: string): string {
  let isNext = false
  return text
    .split('\n')
    .map((line) => {
      const stays = isNext
      isNext = !stays && line.trim() === '"next"'
      return stays || isNext
        ? line
        : line.replace(/^( ?")(\w+)/, (_, start: string, name: string) => start + (name === 'airports' ? D : P) + name)
    })
    .join('\n')
}

const line = fc.constantFrom('"a"', ' "airports"\r', '"next"', '', '{"a": "é𝄞"}', '"b" ', '"next" ')
const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const borders = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return borders.slice(1).map((end, at) => bytes.subarray(borders[at], end))
}

test('a body is translated line by line, wherever its chunks begin', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.boolean(), fc.array(fc.nat(200)), async (lines, isEnded, places) => {
      const text = lines.join('\n') + (isEnded ? '\n' : '')
      const bytes = Buffer.from(text)
      const streamed = await translate(streamOf(cut(bytes, places)))
      expect((await read(await translate(bytes))).toString()).toBe(expected(text))
      expect((await read(streamed)).toString()).toBe(expected(text))
      expect(streamed.length).toBe(Buffer.byteLength(expected(text)))
    }),
    { numRuns: 500 },
  )
})

test('a streamed body can be sent again', async () => {
  const streamed = await translate(streamOf([Buffer.from('"a"\n"'), Buffer.from('b"\n')]))
  expect((await read(streamed)).toString()).toBe(`"${P}a"\n"${P}b"\n`)
  expect((await read(streamed)).toString()).toBe(`"${P}a"\n"${P}b"\n`)
})

test('a streamed body keeps its length although a sealed index is covered meanwhile', async () => {
  const view = openView({ prefix: P, layers })
  const streamed = await translate(streamOf([Buffer.from('"airports"\n')]), view)
  view.cover(layers[0]!.indices[0]!)
  expect(await read(streamed)).toHaveLength(streamed.length)
})

test('a long line is read while others have the thread', async () => {
  const bytes = Buffer.from(`"${'a'.repeat(2 * 1024 * 1024)}"\n"next"\n${'x'.repeat(1024 * 1024)}`)
  let turns = 0
  const turn = setInterval(() => turns++)
  const translated = await read(await translate(bytes))
  clearInterval(turn)
  expect(translated).toHaveLength(bytes.length)
  expect(turns).toBeGreaterThan(2)
})
