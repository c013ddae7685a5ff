import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { withContents } from '../../../src/engines/container/edit-file.ts'

/** An archive of one file with this name, made by the system's tar. */
function archive(contents: string, { name = 'file.txt', format = 'ustar' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, name), contents, { mode: 0o640 })
  return execFileSync('tar', [`--format=${format}`, '-cf', '-', name], { cwd: folder })
}

const changed = async (tar: Buffer, edit: (contents: string) => string) => (await withContents(tar, edit))!

const list = (tar: Buffer) => execFileSync('tar', ['-tvf', '-'], { input: tar, encoding: 'utf8' }).trim().split('\n')
const contentsOf = (tar: Buffer) => execFileSync('tar', ['-xOf', '-'], { input: tar, encoding: 'utf8' })

test.each([
  ['shorter', 'a=1\nb=2\n', 'a=1\n'],
  ['longer', 'a=1\n', 'a=1\n'.repeat(1_000)],
  ['as long as a block', 'a=1\n', 'a'.repeat(512)],
  ['empty', 'a=1\n', ''],
  ['in other alphabets', 'ä\n', 'ü ☃\n'],
])('an edit makes the contents %s, and nothing else changes', async (_, before, after) => {
  const tar = archive(before)
  const edited = await changed(tar, (contents) => {
    expect(contents).toBe(before)
    return after
  })
  expect(contentsOf(edited)).toBe(after)
  const [line = ''] = list(tar)
  const size = (bytes: string) => ` ${Buffer.byteLength(bytes)} `
  expect(list(edited).map((each) => each.replace(/ +/g, ' '))).toEqual([
    line.replace(/ +/g, ' ').replace(size(before), size(after)),
  ])
})

test.each(['pax', 'gnu'])('an edit keeps a name that is too long for its block, in the format %s', async (format) => {
  const name = `${'long'.repeat(40)}.txt`
  const edited = await changed(archive('a=1\n', { name, format }), () => 'b=2\n')
  expect(contentsOf(edited)).toBe('b=2\n')
  expect(list(edited)[0]).toContain(name)
})

test('an archive of an empty folder has no file to edit', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const tar = execFileSync('tar', ['-cf', '-', '.'], { cwd: folder })
  expect(await withContents(tar, () => '')).toBeUndefined()
})
