import { readFileSync } from 'node:fs'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { launcherSourcesHash } from '../../scripts/launcher-sources.ts'

test('the checked-in jar of the launcher was made from the sources beside it', () => {
  const entries = unzipSync(readFileSync(new URL('../../src/engines/process/launcher/launcher.jar', import.meta.url)))
  const message = 'run node scripts/build-launcher.ts and check the jar in'
  expect(strFromU8(entries['sources.sha256']!), message).toBe(launcherSourcesHash())
  expect(Object.keys(entries)).toEqual([
    'META-INF/services/java.text.spi.BreakIteratorProvider',
    'ClosedTransport.class',
    'ConnectionEvaluations$Evaluation.class',
    'ConnectionEvaluations$Sessions.class',
    'ConnectionEvaluations.class',
    'EngineGuard.class',
    'EngineSecret.class',
    'EvaluationExecutor.class',
    'Evaluations.class',
    'GuardedChannelizer.class',
    'GuardedHttp$Guarded.class',
    'GuardedHttp.class',
    'GuardedModule.class',
    'GuardedNetwork.class',
    'HeapWatch.class',
    'Launcher.class',
    'LuceneVectors$Guarded.class',
    'LuceneVectors.class',
    'NoTraining.class',
    'OpenSearchNode.class',
    'ScriptNames.class',
    'ThaiBreaks$Breaks.class',
    'ThaiBreaks.class',
    'sources.sha256',
  ])
})
