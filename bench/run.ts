import { readdirSync } from 'node:fs'

/** `npm run bench -- NAME`: runs bench/NAME.ts, which exports `bench`. */
const helpers = new Set([
  'run',
  'measure',
  'gate-process',
  'floor-process',
  'bridge-process',
  'raw-engines',
  'unguarded-java',
  'start-project',
  'start-breakdown',
  'targets-projects',
  'targets-report',
  'waiter-scenarios',
  'waiter-schedules',
])
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !helpers.has(name))
const [name = ''] = process.argv.slice(2)
if (!names.includes(name)) {
  console.error(`There is no benchmark '${name}'. Choose one of: ${names.join(', ')}.`)
  process.exit(1)
}
const { bench } = (await import(`./${name}.ts`)) as { bench: () => Promise<void> }
await bench()
