import { createHmac, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { HmacKey } from '../../src/sigv4/hmac-key.ts'

/** fast-check's own `binary` characters cost a second to set up. */
const anyCharacter = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code))

test('signs what Node signs, whatever the key and the text, and however often', () => {
  // Synchronous, as the property is: the linter takes the overload for asynchronous ones.
  void fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.string({ unit: anyCharacter })), (bytes, texts) => {
      const key = new HmacKey(bytes)
      for (const text of texts) expect(key.sign(text)).toBe(createHmac('sha256', bytes).update(text).digest('hex'))
    }),
    { seed: 1 },
  )
})

test('keeps two keys apart', () => {
  const [one, other] = [new HmacKey(randomBytes(32)), new HmacKey(randomBytes(32))]
  const before = one.sign('text')
  expect(other.sign('text')).not.toBe(before)
  expect(one.sign('text')).toBe(before)
})
