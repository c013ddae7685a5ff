import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { TimedRun } from './start-project.ts'

/** What one engine did, in milliseconds from the creation of its log, which is when its process is started. */
interface EngineTimes {
  /** To the first line of its log. */
  readonly firstLine: number
  /** To the line in which it says that it listens. */
  readonly listening: number
}

/** Where the time of a run went, as rows of name and milliseconds; a phase that was not seen is left out. */
export async function breakdown(run: TimedRun, cache: string): Promise<(readonly [string, number])[]> {
  const at = (pattern: RegExp) => run.lines.find(({ text }) => pattern.test(text))?.atMs
  const [rows, ready, ended] = [[] as [string, number][], at(/ready for tests after/), at(/cleanup proved in/)]
  const add = (name: string, ms: number | undefined) => ms !== undefined && rows.push([name, ms])
  for (const [name, log] of [['OpenSearch', 'opensearch'] as const, ['Gremlin Server', 'neptune'] as const]) {
    const times = await engineTimes(cache, log)
    add(`${name}: Java up, first log line`, times?.firstLine)
    add(`${name}: modules loaded, port open`, times && times.listening - times.firstLine)
    const told = at(new RegExp(`${name === 'OpenSearch' ? 'OpenSearch' : 'Neptune|Gremlin'}.* ready in`))
    add(`${name}: told as ready and validated, since the run began`, told)
  }
  add('all ready for tests, since the run began', ready)
  add('of it in set-up, as the product says', seconds(run, /ready for tests after ([\d.]+) s/))
  add('of it before: Node, Vitest, config', difference(ready, seconds(run, /ready for tests after ([\d.]+) s/)))
  const cleanup = seconds(run, /cleanup proved in ([\d.]+) s/)
  add('workers and tests, between ready and cleanup', difference(ended, ready, cleanup))
  add('cleanup, proved', cleanup)
  add('after it: Vitest ends', difference(run.tookMs, ended))
  add('whole run', run.tookMs)
  return rows
}

function difference(from: number | undefined, ...less: readonly (number | undefined)[]): number | undefined {
  return less.reduce((rest, each) => (rest === undefined || each === undefined ? undefined : rest - each), from)
}

function seconds(run: TimedRun, pattern: RegExp): number | undefined {
  const text = run.lines.map((line) => pattern.exec(line.text)?.[1]).find((found) => found !== undefined)
  return text === undefined ? undefined : Number(text) * 1000
}

/** From the newest log of that service. Both servers write local time with milliseconds. */
async function engineTimes(cache: string, service: string): Promise<EngineTimes | undefined> {
  const folder = join(cache, 'logs')
  const name = (await readdir(folder))
    .filter((each) => each.endsWith(`${service}.log`))
    .sort()
    .at(-1)
  if (!name) return undefined
  const file = join(folder, name)
  const startedAt = (await stat(file)).birthtimeMs
  const lines = (await readFile(file, 'utf8')).split('\n')
  const since = (line: string | undefined) => {
    const time = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)[.,](\d{3})/.exec(line ?? '')
    return time ? Date.parse(`${time[1]}T${time[2]}.${time[3]}`) - startedAt : undefined
  }
  const firstLine = lines.map(since).find((ms) => ms !== undefined)
  const listening = since(
    lines.find((line) => /HttpServerTransport.*publish_address|Channel started at port/.test(line)),
  )
  return firstLine === undefined || listening === undefined ? undefined : { firstLine, listening }
}
