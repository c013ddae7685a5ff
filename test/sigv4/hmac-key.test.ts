import { createHmac, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { HmacKey } from '../../src/sigv4/hmac-key.ts'

/** fast-check's own `binary` characters cost a second to set up. */
const anyCharacter = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code))

test('an HMAC key gives the digests that Node gives, for any key and text, also when it is used again', () => {
  // The property is synchronous; the linter takes the call for the asynchronous overload.
  void fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.string({ unit: anyCharacter })), (bytes, texts) => {
      const key = new HmacKey(bytes)
      for (const text of texts) expect(key.sign(text)).toBe(createHmac('sha256', bytes).update(text).digest('hex'))
    }),
    { seed: 1 },
  )
})

test('two HMAC keys that are used in turn do not disturb each other', () => {
  const [one, other] = [new HmacKey(randomBytes(32)), new HmacKey(randomBytes(32))]
  const before = one.sign('text')
  expect(other.sign('text')).not.toBe(before)
  expect(one.sign('text')).toBe(before)
})
