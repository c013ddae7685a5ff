import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { makeFolder } from '../../src/process/make-folder.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vaf-folder-'))
  return () => rmSync(root, { recursive: true, force: true })
})

test('missing parents of a folder are made too, and the mode is for the folder alone', () => {
  makeFolder(join(root, 'a', 'b'), 0o700)
  makeFolder(join(root, 'a', 'b'), 0o700)
  expect(statSync(join(root, 'a', 'b')).mode & 0o777).toBe(0o700)
  expect(statSync(join(root, 'a')).mode & 0o055).toBe(0o055)
})

test('a folder that cannot be made fails with the error of the system', () => {
  writeFileSync(join(root, 'file'), '')
  expect(() => makeFolder(join(root, 'file', 'a', 'b'))).toThrow('ENOTDIR')
})
