/** Writes the pages of docs/ that are made from the code: `node scripts/make-docs.ts`. test/docs.test.ts proves them current. */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { cliPage } from './docs/cli.ts'
import { configurationPage } from './docs/configuration.ts'
import { errorsPage } from './docs/errors.ts'

/** How each page is made, by its name in docs/. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  'cli.md': cliPage,
  'configuration.md': configurationPage,
  'errors.md': errorsPage,
}

const pathOf = (page: string): string => fileURLToPath(new URL(`../docs/${page}`, import.meta.url))

/** A page as it is now. */
export const currentPage = (page: string): string => readFileSync(pathOf(page), 'utf8')

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const [page, make] of Object.entries(generatedPages)) writeFileSync(pathOf(page), make())
}
