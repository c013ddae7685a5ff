import type { EngineAddress } from '../../base/engine-address.ts'
import { ProvisionError } from '../../errors/errors.ts'
import { statusOf } from '../ask-engine.ts'
import type { AskVersion } from '../ask-version.ts'
import { guardMissing } from './messages.ts'

/** The statuses that reject a request without the secret: that of our guard, and that of a server that asks for a password. */
const REFUSALS = [401, 403]

/** Asks for the version of an engine, and proves that it serves only its gate: fails with a ProvisionError where it serves a request without the secret. */
export const onlyGuarded =
  (ask: AskVersion): AskVersion =>
  async (engine, signal) => {
    const version = await ask(engine, signal)
    if (version !== undefined) await assertGuarded(engine, signal)
    return version
  }

async function assertGuarded({ host, port, speaksTls = false }: EngineAddress, signal: AbortSignal): Promise<void> {
  const status = await statusOf({ host, port, speaksTls }, { path: '/', signal })
  if (REFUSALS.includes(status)) return
  throw new ProvisionError(guardMissing(status), { fault: 'user' })
}
