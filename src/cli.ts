#!/usr/bin/env node
import { nodeProblem } from './base/node-version.ts'

// The rest is loaded only by a Node that can run it. An older one would fail at whatever it lacks first, and not say why.
const problem = nodeProblem(process.version)
if (problem) {
  process.stderr.write(`${problem.join('\n')}\n`)
  process.exitCode = 1
} else {
  await import('./cli/main.ts')
}
