import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject, onTestFinished } from 'vitest'
import type { VitestMajor } from './installed-package.ts'

/** As strict as a user can be: declarations of packages are checked too. */
const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  allowImportingTsExtensions: true,
  noEmit: true,
}

/** Contents by path, or the path of a folder to copy them from. */
export type Sources = Readonly<Record<string, string>> | string

/** Compiles a user's project against the installed package; returns what the compiler says, nothing where all is well. */
export function compile(vitest: VitestMajor, sources: Sources): string {
  const directory = mkdtempSync(join(inject('installedPackage').workspaces[vitest], 'compile-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  if (typeof sources === 'string')
    cpSync(sources, directory, { recursive: true, filter: (path) => !path.endsWith('node_modules') })
  else {
    for (const [name, contents] of Object.entries(sources)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), contents)
    }
  }
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  const tsc = fileURLToPath(new URL('../bin/tsc', import.meta.resolve('typescript')))
  const { stdout, error } = spawnSync(process.execPath, [tsc, '--project', directory, '--pretty', 'false'], {
    cwd: directory,
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (error) throw error
  return stdout
}
