import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isInHostsFile } from '../../src/dns/name-lookup.ts'

function hostsFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'vaf-hosts-')), 'hosts')
  onTestFinished(() => rmSync(dirname(file), { recursive: true }))
  writeFileSync(file, text)
  return file
}

test.for<[string, string, boolean]>([
  ['a line with the name', '127.0.0.1 a.test\n', true],
  ['one of several names, between tabs', '::1\tb.test\ta.test', true],
  ['a name in capitals, with the line ends of Windows', '127.0.0.1 A.Test\r\n', true],
  ['a name before a comment', '127.0.0.1 a.test# ours', true],
  ['a name in a comment', '# 127.0.0.1 a.test\n127.0.0.1 b.test # a.test', false],
  ['a longer name', '127.0.0.1 www.a.test a.test.org', false],
  ['an address', 'a.test 127.0.0.1', false],
  ['an empty file', '', false],
])('a hosts file with %s (%j) has the host: %s', async ([, text, isIn]) => {
  const file = hostsFile(text)
  expect(await isInHostsFile('a.test', file)).toBe(isIn)
})

test('a hosts file that does not exist has no names', async () => {
  expect(await isInHostsFile('a.test', '/nowhere/hosts')).toBe(false)
})
