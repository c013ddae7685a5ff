import { posix } from 'node:path'
import { importSpecifiers } from '../../scripts/import-specifiers.ts'

/** The rooms of src/, from the ground up. A room is a folder, or a file beside the folders. */
export const floors: readonly (readonly string[])[] = [
  ['errors'],
  ['wait'],
  ['lifecycle', 'report'],
  ['resource'],
  ['sigv4'],
  ['client'],
  ['gate', 'dataset'],
  ['namespace', 'standin', 'aws'],
  ['config'],
  ['container'],
  ['session'],
  ['host'],
  ['target'],
  [
    'index',
    'plugin',
    'demand',
    'global-setup',
    'join-session',
    'leave-on-close',
    'own-files',
    'queued-files',
    'rerun-hit',
    'set-up-failed',
    'setup-worker',
    'provided',
    'run',
    'session-key',
    'supply',
    'tell-with-failure',
    'test-attempts',
    'unless-stopped',
    'watch-datasets',
    'watch-queue',
    'worker-life',
    'worker-registry',
    'worker-surroundings',
    'worker-variables',
  ],
  ['fixtures', 'cli'],
]

/** The rooms of one floor may not import each other, except on the floor of Vitest, where they are one. */
const shared = floors.findIndex((rooms) => rooms.includes('index'))

/** Where a package may be imported, types included; a package not named here may be imported anywhere. */
const packageFloors: readonly { readonly name: RegExp; readonly from: string; readonly to: string }[] = [
  { name: /^@aws-sdk\//, from: 'client', to: 'standin' },
  { name: /^(vitest|@vitest)(\/|$)/, from: 'index', to: 'fixtures' },
  { name: /^testcontainers$/, from: 'container', to: 'container' },
  // Its types are others in each major; what we need of them we state ourselves.
  { name: /^vite(\/|$)/, from: 'nowhere', to: 'nowhere' },
]

const floorOf = (room: string) => floors.findIndex((rooms) => rooms.includes(room))
const roomOf = (file: string) => file.split('/')[0]!.replace(/\.ts$/, '')

/** Every breach of the floors in these files (contents by path inside src/), as one sentence each. */
export function breaches(files: Readonly<Record<string, string>>): string[] {
  const imports = new Map(Object.entries(files).map(([file, source]) => [file, importSpecifiers(file, source)]))
  return [
    ...Object.keys(files)
      .filter((file) => floorOf(roomOf(file)) === -1)
      .map((file) => `${file} has no floor.`),
    ...[...imports].flatMap(([file, specifiers]) =>
      specifiers.flatMap(({ text, kind }) => [
        ...(kind === 'all' ? [`${file} exports all of ${text}.`] : []),
        ...(text.startsWith('.') ? breachOfFloor(file, text, files) : breachOfPackage(file, text)),
      ]),
    ),
    ...cycles(new Map([...imports].map(([file, found]) => [file, found.map(({ text }) => resolve(file, text))]))),
  ]
}

const resolve = (file: string, specifier: string) => posix.join(posix.dirname(file), specifier)

function breachOfFloor(file: string, specifier: string, files: Readonly<Record<string, string>>): string[] {
  const target = resolve(file, specifier)
  if (target.startsWith('..')) return [`${file} imports ${specifier}, which is outside of src.`]
  if (!specifier.endsWith('.ts')) return []
  if (!(target in files)) return [`${file} imports ${target}, which is not there.`]
  const [from, to] = [roomOf(file), roomOf(target)]
  if (from === to || floorOf(to) < floorOf(from)) return []
  if (floorOf(to) > floorOf(from)) return [`${file} imports ${target}, which is on a higher floor.`]
  return floorOf(from) === shared ? [] : [`${file} imports ${target}, which is another room of its floor.`]
}

function breachOfPackage(file: string, specifier: string): string[] {
  // The command line runs without Vitest, whatever its floor.
  const floor = roomOf(file) === 'cli' ? floorOf('session') : floorOf(roomOf(file))
  const rule = packageFloors.find(({ name }) => name.test(specifier))
  if (!rule || (floor >= floorOf(rule.from) && floor <= floorOf(rule.to) && floor !== -1)) return []
  return [`${file} imports ${specifier}, which has no place on its floor.`]
}

/** Every cycle, once, as the path around it. */
function cycles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file)
    if (start !== -1) found.push(`Files import each other in a circle: ${[...path.slice(start), file].join(' → ')}.`)
    if (start !== -1 || done.has(file)) return
    for (const target of imports.get(file) ?? []) walk(target, [...path, file])
    done.add(file)
  }
  for (const file of imports.keys()) walk(file, [])
  return found
}
