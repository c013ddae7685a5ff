import type { EngineAddress } from '../../base/engine-address.ts'
import { ProvisionError } from '../../errors/errors.ts'
import { statusOf } from '../ask-engine.ts'
import type { AskVersion } from '../ask-version.ts'

/** What says that a stranger gets no further: that of our guard, and that of a server that asks for a password. */
const REFUSALS = [401, 403]

/** The question for an engine that serves nobody but its gate: one that answers a stranger as well fails with a ProvisionError. */
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
  throw new ProvisionError(
    [
      'It lets in whoever asks, not only its gate: its image goes without the guard that it was given.',
      `Last seen: GET / without a secret answered ${status}.`,
      "Name an image in the option 'containers' that starts the server as the official one does.",
    ],
    { fault: 'user' },
  )
}
