import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { EngineSpec } from '../../src/engines/engine.ts'

const sources = join(import.meta.dirname, 'unguarded')

/**
 * Changes an engine's spec so that it is started without the guard, and is the same otherwise: a `java` that puts
 * other classes before those of the launcher. Needs a JDK.
 */
export async function withoutGuard(): Promise<{ change(spec: EngineSpec): EngineSpec; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'vaf-bench-'))
  const classes = join(directory, 'classes')
  await mkdir(classes)
  const files = (await readdir(sources)).map((name) => join(sources, name))
  const java = join(directory, 'java')
  const change = (spec: EngineSpec): EngineSpec => {
    const classPath = spec.classPath.join(delimiter)
    execFileSync('javac', ['--release', '11', '-cp', classPath, '-d', classes, ...files], { stdio: 'inherit' })
    writeFileSync(java, javaWith(classes, spec.java), { mode: 0o700 })
    return { ...spec, java }
  }
  return { change, remove: () => rm(directory, { recursive: true, force: true }) }
}

/** A script that is called as `java` is, and puts the folder before the class path. */
const javaWith = (folder: string, java: string) => `#!/bin/sh
n=$#
while [ "$n" -gt 0 ]; do
  arg=$1
  shift
  [ "$last" = -cp ] && set -- "$@" '${folder}${delimiter}'"$arg" || set -- "$@" "$arg"
  last=$arg
  n=$((n - 1))
done
exec '${java}' "$@"
`
