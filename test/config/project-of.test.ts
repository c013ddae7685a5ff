import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { normalRepository, projectOf } from '../../src/config/project-of.ts'

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'project-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(made, name)), { recursive: true })
    await writeFile(join(made, name), text)
  }
  return made
}

const git = (url: string) =>
  `[core]\n\tbare = false\n[remote "upstream"]\n\turl = git@github.com:else/where.git\n[remote "origin"]\n\turl = ${url}\n`

test.for([
  'https://github.com/team/Shop',
  'https://github.com/team/shop.git',
  'https://x-access-token:ghs_secret@github.com/team/shop.git',
  'git+https://github.com/team/shop.git',
  'git@github.com:team/shop.git',
  'ssh://git@github.com:22/team/shop.git',
  'git://github.com/team/shop/',
  'github:team/shop',
  'team/shop',
])('the address %s gives the same repository as every other protocol, without user and token', (url) => {
  expect(normalRepository(url)).toBe('github.com/team/shop')
})

test('clones of one repository are one project, and a project of the same name in another repository is a different one', async () => {
  const clones = await Promise.all([
    folder({ '.git/config': git('git@github.com:team/shop.git'), 'api/package.json': '{"name":"api"}' }),
    folder({ '.git/config': git('https://ci:token@github.com/team/shop'), 'api/package.json': '{"name":"api"}' }),
    folder({
      'package.json': '{"repository":{"url":"git+https://github.com/team/shop.git"}}',
      'api/package.json': '{}',
    }),
  ])
  for (const clone of clones)
    expect(projectOf(join(clone, 'api'), 'api', undefined)).toEqual({
      id: 'github.com/team/shop:api',
      isByNameOnly: false,
    })
  const other = await folder({ '.git/config': git('git@github.com:others/shop.git'), 'package.json': '{"name":"api"}' })
  expect(projectOf(other, 'api', undefined).id).toBe('github.com/others/shop:api')
})

test('a worktree has the repository of its checkout', async () => {
  const root = await folder({
    'main/.git/config': git('git@github.com:team/shop.git'),
    'main/.git/worktrees/a/commondir': '../..\n',
    'a/package.json': '{"name":"api"}',
  })
  await writeFile(join(root, 'a', '.git'), `gitdir: ${join(root, 'main/.git/worktrees/a')}\n`)
  expect(projectOf(join(root, 'a'), 'api', undefined).id).toBe('github.com/team/shop:api')
})

test('the option sharedAs replaces the repository, as one word', async () => {
  const root = await folder({ 'package.json': '{"name":"api","repository":"team/shop"}' })
  expect(projectOf(root, 'api', 'both teams=1')).toEqual({ id: 'both-teams-1', isByNameOnly: false })
})

test('a folder without a repository is identified by its name only', async () => {
  for (const text of ['{', '{"repository":5}', '{"repository":{}}']) {
    const root = await folder({ 'package.json': text, '.git/config': '[core]\n' })
    expect(projectOf(root, '@team/api', undefined)).toEqual({ id: '@team/api', isByNameOnly: true })
  }
})
