import { onTestFinished } from 'vitest'
import { GateViews } from '../../../src/worker/views/gate-views.ts'
import { credentialsOf, openTestGate, type TestGate } from '../open-test-gate.ts'

/** A gate that knows the views of a run whose prefixes begin with `run`, and what opens and ends those of its workers. */
export async function openGateWithViews(run: string, options: Partial<TestGate>) {
  const { endpoint } = await openTestGate({ service: 'opensearch', viewsPrefix: run, ...options })
  const viewsOf = (worker = 1): GateViews => {
    const views = new GateViews({ opensearch: { endpoint, hasGate: true } }, async () => credentialsOf(worker))
    onTestFinished(() => views.close())
    return views
  }
  return { endpoint, viewsOf }
}

export type GateWithViews = Awaited<ReturnType<typeof openGateWithViews>>
