/** Builds the package: dist/ from src/, from nothing each time, so that a removed file cannot stay in it. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importSpecifiers } from './import-specifiers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

rmSync(dist, { recursive: true, force: true })
compile()
copyWhatIsNotCompiled()
for (const file of globSync('**/*.d.ts', { cwd: dist })) pointAtJavaScript(join(dist, file))

function compile(): void {
  const tsc = fileURLToPath(new URL('../bin/tsc', import.meta.resolve('typescript')))
  try {
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  } catch {
    // The compiler has said what is wrong; a half-built dist would hide it.
    rmSync(dist, { recursive: true, force: true })
    process.exit(1)
  }
}

/** Lock files and other things that the code reads from beside itself. */
function copyWhatIsNotCompiled(): void {
  for (const file of globSync('**/*.*', { cwd: join(root, 'src') })) {
    if (/\.(ts|java|md)$/.test(file)) continue
    mkdirSync(dirname(join(dist, file)), { recursive: true })
    copyFileSync(join(root, 'src', file), join(dist, file))
  }
}

/**
 * The compiler rewrites `./a.ts` to `./a.js` in JavaScript but not in declarations (microsoft/TypeScript#61037), where
 * it names a file that the package does not have; editors and bundlers of types stumble over it.
 */
function pointAtJavaScript(file: string): void {
  let text = readFileSync(file, 'utf8')
  const specifiers = importSpecifiers(file, text).filter((specifier) => /^\.{1,2}\/.*\.ts$/.test(specifier.text))
  for (const { text: name, start, end } of specifiers.toReversed()) {
    text = `${text.slice(0, start)}'${name.slice(0, -'.ts'.length)}.js'${text.slice(end)}`
  }
  writeFileSync(file, text)
}
