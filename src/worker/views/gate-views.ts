import type { CredentialsProvider } from '../../base/credentials.ts'
import { services } from '../../base/endpoint.ts'
import type { ProvidedNeptune, ProvidedOpenSearch } from '../../contracts/provided-run.ts'
import { ownPaths } from '../../gate/gate.ts'
import type { ViewEnd, ViewRequest } from '../../gate/views/view-request.ts'
import { GateClient } from '../gate-client.ts'

/** What a run has of the services. */
interface ProvidedGates {
  readonly opensearch?: Pick<ProvidedOpenSearch, 'endpoint' | 'hasGate'>
  readonly neptune?: Pick<ProvidedNeptune, 'endpoint' | 'hasGate'>
}

/** The views of a worker at its gates: that of OpenSearch, and that of Neptune, which only has to know the keys. */
export class GateViews {
  readonly #opensearch: GateClient
  readonly #others: readonly GateClient[]

  /** `run` has views. */
  constructor(run: ProvidedGates, credentials: CredentialsProvider) {
    const gates = services.flatMap((service) => {
      const provided = run[service]
      return provided?.hasGate ? [new GateClient(provided.endpoint, credentials)] : []
    })
    const [opensearch, ...others] = gates
    this.#opensearch = opensearch!
    this.#others = others
  }

  /** Opens a view. Fails with the gate's answer. */
  async open(id: string, view: ViewRequest): Promise<void> {
    await this.#ofAll((gate) => gate.ask('PUT', `${ownPaths.views}${id}`, view))
  }

  /** Ends a view, and the key of its test. Fails with the gate's answer. */
  async end(id: string): Promise<ViewEnd> {
    const [end] = await this.#ofAll((gate) => gate.ask<ViewEnd>('DELETE', `${ownPaths.views}${id}`))
    return end!
  }

  /** Says whether tests have to find what code outside of them has made: it would be lost with the engine. Fails as `open` does. */
  async noteKept(isAnything: boolean): Promise<void> {
    await this.#opensearch.ask(isAnything ? 'PUT' : 'DELETE', `${ownPaths.kept}1`)
  }

  close(): void {
    for (const gate of [this.#opensearch, ...this.#others]) gate.close()
  }

  #ofAll<Told>(ask: (gate: GateClient) => Promise<Told>): Promise<Told[]> {
    return Promise.all([this.#opensearch, ...this.#others].map(ask))
  }
}
