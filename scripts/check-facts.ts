/**
 * Says which facts about AWS have not been compared with their source for a while: `node scripts/check-facts.ts 180` names
 * those of more than 180 days, the default, and exits with 1 where there are any. Each file of src/aws/facts/ says when and
 * with what it was compared; whoever compares it again sets the day.
 */
import { globSync } from 'node:fs'
import { argv, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { type DatedFact, dueFacts } from '../src/aws/facts/dated-fact.ts'

const folder = new URL('../src/aws/facts/', import.meta.url)

/** The fact of each file of src/aws/facts/. Fails with an Error where a file has none. */
export async function readFacts(): Promise<readonly DatedFact[]> {
  const files = globSync('*.ts', { cwd: fileURLToPath(folder) }).filter((file) => file !== 'dated-fact.ts')
  return Promise.all(
    files.sort().map(async (file) => {
      const { fact } = (await import(new URL(file, folder).href)) as { readonly fact?: DatedFact }
      if (!fact) throw new Error(`src/aws/facts/${file} exports no fact.`)
      return fact
    }),
  )
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const days = Number(argv[2] ?? 180)
  if (!Number.isInteger(days) || days < 0) throw new Error(`'${argv[2]}' is no number of days.`)
  const facts = await readFacts()
  const due = dueFacts(facts, days, new Date())
  stdout.write(`${[...due, `${due.length} of ${facts.length} facts are older than ${days} days.`].join('\n')}\n`)
  if (due.length > 0) process.exitCode = 1
}
