import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contains, type Ipv4Block, isCovered, readBlock, writeBlock } from '../../../src/aws/network/ipv4-block.ts'

const read = (text: string): Ipv4Block => readBlock(text)!

test.for([
  ['203.0.113.7', '203.0.113.7/32'],
  ['203.0.113.7/24', '203.0.113.0/24'],
  [' 255.255.255.255\n', '255.255.255.255/32'],
  ['10.1.2.3/0', '0.0.0.0/0'],
])('the IPv4 block %s is written as %s', ([text, written]) => {
  expect(writeBlock(read(text!))).toBe(written)
})

test.for(['', '1.2.3', '1.2.3.256', '1.2.3.4/33', '::1', '1.2.3.4, 5.6.7.8'])("'%s' is not an IPv4 block", (text) => {
  expect(readBlock(text)).toBeUndefined()
})

test('an IPv4 block is contained in another that has all of its addresses', () => {
  expect(contains(read('0.0.0.0/0'), read('255.0.0.1'))).toBe(true)
  expect(contains(read('203.0.112.0/23'), read('203.0.113.0/24'))).toBe(true)
  expect(contains(read('203.0.113.0/24'), read('203.0.112.0/23'))).toBe(false)
  expect(contains(read('128.0.0.0/1'), read('127.255.255.255'))).toBe(false)
})

test('several IPv4 blocks together can cover a block', () => {
  const [all, low, high] = [read('10.0.0.0/24'), read('10.0.0.0/25'), read('10.0.0.128/25')]
  expect(isCovered(all, [low])).toBe(false)
  expect(isCovered(all, [high, low])).toBe(true)
  expect(isCovered(all, [])).toBe(false)
})

test('an IPv4 block that is written and read again is the same', () => {
  const block = fc.tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 })).map(([address, length]) => {
    const bytes = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255)
    return `${bytes.join('.')}/${length}`
  })
  fc.assert(fc.property(block, (text) => contains(read(text), read(text.split('/')[0]!))))
  fc.assert(fc.property(block, (text) => void expect(read(writeBlock(read(text)))).toEqual(read(text))))
})
