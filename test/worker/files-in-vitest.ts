import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { JoinedRun } from '../../src/contracts/provided-run.ts'
import { sourceOf } from '../support/run-script.ts'

const repository = fileURLToPath(new URL('../../', import.meta.url))

/** Runs these test files in a Vitest of their own, whose workers belong to the run; `options` are Vitest's. */
export async function runFiles(
  run: JoinedRun,
  files: Readonly<Record<string, string>>,
  options: object,
): Promise<{ code: number; output: string }> {
  // The folder is inside the repository, so that its Vitest is found.
  const root = await mkdtemp(join(repository, '.files-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const config = {
    root,
    test: {
      ...options,
      maxWorkers: 2,
      setupFiles: [fileURLToPath(sourceOf('worker/setup.ts'))],
      globalSetup: './provide.mjs',
    },
  }
  const all = {
    ...files,
    'vitest.config.mjs': `export default ${JSON.stringify(config)}`,
    'provide.mjs': `export default ({ provide }) => provide('awsFixtures', ${JSON.stringify(run)})`,
  }
  for (const [name, text] of Object.entries(all)) await writeFile(join(root, name), text)
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', '--root', root], {
    env: { ...process.env, VITEST: undefined, NO_COLOR: '1', NODE_EXTRA_CA_CERTS: undefined },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const [code] = (await once(child, 'exit')) as [number]
  return { code, output }
}
