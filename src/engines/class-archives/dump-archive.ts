import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { delimiter } from 'node:path'
import { text } from 'node:stream/consumers'
import { engineEnv } from '../../java/engine-env.ts'
import { dumpFailed } from '../messages.ts'
import type { ArchiveRecipe } from './class-archive.ts'

/** After so long making an archive is given up, in milliseconds: it takes 10 s on a quiet machine, minutes on a busy one. */
const DUMP_TIMEOUT_MS = 10 * 60_000

/** The JVM refuses a list with a longer line, as for a lambda with many parameters, in bytes. Such a line is left out. */
const LONGEST_LINE = 4_000

/**
 * Makes an archive of the noted classes with a JVM that runs no code of the engine. Fails with an Error that quotes the end of
 * the JVM's output, or with the signal's reason.
 */
export async function dumpArchive(recipe: ArchiveRecipe, file: string, signal: AbortSignal): Promise<void> {
  const list = `${file}.classes`
  await writeFile(list, wholeLines(await readFile(recipe.classes, 'utf8')), { mode: 0o600 })
  try {
    await run(
      recipe.java,
      [
        '-Xshare:dump',
        ...recipe.options,
        `-XX:SharedClassListFile=${list}`,
        `-XX:SharedArchiveFile=${file}`,
        ...['-cp', recipe.classPath.join(delimiter)],
      ],
      AbortSignal.any([signal, AbortSignal.timeout(DUMP_TIMEOUT_MS)]),
    )
  } finally {
    await rm(list, { force: true })
  }
}

/** Without the last line, which an engine that was killed may have written half, and without lines that are too long. */
function wholeLines(classes: string): string {
  const lines = classes.slice(0, classes.lastIndexOf('\n') + 1).split('\n')
  return lines.filter((line) => Buffer.byteLength(line) < LONGEST_LINE).join('\n')
}

async function run(java: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  // An aborted signal kills it, and only its own file is lost.
  const child = spawn(java, args, {
    env: engineEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  })
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  lowerPriority(child.pid)
  const [code, byWhat] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (code === 0) return
  const said = (await output).join('').trim().split('\n').slice(-3).join('\n').slice(-500)
  throw new Error(dumpFailed(java, byWhat ?? `exit code ${code}`, said))
}

/** Tests come first. With the lowest priority it would never end on a busy machine. */
function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the machine does not allow it.
  }
}
