import { expect, test } from 'vitest'
import { daemonFolderError } from '../../src/daemon/daemon-folders.ts'

const failure = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: said the system`), {
    code,
    syscall: path ? 'mkdir' : 'write',
    ...(path && { path }),
  })

test.for([
  ['ENOSPC', "No space is left for the engines' data in the folder for temporary files: /t", 'Make space there, '],
  ['EDQUOT', "No space is left for the engines' data in the folder for temporary files: /t", 'Make space there, '],
  ['EMFILE', 'No more files can be opened in the folder for temporary files: /t', 'Raise the limit of open files: '],
  ['EROFS', 'The daemon cannot create its folder in the folder for temporary files: /t', 'Set TMPDIR to a folder '],
  ['EACCES', 'The daemon cannot create its folder in the folder for temporary files: /t', 'Set TMPDIR to a folder '],
] as const)('the error for %s says what to do', ([code, first, last]) => {
  for (const path of [undefined, '/t/vaf-0/1-1/daemon.json']) {
    const cause = failure(code, path)
    const error = daemonFolderError(cause, '/t/vaf-0')
    expect(error).toMatchObject({ code: 'AWS_FIXTURE_CONFIG', cause })
    const lines = (error as Error).message.split('\n')
    expect(lines[0]).toBe(first)
    expect(lines[1]).toBe(`Last seen: ${code}: said the system.`)
    expect(lines[2]).toContain(last)
  }
})

test('an error about another folder, or about no file, stays as it is', () => {
  for (const other of [failure('ENOENT', '/project/fixtures'), new Error('refused')]) {
    expect(daemonFolderError(other, '/t/vaf-0')).toBe(other)
  }
})
