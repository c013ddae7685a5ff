/**
 * The rooms of src/: the folders that say in a README.md what they are, in which process their code runs, and which other
 * rooms they may import. test/rooms.test.ts proves that the code keeps to them.
 */
import { globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importSpecifiers } from './import-specifiers.ts'

/** A folder of src/ with a README.md of its own; what is below it belongs to it, but for rooms in turn. */
export interface Room {
  /** Its path inside src/: `daemon/client`. */
  readonly name: string
  readonly what: string
  readonly runsIn: string
  /** The rooms it may import. */
  readonly imports: readonly string[]
}

/** The files of the package's entry points, at the root of src/, which may import any room. */
const doors = ['index.ts', 'fixtures.ts', 'client.ts', 'cli.ts']

/** Where a package may be imported, types included; a package not named here may be imported anywhere. */
const packageRooms: readonly { readonly name: RegExp; readonly rooms: readonly string[] }[] = [
  { name: /^@aws-sdk\//, rooms: ['aws', 'credentials', 'preflight'] },
  { name: /^(vitest|@vitest)(\/|$)/, rooms: ['plugin', 'worker', 'fixtures.ts', 'index.ts'] },
  { name: /^testcontainers$/, rooms: ['engines/container'] },
  // Its types are others in each major; what we need of them we state ourselves.
  { name: /^vite(\/|$)/, rooms: [] },
]

/** Reads a room's README.md. Fails with an Error where a line is missing. */
export function parseRoom(name: string, readme: string): Room {
  const line = (pattern: RegExp, what: string): string => {
    const found = pattern.exec(readme)?.[1]
    if (found === undefined) throw new Error(`src/${name}/README.md does not say ${what}.`)
    return found.trim()
  }
  const imports = line(/^May import: (.+)\.$/m, "which rooms it may import: a line 'May import: base, errors.'")
  return {
    name,
    what: line(/^# .+\n\n(.+)$/m, 'what the room is, in the line after its heading'),
    runsIn: line(/^Runs in: (.+)\.$/m, "in which process its code runs: a line 'Runs in: daemon.'"),
    imports: imports === 'nothing' ? [] : imports.split(', '),
  }
}

/** Every breach of the rooms in these files (contents by path inside src/), as one sentence each. */
export function breaches(files: Readonly<Record<string, string>>, rooms: readonly Room[]): string[] {
  const roomOf = (file: string): string | undefined =>
    rooms.filter(({ name }) => file.startsWith(`${name}/`)).sort((a, b) => b.name.length - a.name.length)[0]?.name ??
    doors.find((door) => door === file)
  const imports = new Map(Object.entries(files).map(([file, source]) => [file, importSpecifiers(file, source)]))
  const of = new Map(rooms.map((room) => [room.name, room]))
  return [
    ...rooms.flatMap(({ name, imports: allowed }) =>
      allowed.filter((other) => !of.has(other)).map((other) => `${name} may import ${other}, which is no room.`),
    ),
    ...Object.keys(files)
      .filter((file) => roomOf(file) === undefined)
      .map((file) => `${file} is in no room.`),
    ...[...imports].flatMap(([file, specifiers]) =>
      specifiers.flatMap(({ text, kind }) => [
        ...(kind === 'all' ? [`${file} exports all of ${text}.`] : []),
        ...(text.startsWith('.') ? breachOfRoom(file, text) : breachOfPackage(file, text)),
      ]),
    ),
    ...unusedImports(),
    ...circles(
      new Map([...imports].map(([file, found]) => [file, found.map(({ text }) => resolve(file, text))])),
      'Files',
    ),
    ...circles(new Map(rooms.map(({ name, imports: allowed }) => [name, allowed])), 'Rooms'),
  ]

  function breachOfRoom(file: string, specifier: string): string[] {
    const target = resolve(file, specifier)
    if (target.startsWith('..')) return [`${file} imports ${specifier}, which is outside of src.`]
    if (!specifier.endsWith('.ts')) return []
    if (!(target in files)) return [`${file} imports ${target}, which is not there.`]
    const [from, to] = [roomOf(file), roomOf(target)]
    if (from === undefined || to === undefined || from === to || doors.includes(from)) return []
    return of.get(from)!.imports.includes(to) ? [] : [`${file} imports ${target}; ${from} may not import ${to}.`]
  }

  function breachOfPackage(file: string, specifier: string): string[] {
    const rule = packageRooms.find(({ name }) => name.test(specifier))
    if (!rule || rule.rooms.includes(roomOf(file) ?? '')) return []
    return [`${file} imports ${specifier}, which only ${rule.rooms.join(', ') || 'nobody'} may import.`]
  }

  function unusedImports(): string[] {
    const used = new Set(
      [...imports].flatMap(([file, found]) =>
        found.map(({ text }) => `${roomOf(file)} ${roomOf(resolve(file, text))}`),
      ),
    )
    return rooms.flatMap(({ name, imports: allowed }) =>
      allowed
        .filter((other) => of.has(other) && !used.has(`${name} ${other}`))
        .map((other) => `${name} may import ${other}, and does not.`),
    )
  }
}

const resolve = (file: string, specifier: string): string => posix.join(posix.dirname(file), specifier)

/** Every circle, once, as the path around it. */
function circles(imports: ReadonlyMap<string, readonly string[]>, what: string): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const walk = (at: string, path: readonly string[]): void => {
    const start = path.indexOf(at)
    if (start !== -1) found.push(`${what} import each other in a circle: ${[...path.slice(start), at].join(' → ')}.`)
    if (start !== -1 || done.has(at)) return
    for (const target of imports.get(at) ?? []) walk(target, [...path, at])
    done.add(at)
  }
  for (const at of imports.keys()) walk(at, [])
  return found
}

const src = fileURLToPath(new URL('../src', import.meta.url))

/** The rooms as src/ has them. */
export function readRooms(): Room[] {
  return globSync('**/README.md', { cwd: src })
    .map((file) => posix.dirname(file.replaceAll('\\', '/')))
    .sort()
    .map((name) => parseRoom(name, readFileSync(join(src, name, 'README.md'), 'utf8')))
}

/** The contents of all TypeScript files by path inside src/. */
export function readSources(): Record<string, string> {
  const files = globSync('**/*.ts', { cwd: src }).map((file) => file.replaceAll('\\', '/'))
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]))
}
