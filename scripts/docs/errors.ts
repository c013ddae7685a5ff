/**
 * docs/errors.md, made from the doc comments of the error classes: a section for each code. A class's comment says what the
 * error means; its paragraph `To do:` says what to do, and its `@example` shows a message. The comments of its fields say
 * what it carries.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { errorClasses } from '../../src/errors/errors.ts'
import { linkTo } from '../../src/errors/messages.ts'

const folder = fileURLToPath(new URL('../../src/errors', import.meta.url))
const files = ['configuration-errors.ts', 'temporary-errors.ts', 'resource-errors.ts']

interface Documented {
  readonly meaning: string
  readonly toDo: string
  readonly example: string
  readonly category: string
  readonly fault: string
  /** The fields that this class has beside those of every error, each with its comment. */
  readonly fields: readonly (readonly [name: string, comment: string])[]
}

/** The page. Fails with an Error that names the class whose comment lacks something. */
export function errorsPage(): string {
  const source = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n')
  const sections = Object.entries(errorClasses).map(([code, { name }]) => section(code, name, documented(source, name)))
  return [
    HEAD,
    TABLE_HEAD,
    ...Object.entries(errorClasses).map(([code, { name }]) => row(code, name, documented(source, name))),
  ]
    .join('\n')
    .concat('\n\n', sections.join('\n'))
}

const HEAD = `<!-- Made by \`node scripts/make-docs.ts\` from the comments in src/errors/. -->
# Errors

\`\`\`ts
import { hasErrorCode } from 'vitest-aws-fixtures'

export function explain(error: unknown): string {
  if (hasErrorCode(error, 'AWS_FIXTURE_PERMISSION')) return \`Allow \${error.denial.action ?? 'the action'}.\`
  if (hasErrorCode(error, 'AWS_FIXTURE_WAIT_TIMEOUT')) return \`It stayed \${error.record.lastState}.\`
  throw error
}
\`\`\`

Every error of this package has a stable \`code\`. \`hasErrorCode\` tells errors apart by it, and gives the error the type of its class. All classes are exported.

A message has up to four lines: what failed, and on which resource; what was last seen; what to do; and the link to its section on this page.

Every error carries:

- \`code\`: one of those below.
- \`category\`: \`configuration\` (change something, then run again), \`temporary\` (the same may succeed later) or \`resource\` (the resource is at fault).
- \`fault\`: who has to act: \`user\`, \`aws\`, or \`plugin\`, which is this package.
- \`retryable\`: whether the category is \`temporary\`.
- \`resource\`: the resource that the error is about, where there is one.
- \`cause\`: the error from which it came, where there is one.

An error that was thrown in another process of a run has the same class, fields and stack.
`

const TABLE_HEAD = '| code | class | category | fault |\n|---|---|---|---|'

const row = (code: string, name: string, { category, fault }: Documented): string =>
  `| [${code}](#${code.toLowerCase()}) | \`${name}\` | ${category} | ${fault} |`

function section(code: string, name: string, { meaning, toDo, example, fields }: Documented): string {
  const carries = fields.map(([field, comment]) => `- \`${field}\`: ${comment}`)
  return [
    `## ${code}`,
    `\`${name}\`. ${meaning}`,
    `**What to do.** ${toDo}`,
    ...(carries.length > 0 ? [`**It carries**\n\n${carries.join('\n')}`] : []),
    `For example:\n\n\`\`\`text\n${example}\n${linkTo(code)}\n\`\`\`\n`,
  ].join('\n\n')
}

function documented(source: string, name: string): Documented {
  const need = (found: string | undefined, what: string): string => {
    if (!found) throw new Error(`The class ${name} lacks ${what}.`)
    return found
  }
  const start = need(source.split(`\nexport class ${name} extends`)[1], 'a place in the files of the error classes')
  const body = start.slice(0, start.indexOf('\n}'))
  const before = source.slice(0, source.indexOf(`\nexport class ${name} extends`))
  const comment = before.slice(before.lastIndexOf('/**') + 3, before.lastIndexOf('*/')).replace(/^ ?\* ?/gm, '')
  const [prose = '', example] = comment.split('@example\n')
  const [meaning, toDo] = prose.split('\n\nTo do: ')
  const flat = (text: string) => text.trim().replace(/\s*\n\s*/g, ' ')
  const fields = [...body.matchAll(/^ {2}\/\*\* (.+) \*\/\n {2}(?:declare )?readonly (\w+)/gm)]
  const of = (field: string) => new RegExp(`readonly ${field}(?: = '(\\w+)'|: ErrorFault)`).exec(body)
  return {
    meaning: flat(need(meaning, 'a comment')),
    toDo: upperFirst(flat(need(toDo, "a paragraph 'To do:' in its comment"))),
    example: need(example?.trim(), 'an @example in its comment'),
    category: need(of('category')?.[1], 'a category'),
    fault: of('fault')?.[1] ?? 'varies',
    fields: fields.map(([, text, field]) => [field!, text!]),
  }
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
