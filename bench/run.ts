import { readdirSync } from 'node:fs'

/** `npm run bench -- NAME`: runs bench/NAME.ts, which exports `bench`. */
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.replace(/\.ts$/, ''))
const [name = ''] = process.argv.slice(2)
if (!names.includes(name)) {
  console.error(`There is no benchmark '${name}'. Choose one of: ${names.join(', ')}.`)
  process.exit(1)
}
const { bench } = (await import(`./${name}.ts`)) as { bench: () => Promise<void> }
await bench()
