import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { importSpecifiers } from '../../scripts/import-specifiers.ts'
import { nodeProblem } from '../../src/base/node-version.ts'

/** The source of a module after which Node reports another version. */
const isNode20 = `data:text/javascript,Object.defineProperty(process,'version',{value:'v20.20.2'})`

test('the command line refuses an old Node in one sentence, with exit code 1', async () => {
  const refused = promisify(execFile)(process.execPath, ['--import', isNode20, 'src/cli.ts', 'install', '--archives'])
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: `${nodeProblem('v20.20.2')?.join('\n')}\n`,
  })
})

test('the command line checks the version of Node before it loads any other file', () => {
  const imports = (file: string) => importSpecifiers(file, readFileSync(file, 'utf8')).map(({ text }) => text)
  expect(imports('src/cli.ts')).toEqual(['./base/node-version.ts', './cli/main.ts'])
  expect(readFileSync('src/cli.ts', 'utf8')).toContain(`await import('./cli/main.ts')`)
  expect(imports('src/base/node-version.ts')).toEqual([])
})
